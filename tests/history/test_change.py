"""What changed: known readings, and 200 synthetic people with known change and noise."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import QUANTITIES
from hiphinge.history.change import (
    FACTOR,
    MIN_DEGREES,
    SetReading,
    change_between,
    detectable_change,
    direction_of,
    of_one_session,
    of_one_week,
    points_of,
    pooled_deviation,
    step_of,
    verdict_of,
)
from hiphinge.measures.detectable import MIN_CHANGE_DEG, PUBLISHED_CHANGES
from tests.history.people import person
from tests.lift_results import FIRST

PEOPLE = 200
NEUTRAL = "neutral_depth_deg"
"""More is better, and there is a published figure."""
TRUNK = "trunk_lean_deg"
"""No published figure, and neither way is better."""


def reading(session: int, value: float, *, half: float = 1.0, day: float | None = None) -> SetReading:
    when = FIRST + timedelta(days=7.5 * session if day is None else day)
    return SetReading(session, when, Measure(value, value - half, value + half), 8)


def test_repeated_readings_give_their_pooled_deviation() -> None:
    deviation, degrees = pooled_deviation([[1.0, 3.0], [10.0, 10.0], [5.0]])
    assert (deviation, degrees) == (1.0, 2)
    assert math.isnan(pooled_deviation([[1.0], []])[0])
    assert pooled_deviation([])[1] == 0


def test_a_session_is_the_mean_of_its_sets_and_no_more_certain_than_they_are() -> None:
    points = points_of([reading(2, 5.0), reading(1, 10.0, half=2.0), reading(1, 20.0, half=4.0)])
    assert [point.session for point in points] == [1, 2]
    assert points[0].reading == Measure(15.0, 12.0, 18.0)
    assert (points[0].recordings, points[0].repetitions) == (2, 16)


def test_sessions_of_a_week_are_repeated_readings_and_none_is_in_two_groups() -> None:
    days = [0.0, 3.0, 7.0, 8.0, 14.9, 30.0]
    points = points_of([reading(index, float(index), day=day) for index, day in enumerate(days, 1)])
    assert of_one_week(points) == [[1.0, 2.0, 3.0], [4.0, 5.0], [6.0]]
    assert of_one_session([reading(1, 1.0), reading(1, 2.0), reading(2, 3.0)]) == [[1.0, 2.0], [3.0]]


def test_published_figures_count_until_there_are_enough_own_sessions() -> None:
    few = [reading(1, 40.0), reading(2, 52.0)]
    least = detectable_change(NEUTRAL, few)
    assert least is not None
    assert (least.basis, least.least, least.own_deviation) == ("published", MIN_CHANGE_DEG, None)
    assert detectable_change(TRUNK, few) is None
    assert detectable_change(NEUTRAL, few[:1]) is None
    own = [
        reading(week * 2 + part + 1, 40.0 + 2.0 * part, day=30.0 * week + part) for week in range(8) for part in (0, 1)
    ]
    for quantity in (NEUTRAL, TRUNK):
        least = detectable_change(quantity, own)
        assert least is not None
        assert (least.basis, least.degrees_of_freedom) == ("own_days", MIN_DEGREES)
        assert least.least == pytest.approx(FACTOR * math.sqrt(2.0))


def test_sets_within_sessions_raise_a_published_figure_and_never_lower_it() -> None:
    def sets(spread: float) -> list[SetReading]:
        return [reading(session, 40.0 + spread * part) for session in range(1, 6) for part in (-1, 0, 1)]

    calm, wild = detectable_change(NEUTRAL, sets(0.5)), detectable_change(NEUTRAL, sets(8.0))
    assert calm is not None
    assert wild is not None
    assert (calm.basis, calm.least) == ("published", MIN_CHANGE_DEG)
    assert wild.basis == "own_sets"
    assert wild.least == pytest.approx(FACTOR * 8.0)
    assert detectable_change(TRUNK, sets(8.0)) is None


def test_a_change_within_the_intervals_is_never_reported() -> None:
    wide = [reading(1, 40.0, half=12.0), reading(2, 55.0, half=12.0)]
    least = detectable_change(NEUTRAL, wide)
    assert least is not None
    assert least.basis == "intervals"
    assert least.least == pytest.approx(12.0 * math.sqrt(2.0))
    assert verdict_of(points_of(wide), least, "more") == "no_change"
    assert change_between(wide[0].reading, wide[1].reading).low < 0


def test_verdicts_by_direction() -> None:
    points = points_of([reading(1, 40.0), reading(2, 55.0)])
    least = detectable_change(NEUTRAL, [reading(1, 40.0), reading(2, 55.0)])
    assert verdict_of(points, least, "more") == "better"
    assert verdict_of(points, least, "less") == "worse"
    assert verdict_of(points, least, None) == "more"
    assert verdict_of(points[::-1], least, None) == "less"
    assert verdict_of(points, None, "more") == "error_unknown"
    assert verdict_of(points[:1], None, "more") == "one_session"
    assert direction_of("hinge_index", "deadlift") == "more"
    assert direction_of("hinge_index", "squat") is None
    assert direction_of("lumbar_flexion_deg", "squat") == "less"
    assert direction_of("knee_flexion_deg", "deadlift") is None
    assert direction_of("of_a_later_version", "deadlift") is None


def test_the_smallest_written_step_is_no_change() -> None:
    equal = [reading(index, 0.9, half=0.0, day=float(index)) for index in range(1, 13)]
    rounded = [*equal, reading(13, 0.91, half=0.0, day=13.0)]
    least = detectable_change("hinge_index", rounded)
    assert least is not None
    assert verdict_of(points_of(rounded), least, "more") == "no_change"
    assert step_of("hinge_index") == 0.01
    assert all(step_of(key) > 0 for key in PUBLISHED_CHANGES)
    assert set(PUBLISHED_CHANGES) <= set(QUANTITIES)


@given(
    values=st.lists(st.floats(0, 90), min_size=2, max_size=12),
    half=st.floats(0, 20),
    wider=st.floats(0, 20),
    shift=st.floats(-50, 50),
)
def test_less_certain_readings_never_turn_no_change_into_one(
    values: list[float], half: float, wider: float, shift: float
) -> None:
    def verdict(width: float, by: float = 0.0) -> str:
        found = [reading(index, value + by, half=width) for index, value in enumerate(values, 1)]
        return verdict_of(points_of(found), detectable_change(NEUTRAL, found), "more")

    if verdict(half) == "no_change":
        assert verdict(half + wider) == "no_change"
    detected = detectable_change(NEUTRAL, [reading(index, value) for index, value in enumerate(values, 1)])
    moved = detectable_change(NEUTRAL, [reading(index, value + shift) for index, value in enumerate(values, 1)])
    assert detected is not None
    assert moved is not None
    assert moved.least == pytest.approx(detected.least, abs=1e-6)


def share(quantity: str, verdict: str, change: Callable[[float, float], float], seed: int, **kind: float) -> float:
    """How many of 200 people get a verdict; `change` from the deviations of day and set."""
    random = np.random.default_rng(seed)
    count = 0
    for _ in range(PEOPLE):
        day, within = random.uniform(1.0, 4.5), random.uniform(0.5, 4.0)
        readings = person(random, change=change(day, within), day_deviation=day, set_deviation=within, **kind)  # type: ignore[arg-type]
        least = detectable_change(quantity, readings)
        count += verdict_of(points_of(readings), least, "more") == verdict
    return count / PEOPLE


def of_session(day: float, within: float) -> float:
    """The true minimal detectable change: of sessions that are the mean of three sets."""
    return FACTOR * math.hypot(day, within / math.sqrt(3))


KINDS = [
    pytest.param(TRUNK, {}, id="own sessions"),
    pytest.param(NEUTRAL, {}, id="own sessions, though a figure is published"),
    pytest.param(TRUNK, {"sessions": 16}, id="more sessions"),
    pytest.param(NEUTRAL, {"sessions": 4, "days_apart": 10.0, "stated": 1.0}, id="published, honest intervals"),
]


@pytest.mark.parametrize(("quantity", "kind"), KINDS)
def test_better_is_said_wrongly_in_one_of_twenty_at_most(quantity: str, kind: dict[str, float]) -> None:
    assert share(quantity, "better", lambda *_: 0.0, seed=1, **kind) <= 0.05
    assert share(quantity, "better", lambda day, within: -of_session(day, within), seed=2, **kind) <= 0.05


@pytest.mark.parametrize(("quantity", "kind"), KINDS)
def test_a_change_of_twice_the_detectable_one_is_found(quantity: str, kind: dict[str, float]) -> None:
    def twice(day: float, within: float) -> float:
        published = MIN_CHANGE_DEG if kind.get("sessions") == 4 else 0.0
        return 2.0 * max(of_session(day, within), published)

    assert share(quantity, "better", twice, seed=3, **kind) >= 0.8
    assert share(quantity, "worse", lambda day, within: -twice(day, within), seed=4, **kind) >= 0.8
