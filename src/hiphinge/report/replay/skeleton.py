"""The skeleton of the replay: the landmarks of a frame in the picture drawn on, and the bones between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS, SIDES, Side
from hiphinge.core.motion import Motion
from hiphinge.report.replay.sprites import WHITE, Picture
from hiphinge.report.replay.strokes import FAR, OUTLINE, colour_of, draw_joint, draw_line

Marks = NDArray[np.bool_]

_BONES: Final = (
    ("shoulder", "ear"),
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("hip", "shoulder"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "toe"),
    ("ankle", "toe"),
)
_JOINTS: Final = {"shoulder": "trunk_lean_deg", "hip": "hip_flexion_deg", "knee": "knee_flexion_deg", "ankle": None}
"""The joints that are marked, each in the colour of its angle."""

_TRUNKS: Final = frozenset((INDEX[f"{side}_hip"], INDEX[f"{side}_shoulder"]) for side in SIDES)
"""The bones that the spine replaces."""

_SURE: Final = 0.5
"""Visibility from which a landmark of the near side is drawn solid (`Motion.visibility`)."""


@dataclass(frozen=True, slots=True)
class Body:
    """The landmarks of one frame in the picture drawn on.

    `points` in pixels, shape (landmarks, 2); `seen` where they are known and `sure` where they are surely seen, shape
    (landmarks,).
    """

    points: NDArray[np.float64]
    seen: Marks
    sure: Marks


class Skeleton:
    """Places and draws the body of one recording, frame by frame.

    `scale` is the size of an analysed pixel in the picture drawn on, `size` the width and height of the picture drawn
    on and `stroke` the width of a bone, pixels.
    """

    def __init__(self, motion: Motion, scale: float, size: tuple[int, int], stroke: int) -> None:
        self.sign = 1 if motion.source.facing == "right" else -1
        self.near: Side = motion.source.near_side
        self.stroke = stroke
        self.position = motion.position if motion.camera is None else motion.position + motion.camera[:, None]
        self._visibility = np.stack([motion.visibility(name) for name in LANDMARKS], axis=1)
        self._scale, self._reach = scale, 4.0 * max(size)

    def body(self, index: int) -> Body:
        """Return the landmarks of one frame."""
        seen = np.isfinite(self.position[index]).all(axis=1)
        return Body(self.in_picture(self.position[index]), seen, seen & (self._visibility[index] >= _SURE))

    def in_picture(self, position: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return sagittal positions, shape (..., 2), in pixels of the picture drawn on, clipped far outside of it."""
        points = position.astype(np.float64) * np.array([self.sign, -1.0]) * self._scale
        return np.asarray(np.clip(points, -self._reach, self._reach))

    def draw_bones(self, picture: Picture, body: Body, *, trunk: bool = True) -> None:
        """Draw the far side and uncertain bones faintly, then the near side solid; `trunk` includes the trunk."""
        points, seen, sure = body.points, body.seen, body.sure
        faint: list[tuple[int, int]] = []
        solid: list[tuple[int, int]] = []
        for side in SIDES:
            for start, end in _BONES:
                a, b = INDEX[f"{side}_{start}"], INDEX[f"{side}_{end}"]
                if seen[a] and seen[b] and (trunk or (a, b) not in _TRUNKS):
                    (solid if side == self.near and sure[a] and sure[b] else faint).append((a, b))
        if faint:
            self._draw_faint(picture, points, faint)
        for colour, extra in ((OUTLINE, 3), (WHITE, 0)):
            for a, b in solid:
                draw_line(picture, points[a], points[b], colour, self.stroke + extra)

    def draw_joints(self, picture: Picture, body: Body) -> None:
        """Mark the known joints of the near side."""
        for name, key in _JOINTS.items():
            joint = INDEX[f"{self.near}_{name}"]
            if body.seen[joint]:
                draw_joint(picture, body.points[joint], 1.25 * self.stroke, WHITE if key is None else colour_of(key))

    def _draw_faint(self, picture: Picture, points: NDArray[np.float64], bones: Sequence[tuple[int, int]]) -> None:
        """Draw translucent bones; only the part of the picture around them is changed."""
        ends = points[np.unique(bones)]
        reach = self.stroke + 2
        left, top = (max(0, int(v)) for v in ends.min(axis=0) - reach)
        right, bottom = (int(v) for v in ends.max(axis=0) + reach)
        part = picture[top : max(top, bottom), left : max(left, right)]
        if not part.size:
            return
        layer = part.copy()
        corner = np.array([left, top])
        for a, b in bones:
            draw_line(layer, points[a] - corner, points[b] - corner, FAR, max(2, self.stroke - 1))
        cv2.addWeighted(layer, 0.5, part, 0.5, 0, dst=part)
