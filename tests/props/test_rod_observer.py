"""The part of each picture around the trunk: exact, large enough for both directions of facing, with its position."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.body import LANDMARKS, pair
from hiphinge.pose.estimator import Pose
from hiphinge.props.rod_observer import HELD_S, RodObserver
from hiphinge.props.rod_picture import COLUMNS, ROWS

PICTURE = np.random.default_rng(5).integers(0, 256, (300, 400, 3), dtype=np.uint8)
UNIT = 50.0


def leaning(degrees: float, hip: tuple[float, float] = (200.0, 180.0)) -> Pose:
    """A person whose trunk leans to the right."""
    position = np.zeros((len(LANDMARKS), 2), dtype=np.float32)
    turn = np.radians(degrees)
    position[list(pair("hip"))] = hip
    position[list(pair("shoulder"))] = np.array(hip) + UNIT * np.array([np.sin(turn), -np.cos(turn)])
    return Pose(position, np.ones(len(LANDMARKS), dtype=np.float32))


@pytest.mark.parametrize("degrees", [0.0, 45.0, 90.0, -90.0])
def test_everything_that_will_be_rotated_is_kept(degrees: float) -> None:
    observer = RodObserver()
    pose = leaning(degrees)
    observer.observe(PICTURE, 0.0, pose)
    sight = observer.observation()
    (part,), (corner,) = list(sight.pictures), sight.corner
    left, top = corner.astype(int)
    np.testing.assert_array_equal(part, PICTURE[top : top + part.shape[0], left : left + part.shape[1]])
    hip, shoulder = (pose.position[pair(name)[0]].astype(np.float64) for name in ("hip", "shoulder"))
    along = (shoulder - hip) / UNIT
    for out in (-COLUMNS[1], COLUMNS[1]):
        for up in ROWS:
            point = hip + UNIT * (up * along + out * np.array([along[1], -along[0]]))
            inside = np.clip(point, 0.0, (PICTURE.shape[1], PICTURE.shape[0]))
            assert (inside >= corner - 1.0).all()
            assert (inside <= corner + part.shape[1::-1] + 1.0).all()


def test_the_last_position_is_used_while_a_person_is_briefly_lost() -> None:
    observer = RodObserver()
    observer.observe(PICTURE, 0.0, None)
    for time_s, pose in ((1.0, leaning(0.0)), (1.0 + 0.9 * HELD_S, None), (1.0 + 1.5 * HELD_S, None)):
        observer.observe(PICTURE, time_s, pose)
    assert observer.observation().time_s == pytest.approx([1.0, 1.0 + 0.9 * HELD_S])


def test_a_body_outside_the_picture_is_not_kept() -> None:
    observer = RodObserver()
    observer.observe(PICTURE, 0.0, leaning(0.0, hip=(3000.0, 100.0)))
    assert len(observer.observation().pictures) == 0
