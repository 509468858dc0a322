"""Criteria of the steps."""

from __future__ import annotations

import pytest

from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.faults import FAULTS
from hiphinge.progression.criteria import KNEE_LEAN_DEG, NEUTRAL_DEG, PELVIS_PART, lumbar, of_lift, sets
from hiphinge.progression.criterion import StepRepetition
from tests.lift_results import lifts


def test_repetitions_of_short_sets_do_not_add_up_to_a_long_one() -> None:
    recordings = [lifts(count=4) for _ in range(6)]
    shown = [StepRepetition(recording, index) for recording in recordings for index in range(4)]
    made, _ = sets().of(shown, recordings)
    assert made.verdict == "not_passed"
    assert made.figure is not None
    assert made.figure.value == 0


@pytest.mark.parametrize(("count", "verdict"), [(23, "not_passed"), (24, "passed"), (40, "passed")])
def test_three_sets_of_eight_are_enough(count: int, verdict: str) -> None:
    recording = lifts(count=count)
    made, back = sets().of([StepRepetition(recording, index) for index in range(count)], [recording])
    assert made.verdict == verdict
    assert made.figure is not None
    assert made.figure.value == count // 8
    assert not back


def test_the_neutral_depth_is_the_pelvis_part_of_the_lean() -> None:
    assert {lean: lean * PELVIS_PART for lean in NEUTRAL_DEG} == pytest.approx(dict(NEUTRAL_DEG))


def test_the_low_back_has_the_limit_of_its_own_rule() -> None:
    for name in ("romanian_deadlift", "deadlift"):
        entry = CATALOGUE[name]
        assert lumbar(entry).limit == FAULTS["lumbar_rounding"].limits(entry)[0]


def test_only_lifts_that_leave_depth_open_have_depth_criteria() -> None:
    deep = {rule.code for rule in of_lift("romanian_deadlift", KNEE_LEAN_DEG) if rule.depth}
    assert deep == {"trunk_lean", "neutral_depth"}
    assert not any(rule.depth for rule in of_lift("deadlift"))
