"""Joints of the net as landmarks: sides by the way the lifter faces, trust by how far off a point may be."""

from __future__ import annotations

from contextlib import closing
from importlib.resources import files

import numpy as np
import pytest

from hiphinge.core.body import INDEX
from hiphinge.pose.joints import ANGLES, POINTS, STATES, Square
from hiphinge.pose.movenet import AT, TRUST_TRUNKS, Joints, MoveNetPose, pose_of, steadied, world_of
from hiphinge.recordings.recording import Recording
from hiphinge.recordings.stream import Frame


def joints(off_px: float) -> Joints:
    """Points in a row, the trunk 100 px long, each as far off as given."""
    count = len(POINTS)
    points = np.column_stack([np.arange(count), np.zeros(count)]).astype(np.float32)
    points[AT["c7"]], points[AT["pelvis"]] = (50.0, 10.0), (50.0, 110.0)
    return Joints(
        points=points,
        spread=np.full((count, 2), off_px, dtype=np.float32),
        state=np.full((count, len(STATES)), 1.0 / len(STATES), dtype=np.float32),
        right=0.9,
        angles=np.zeros(len(ANGLES), dtype=np.float32),
        angle_spread=np.ones(len(ANGLES), dtype=np.float32),
    )


@pytest.mark.parametrize(("right", "near"), [(True, "right"), (False, "left")])
def test_the_near_side_is_the_one_that_the_lifter_faces(near: str, *, right: bool) -> None:
    pose = pose_of(joints(1.0), None, right=right)
    far = {"right": "left", "left": "right"}[near]
    for name in ("hip", "knee", "wrist"):
        assert pose.position[INDEX[f"{near}_{name}"], 0] == AT[f"near_{name}"]
        assert pose.position[INDEX[f"{far}_{name}"], 0] == AT[f"far_{name}"]
    assert pose.position[INDEX["nose"], 0] == AT["nose"]
    assert (pose.world, pose.outline) == (None, None)


def test_trust_falls_with_the_spread_of_a_point() -> None:
    trunk = joints(0.0).trunk_px
    assert trunk == pytest.approx(100.0)
    for share in (0.0, 0.25, 0.5, 1.0, 2.0):
        pose = pose_of(joints(share * TRUST_TRUNKS * trunk), None, right=True)
        np.testing.assert_allclose(pose.confidence, max(0.0, 1.0 - share), atol=1e-6)


def test_a_body_whose_trunk_may_be_anywhere_is_lost() -> None:
    assert not joints(5.0).lost
    assert joints(40.0).lost
    assert joints(float("nan")).lost


def test_the_square_grows_at_once_and_shrinks_slowly() -> None:
    large, small = Square(0, 0, 400), Square(150, 150, 100)
    assert steadied(large, small) == large
    assert steadied(small, None) == small
    kept = steadied(small, large)
    assert kept.side == 398
    assert (kept.left + kept.side / 2, kept.top + kept.side / 2) == (200, 200)


def test_world_landmarks_change_sides_where_the_near_side_would_lie_behind() -> None:
    world = np.zeros((len(INDEX), 3), dtype=np.float32)
    for side, depth in (("left", -0.15), ("right", 0.15)):
        for name in ("hip", "shoulder", "knee"):
            world[INDEX[f"{side}_{name}"], 2] = depth
    kept, exchanged = world_of(world, right=False), world_of(world, right=True)
    np.testing.assert_array_equal(kept, world)
    assert exchanged[INDEX["right_knee"], 2] == np.float32(-0.15)
    assert exchanged[INDEX["left_shoulder"], 2] == np.float32(0.15)


@pytest.fixture(scope="module")
def clip() -> list[Frame]:
    path = files("hiphinge") / "data" / "demo.mp4"
    with closing(Recording(str(path), max_rate_hz=10.0)) as recording, recording.frames() as frames:
        return [Frame(frame.index, frame.time_s, frame.image) for frame in frames][:40]


def test_a_lifter_is_followed_with_outline_spine_and_direct_angles(clip: list[Frame]) -> None:
    with MoveNetPose() as estimator:
        poses = [estimator.estimate(frame.image, frame.time_s) for frame in clip]
    found = [pose for pose in poses if pose is not None]
    assert len(found) == len(clip)
    for pose in found:
        assert pose.spine is not None
        assert pose.direct is not None
        assert pose.hidden is not None
        assert np.isfinite(pose.position).all()
        hip, knee, ankle = (pose.position[INDEX[f"right_{name}"]] for name in ("hip", "knee", "ankle"))
        thigh, shank = np.hypot(*(hip - knee)), np.hypot(*(knee - ankle))
        assert 0.7 < thigh / shank < 1.4
        assert hip[1] < knee[1] < ankle[1]
        assert pose.confidence[INDEX["right_hip"]] > 0.5
    assert all(pose.outline is not None for pose in found), "ten pictures a second are few enough for all"


def test_the_outline_comes_at_a_rate_of_its_own(clip: list[Frame]) -> None:
    with MoveNetPose() as estimator:
        poses = [estimator.estimate(clip[0].image, number / 30.0) for number in range(11)]
    outlined = [pose is not None and pose.outline is not None for pose in poses]
    assert outlined[0]
    assert [number for number, found in enumerate(outlined) if found] == [0, 4, 8]


def test_nobody_is_found_in_a_blank_picture_and_the_lifter_again_after_it(clip: list[Frame]) -> None:
    blank = np.zeros_like(clip[0].image)
    with MoveNetPose() as estimator:
        assert estimator.estimate(clip[0].image, 0.0) is not None
        assert estimator.estimate(blank, 0.1) is None
        assert estimator.estimate(blank, 0.2) is None
        again = estimator.estimate(clip[0].image, 0.3)
    assert again is not None
    assert again.confidence[INDEX["right_hip"]] > 0.5
