"""The points that the joints' net finds, and the square of the picture that it is shown.

Points of the sides are called near and far: the near side is the one turned to the camera. Training (`lab.eyes`) and
use share this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import DIRECT_ANGLES, SPINE_POINTS

MIDDLE: Final = ("nose", "chin", *SPINE_POINTS)
"""Points of the midline."""

SIDED: Final = ("ear", "eye", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "ball", "toe")

POINTS: Final = (*MIDDLE, *(f"near_{name}" for name in SIDED), *(f"far_{name}" for name in SIDED))
"""All points, in the order of the net's outputs."""

STATES: Final = ("visible", "hidden", "outside")
"""What may be known of a point: seen, behind a thing or the body itself, or beyond the picture's edge."""

ANGLES: Final = DIRECT_ANGLES
"""Angles that the net gives directly."""

SIDE_PX: Final = 256
"""Side of the square that the net is shown, pixels."""

MARGIN: Final = 1.28
"""Side of the square in the picture, over the larger extent of the body's points."""


@dataclass(frozen=True, slots=True)
class Square:
    """An upright square of a picture, whole pixels; it may reach beyond the picture."""

    left: int
    top: int
    side: int

    def cut(self, image: NDArray[np.uint8], size_px: int = SIDE_PX) -> NDArray[np.uint8]:
        """Return the square of a picture (height, width, 3) as (size, size, 3); black beyond the picture."""
        height, width = image.shape[:2]
        if not self.overlaps(width, height):
            return np.zeros((size_px, size_px, 3), dtype=np.uint8)
        right, bottom = self.left + self.side, self.top + self.side
        inside = image[max(self.top, 0) : max(bottom, 0), max(self.left, 0) : max(right, 0)]
        beyond = (max(-self.top, 0), max(bottom - height, 0), max(-self.left, 0), max(right - width, 0))
        if any(beyond):
            inside = cv2.copyMakeBorder(inside, *beyond, cv2.BORDER_CONSTANT, value=(0, 0, 0))
        how = cv2.INTER_AREA if self.side > size_px else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(inside, (size_px, size_px), interpolation=how), dtype=np.uint8)

    def picture(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the square of a picture as the nets take it, (1, 3, SIDE_PX, SIDE_PX), 0 to 255."""
        return np.ascontiguousarray(self.cut(image).transpose(2, 0, 1)[None], dtype=np.float32)

    def to_picture(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return points of the crop (..., 2) in pixels of the picture."""
        return np.asarray(points * (self.side / SIDE_PX) + (self.left, self.top), dtype=np.float32)

    def overlaps(self, width: int, height: int) -> bool:
        """Say whether any of it lies in a picture of this size."""
        return self.left < width and self.top < height and min(self.left, self.top) + self.side > 0


def square_about(points: NDArray[np.float32], margin: float = MARGIN) -> Square:
    """Return the square about a body whose points are known, (points, 2) px."""
    low, high = points.min(axis=0), points.max(axis=0)
    side = max(2, round(margin * float((high - low).max())))
    left, top = np.round(0.5 * (low + high) - 0.5 * side).astype(int)
    return Square(int(left), int(top), side)
