"""The camera's movement, followed by the background."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.body import LANDMARKS
from hiphinge.core.measure import FloatArray
from hiphinge.pose.camera import CameraObserver
from hiphinge.pose.estimator import Pose

SIZE = (480, 640)
RATE_HZ = 30.0


def room(seed: int = 0) -> NDArray[np.uint8]:
    """Return a wall with pictures, larger than the camera's picture, grey values of RGB."""
    rng = np.random.default_rng(seed)
    wall = np.full((SIZE[0] + 240, SIZE[1] + 240, 3), 150, dtype=np.uint8)
    for _ in range(120):
        y, x = rng.integers(0, wall.shape[0] - 40), rng.integers(0, wall.shape[1] - 40)
        wall[y : y + rng.integers(10, 40), x : x + rng.integers(10, 40)] = rng.integers(40, 240, 3)
    return wall


def person(x: float) -> Pose:
    """Return a person who stands at a column of the picture."""
    rows = np.linspace(120.0, 420.0, len(LANDMARKS))
    columns = x + 30.0 * np.cos(np.arange(len(LANDMARKS)))
    confidence = np.full(len(LANDMARKS), 0.9)
    return Pose(position=np.column_stack([columns, rows]).astype(np.float32), confidence=confidence.astype(np.float32))


def watched(path: FloatArray, *, walks: bool = False, wall: NDArray[np.uint8] | None = None) -> CameraObserver:
    """Return an observer that saw a room through a camera whose background moves along a path, pixels, (frames, 2)."""
    observer, wall = CameraObserver(), room() if wall is None else wall
    for i, (right, down) in enumerate(np.round(path).astype(int).tolist()):
        image = wall[120 - down : 120 - down + SIZE[0], 120 - right : 120 - right + SIZE[1]].copy()
        x = 150 + 3 * i % 350 if walks else 320
        image[110:430, x - 60 : x + 60] = 20 + (i * 37) % 200
        observer.observe(image, i / RATE_HZ, person(float(x)))
    return observer


TIMES = np.arange(120) / RATE_HZ


def test_sway_and_pan_are_those_of_the_camera() -> None:
    sway = 12 * np.column_stack([np.sin(2 * np.pi * 0.5 * TIMES), np.cos(2 * np.pi * 0.3 * TIMES)])
    pan = np.column_stack([np.linspace(-90, 90, TIMES.size), np.zeros(TIMES.size)])
    for path in (sway, pan):
        found = watched(path).path(TIMES)
        assert found is not None
        assert np.abs(found - (path - np.median(path, axis=0))).max() < 2.5


def test_a_person_who_walks_is_no_camera_that_moves() -> None:
    assert watched(np.zeros((TIMES.size, 2)), walks=True).path(TIMES) is None


@pytest.mark.parametrize("wall", [np.full((720, 880, 3), 180, dtype=np.uint8)])
def test_an_empty_wall_shows_nothing(wall: NDArray[np.uint8]) -> None:
    pan = np.column_stack([np.linspace(-60, 60, TIMES.size), np.zeros(TIMES.size)])
    assert watched(pan, wall=wall).path(TIMES) is None


def test_a_cut_to_another_room_is_no_movement() -> None:
    observer = CameraObserver()
    for i in range(120):
        wall = room(0) if i < 60 else room(1)
        observer.observe(wall[120 : 120 + SIZE[0], 120 : 120 + SIZE[1]].copy(), i / RATE_HZ, person(320.0))
    assert observer.path(TIMES) is None


def test_a_single_picture_has_no_path() -> None:
    assert watched(np.zeros((1, 2))).path(np.zeros(1)) is None
