"""The skeleton of the replay: landmarks in the picture, and what is drawn of them."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.body import INDEX
from hiphinge.core.motion import Motion
from hiphinge.report.replay.skeleton import Skeleton
from hiphinge.report.replay.sprites import WHITE
from hiphinge.report.replay.strokes import FAR, colour_of
from tests.report.lifter import make_analysis, make_motion
from tests.report.pictures import FRAME, GREY, SCALE, SIZE, colour_at, drawn_on, grey, of_colour

STROKE = 4


def motion_of(*, facing: str = "right", hidden: tuple[str, ...] = (), unsure: tuple[str, ...] = ()) -> Motion:
    """Return the lifter, some landmarks of whom are missing or are not trusted."""
    analysis = make_analysis()
    motion = make_motion(analysis, analysis.to_frame()["time_s"].to_numpy(), facing=facing)
    position, confidence = motion.position.copy(), motion.confidence.copy()
    for name in hidden:
        position[:, INDEX[name]], confidence[:, INDEX[name]] = np.nan, 0.0
    for name in unsure:
        confidence[:, INDEX[name]] = 0.49
    return motion.with_position(position, confidence)


def skeleton_of(motion: Motion) -> Skeleton:
    return Skeleton(motion, SCALE, SIZE, STROKE)


@pytest.mark.parametrize(("facing", "sign"), [("right", 1), ("left", -1)])
def test_landmarks_lie_where_the_picture_shows_them(facing: str, sign: int) -> None:
    motion = motion_of(facing=facing)
    body = skeleton_of(motion).body(FRAME)
    x, y = motion.point("right_knee")[FRAME]
    assert body.points[INDEX["right_knee"]] == pytest.approx((sign * SCALE * x, -SCALE * y))
    assert 0 < body.points[INDEX["right_knee"], 0] < SIZE[0]


def test_a_landmark_far_outside_is_kept_within_reach_of_the_drawing() -> None:
    skeleton = skeleton_of(motion_of())
    far = skeleton.in_picture(np.array([[1e9, 0.0], [0.0, 1e9]], dtype=np.float32))
    assert far.tolist() == [[4.0 * SIZE[0], 0.0], [0.0, -4.0 * SIZE[0]]]


def test_a_landmark_is_seen_where_it_is_known_and_sure_where_it_is_trusted() -> None:
    body = skeleton_of(motion_of(hidden=("right_knee",), unsure=("right_hip",))).body(FRAME)
    read = {name: (bool(body.seen[INDEX[name]]), bool(body.sure[INDEX[name]])) for name in INDEX}
    assert read["right_knee"] == (False, False)
    assert read["right_hip"] == (True, False)
    assert read["right_ankle"] == (True, True)


@pytest.mark.parametrize(("start", "end"), [("hip", "knee"), ("knee", "ankle"), ("hip", "shoulder")])
def test_a_bone_of_the_near_side_is_a_white_line_between_its_landmarks(start: str, end: str) -> None:
    skeleton, picture = skeleton_of(motion_of()), grey()
    body = skeleton.body(FRAME)
    skeleton.draw_bones(picture, body)
    ends = body.points[[INDEX[f"right_{start}"], INDEX[f"right_{end}"]]]
    assert colour_at(picture, ends.mean(axis=0)) == WHITE


def test_no_bone_is_drawn_to_a_landmark_that_is_missing() -> None:
    skeleton, picture = skeleton_of(motion_of(hidden=("right_knee", "left_knee"))), grey()
    body = skeleton.body(FRAME)
    skeleton.draw_bones(picture, body)
    whole = skeleton_of(motion_of()).body(FRAME).points
    for name in ("hip", "ankle"):
        middle = whole[[INDEX["right_knee"], INDEX[f"right_{name}"]]].mean(axis=0)
        assert colour_at(picture, middle) == (GREY, GREY, GREY)
    assert of_colour(picture, WHITE) > 100, "trunk, arm and foot are still there"


def test_bones_that_are_not_trusted_are_faint() -> None:
    hidden = tuple(name for name in INDEX if name.startswith("left_"))
    unsure = tuple(name for name in INDEX if name.startswith("right_"))
    skeleton, picture = skeleton_of(motion_of(hidden=hidden, unsure=unsure)), grey()
    body = skeleton.body(FRAME)
    skeleton.draw_bones(picture, body)
    middle = body.points[[INDEX["right_hip"], INDEX["right_shoulder"]]].mean(axis=0)
    assert colour_at(picture, middle) == pytest.approx([(tone + GREY) / 2 for tone in FAR], abs=1)
    assert of_colour(picture, WHITE) == 0


def test_the_far_side_is_faint_however_sure_it_is() -> None:
    hidden = tuple(name for name in INDEX if name.startswith("right_"))
    skeleton, picture = skeleton_of(motion_of(hidden=hidden)), grey()
    skeleton.draw_bones(picture, skeleton.body(FRAME))
    skeleton.draw_joints(picture, skeleton.body(FRAME))
    assert drawn_on(picture).any()
    assert of_colour(picture, WHITE) == 0


def test_without_the_trunk_all_other_bones_are_drawn() -> None:
    skeleton = skeleton_of(motion_of())
    body = skeleton.body(FRAME)
    whole, rest = grey(), grey()
    skeleton.draw_bones(whole, body)
    skeleton.draw_bones(rest, body, trunk=False)
    trunk, thigh = (
        body.points[[INDEX["right_hip"], INDEX[f"right_{name}"]]].mean(axis=0) for name in ("shoulder", "knee")
    )
    assert (colour_at(whole, trunk), colour_at(rest, trunk)) == (WHITE, (GREY, GREY, GREY))
    assert colour_at(rest, thigh) == WHITE


def test_nobody_leaves_the_picture_as_it_is() -> None:
    skeleton, picture = skeleton_of(motion_of(hidden=tuple(INDEX))), grey()
    skeleton.draw_bones(picture, skeleton.body(FRAME))
    skeleton.draw_joints(picture, skeleton.body(FRAME))
    assert not drawn_on(picture).any()


def test_joints_have_the_colour_of_the_angle_that_is_read_there() -> None:
    skeleton, picture = skeleton_of(motion_of(hidden=("right_knee",))), grey()
    body = skeleton.body(FRAME)
    skeleton.draw_joints(picture, body)
    colours = {"shoulder": colour_of("trunk_lean_deg"), "hip": colour_of("hip_flexion_deg"), "ankle": WHITE}
    for name, colour in colours.items():
        assert colour_at(picture, body.points[INDEX[f"right_{name}"]]) == colour
    assert of_colour(picture, colour_of("knee_flexion_deg")) == 0, "a knee that is not known has no mark"
