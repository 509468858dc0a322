"""Measurement of a motion: what the view allows, which curve is used, and what a given spine or bar changes."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.core.props import Bar
from hiphinge.movement.kinematics import ANGLES
from hiphinge.movement.movement import FRAME_ANGLES, curve_of, estimate_calibration, measure_movement, with_bar
from tests.back_model import STIFF, Back
from tests.body_model import Camera, film, from_the_floor, from_the_top

SCRIPT = from_the_top(2)


@pytest.mark.parametrize(
    ("yaw_deg", "sight", "repetitions"),
    [(0.0, "side", 2), (30.0, "side", 2), (55.0, "oblique", 2), (85.0, "front", 2)],
)
def test_the_view_determines_what_is_judged(yaw_deg: float, sight: str, repetitions: int) -> None:
    movement = measure_movement(film(SCRIPT, Camera(yaw_deg=yaw_deg)))
    assert movement.sight == sight
    assert movement.judged == (sight == "side")
    assert len(movement.repetitions.counted) == repetitions
    for name in FRAME_ANGLES:
        assert movement.judged or not movement.curve(name).known().any()


def test_the_curves_of_the_landmarks_are_the_bodys_angles() -> None:
    motion = film(SCRIPT)
    movement = measure_movement(motion)
    for name, truth in SCRIPT.truth(motion.time_s).items():
        np.testing.assert_allclose(movement.curve(name).value, truth, atol=0.5)
    assert not movement.curve("lumbar_flexion_deg").known().any(), "there is no outline to estimate it from"


def test_a_given_spine_overrides_the_landmarks() -> None:
    motion = film(SCRIPT)
    movement = measure_movement(motion, spine=STIFF.spine(SCRIPT, motion.time_s))
    truth = STIFF.curves(SCRIPT, motion.time_s)
    for name in ("hip_flexion_deg", "pelvic_tilt_deg", "lumbar_flexion_deg"):
        np.testing.assert_allclose(movement.curve(name).value, truth[name], atol=1e-9)
    for name in ("trunk_lean_deg", "knee_flexion_deg"):
        expected = movement.kinematics.curves[next(angle for angle in ANGLES if angle == name)]
        assert curve_of(movement.kinematics, movement.spine, name) is expected


def test_a_spine_of_other_frames_is_refused() -> None:
    motion = film(SCRIPT)
    with pytest.raises(RecordingError, match=f"of the {len(motion)} frames"):
        measure_movement(motion, spine=Back().spine(SCRIPT, motion.time_s[:-1]))


def test_the_calibration_is_that_of_the_movement() -> None:
    motion = film(SCRIPT)
    found = estimate_calibration(motion)
    assert found.unit == "px"
    assert found.view.grade == measure_movement(motion).view.grade == "usable"


def test_a_bar_that_was_not_found_changes_no_repetition() -> None:
    movement = measure_movement(film(from_the_floor(2)))
    absent = Bar.absent(len(movement.kinematics), "no plate moves with the hands")
    assert with_bar(movement, absent).bar is absent
    assert with_bar(movement, absent).repetitions == movement.repetitions
