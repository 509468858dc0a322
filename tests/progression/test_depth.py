"""Neutral depth over sessions, and the limit that it sets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.core.measure import Measure
from hiphinge.progression import plan_of
from hiphinge.progression.depth import FREE_DEG, SessionDepth, limits_of
from hiphinge.progression.sessions import Sitting, sittings_of
from tests.lift_results import TO_THE_KNEE, lifts, recorded, repetition


def reached(value: float, *, rounded: bool, half: float = 7.0) -> SessionDepth:
    (sitting,), _ = sittings_of([lifts()])
    assert isinstance(sitting, Sitting)
    return SessionDepth(sitting, Measure(value, value - half, value + half), rounded, "late" if rounded else None)


def test_the_limit_deepens_by_what_exceeds_the_error_and_becomes_shallower_at_once() -> None:
    error = 10.0
    assert limits_of([reached(36, rounded=True), reached(44, rounded=False)]) == [36, 36]
    assert limits_of([reached(30, rounded=True), reached(48, rounded=False)]) == [30, 48 - error]
    assert limits_of([reached(36, rounded=True), reached(28, rounded=True)]) == [36, 28]
    assert limits_of([reached(36, rounded=False), reached(40, rounded=False)]) == [None, None]
    assert limits_of([reached(36, rounded=True), reached(FREE_DEG + 7, rounded=False)]) == [36, None]


@given(
    depths=st.lists(st.tuples(st.floats(10, 70), st.booleans()), min_size=1, max_size=5),
    which=st.integers(0, 4),
    by=st.floats(0, 30),
)
def test_better_depths_never_make_the_limit_shallower(depths: list[tuple[float, bool]], which: int, by: float) -> None:
    def last(values: list[tuple[float, bool]]) -> float:
        limit = limits_of([reached(value, rounded=rounded) for value, rounded in values])[-1]
        return 999.0 if limit is None else limit

    which %= len(depths)
    deeper = [
        (value + by, rounded) if index == which else (value, rounded) for index, (value, rounded) in enumerate(depths)
    ]
    assert last(deeper) >= last(depths) - 1e-9


def test_depth_over_sessions() -> None:
    rounding = lifts(day=0.0, lumbar=33.0, kind="late", neutral=36.4, half=7.0)
    plan = plan_of([rounding])
    assert plan.depth is not None
    assert (plan.depth.work_to_deg, plan.depth.change_deg) == (36.0, None)
    assert "36°" in plan.next.practise
    later = plan_of([rounding, lifts(day=7.0, **{**TO_THE_KNEE, "neutral": 41.0}, half=7.0)])
    assert later.depth is not None
    assert [point.rounded for point in later.depth.points] == [True, False]
    assert later.depth.work_to_deg == 36.0
    assert later.next.step == "romanian_deadlift_knee"
    assert "no detectable change" in later.depth.told
    grown = plan_of([rounding, lifts(day=7.0, half=7.0)])
    assert grown.depth is not None
    assert grown.depth.work_to_deg is None
    assert grown.depth.change_deg is not None
    assert grown.depth.change_deg.value == pytest.approx(21.6)
    assert "22° deeper" in grown.depth.told
    assert grown.next.step == "deadlift"


def test_only_hinges_show_how_deep_the_low_back_stays_neutral() -> None:
    squat = repetition(pattern="squat", index=0.1, neutral=30.0, lean=37.0)
    plan = plan_of([recorded(repetitions=[repetition(neutral=60.0)] * 3 + [squat])])
    assert plan.depth is not None
    assert plan.depth.points[0].neutral_depth_deg.value == 60.0
    assert "up to a pelvic tilt of 60°" in plan.depth.told


def test_depths_of_other_limits_and_exercises_are_not_compared() -> None:
    old = lifts(day=0.0, limit=25.0, lumbar=40.0, kind="late", neutral=30.0)
    other = lifts("deadlift", day=1.0, limit=25.0, lumbar=40.0, kind="late", neutral=30.0)
    plan = plan_of([old, other, lifts(day=7.0)])
    assert plan.depth is not None
    assert [point.session for point in plan.depth.points] == [3]


def test_one_uncertain_rounding_sets_no_limit() -> None:
    plan = plan_of([lifts(lumbar=21.0, kind="late", neutral=50.0)])
    assert plan.depth is not None
    assert plan.depth.work_to_deg is None
    assert plan.next.decision == "stay"
