"""Legs outside the picture."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.body import Side
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.out_of_picture import OF_THE_KNEE, knee_outside
from hiphinge.pipeline.analyze import analyze
from tests.body_model import cut_below, film, from_the_top


@pytest.mark.parametrize("facing", ["left", "right"])
def test_legs_below_the_edge_have_no_angles_and_repetitions_are_counted_all_the_same(facing: Side) -> None:
    motion = cut_below(facing, 0.6)
    assert knee_outside(motion).all()
    movement = measure_movement(motion)
    assert len(movement.repetitions.counted) == 2
    for name in OF_THE_KNEE:
        assert not movement.curve(name).known().any()
    assert movement.curve("trunk_lean_deg").known().all()


def test_without_legs_in_the_picture_no_exercise_is_named_and_that_is_said() -> None:
    analysis = analyze(cut_below("right", 0.6))
    assert analysis.exercise.name == "unknown"
    assert "legs_hidden" in {limit.code for limit in analysis.cannot_judge}
    assert all(repetition.peak.knee_flexion_deg is None for repetition in analysis.repetitions)


def test_a_whole_body_in_the_picture_loses_nothing() -> None:
    motion = film(from_the_top(2))
    assert not knee_outside(motion).any()
    whole = measure_movement(motion)
    assert np.isfinite(whole.kinematics.angle("knee_flexion_deg")).all()
