"""Implausible landmarks never become a value; plausible ones are unchanged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiphinge.core.body import INDEX, SIDES, Side
from hiphinge.core.motion import Motion
from hiphinge.movement.kinematics import measure_angles
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.plausibility import plausible_motion
from hiphinge.pipeline.analyze import analyze
from tests.body_model import (
    FLOOR,
    SQUATTED,
    Camera,
    Plate,
    Posture,
    Script,
    bridges,
    film,
    from_the_floor,
    from_the_top,
    hidden_frames,
    walked,
)

DEADLIFT = from_the_floor(2)
AT_THE_FLOOR = Plate(0.0, 1.2)
BETWEEN = Plate(2.2, 4.2)
BOTH: tuple[Side, ...] = SIDES


def knee_deg(motion: Motion) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return knee flexion by the landmarks, before anything is removed."""
    points = measure_angles(motion).points
    shank, thigh = (np.arctan2(*(b - a).T) for a, b in ((points.ankle, points.knee), (points.knee, points.hip)))
    return (np.degrees(shank - thigh) + 180.0) % 360.0 - 180.0  # type: ignore[no-any-return]


def test_the_hallucinated_leg_is_like_that_of_pose_models() -> None:
    motion = film(DEADLIFT, Camera(plate=BETWEEN))
    hidden = hidden_frames(motion, BETWEEN)
    np.testing.assert_allclose(knee_deg(motion)[hidden], 170.0, atol=0.1)
    assert motion.trust("right_ankle")[hidden].min() > 0.9


@pytest.mark.parametrize("plate", [AT_THE_FLOOR, BETWEEN, Plate(2.2, 4.2, ("right",))], ids=str)
def test_a_hallucinated_leg_is_removed_and_reconstructed_with_a_wide_interval(plate: Plate) -> None:
    motion = film(DEADLIFT, Camera(plate=plate))
    hidden = hidden_frames(motion, plate)
    movement = measure_movement(motion)
    knee = movement.kinematics.curves["knee_flexion_deg"]
    truth = DEADLIFT.truth(motion.time_s)["knee_flexion_deg"]
    known = hidden & knee.known()
    assert known.sum() > 0.9 * hidden.sum()
    assert np.abs(knee.value - truth)[known].max() < 3.0  # hip seen, foot planted, bones of known length
    assert ((knee.low <= truth) & (truth <= knee.high))[known].all()
    width = knee.high - knee.low
    far_from_it = (
        np.abs(motion.time_s - 0.5 * (plate.start_s + plate.stop_s)) > 0.5 * (plate.stop_s - plate.start_s) + 0.3
    )
    assert np.median(width[known]) > 1.8 * np.median(width[far_from_it])
    assert len(movement.repetitions.counted) == 2


def test_where_the_foot_was_never_seen_the_knee_is_absent() -> None:
    motion = film(DEADLIFT, Camera(plate=Plate(0.0, 99.0)))
    movement = measure_movement(motion)
    assert not (movement.kinematics.angle("knee_flexion_deg") > 150).any()
    assert not movement.kinematics.curves["knee_flexion_deg"].known().any()
    analysis = analyze(motion)
    assert any("knee" in limitation.what and limitation.mend for limitation in analysis.cannot_judge)
    assert all(repetition.peak.knee_flexion_deg is None for repetition in analysis.repetitions)
    assert all(repetition.peak.trunk_lean_deg is not None for repetition in analysis.repetitions)


@pytest.mark.parametrize(
    "script",
    [
        from_the_top(2),
        from_the_top(2, SQUATTED),
        DEADLIFT,
        bridges(2),
        walked(from_the_top(1), 3),
    ],
    ids=["hinge", "squat", "deadlift", "bridge", "walking in"],
)
@pytest.mark.parametrize("facing", SIDES)
def test_visible_legs_are_unchanged(script: Script, facing: Side) -> None:
    motion = film(script, Camera(facing=facing))
    kept = plausible_motion(motion)[0]
    np.testing.assert_array_equal(kept.position, motion.position)
    np.testing.assert_array_equal(kept.confidence, motion.confidence)


def test_little_noise_does_not_remove_visible_legs() -> None:
    motion = film(DEADLIFT, Camera(noise=0.015))
    kept = plausible_motion(motion)[0]
    same = np.isclose(kept.position, motion.position).all(axis=2)
    assert same.mean() > 0.97


