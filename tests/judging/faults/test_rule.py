"""The parts that all rules share."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import Curve, Measure
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.faults import FAULTS
from hiphinge.judging.faults.rule import deepest_frames, format_measure, middle_of
from tests.body_model import from_the_top
from tests.judging import contexts


def test_the_middle_is_a_frame_with_its_own_interval() -> None:
    value = np.array([5.0, np.nan, 1.0, 3.0, 9.0])
    curve = Curve(value, value - 1.0, value + 2.0)
    assert middle_of(curve, 0, 4) == Measure(value=3.0, low=2.0, high=5.0)
    assert middle_of(curve, 1, 2) is None


@pytest.mark.parametrize(
    ("unit", "text"), [("deg", "12° (10 to 15)"), ("percent", "12 % (10 to 15)"), ("ratio", "12.3 (10.2 to 15.0)")]
)
def test_a_measure_is_written_with_its_interval(unit: str, text: str) -> None:
    assert format_measure(Measure(value=12.34, low=10.2, high=15.0), unit) == text


def test_the_deepest_frames_include_the_deepest_and_are_nearly_as_deep() -> None:
    (context,) = contexts(from_the_top(1, pause_s=0.5), "romanian_deadlift")
    start, stop = deepest_frames(context.repetition, context.trunk_thigh)
    assert (start, stop) == context.deepest
    inside = context.trunk_thigh[context.repetition.frames]
    assert context.trunk_thigh[start:stop].max() == inside.max()
    assert context.trunk_thigh[start:stop].min() >= inside.max() - 0.1 * (inside.max() - inside.min())
    assert context.kinematics.time_s[stop - 1] - context.kinematics.time_s[start] > 0.45


def test_an_exercises_own_limit_shifts_the_major_one() -> None:
    for rule in FAULTS.values():
        for exercise in CATALOGUE.values():
            limit, major = rule.limits(exercise)
            assert limit == exercise.limits.get(rule.code, rule.limit)
            assert major - limit == pytest.approx(rule.major - rule.limit)
