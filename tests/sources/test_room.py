"""The room behind a person, on pictures in which both are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.motion import Motion
from hiphinge.sources.pose.mediapipe import outline_of
from hiphinge.sources.rod_picture import BodyFrame
from hiphinge.sources.room import Room, room_of
from tests.body_model import Camera, film, from_the_top

SIZE = (160, 240)
BODY_COLOUR = (70, 90, 120)


def recorded(folder: Path, *, shake_px: int = 0) -> tuple[Motion, list[NDArray[np.uint8]], NDArray[np.uint8]]:
    """A block that walks through a striped room, and the room; the camera may shake."""
    motion = film(from_the_top(1), Camera(trunk_px=20.0, rate_hz=15.0))
    rng = np.random.default_rng(2)
    stripes = np.where(np.arange(SIZE[1] + 40)[None, :, None] // 6 % 2, 70, 190)
    wide = np.broadcast_to(stripes, (SIZE[0], SIZE[1] + 40, 3)).astype(np.uint8)
    pictures, outlines = [], []
    for index in range(len(motion)):
        by = 20 + int(rng.integers(-shake_px, shake_px + 1))
        picture = np.ascontiguousarray(wide[:, by : by + SIZE[1]])
        picture = np.clip(picture + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
        left = 20 + round(170 * index / len(motion))
        body = np.zeros(SIZE, dtype=np.uint8)
        cv2.rectangle(picture, (left, 40), (left + 24, 140), BODY_COLOUR, -1)
        cv2.rectangle(body, (left, 40), (left + 24, 140), 1, -1)
        cv2.imwrite(str(folder / f"frame_{index:04d}.png"), picture[:, :, ::-1])
        pictures.append(picture)
        outlines.append(outline_of(body.astype(np.float32)))
    seen = Motion.build(
        time_s=motion.time_s,
        position=motion.position,
        confidence=motion.confidence,
        source=replace(motion.source, path=str(folder)),
        outline=np.stack([outline for outline in outlines if outline is not None]),
    )
    return seen, pictures, wide[:, 20 : 20 + SIZE[1]]


def learnt(folder: Path, motion: Motion) -> Room:
    return room_of(folder, motion, BodyFrame.of(motion))


def test_the_room_is_what_stays_when_the_person_has_gone(tmp_path: Path) -> None:
    motion, pictures, room = recorded(tmp_path)
    found = learnt(tmp_path, motion)
    assert found.known.mean() > 0.95
    assert np.abs(found.colours - cv2.blur(room, (3, 3)))[found.known].mean() < 2.0
    apart = found.apart(pictures[len(pictures) // 2])
    left = 20 + round(170 * (len(pictures) // 2) / len(pictures))
    within = apart[50:130, left + 3 : left + 21]
    beside = apart[50:130, left + 60 : left + 90] if left < 100 else apart[50:130, left - 90 : left - 60]
    assert (within[..., 1] == 255).mean() > 0.9, "a body of the colour of neither stripe"
    assert (beside[..., 0] == 255).mean() > 0.9
    assert not ((apart[..., 0] == 255) & (apart[..., 1] == 255)).any()


def test_a_camera_that_shakes_tells_nothing(tmp_path: Path) -> None:
    motion, pictures, _ = recorded(tmp_path, shake_px=8)
    assert not learnt(tmp_path, motion).apart(pictures[0]).any()


@pytest.mark.parametrize("outline", [True, False])
def test_without_an_outline_no_room_is_known(tmp_path: Path, *, outline: bool) -> None:
    motion, pictures, _ = recorded(tmp_path)
    if not outline:
        motion = Motion.build(
            time_s=motion.time_s, position=motion.position, confidence=motion.confidence, source=motion.source
        )
    assert learnt(tmp_path, motion).apart(pictures[0]).any() == outline
