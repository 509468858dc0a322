"""Frames rotated so that the trunk is upright, and the straight thin lines beside it.

In such a picture a rod that moves with the trunk hardly moves, while everything fixed in the room does. Two parallel
edges a rod's thickness apart are searched along every line behind the trunk (a Hough transform of pairs of edges); the
best line is followed over time (Viterbi) and then fitted to a fraction of a pixel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, usual_trunk_length
from hiphinge.core.signal import smooth

Pixels = NDArray[np.float32]

TRUNK_PX: Final = 96
"""Length of the trunk in the rotated picture, pixels: a rod of 30 mm is then about 5.5 px wide, as in a small
recording."""

ROWS: Final = (-0.75, 2.15)
"""Vertical extent of the rotated picture, trunk lengths above the hip: from below the buttocks to above the head."""

COLUMNS: Final = (-0.45, 0.85)
"""Horizontal extent of the rotated picture, trunk lengths behind the hip: from in front of the spine to behind the
back."""

LOW_AT, HIGH_AT = 0.0, 1.5
"""The two reference rows, at the hip and near the ear, trunk lengths: a line is described by its columns in them."""

LOW_BEHIND: Final = (-0.02, 0.62)
"""Range of a rod's distance behind the hip, trunk lengths."""

SKEW: Final = 0.72
"""Largest difference between a rod's distances at ear and hip, trunk lengths."""

WIDTHS_PX: Final = (3.5, 4.5, 5.5, 6.5, 7.5)
"""Candidate thicknesses, pixels of the rotated picture: 1.9 to 4.1 cm on a trunk of 0.52 m (de Leva 1996)."""

EDGE_HALF: Final = 26.0
"""Colour step, grey levels over two pixels, with an edge strength of one half (twice that: two thirds, and so on); the
noise of phone pictures is below 6."""

USUAL_PX: Final = 18.0
"""Largest distance of a rod from its usual position at hip and ear, pixels: 10 cm, more than a rounded back or a thick
coat causes; a line further away is an object of the room behind the lifter."""

STEP_COST: Final = 0.012
"""Cost of a move of the line by up to 1 px from frame to frame, in units of its score; twice as much for up to 3 px."""

NO_CORNER: Final = np.zeros(2)
"""Corner of a whole picture, pixels."""


def rows_of(share: float) -> float:
    """Return the row of the rotated picture at a height above the hip, trunk lengths."""
    return (ROWS[1] - share) * TRUNK_PX


def column_of(behind: float) -> float:
    """Return the column of the rotated picture at a distance behind the trunk's line, trunk lengths."""
    return (behind - COLUMNS[0]) * TRUNK_PX


SIZE: Final = (round((COLUMNS[1] - COLUMNS[0]) * TRUNK_PX), round((ROWS[1] - ROWS[0]) * TRUNK_PX))
"""Width and height of the rotated picture, pixels."""


@dataclass(frozen=True, slots=True)
class BodyFrame:
    """Hip and direction of the trunk in every frame, in the motion's sagittal frame, and the trunk's usual length."""

    hip: FloatArray
    along: FloatArray
    unit: float

    @classmethod
    def of(cls, motion: Motion) -> BodyFrame:
        """Return the body frame of a recording, from smoothed landmarks."""
        steady = smooth(motion)
        hip, shoulder = steady.middle("hip"), steady.middle("shoulder")
        line = shoulder - hip
        along = line / np.maximum(np.hypot(*line.T), 1e-9)[:, None]
        return cls(hip, along, usual_trunk_length(hip, shoulder))

    @property
    def back(self) -> FloatArray:
        """Unit vectors pointing dorsally, shape (frames, 2)."""
        return np.column_stack([-self.along[:, 1], self.along[:, 0]])

    def lean_deg(self) -> FloatArray:
        """Return the inclination of the trunk, degrees, positive leaning forward, shape (frames,)."""
        return np.asarray(np.degrees(np.arctan2(self.along[:, 0], self.along[:, 1])), dtype=np.float64)

    def point(self, frames: slice, share: FloatArray | float, behind: FloatArray | float) -> FloatArray:
        """Return the sagittal point at a height along the trunk and a distance behind, trunk lengths, (frames, 2)."""
        up = np.asarray(share).reshape(-1, 1) * self.along[frames]
        out = np.asarray(behind).reshape(-1, 1) * self.back[frames]
        return np.asarray(self.hip[frames] + self.unit * (up + out))


