"""Calibration: estimated from a file, given to the same functions, and written with its intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.core.motion import Motion
from hiphinge.movement.kinematics import ANGLES
from hiphinge.movement.movement import estimate_calibration, measure_movement
from hiphinge.movement.spine import Personal
from hiphinge.pipeline.analyze import analyze
from tests.body_model import Camera, Plate, film, from_the_floor, from_the_top
from tests.motions import motion_of

SCRIPT = from_the_top(3, around_s=1.5)
PARTS = ("value", "low", "high")


def same(first: Motion, second: Motion) -> bool:
    return bool(np.array_equal(first.position, second.position, equal_nan=True))


@pytest.mark.parametrize(
    "motion",
    [
        film(SCRIPT, Camera(noise=0.01)),
        film(SCRIPT, Camera(noise=0.01, yaw_deg=30.0)),
        film(SCRIPT, Camera(noise=0.01, yaw_deg=55.0)),
        film(from_the_floor(2), Camera(noise=0.01, plate=Plate(2.0, 2.6, ("right",)))),
    ],
    ids=["side", "warned", "oblique", "plate"],
)
def test_a_files_own_calibration_given_back_changes_nothing(motion: Motion) -> None:
    found = measure_movement(motion)
    given = measure_movement(motion, calibration=found.calibration)
    assert given.calibration is found.calibration
    for name in ANGLES:
        first, second = found.kinematics.curves[name], given.kinematics.curves[name]
        assert all(np.array_equal(getattr(first, part), getattr(second, part), equal_nan=True) for part in PARTS)
    assert given.repetitions == found.repetitions
    assert same(found.motion, given.motion)


def test_the_bundled_clips_spine_is_the_same_with_its_calibration_given() -> None:
    demo = motion_of()
    found = measure_movement(demo)
    given = measure_movement(demo, calibration=estimate_calibration(demo))
    for name, curve in found.spine.curves.items():
        assert np.array_equal(curve.value, given.spine.curves[name].value, equal_nan=True)
        assert np.array_equal(curve.low, given.spine.curves[name].low, equal_nan=True)


def test_the_calibration_has_the_facts_of_the_scene() -> None:
    found = estimate_calibration(film(SCRIPT, Camera(trunk_px=110.0)))
    assert (found.facing, found.near_side, found.unit) == ("right", "right", "px")
    assert found.trunk == pytest.approx(110.0, rel=0.01)
    assert found.standing is not None
    assert found.standing.source == "recording"
    assert found.standing.seconds is not None
    assert found.standing.seconds[0] == pytest.approx(0.0, abs=0.05)
    posture = found.standing.posture
    assert posture["trunk_lean_deg"].value == pytest.approx(2.0, abs=1.0)
    assert posture["knee_flexion_deg"].value == pytest.approx(4.0, abs=1.0)
    place = found.legs["right"].place
    assert place is not None
    assert place[0] == pytest.approx(2.5 * 110.0, abs=2.0)


def test_a_part_of_a_recording_uses_the_given_calibration() -> None:
    """A part of a set does not show the most extended posture, which the calibration has."""
    motion = film(SCRIPT, Camera(noise=0.005))
    whole = measure_movement(motion)
    middle = (motion.time_s > 2.0) & (motion.time_s < 3.2)
    part = Motion.build(
        time_s=motion.time_s[middle],
        position=motion.position[middle],
        confidence=motion.confidence[middle],
        world=None if motion.world is None else motion.world[middle],
        source=motion.source,
    )
    alone, given = measure_movement(part), measure_movement(part, calibration=whole.calibration)
    assert given.kinematics.standing_hip_deg == whole.kinematics.standing_hip_deg
    assert abs(alone.kinematics.standing_hip_deg - whole.kinematics.standing_hip_deg) > 10.0


def test_a_calibration_from_the_other_side_is_refused() -> None:
    calibration = estimate_calibration(film(SCRIPT))
    with pytest.raises(RecordingError, match="faces left"):
        measure_movement(film(SCRIPT), calibration=replace(calibration, facing="left"))


def test_the_result_has_the_calibration() -> None:
    calibration = analyze(film(SCRIPT)).provenance.calibration
    assert calibration is not None
    assert calibration.facing == "right"
    assert calibration.trunk_length is not None
    assert calibration.trunk_length.low < 110.0 < calibration.trunk_length.high
    assert calibration.yaw_deg is not None
    assert calibration.yaw_deg.low <= 0.0 <= calibration.yaw_deg.high
    assert calibration.standing is not None
    hip = calibration.standing.posture.hip_flexion_deg
    assert hip is not None
    assert hip.value == pytest.approx(4.0, abs=1.0)
    assert {foot.side for foot in calibration.feet} == {"left", "right"}


def test_standing_from_another_recording_is_marked_as_such() -> None:
    standing = estimate_calibration(motion_of()).standing
    assert standing is not None
    assert standing.spine is not None
    found = estimate_calibration(motion_of(), personal=Personal(standing=standing.spine)).standing
    assert standing.source == "recording"
    assert found is not None
    assert found.source == "other recording"
    assert found.spine is standing.spine


def test_without_standing_the_result_has_none() -> None:
    squatting = analyze(film(from_the_floor(2, top=replace(SCRIPT.postures[2], trunk=40.0))))
    assert squatting.provenance.calibration is not None
    assert squatting.provenance.calibration.standing is None
