"""Verdicts on a reading: stated, possible, unread or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hiphinge.core.measure import Z90, Measure
from hiphinge.core.uncertainty import POSSIBLE_FROM, SURE_FROM
from hiphinge.judging.faults import FAULTS, Context, Reading, Verdict
from hiphinge.judging.faults import judge as judging
from tests.body_model import from_the_top
from tests.judging import contexts

CODE = "knees_forward"
SIGMA = 4.0


@pytest.fixture(scope="module")
def context() -> Context:
    return contexts(from_the_top(1), "romanian_deadlift")[0]


def judged(context: Context, sigmas: float | None, *, max_half_width: float = 1e9) -> Verdict:
    """Return the verdict on a reading `sigmas` standard deviations beyond its limit; None stands for no reading."""
    rule = FAULTS[CODE]
    limit, _ = rule.limits(context.exercise)

    def measure(_: Context) -> Reading | None:
        if sigmas is None:
            return None
        value, half = limit + sigmas * SIGMA, Z90 * SIGMA
        return Reading(Measure(value=value, low=value - half, high=value + half), *context.deepest, "bottom")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "FAULTS", {CODE: replace(rule, measure=measure, max_half_width=max_half_width)})
        return judging.judge_repetition(context)


def test_a_fault_without_a_reading_is_unread_and_not_passed(context: Context) -> None:
    assert judged(context, None) == Verdict([], [], [CODE])


@pytest.mark.parametrize(
    ("sigmas", "stated", "possible"), [(-0.5, 0, 0), (0.1, 0, 1), (1.6, 0, 1), (1.7, 1, 0), (3.0, 1, 0)]
)
def test_a_fault_is_stated_where_its_interval_does_not_span_the_limit(
    context: Context, sigmas: float, stated: int, possible: int
) -> None:
    verdict = judged(context, sigmas)
    assert (len(verdict.stated), len(verdict.possible), verdict.unread) == (stated, possible, [])
    for fault in verdict.stated:
        assert fault.confidence >= SURE_FROM - 0.005
        assert fault.value.low > fault.limit
    for fault in verdict.possible:
        assert POSSIBLE_FROM - 0.005 <= fault.confidence < SURE_FROM


def test_a_wide_reading_is_unread_unless_it_is_nearly_certain(context: Context) -> None:
    assert judged(context, 0.7, max_half_width=SIGMA).unread == [CODE]
    assert len(judged(context, 3.0, max_half_width=SIGMA).stated) == 1
    assert judged(context, -3.0, max_half_width=SIGMA) == Verdict([], [], [])


def test_far_beyond_is_major(context: Context) -> None:
    rule = FAULTS[CODE]
    limit, major = rule.limits(context.exercise)
    between, beyond = ((share * (major - limit)) / SIGMA for share in (0.9, 1.1))
    assert [fault.severity for fault in judged(context, between).stated] == ["minor"]
    assert [fault.severity for fault in judged(context, beyond).stated] == ["major"]


def test_a_fault_of_another_exercise_is_not_measured(context: Context) -> None:
    assert judged(replace(context, exercise=replace(context.exercise, faults=frozenset())), 3.0) == Verdict([], [], [])
