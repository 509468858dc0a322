"""BlazePose without a library: whom it finds, how it follows, the turned square, the outline, and silence."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS
from hiphinge.core.motion import OUTLINE_SCALE
from hiphinge.pose.blazepose import (
    DETECTOR_PX,
    LANDMARKS_PX,
    REACH_SCALE,
    BlazePose,
    TurnedSquare,
    _anchors,
    _turned,
    largest_contour,
    refined,
)
from hiphinge.pose.estimator import OUTLINE_VERTICES, Pose
from hiphinge.pose.nets import chance
from hiphinge.recordings.recording import Recording
from tests.conftest import DEMO

Picture = NDArray[np.uint8]


@pytest.fixture(scope="module")
def frames() -> list[Picture]:
    """The first two seconds of the bundled clip: a lifter who bends from standing to the bottom of a hinge."""
    recording = Recording(DEMO)
    with recording.frames() as stream:
        return [frame.image for frame, _ in zip(stream, range(60), strict=False)]


@pytest.fixture(scope="module")
def followed(frames: Sequence[Picture]) -> list[Pose]:
    with BlazePose() as pose:
        poses = [pose.estimate(image, number / 30.0) for number, image in enumerate(frames)]
    found = [each for each in poses if each is not None]
    assert len(found) == len(frames)
    return found


def row(pose: Pose, name: str) -> NDArray[np.float64]:
    """The middle between the two sides of a landmark, pixels."""
    sides = [INDEX[f"left_{name}"], INDEX[f"right_{name}"]]
    return np.asarray(pose.position[sides].mean(axis=0), dtype=np.float64)


def trunk_px(pose: Pose) -> float:
    return float(np.hypot(*(row(pose, "shoulder") - row(pose, "hip"))))


def test_the_lifter_of_the_bundled_clip_is_found(frames: Sequence[Picture], followed: Sequence[Pose]) -> None:
    first = followed[0]
    assert first.position.shape == (len(LANDMARKS), 2)
    assert first.world is not None
    assert first.world.shape == (len(LANDMARKS), 3)
    shoulder, hip, knee, ankle = (row(first, name) for name in ("shoulder", "hip", "knee", "ankle"))
    assert shoulder[1] < hip[1] < knee[1] < ankle[1], "a standing body is not upright"
    # A thigh is 0.8 and a shank 0.8 of the trunk's length between the joint centres (de Leva 1996).
    trunk = trunk_px(first)
    for upper, lower in ((hip, knee), (knee, ankle)):
        assert 0.65 * trunk < np.hypot(*(lower - upper)) < 1.1 * trunk
    height, width = frames[0].shape[:2]
    assert 0.4 * height < ankle[1] - first.position[INDEX["nose"], 1] < height
    assert 0 < first.position[:, 0].min() < first.position[:, 0].max() < width
    near = first.confidence[[INDEX["right_hip"], INDEX["right_knee"]]]
    assert (near > 0.8).all()


def test_the_outline_holds_the_joints(followed: Sequence[Pose]) -> None:
    for pose in followed[::10]:
        assert pose.outline is not None
        assert pose.outline.shape == (OUTLINE_VERTICES, 2)
        outline = (pose.outline / OUTLINE_SCALE).astype(np.float32)[:, None]
        for name in ("shoulder", "hip", "knee"):
            assert cv2.pointPolygonTest(outline, row(pose, name).tolist(), measureDist=False) > 0, name


def test_the_lifter_is_followed_through_a_hinge(followed: Sequence[Pose]) -> None:
    trunk = trunk_px(followed[0])
    hips = np.array([row(pose, "hip") for pose in followed])
    assert np.hypot(*np.diff(hips, axis=0).T).max() < 0.1 * trunk, "the hips jump"
    lean = [np.degrees(np.arctan2(*(row(pose, "shoulder") - row(pose, "hip"))[::-1])) for pose in followed]
    assert max(abs(np.diff(np.unwrap(np.radians(lean))))) < np.radians(12)
    turned = abs(np.degrees(np.unwrap(np.radians(lean))) - lean[0]).max()
    assert 50 < turned < 90, "the trunk did not bend as in a hinge"


def test_world_landmarks_lie_about_the_hips_in_metres(followed: Sequence[Pose]) -> None:
    for pose in (followed[0], followed[-1]):
        assert pose.world is not None
        hips = pose.world[[INDEX["left_hip"], INDEX["right_hip"]]]
        assert np.abs(hips.mean(axis=0)).max() < 0.02
        assert 0.1 < np.hypot(*(hips[0] - hips[1])[1:]) + abs(hips[0, 0] - hips[1, 0]) < 0.5
        shoulders = pose.world[[INDEX["left_shoulder"], INDEX["right_shoulder"]]].mean(axis=0)
        assert 0.35 < np.linalg.norm(shoulders) < 0.7
        # World and picture lean alike: both are in the picture's frame, though the square is turned.
        across, down = row(pose, "shoulder") - row(pose, "hip")
        assert np.arctan2(shoulders[0], -shoulders[1]) == pytest.approx(np.arctan2(across, -down), abs=0.2)


def test_nobody_is_in_a_blank_picture() -> None:
    blank = np.zeros((240, 320, 3), dtype=np.uint8)
    with BlazePose() as pose:
        assert pose.detect(blank) == []
        assert pose.people(blank) == []
        assert pose.estimate(blank, 0.0) is None


def test_whoever_was_lost_is_detected_again(frames: Sequence[Picture]) -> None:
    with BlazePose() as pose:
        before = pose.read(frames[0])
        assert pose.read(np.zeros_like(frames[0])) is None
        after = pose.read(frames[0])
    assert before is not None
    assert after is not None
    np.testing.assert_allclose(after.points, before.points)


def test_people_are_found_each_by_one_box(frames: Sequence[Picture], followed: Sequence[Pose]) -> None:
    beside = np.concatenate([frames[0], frames[0][:, ::-1]], axis=1)
    with BlazePose() as pose:
        (alone,) = pose.people(frames[0])
        two = sorted(pose.people(beside))
    low, high = followed[0].position.min(axis=0), followed[0].position.max(axis=0)
    slack = 0.15 * trunk_px(followed[0])
    assert np.abs(np.array(alone) - [*low, *high]).max() < slack
    assert len(two) == 2
    width = frames[0].shape[1]
    mirrored = (2 * width - two[1][2], two[1][1], 2 * width - two[1][0], two[1][3])
    np.testing.assert_allclose(two[0], mirrored, atol=slack)


def test_a_part_of_a_larger_picture_is_read_like_its_copy(frames: Sequence[Picture]) -> None:
    view = frames[0][20:-20, 30:-30]
    assert not view.flags.c_contiguous
    with BlazePose() as one, BlazePose() as two:
        seen, copied = one.read(view), two.read(view.copy())
    assert seen is not None
    assert copied is not None
    np.testing.assert_array_equal(seen.points, copied.points)


@pytest.mark.parametrize("turn", [0.0, 0.6, -2.0])
def test_a_turned_square_is_cut_and_found_again(turn: float) -> None:
    square = TurnedSquare(200.0, 150.0, 128.0, turn)
    matrix = square.to_picture(64)
    np.testing.assert_allclose(matrix[:, :2] @ [32.0, 32.0] + matrix[:, 2], [200.0, 150.0])
    corners = np.array([[0.0, 0.0], [64.0, 0.0], [64.0, 64.0]]) @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(np.hypot(*np.diff(corners, axis=0).T), 128.0)
    for point in ([10.0, 20.0], [50.0, 32.0]):
        place = matrix[:, :2] @ point + matrix[:, 2]
        picture = np.zeros((300, 400, 3), dtype=np.uint8)
        cv2.circle(picture, np.round(place).astype(int).tolist(), 4, (255, 255, 255), -1)
        spot = square.cut(picture, 64)[:, :, 0].astype(np.float64)
        down, across = np.indices(spot.shape)
        middle = np.array([(spot * across).sum(), (spot * down).sum()]) / spot.sum()
        np.testing.assert_allclose(middle, point, atol=0.5)


def test_edges_go_on_beyond_the_picture() -> None:
    picture = np.full((40, 40, 3), 200, dtype=np.uint8)
    assert (TurnedSquare(0.0, 0.0, 100.0, 0.3).cut(picture, 32) == 200).all()


@pytest.mark.parametrize("reach", [(200.0, 90.0), (260.0, 150.0), (160.0, 190.0)])
def test_a_body_is_upright_in_its_square(reach: tuple[float, float]) -> None:
    hips = np.array([200.0, 150.0])
    square = TurnedSquare.of_points(hips, np.array(reach))
    matrix = square.to_picture(LANDMARKS_PX)
    above = np.array([0.5, 0.5 - 0.5 / REACH_SCALE]) * LANDMARKS_PX
    np.testing.assert_allclose(matrix[:, :2] @ above + matrix[:, 2], reach, atol=1e-9)
    up = _turned(np.array([[0.0, -1.0, 0.4]]), square.turn)[0]
    away = np.array(reach) - hips
    np.testing.assert_allclose(up, [*(away / np.hypot(*away)), 0.4], atol=1e-12)


def test_the_detector_has_a_box_for_each_cell() -> None:
    anchors = _anchors()
    assert anchors.shape == (2254, 2)
    assert (anchors > 0).all()
    assert (anchors < 1).all()
    np.testing.assert_allclose(anchors.mean(axis=0), 0.5)
    np.testing.assert_allclose(anchors[:2] * DETECTOR_PX, 4.0)


def test_landmarks_move_to_their_clear_spot_only() -> None:
    heat = np.full((64, 64, 3), -20.0, dtype=np.float32)
    heat[30, 21, 0] = 10.0
    heat[30, 21, 1] = -1.0
    start = np.array([[80.0, 122.0], [80.0, 122.0], [-30.0, 10.0]])
    moved = refined(start, heat)
    np.testing.assert_allclose(moved[0], [84.0, 120.0], atol=1e-3)
    np.testing.assert_array_equal(moved[1:], start[1:])


def test_chances_of_extreme_logits() -> None:
    np.testing.assert_allclose(chance(np.array([-1e4, 0.0, 1e4, np.log(3.0)])), [0.0, 0.5, 1.0, 0.75])


def test_the_outline_is_evenly_spaced_around_the_largest_body() -> None:
    mask = np.zeros((200, 300), dtype=np.uint8)
    cv2.circle(mask, (150, 100), 60, 1, -1)
    cv2.circle(mask, (20, 20), 8, 1, -1)
    points = largest_contour(mask > 0)
    assert points is not None
    assert points.shape == (OUTLINE_VERTICES, 2)
    np.testing.assert_allclose(np.hypot(*(points - [150, 100]).T), 60.0, atol=1.0)
    steps = np.hypot(*np.diff(np.vstack([points, points[:1]]), axis=0).T)
    assert steps.max() < 1.3 * steps.mean()


def test_an_empty_mask_has_no_outline() -> None:
    assert largest_contour(np.zeros((20, 20), dtype=np.bool_)) is None


def test_no_connection_is_opened(monkeypatch: pytest.MonkeyPatch, frames: Sequence[Picture]) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a pose estimator must not use the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with BlazePose() as pose:
        assert pose.estimate(frames[0], 0.0) is not None


def test_reading_a_recording_in_python_prints_nothing() -> None:
    """The native libraries write neither to Python's streams nor to the file descriptors below them."""
    code = """
import sys
import hiphinge as hh
motion = hh.open_motion(sys.argv[1], estimator="blazepose", duration_s=0.5)
assert motion.source.pose_model.startswith("blazepose full ")
"""
    done = subprocess.run([sys.executable, "-c", code, str(DEMO)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
