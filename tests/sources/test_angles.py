"""Recordings of angles alone: angles keep their values and get intervals; missing ones are derived or refused."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.error_model import EXACT, angles_model
from hiphinge.core.errors import ArgumentError, RecordingError
from hiphinge.core.measure import Curve
from hiphinge.core.motion import Motion, SourceInfo
from hiphinge.movement.kinematics import ANGLES, Kinematics
from hiphinge.sources.angles import motion_of_angles
from tests.body_model import even_times, from_the_top

SCRIPT = from_the_top(1)
TIME = even_times(SCRIPT.duration_s, 50.0)
TRUTH = SCRIPT.truth(TIME)
SOURCE = SourceInfo("trial.csv", "imu", SCRIPT.duration_s, 50.0, errors=angles_model("two sensors", 1.0))


def kinematics(motion: Motion) -> Kinematics:
    return Kinematics.from_angles(TIME, motion.angles, motion.source.error_model, 50.0)


@pytest.mark.parametrize("name", ANGLES)
def test_an_angle_keeps_its_value_and_gets_the_sources_interval(name: str) -> None:
    curve = kinematics(motion_of_angles(TIME, TRUTH, SOURCE)).curves[name]  # type: ignore[index]
    assert np.array_equal(curve.value, TRUTH[name])
    assert curve.high - curve.value == pytest.approx(1.645, abs=1e-3)


@pytest.mark.parametrize("name", ANGLES)
def test_a_missing_angle_follows_from_the_other_three(name: str) -> None:
    others = {known: angle for known, angle in TRUTH.items() if known != name}
    curve = kinematics(motion_of_angles(TIME, others, SOURCE)).curves[name]  # type: ignore[index]
    assert curve.value == pytest.approx(TRUTH[name], abs=1e-9)
    assert curve.high - curve.value == pytest.approx(1.645 * np.sqrt(3), abs=1e-3)


def test_two_missing_angles_are_absent() -> None:
    two = {name: TRUTH[name] for name in ("trunk_lean_deg", "hip_flexion_deg")}
    measured = kinematics(motion_of_angles(TIME, two, SOURCE))
    assert np.isnan(measured.angle("knee_flexion_deg")).all()
    assert np.isnan(measured.angle("shank_deg")).all()
    assert np.isfinite(measured.angle("hip_flexion_deg")).all()


def test_a_curve_keeps_its_own_interval() -> None:
    wide = Curve(TRUTH["shank_deg"], TRUTH["shank_deg"] - 9.0, TRUTH["shank_deg"] + 5.0)
    measured = kinematics(motion_of_angles(TIME, {**TRUTH, "shank_deg": wide}, SOURCE))
    assert measured.curves["shank_deg"].low == pytest.approx(TRUTH["shank_deg"] - 9.0)


def test_angles_that_do_not_determine_the_trunk_lean_are_refused() -> None:
    with pytest.raises(RecordingError, match="trunk_lean_deg among the angles"):
        motion_of_angles(TIME, {"knee_flexion_deg": TRUTH["knee_flexion_deg"]}, SOURCE)


@pytest.mark.parametrize(
    ("angles", "found"),
    [
        ({**TRUTH, "elbow_deg": Curve.around(TIME, TIME)}, "an angle called elbow_deg"),
        ({**TRUTH, "shank_deg": np.zeros(3)}, "shank_deg of 3 frames"),
    ],
)
def test_the_error_names_the_angles_that_do_not_fit(angles: dict[str, Curve | np.ndarray], found: str) -> None:
    with pytest.raises(RecordingError, match=found):
        motion_of_angles(TIME, angles, SOURCE)


def test_an_infinite_angle_is_refused() -> None:
    lean = np.array([10.0, np.inf, 20.0])
    with pytest.raises(RecordingError, match="infinity in trunk_lean_deg"):
        motion_of_angles(np.arange(3.0), {"trunk_lean_deg": lean}, SOURCE)


def test_an_angle_of_unknown_error_needs_an_interval() -> None:
    only_hips = SourceInfo("a", "angles", 1.0, 50.0, errors=angles_model("one sensor", {"hip_flexion_deg": 1.0}))
    with pytest.raises(ArgumentError, match="trunk_lean_deg"):
        motion_of_angles(TIME, TRUTH, only_hips)


def test_exact_angles_have_very_narrow_intervals() -> None:
    exact = SourceInfo("a", "angles", 1.0, 50.0, errors=EXACT)
    curve = kinematics(motion_of_angles(TIME, TRUTH, exact)).curves["hip_flexion_deg"]
    assert (curve.high - curve.low).max() < 0.05
