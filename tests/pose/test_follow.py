"""Following one person through frames, with an estimator that returns known poses."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, SIDES, Side
from hiphinge.core.errors import RecordingError
from hiphinge.core.motion import Motion
from hiphinge.movement.kinematics import ANGLES
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.pose.camera import CameraObserver
from hiphinge.pose.estimator import Pose
from hiphinge.pose.follow import BLOCK_FRAMES, _Rows, follow
from hiphinge.pose.lifter import Lifter, Region
from hiphinge.recordings.frames import Frame, VideoInfo
from tests.body_model import (
    SQUATTED,
    STANDING,
    Camera,
    FakeEstimator,
    Script,
    bridges,
    film,
    from_the_floor,
    from_the_top,
    seen_as,
)

SETS = {
    "hinge": from_the_top(2),
    "squat": from_the_top(2, SQUATTED),
    "deadlift": from_the_floor(2),
    "bridge": bridges(2),
}
PICTURE = np.zeros((462, 550, 3), dtype=np.uint8)
INFO = VideoInfo("lifter.mp4", "video", 1100, 924, 30.0, None, None)


def frames(motion: Motion) -> Iterator[Frame]:
    for i, time_s in enumerate(motion.time_s):
        yield Frame(i, float(time_s), PICTURE)


def followed(
    script: Script, side: Side = "right", camera: Camera | None = None, *, region: Region | None = None
) -> Motion:
    motion = film(script, camera)
    return follow(frames(motion), INFO, FakeEstimator(seen_as(motion, side), motion.time_s), lifter=Lifter(region, 1))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", SETS)
def test_the_estimators_landmarks_are_returned_in_the_sagittal_frame(name: str, side: Side) -> None:
    script = SETS[name]
    motion = followed(script, side)
    assert (motion.source.facing, motion.source.near_side) == (side, side)
    truth = script.truth(motion.time_s)
    kinematics = measure_movement(motion).kinematics
    for angle in ANGLES:
        np.testing.assert_allclose(kinematics.angle(angle), truth[angle], atol=0.5)


def turned_round(script: Script, after: Script) -> Motion:
    """Follow a lifter who faces the right and then, in another script, the left."""
    first, second = film(script), film(after)
    times = np.concatenate([first.time_s, first.time_s[-1] + 1 / 30 + second.time_s])
    poses = [*seen_as(first, "right"), *seen_as(second, "left")]
    shown = (Frame(i, float(time_s), PICTURE) for i, time_s in enumerate(times))
    return follow(shown, INFO, FakeEstimator(poses, times), lifter=Lifter(None, 1))


@pytest.mark.parametrize("after", [Script.start(STANDING, 5.0), from_the_top(1)], ids=["standing", "a hinge"])
def test_a_lifter_who_turns_round_is_left_out_from_then_on(after: Script) -> None:
    motion = turned_round(from_the_top(3), after)
    kept = np.isfinite(motion.position[:, INDEX["left_hip"], 0])
    turned_s = film(from_the_top(3)).time_s[-1]
    assert kept[motion.time_s < turned_s - 1.0].all()
    assert not kept[motion.time_s > turned_s + 1.0].any()
    assert any("faced the other way" in note for note in motion.source.warnings)
    analysis = analyze(motion)
    assert len(analysis.repetitions) == 3
    alone = analyze(followed(from_the_top(3)))
    assert analysis.exercise.name == alone.exercise.name
    knees = [each.repetitions[0].peak.knee_flexion_deg for each in (analysis, alone)]
    assert knees[0] is not None
    assert knees[1] is not None
    assert knees[0].value == pytest.approx(knees[1].value, abs=1.0)


@pytest.mark.parametrize("name", SETS)
def test_who_does_not_turn_round_is_followed_throughout(name: str) -> None:
    motion = followed(SETS[name])
    assert np.isfinite(motion.position).all()
    assert motion.source.warnings == ()


class Ahead(FakeEstimator):
    """It takes a picture before the pose in the one before is read, and no more."""

    most = unread = 0

    def begin(self, image: NDArray[np.uint8], time_s: float) -> Callable[[], Pose | None]:
        self.unread += 1
        self.most = max(self.most, self.unread)

        def read() -> Pose | None:
            self.unread -= 1
            return self.estimate(image, time_s)

        return read


@pytest.mark.parametrize("region", [None, Region(20, 10, 400, 300)])
def test_an_estimator_that_works_ahead_has_one_picture_ahead_and_the_same_poses(region: Region | None) -> None:
    motion = film(from_the_top(1))
    estimator = Ahead(seen_as(motion, "right"), motion.time_s)
    done: list[int] = []
    found = follow(frames(motion), INFO, estimator, lifter=Lifter(region, 1), on_frame=done.append)
    expected = followed(from_the_top(1), region=region)
    np.testing.assert_array_equal(found.position, expected.position)
    np.testing.assert_array_equal(found.time_s, expected.time_s)
    assert (estimator.most, estimator.unread) == (2, 0)
    assert done == list(range(1, len(motion) + 1))


@pytest.mark.parametrize("side", SIDES)
def test_the_side_that_the_lifter_faces_may_be_given(side: Side) -> None:
    """A few frames of standing do not determine the facing; a given one takes precedence."""
    motion = film(from_the_top(1))
    estimator = FakeEstimator(seen_as(motion, "right"), motion.time_s)
    given = follow(frames(motion), INFO, estimator, toward=side)
    assert (given.source.facing, given.source.near_side) == (side, side)
    sign = 1.0 if side == "right" else -1.0
    assert given.point("nose")[0, 0] == pytest.approx(sign * followed(from_the_top(1)).point("nose")[0, 0])


@pytest.mark.parametrize("yaw_deg", [0.0, -20.0, 30.0, 55.0])
@pytest.mark.parametrize("name", SETS)
def test_mirror_images_give_the_same_angles_and_verdict(name: str, yaw_deg: float) -> None:
    left, right = (analyze(followed(SETS[name], side, Camera(yaw_deg=yaw_deg))) for side in SIDES)
    assert left.source.facing != right.source.facing
    assert left.source.view.yaw_deg == right.source.view.yaw_deg
    for angle in ANGLES:
        a, b = left.to_frame()[angle], right.to_frame()[angle]
        assert a.is_null().equals(b.is_null())
        np.testing.assert_allclose(a.drop_nulls(), b.drop_nulls(), atol=0.02)
    assert len(left.repetitions) == len(right.repetitions) == 2
    assert left.pattern.name == right.pattern.name
    for repetition, two in zip(left.repetitions, right.repetitions, strict=True):
        assert repetition.start_s == pytest.approx(two.start_s, abs=0.04)
        assert [fault.code for fault in repetition.faults] == [fault.code for fault in two.faults]


def test_times_and_properties_of_the_recording_are_kept() -> None:
    script = SETS["hinge"]
    motion = followed(script)
    np.testing.assert_allclose(motion.time_s, film(script).time_s)
    source = motion.source
    assert (source.path, source.kind, source.pose_model, source.people) == ("lifter.mp4", "video", "fake", 1)
    assert (source.width_px, source.height_px) == (1100, 924)
    assert source.scale == pytest.approx(0.5)
    assert source.frame_rate_hz == pytest.approx(30.0)
    assert motion.unit == "px"


def test_a_region_of_the_picture_does_not_move_the_landmarks() -> None:
    script = SETS["hinge"]
    motion = film(script)
    region = Region(40, 20, 500, 460)
    cut: list[Pose | None] = []
    for pose in seen_as(motion, "right"):
        assert pose is not None
        cut.append(Pose(pose.position - region.corner, pose.confidence, pose.world, pose.outline))
    inside = follow(frames(motion), INFO, FakeEstimator(cut, motion.time_s), lifter=Lifter(region, 1))
    np.testing.assert_allclose(inside.position, followed(script).position, atol=1e-3)


def test_landmarks_are_missing_only_while_the_lifter_is_absent() -> None:
    motion = followed(SETS["hinge"], camera=Camera(unseen_s=(3.0, 5.0)))
    absent = (motion.time_s >= 3.0) & (motion.time_s < 5.0)
    assert np.isnan(motion.position[absent]).all()
    assert np.isfinite(motion.position[~absent]).all()
    assert not motion.confidence[absent].any()
    seen = np.isfinite(motion.middle("hip")[:, 0])
    assert seen.mean() == pytest.approx((~absent).mean())


def test_a_recording_of_nobody_is_not_judged() -> None:
    motion = followed(SETS["hinge"], camera=Camera(unseen_s=(0.0, 99.0)))
    assert not np.isfinite(motion.middle("hip")).any()
    assert not analyze(motion).judged


def test_identity_switches_are_left_out_and_reported() -> None:
    motion = film(SETS["hinge"])
    poses = seen_as(motion, "right")
    for i in range(120, 160):
        pose = poses[i]
        assert pose is not None
        other = np.asarray(pose.position * 0.4 + [700.0, 90.0], dtype=np.float32)
        poses[i] = Pose(other, pose.confidence, pose.world, pose.outline)
    result = follow(frames(motion), INFO, FakeEstimator(poses, motion.time_s))
    assert np.isnan(result.position[120:160]).all()
    assert np.isfinite(result.position[:120]).all()
    assert np.isfinite(result.position[160:]).all()
    assert any("somebody else" in warning for warning in result.source.warnings)


def test_warnings_of_the_reader_reach_the_result() -> None:
    motion = film(SETS["hinge"])
    estimator = FakeEstimator(seen_as(motion, "right"), motion.time_s)
    damaged = ("two frames were damaged",)
    result = follow(frames(motion), INFO, estimator, warnings=lambda: damaged, lifter=Lifter(None, 2))
    warnings = analyze(result).quality.warnings
    assert "two frames were damaged" in warnings
    assert any("2 people" in warning for warning in warnings)


class RecordingObserver:
    """An observer that records the times and poses it is shown."""

    name = "recorded"

    def __init__(self) -> None:
        self.seen: list[tuple[float, Pose | None]] = []

    def observe(self, image: np.ndarray, time_s: float, pose: Pose | None) -> None:
        assert image.shape == PICTURE.shape, "a part of the picture only"
        self.seen.append((time_s, pose))

    def observation(self) -> object:
        return len(self.seen)


def test_observers_see_every_picture_with_the_person_in_it() -> None:
    motion = film(SETS["hinge"])
    region = Region(40, 20, 500, 440)
    poses = seen_as(motion, "right")
    poses[7] = None
    observer = RecordingObserver()
    result = follow(
        frames(motion), INFO, FakeEstimator(poses, motion.time_s), lifter=Lifter(region, 1), observers=[observer]
    )
    assert result.observations == {"recorded": len(motion)}
    assert [time_s for time_s, _ in observer.seen] == list(motion.time_s)
    assert [number for number, (_, pose) in enumerate(observer.seen) if pose is None] == [7]
    first, inside = observer.seen[0][1], poses[0]
    assert first is not None
    assert inside is not None
    np.testing.assert_allclose(first.position, inside.position + np.array([40.0, 20.0]))


def test_progress_is_reported_for_every_frame() -> None:
    motion = film(SETS["hinge"])
    progress: list[int] = []
    follow(frames(motion), INFO, FakeEstimator(seen_as(motion, "right"), motion.time_s), on_frame=progress.append)
    assert progress == list(range(1, len(motion) + 1))


def test_a_recording_without_frames_is_refused() -> None:
    with pytest.raises(RecordingError, match="a recording with frames"):
        follow(iter(()), INFO, FakeEstimator([], np.array([])))


def test_the_arrays_grow_beyond_one_block_of_frames() -> None:
    script = from_the_top(8, rest_s=1.0)
    motion = film(script, Camera(rate_hz=60.0))
    assert len(motion) > 1024
    result = follow(frames(motion), INFO, FakeEstimator(seen_as(motion, "right"), motion.time_s))
    assert len(result) == len(motion)
    hip = INDEX["right_hip"]
    np.testing.assert_allclose(result.position[:, hip], motion.position[:, hip], atol=1e-3)


def test_memory_holds_no_pictures() -> None:
    motion = film(SETS["hinge"])
    alive = 0
    max_alive = 0

    class Picture(np.ndarray[tuple[int, ...], np.dtype[np.uint8]]):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def counted() -> Iterator[Frame]:
        nonlocal alive, max_alive
        for i, time_s in enumerate(motion.time_s):
            image = np.zeros((4, 4, 3), dtype=np.uint8).view(Picture)
            alive += 1
            max_alive = max(max_alive, alive)
            yield Frame(i, float(time_s), image)
            del image

    follow(counted(), INFO, FakeEstimator(seen_as(motion, "right"), motion.time_s))
    assert max_alive <= 3


@pytest.mark.parametrize("count", [0, 1, BLOCK_FRAMES, BLOCK_FRAMES + 1, 3 * BLOCK_FRAMES - 1])
def test_rows_stay_in_order_and_missing_rows_are_filled(count: int) -> None:
    rows = _Rows((3, 2), np.float32, np.nan)
    expected = np.arange(count * 6, dtype=np.float32).reshape(count, 3, 2)
    expected[::7] = np.nan
    for i, row in enumerate(expected):
        rows.append(None if i % 7 == 0 else row)
    np.testing.assert_array_equal(rows.take(), expected)


def test_collected_rows_are_never_copied() -> None:
    row = np.ones((192, 2), dtype=np.int16)
    tracemalloc.start()
    try:
        rows = _Rows(row.shape, np.int16, 0)
        for _ in range(8 * BLOCK_FRAMES):
            rows.append(row)
        taken = rows.take()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1.05 * taken.nbytes


@pytest.mark.parametrize("side", SIDES)
def test_the_movement_of_the_camera_is_taken_out_and_kept_for_drawing(side: Side) -> None:
    motion = film(SETS["hinge"])
    pan = np.column_stack([np.linspace(-40.0, 40.0, len(motion)), np.zeros(len(motion))]).round()
    wall = np.random.default_rng(0).integers(0, 255, (24, 30, 3)).astype(np.uint8).repeat(30, axis=0).repeat(30, axis=1)

    def panned() -> Iterator[Frame]:
        for i, time_s in enumerate(motion.time_s):
            left = 100 - int(pan[i, 0])
            yield Frame(i, float(time_s), wall[100 : 100 + PICTURE.shape[0], left : left + PICTURE.shape[1]].copy())

    still = seen_as(motion, side)
    moving = [
        None if pose is None else replace(pose, position=pose.position + pan[i].astype(np.float32))
        for i, pose in enumerate(still)
    ]
    steady = follow(frames(motion), INFO, FakeEstimator(still, motion.time_s))
    estimator = FakeEstimator(moving, motion.time_s)
    found = follow(panned(), INFO, estimator, camera=CameraObserver())
    assert found.camera is not None
    assert any("the camera moved by" in note for note in found.source.warnings)
    shift = np.nanmedian(found.position - steady.position, axis=(0, 1))
    assert np.nanmax(np.abs(found.position - steady.position - shift)) < 3.0
    drawn = np.stack([found.in_picture(found.point("left_hip")), moving_hip(moving)])
    assert np.nanmax(np.abs(drawn[0] - drawn[1])) < 0.01


def moving_hip(poses: list[Pose | None]) -> NDArray[np.float64]:
    """Return the left hip in the pictures, shape (frames, 2)."""
    rows = [np.full(2, np.nan) if pose is None else pose.position[INDEX["left_hip"]] for pose in poses]
    return np.array(rows, dtype=np.float64)