def turned(
    image: NDArray[np.uint8], body: BodyFrame, frame: int, sign: float, corner: FloatArray = NO_CORNER
) -> NDArray[np.uint8]:
    """Return a frame rotated so that the trunk is upright and the back to the right, shape (rows, columns, 3).

    `image` is the frame's picture, or the part of it whose top left corner is `corner`, pixels, shape (2,).
    """
    scale = body.unit / TRUNK_PX
    flip = np.array([sign, -1.0])  # sagittal to picture
    hip, along, back = (part * flip for part in (body.hip[frame], body.along[frame], body.back[frame]))
    origin = hip + body.unit * (COLUMNS[0] * back + ROWS[1] * along) - corner
    matrix = np.column_stack([scale * back, -scale * along, origin])
    return np.asarray(
        cv2.warpAffine(
            image, matrix, SIZE, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )


def edge_pairs(picture: NDArray[np.uint8], widths: Iterable[float] = WIDTHS_PX) -> Pixels:
    """Return how much every pixel looks like the middle of a thin vertical object, 0..1, shape (rows, columns).

    This is the weaker of the two edges half a width to either side, for the best of the widths.
    """
    colour = cv2.GaussianBlur(picture.astype(np.float32), (3, 5), 0.6)
    step = cv2.filter2D(colour, -1, np.array([[-1.0, 0.0, 1.0]], dtype=np.float32))
    size = np.sqrt((step**2).sum(axis=2))
    edge = size / (size + EDGE_HALF)
    best = np.zeros(edge.shape, dtype=np.float32)
    for width in widths:
        left, right = _shifted(edge, 0.5 * width), _shifted(edge, -0.5 * width)
        np.maximum(best, np.minimum(left, right), out=best)
    return best


def _shifted(edge: Pixels, by: float) -> Pixels:
    """Return the picture shifted `by` pixels to the right, with zeros from outside."""
    matrix = np.array([[1.0, 0.0, by], [0.0, 1.0, 0.0]])
    shifted = cv2.warpAffine(edge, matrix, (edge.shape[1], edge.shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(shifted, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Lines:
    """All candidate lines: columns at the hip (low,), differences of the column at the ear (skew,), and their pixels.

    `index` (rows, low, skew) is the flat index of each line's pixel in every second row.
    """

    low: FloatArray
    skew: FloatArray
    index: NDArray[np.intp]

    @classmethod
    def all(cls) -> Lines:
        """Return the lines of the rotated picture, one pixel apart."""
        low = np.arange(round(column_of(LOW_BEHIND[0])), round(column_of(LOW_BEHIND[1])) + 1).astype(np.float64)
        max_skew = round(SKEW * TRUNK_PX)
        skew = np.arange(-max_skew, max_skew + 1).astype(np.float64)
        rows = np.arange(0, SIZE[1], 2)
        share = (rows_of(LOW_AT) - rows) / ((HIGH_AT - LOW_AT) * TRUNK_PX)
        columns = low[None, :, None] + share[:, None, None] * skew[None, None, :]
        inside = np.clip(np.round(columns), 0, SIZE[0] - 1).astype(np.intp)
        return cls(low, skew, rows[:, None, None] * SIZE[0] + inside)

    def scores(self, pairs: Pixels, usual: FloatArray | None = None) -> Pixels:
        """Return the mean of the edge pairs along every line, shape (low, skew); 0 for lines far from a usual one."""
        widened = cv2.dilate(pairs, np.ones((1, 3), np.uint8))
        mean = np.asarray(widened.ravel()[self.index].mean(axis=0), dtype=np.float32)
        if usual is not None:
            high = self.low[:, None] + self.skew
            near = (np.abs(self.low - usual[0]) < USUAL_PX)[:, None] & (np.abs(high - usual[1]) < USUAL_PX)
            mean[~near] = 0.0
        return mean


def follow_line(scores: Pixels) -> NDArray[np.intp]:
    """Return the best line that moves little over time: indices (frames, 2) into scores (frames, low, skew)."""
    kernels = (np.ones((3, 3), np.uint8), np.ones((7, 7), np.uint8))
    total = np.empty_like(scores)
    total[0] = scores[0]
    for frame in range(1, len(scores)):
        before = total[frame - 1]
        near, far = (cv2.dilate(before, kernel) for kernel in kernels)
        total[frame] = scores[frame] + np.maximum(before, np.maximum(near - STEP_COST, far - 2 * STEP_COST))
    path = np.empty((len(scores), 2), dtype=np.intp)
    path[-1] = np.unravel_index(int(np.argmax(total[-1])), total[-1].shape)
    for frame in range(len(scores) - 2, -1, -1):
        path[frame] = _before(total[frame], path[frame + 1])
    return path


def _before(total: Pixels, after: NDArray[np.intp]) -> tuple[int, int]:
    """Return the best predecessor of `after`, within 3 px of it."""
    top, left = (max(0, int(at) - 3) for at in after)
    window = total[top : int(after[0]) + 4, left : int(after[1]) + 4]
    rows, columns = np.ogrid[: window.shape[0], : window.shape[1]]
    away = np.maximum(np.abs(rows + top - after[0]), np.abs(columns + left - after[1]))
    best = int(np.argmax(window - STEP_COST * np.where(away == 0, 0.0, np.where(away <= 1, 1.0, 2.0))))
    row, column = np.unravel_index(best, window.shape)
    return int(row) + top, int(column) + left


def fitted(pairs: Pixels, line: FloatArray) -> FloatArray:
    """Return a line (columns at the two reference rows) fitted to the edge pairs, to a fraction of a pixel.

    In every row the pairs within 3 px of the line, then 2 and 1.5 px, are averaged by their squared strength; rows with
    weak pairs are left out.
    """
    rows = np.arange(SIZE[1], dtype=np.float64)
    share = (rows_of(LOW_AT) - rows) / ((HIGH_AT - LOW_AT) * TRUNK_PX)
    offsets = np.arange(-3, 4)
    for reach in (3.0, 2.0, 1.5):
        middle = line[0] + share * (line[1] - line[0])
        columns = np.clip(np.round(middle)[:, None] + offsets, 0, SIZE[0] - 1).astype(np.intp)
        weight = pairs[rows.astype(np.intp)[:, None], columns].astype(np.float64) ** 2
        weight[np.abs(columns - middle[:, None]) > reach] = 0.0
        mass = weight.sum(axis=1)
        centre = (weight * columns).sum(axis=1) / np.maximum(mass, 1e-9)
        used = mass > 0.02
        if used.sum() < 12:
            return line
        design = np.column_stack([1.0 - share[used], share[used]]) * mass[used, None]
        line = np.asarray(np.linalg.lstsq(design, centre[used] * mass[used], rcond=None)[0], dtype=np.float64)
    return line


def columns_of(lines: FloatArray) -> FloatArray:
    """Return the column of lines (frames, 2) in every row, shape (frames, rows)."""
    share = (rows_of(LOW_AT) - np.arange(SIZE[1])) / ((HIGH_AT - LOW_AT) * TRUNK_PX)
    return np.asarray(lines[:, :1] + share * (lines[:, 1:] - lines[:, :1]), dtype=np.float64)
