"""Rods drawn at known positions are found and measured, and no rod is hallucinated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, Side
from hiphinge.core.motion import OUTLINE_SCALE, Motion
from hiphinge.pose.blazepose import largest_contour
from hiphinge.props.rod import find_rod
from hiphinge.props.rod_observer import RodObserver
from tests.body_model import Camera, Posture, film, from_the_top
from tests.observed import observed

TRUNK_PX: Final = 60
HALF_TRUNK: Final = 0.16
ROD_PX: Final = 4
BEHIND: Final = HALF_TRUNK + 0.035
"""Half the depth of the drawn trunk, and where the rod's axis lies behind its middle, trunk lengths."""


BOTTOM = Posture(75, 20, 4)


@dataclass(frozen=True)
class Drawing:
    """Content of the pictures: a rod, its gap at the buttocks in the deepest posture, trunk lengths, a static post."""

    rod: bool = True
    buttocks_gap: float = 0.0
    post: bool = False
    facing: Side = "right"
    bottom: Posture = BOTTOM


def drawn(drawing: Drawing, folder: Path) -> tuple[Motion, NDArray[np.float64], NDArray[np.float64]]:
    """A recording as pictures: its motion with outline, and the rod's axis at hip and above the head, (frames, 2)."""
    camera = Camera(trunk_px=TRUNK_PX, facing=drawing.facing, rate_hz=15.0)
    motion = film(from_the_top(1, drawing.bottom, around_s=0.4), camera)
    sign = 1 if drawing.facing == "right" else -1
    flip = np.array([sign, -1.0])
    hip, shoulder = motion.middle("hip"), motion.middle("shoulder")
    along = (shoulder - hip) / np.linalg.norm(shoulder - hip, axis=1)[:, None]
    back = np.column_stack([-along[:, 1], along[:, 0]])
    low_share = 1 - np.clip(along[:, 1], 0, 1)
    swing = (drawing.buttocks_gap * low_share / max(float(low_share.max()), 1e-9))[:, None]
    low = hip + TRUNK_PX * (-0.5 * along + (BEHIND + 1.6 * swing) * back)
    high = hip + TRUNK_PX * (2.0 * along + (BEHIND - 1.1 * swing) * back)
    rng = np.random.default_rng(3)
    size = (round(5 * TRUNK_PX), round(4.2 * TRUNK_PX))
    room = np.clip(rng.normal(150, 4, (size[1], size[0], 3)), 0, 255).astype(np.uint8)
    outlines = []
    for index in range(len(motion)):
        picture, body = room.copy(), np.zeros(size[::-1], dtype=np.uint8)
        if drawing.post:
            at = round(float((hip[0] * flip)[0] - sign * BEHIND * TRUNK_PX))
            cv2.line(picture, (at, 0), (at, size[1]), (90, 60, 40), ROD_PX)
        for mask, colour in ((body, 1), (picture, (60, 60, 150))):
            draw_body(mask, motion, index, flip, colour)
        if drawing.rod:
            lower, upper = ([int(v) for v in np.round(16 * end[index] * flip)] for end in (low, high))
            cv2.line(picture, lower, upper, (200, 170, 60), ROD_PX, cv2.LINE_AA, 4)
        cv2.imwrite(str(folder / f"frame_{index:04d}.png"), picture[:, :, ::-1])
        outlines.append(largest_contour(body > 0))
    seen = Motion.build(
        time_s=motion.time_s,
        position=motion.position,
        confidence=motion.confidence,
        source=replace(motion.source, path=str(folder)),
        world=motion.world,
        outline=np.stack([np.round(OUTLINE_SCALE * p).astype(np.int16) for p in outlines if p is not None]),
    )
    return observed(RodObserver(), seen), low, high


def draw_body(
    picture: NDArray[np.uint8], motion: Motion, index: int, flip: NDArray[np.float64], colour: object
) -> None:
    """Trunk with a flat back, legs and a round head."""

    def place(point: NDArray[np.floating]) -> tuple[int, int]:
        return tuple(int(v) for v in np.round(16 * point * flip))  # type: ignore[return-value]

    hip, shoulder, ear = (motion.middle(name)[index] for name in ("hip", "shoulder", "ear"))
    along = (shoulder - hip) / np.linalg.norm(shoulder - hip)
    back = HALF_TRUNK * TRUNK_PX * np.array([-along[1], along[0]])
    top, bottom = shoulder + 0.05 * TRUNK_PX * along, hip - 0.1 * TRUNK_PX * along
    corners = np.array([place(p) for p in (bottom + back, top + back, top - back, bottom - back)])
    cv2.fillPoly(picture, [corners], colour, cv2.LINE_8, 4)
    skull = HALF_TRUNK * TRUNK_PX
    cv2.circle(picture, place(ear), round(16 * skull), colour, -1, cv2.LINE_8, 4)
    cv2.line(picture, place(shoulder), place(ear), colour, round(0.9 * skull), cv2.LINE_8, 4)
    joints = [motion.position[index, INDEX[f"{motion.source.near_side}_{name}"]] for name in ("hip", "knee", "ankle")]
    for start, end in pairwise(joints):
        cv2.line(picture, place(start), place(end), colour, round(0.25 * TRUNK_PX), cv2.LINE_8, 4)


@pytest.mark.parametrize("facing", ["right", "left"])
def test_the_rod_is_found_at_its_position(tmp_path: Path, facing: Side) -> None:
    motion, low, high = drawn(Drawing(facing=facing), tmp_path)
    rod = find_rod(motion)
    assert rod.reason is None
    assert rod.known().mean() > 0.95
    assert rod.width == pytest.approx(ROD_PX, abs=1.2)
    along = (high - low) / np.linalg.norm(high - low, axis=1)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    for point in (rod.low, rod.high):
        off = ((point - low) * across).sum(axis=1)
        assert np.nanmedian(np.abs(off)) < 0.7
        assert np.nanpercentile(np.abs(off), 95) < 1.5


def test_a_gap_between_buttocks_and_rod_is_measured(tmp_path: Path) -> None:
    motion, _, _ = drawn(Drawing(buttocks_gap=0.12), tmp_path)
    rod = find_rod(motion)
    assert rod.reason is None
    hips = rod.gaps["tailbone"]
    upright, deep = np.nanmedian(hips[:5]), np.nanmax(hips)
    # The rod's low end swings 1.6 and its high end -1.1 gaps away over 2.5 trunks: beside the hip it is 1.06 gaps.
    assert (deep - upright) / TRUNK_PX == pytest.approx(1.06 * 0.12, abs=0.035)
    held = find_rod(drawn(Drawing(), tmp_path)[0]).gaps["tailbone"]
    assert np.nanmax(np.abs(held - np.nanmedian(held[:5]))) / TRUNK_PX < 0.035


@pytest.mark.parametrize("post", [False, True])
def test_no_rod_is_hallucinated(tmp_path: Path, *, post: bool) -> None:
    motion, _, _ = drawn(Drawing(rod=False, post=post), tmp_path)
    rod = find_rod(motion)
    assert rod.reason == "no straight rod moves with the back"
    assert not rod.known().any()


def test_without_a_bend_the_rod_cannot_be_determined(tmp_path: Path) -> None:
    motion, _, _ = drawn(Drawing(bottom=Posture(8, 6, 3)), tmp_path)
    assert find_rod(motion).reason == "the trunk hardly moved, so a rod cannot be distinguished from a line in the room"


def test_a_motion_without_pictures_has_no_rod() -> None:
    assert find_rod(film(from_the_top(1))).reason == "the recording has no moving pictures"
