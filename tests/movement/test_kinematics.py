"""Angles of a body whose angles are known, in all views."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiphinge.core.body import INDEX, PAIRED, SIDES
from hiphinge.core.error_model import EXACT, ErrorModel, points_model
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import JointBias, Motion
from hiphinge.core.signal import smooth
from hiphinge.movement.kinematics import ANGLES, Kinematics, measure_angles
from tests.body_model import (
    BRIDGE_UP,
    FLOOR,
    HINGED,
    SQUATTED,
    STANDING,
    TRUNK_M,
    Camera,
    Posture,
    Script,
    bridges,
    film,
    from_the_floor,
    from_the_top,
    phone_times,
    points,
)

MOVEMENTS = {
    "hinge": from_the_top(2),
    "squat": from_the_top(2, SQUATTED),
    "deadlift": from_the_floor(2),
    "bridge": bridges(2),
}


def errors_deg(kinematics: Kinematics, script: Script) -> dict[str, float]:
    truth = script.truth(kinematics.time_s)
    return {name: float(np.abs(kinematics.angle(name) - truth[name]).max()) for name in ANGLES}


@pytest.mark.parametrize("posture", [STANDING, HINGED, SQUATTED, FLOOR, BRIDGE_UP], ids=str)
def test_a_still_posture_is_measured_exactly(posture: Posture) -> None:
    script = Script.start(posture, 1.0)
    found = measure_angles(film(script))
    for name, truth in script.truth(found.time_s).items():
        np.testing.assert_allclose(found.angle(name), truth, atol=0.01)  # type: ignore[arg-type]


@pytest.mark.parametrize("times", ["even", "phone"])
@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_smoothed_movement_is_measured_to_half_a_degree(name: str, times: str) -> None:
    script = MOVEMENTS[name]
    motion = film(script, time_s=phone_times(script.duration_s) if times == "phone" else None)
    assert max(errors_deg(measure_angles(smooth(motion)), script).values()) < 0.5


@pytest.mark.parametrize("rate_hz", [20.0, 24.0, 60.0])
def test_the_frame_rate_does_not_matter(rate_hz: float) -> None:
    script = from_the_top(2, down_s=1.6, up_s=1.4)
    assert max(errors_deg(measure_angles(smooth(film(script, Camera(rate_hz=rate_hz)))), script).values()) < 0.5


@pytest.mark.parametrize("yaw_deg", [-35.0, -15.0, 10.0, 25.0, 38.0])
def test_foreshortening_is_corrected(yaw_deg: float) -> None:
    script = MOVEMENTS["hinge"]
    motion = smooth(film(script, Camera(yaw_deg=yaw_deg)))
    assert max(errors_deg(measure_angles(motion, yaw_deg=yaw_deg), script).values()) < 0.5
    assert max(errors_deg(measure_angles(motion), script).values()) > 1.0 or abs(yaw_deg) < 20


@pytest.mark.parametrize("yaw_deg", [-55.0, 45.0, 60.0])
def test_world_landmarks_are_turned_into_the_sagittal_plane(yaw_deg: float) -> None:
    script = MOVEMENTS["squat"]
    motion = smooth(film(script, Camera(yaw_deg=yaw_deg)), world=True)
    found = measure_angles(motion, yaw_deg=yaw_deg, basis="world")
    assert found.basis == "world"
    assert max(errors_deg(found, script).values()) < 0.5


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(MOVEMENTS)),
    yaw_deg=st.floats(-35, 35),
    noise=st.floats(0, 0.05),
    seed=st.integers(0, 99),
)
def test_trunk_lean_is_hip_less_knee_plus_shank(name: str, yaw_deg: float, noise: float, seed: int) -> None:
    motion = film(MOVEMENTS[name], Camera(yaw_deg=yaw_deg, noise=noise, seed=seed))
    found = measure_angles(smooth(motion), yaw_deg=yaw_deg)
    trunk, hip, knee, shank = (found.angle(angle) for angle in ANGLES)
    difference = (trunk - (hip - knee + shank) + 180) % 360 - 180
    np.testing.assert_allclose(difference, 0, atol=1e-6)


def test_size_and_place_in_the_picture_do_not_matter() -> None:
    script = MOVEMENTS["deadlift"]
    small, large = (measure_angles(film(script, Camera(trunk_px=px))) for px in (60.0, 240.0))
    for name in ANGLES:
        np.testing.assert_allclose(small.angle(name), large.angle(name), atol=0.01)
    np.testing.assert_allclose(small.points.hip - small.points.ankle, large.points.hip - large.points.ankle, atol=1e-3)


def test_points_are_in_trunk_lengths() -> None:
    script = MOVEMENTS["hinge"]
    found = measure_angles(film(script))
    truth = points(script, found.time_s)
    np.testing.assert_allclose(found.points.hip - found.points.ankle, truth["hip"] - truth["ankle"], atol=1e-3)
    np.testing.assert_allclose(
        found.points.wrist - found.points.shoulder, truth["wrist"] - truth["shoulder"], atol=1e-3
    )


@pytest.mark.parametrize(
    "name",
    [
        "shoulder",
        "hip",
    ],
)
def test_known_offsets_from_joint_centres_are_corrected(name: str) -> None:
    script = MOVEMENTS["hinge"]
    motion = film(script)
    trunk = np.radians(script.truth(motion.time_s)["trunk_lean_deg"])
    offset_px = 0.08 * 110.0 * np.column_stack([np.cos(trunk), -np.sin(trunk)])
    position = motion.position.astype(np.float64)
    for side in SIDES:
        position[:, INDEX[f"{side}_{name}"]] += offset_px
    shifted = motion.with_position(position, motion.confidence)
    corrected = replace(shifted, source=replace(shifted.source, joint_bias={name: JointBias(0.08, 0.08)}))
    truth = script.truth(motion.time_s)
    wrong, fixed = (
        measure_angles(moved).angle("trunk_lean_deg") - truth["trunk_lean_deg"] for moved in (shifted, corrected)
    )
    assert np.abs(wrong).min() > 4.0
    assert np.abs(fixed).max() < 0.5


def half_width(kinematics: Kinematics, name: str) -> FloatArray:
    curve = kinematics.curves[name]  # type: ignore[index]
    return np.asarray(curve.high - curve.value)


@pytest.mark.parametrize("name", ANGLES)
def test_intervals_widen_with_less_trust_and_with_the_view(name: str) -> None:
    script = MOVEMENTS["hinge"]
    sure = half_width(measure_angles(film(script, Camera(near_trust=0.98, far_trust=0.98))), name)
    unsure = half_width(measure_angles(film(script, Camera(near_trust=0.4, far_trust=0.4))), name)
    turned = half_width(
        measure_angles(film(script, Camera(near_trust=0.98, far_trust=0.98, yaw_deg=30)), yaw_deg=30), name
    )
    assert (sure > 0).all()
    assert (unsure > sure).all()
    assert (turned > sure).all()


def test_intervals_include_the_truth_for_noise_of_the_assumed_size() -> None:
    script = MOVEMENTS["hinge"]
    inside = []
    for seed in range(4):
        found = measure_angles(film(script, Camera(noise=0.02, seed=seed)))
        truth = script.truth(found.time_s)
        for name in ANGLES:
            curve = found.curves[name]
            inside.append(((curve.low <= truth[name]) & (truth[name] <= curve.high)).mean())
    assert np.mean(inside) > 0.88


def missing(names: tuple[str, ...]) -> Motion:
    return film(MOVEMENTS["hinge"], Camera(missing=dict.fromkeys(names, (1.0, 2.0))))


def test_the_far_leg_stands_in_for_a_hidden_near_one_with_less_trust() -> None:
    script = MOVEMENTS["hinge"]
    found = measure_angles(missing(("right_knee",)))
    assert max(errors_deg(found, script).values()) < 0.5
    gone = (found.time_s >= 1.0) & (found.time_s < 2.0)
    wide = half_width(found, "knee_flexion_deg")
    assert wide[gone].min() > wide[~gone].max()


def test_an_angle_is_absent_where_neither_leg_is_seen() -> None:
    found = measure_angles(missing(("right_knee", "left_knee")))
    gone = (found.time_s >= 1.0) & (found.time_s < 2.0)
    assert not found.curves["knee_flexion_deg"].known()[gone].any()
    assert not found.curves["shank_deg"].known()[gone].any()
    assert found.curves["knee_flexion_deg"].known()[~gone].all()
    assert found.curves["trunk_lean_deg"].known().all()


def test_without_a_lifter_there_is_no_angle() -> None:
    script = MOVEMENTS["hinge"]
    found = measure_angles(film(script, Camera(unseen_s=(0.0, 99.0))))
    assert not any(found.curves[name].known().any() for name in ANGLES)
    assert not found.confidence.any()


def in_metres(motion: Motion, errors: ErrorModel | None = None, noise_m: float = 0.0, seed: int = 1) -> Motion:
    """Return the motion as measured by markers on joint centres, in metres, with an independent normal error each."""
    generator = np.random.default_rng(seed)
    joint = {name: generator.normal(0.0, 1.0, (len(motion), 2)) for name in PAIRED}
    error = np.zeros(motion.position.shape)
    for name in PAIRED:
        for side in SIDES:
            error[:, INDEX[f"{side}_{name}"]] = noise_m * joint[name]
    return Motion.build(
        time_s=motion.time_s,
        position=motion.position * (TRUNK_M / 110.0) + error,
        confidence=np.ones_like(motion.confidence),
        source=replace(motion.source, kind="markers", errors=errors, pose_model=None),
        unit="m",
    )


@pytest.mark.parametrize("name", ANGLES)
def test_exact_markers_have_narrow_intervals(name: str) -> None:
    found = measure_angles(in_metres(film(from_the_top(1))))
    assert half_width(found, name).max() <= 1.5
    assert half_width(measure_angles(film(from_the_top(1))), name).min() > 3.0
    assert half_width(measure_angles(in_metres(film(from_the_top(1)), EXACT)), name).max() < 0.1


@pytest.mark.parametrize("noise_m", [0.002, 0.008])
@pytest.mark.parametrize("name", ANGLES)
def test_intervals_of_points_include_nine_tenths_of_the_truth(name: str, noise_m: float) -> None:
    """Intervals of joints with an error of known size are neither too wide nor too narrow."""
    script = from_the_top(6)
    motion = in_metres(film(script), points_model("known noise", noise_m), noise_m)
    found = measure_angles(motion).curves[name]  # type: ignore[index]
    truth = script.truth(motion.time_s)[name]
    inside = (found.low <= truth) & (truth <= found.high)
    assert 0.86 <= inside.mean() <= 0.94