def test_each_leg_is_checked_by_itself() -> None:
    motion = film(DEADLIFT, Camera(plate=Plate(2.2, 4.2, ("left",))))
    kept = plausible_motion(motion)[0]
    right = [INDEX[f"right_{name}"] for name in ("hip", "knee", "ankle", "heel", "toe")]
    np.testing.assert_array_equal(kept.position[:, right], motion.position[:, right])
    hidden = hidden_frames(motion, Plate(2.2, 4.2))
    assert (kept.confidence[hidden, INDEX["left_ankle"]] < 0.5).all()


def test_the_upper_body_is_unchanged() -> None:
    motion = film(DEADLIFT, Camera(plate=Plate(0.0, 99.0), noise=0.05))
    kept = plausible_motion(motion)[0]
    upper = [INDEX[f"{side}_{name}"] for side in SIDES for name in ("ear", "shoulder", "elbow", "wrist", "hip")]
    np.testing.assert_array_equal(kept.position[:, upper], motion.position[:, upper])


def test_a_knee_that_jumps_for_one_frame_is_removed() -> None:
    motion = film(from_the_top(1), Camera(far_trust=0.1))
    position = motion.position.copy()
    position[40, INDEX["right_ankle"]] += [90.0, 10.0]
    kept = plausible_motion(motion.with_position(position, motion.confidence))[0]
    truth = motion.position[40, INDEX["right_ankle"]]
    found = kept.position[40, INDEX["right_ankle"]]
    assert np.isnan(found).all() or np.linalg.norm(found - truth) < 5.0
    assert kept.confidence[40, INDEX["right_ankle"]] < 0.5


@pytest.mark.filterwarnings("ignore:Mean of empty slice:RuntimeWarning", "ignore:All-NaN slice:RuntimeWarning")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    noise=st.floats(0, 0.6),
    seed=st.integers(0, 10_000),
    plate=st.one_of(st.none(), st.builds(Plate, st.floats(0, 3), st.floats(3, 6), st.sampled_from([BOTH, ("right",)]))),
    yaw_deg=st.floats(-40, 40),
    deep=st.booleans(),
)
def test_no_knee_ever_flexes_beyond_150_degrees(
    noise: float, seed: int, plate: Plate | None, yaw_deg: float, *, deep: bool
) -> None:
    script = from_the_floor(2, FLOOR if deep else SQUATTED)
    motion = film(script, Camera(noise=noise, seed=seed, plate=plate, yaw_deg=yaw_deg))
    table = analyze(motion).to_frame()
    largest = table["knee_flexion_deg"].max()
    assert largest is None or largest <= 150.0  # type: ignore[operator]


def test_a_foot_that_is_never_plausible_causes_no_warning() -> None:
    script = from_the_floor(2, SQUATTED)
    plausible_motion(film(script, Camera(noise=0.125, seed=0)))


def test_smoothing_does_not_make_knees_implausible_again() -> None:
    camera = Camera(noise=0.0863, seed=206, yaw_deg=19.9)
    table = analyze(film(from_the_floor(2, Posture(40, 138, 38)), camera)).to_frame()
    assert not (table["knee_flexion_deg"] > 150.0).any()


@pytest.mark.parametrize(
    ("names", "absent"),
    [
        pytest.param(("knee",), {"knee_flexion_deg", "shank_deg", "hip_flexion_deg"}),
        pytest.param(("ankle", "heel", "toe"), {"knee_flexion_deg", "shank_deg"}),
        pytest.param(("shoulder",), {"trunk_lean_deg", "hip_flexion_deg"}),
        pytest.param(("hip",), {"trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg"}),
        pytest.param(("heel", "toe"), set()),
        pytest.param(("ear", "wrist", "elbow"), set()),
    ],
    ids=str,
)
def test_landmarks_that_are_never_found_make_their_angles_absent(names: tuple[str, ...], absent: set[str]) -> None:
    gone = {f"{side}_{name}": (0.0, 99.0) for side in SIDES for name in names}
    table = analyze(film(DEADLIFT, Camera(missing=gone))).to_frame()
    assert all(table[angle].is_null().all() for angle in absent)
    if not absent:
        assert not table["knee_flexion_deg"].is_null().any()


def test_one_side_of_the_body_is_enough() -> None:
    gone = {f"left_{name}": (0.0, 99.0) for name in ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")}
    analysis = analyze(film(DEADLIFT, Camera(missing=gone)))
    assert len(analysis.repetitions) == 2
