"""Frames turned so that the trunk stands upright, and the straight thin lines beside it.

A rod that moves with the trunk stays nearly where it is in such a picture, and what belongs to the room does not. Two
parallel edges of a rod's distance are looked for along every line behind the trunk (a Hough transform of pairs of
edges), the best line is followed over time (Viterbi), and then fitted to a fraction of a pixel.
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
"""Length of the trunk in the turned picture: a rod of 30 mm is then about 5.5 px wide, as in a small recording."""

ROWS: Final = (-0.75, 2.15)
COLUMNS: Final = (-0.45, 0.85)
"""What the turned picture shows, in trunk lengths: from below the seat to above the head, from in front of the spine
to behind the back."""

LOW_AT, HIGH_AT = 0.0, 1.5
"""Where along the trunk a line is named by its distance behind it: at the hip and about the ear, trunk lengths."""

LOW_BEHIND: Final = (-0.02, 0.62)
SKEW: Final = 0.72
"""Distances behind the hip that are tried, and how much more or less it may be at the ear, trunk lengths."""

WIDTHS_PX: Final = (3.5, 4.5, 5.5, 6.5, 7.5)
"""Thicknesses that are tried, pixels of the turned picture: 1.9 to 4.1 cm on a trunk of 0.52 m (de Leva 1996)."""

EDGE_HALF: Final = 26.0
"""Colour step, grey levels over two pixels, that counts as half an edge (twice that as two thirds, and so on); the
noise of phone pictures is below 6."""

USUAL_PX: Final = 18.0
"""How far from where it usually is, at hip and ear, a rod may be: 10 cm, more than a rounded back or a thick coat move
it; beyond is a post of the room that happens to stand behind the person."""

STEP_COST: Final = 0.012
"""What a move of the line by up to 1 px (twice that: up to 3 px) from frame to frame costs of its score."""


NO_CORNER: Final = np.zeros(2)


def rows_of(share: float) -> float:
    """Row of the turned picture at a share of the trunk."""
    return (ROWS[1] - share) * TRUNK_PX


def column_of(behind: float) -> float:
    """Column of the turned picture at a distance behind the trunk's line, trunk lengths."""
    return (behind - COLUMNS[0]) * TRUNK_PX


SIZE: Final = (round((COLUMNS[1] - COLUMNS[0]) * TRUNK_PX), round((ROWS[1] - ROWS[0]) * TRUNK_PX))
"""Width and height of the turned picture, pixels."""


@dataclass(frozen=True, slots=True)
class BodyFrame:
    """Hip and direction of the trunk in every frame, in the motion's sagittal frame, and the trunk's usual length."""

    hip: FloatArray
    along: FloatArray
    unit: float

    @classmethod
    def of(cls, motion: Motion) -> BodyFrame:
        """The body's frame of a recording, from smoothed landmarks."""
        steady = smooth(motion)
        hip, shoulder = steady.middle("hip"), steady.middle("shoulder")
        line = shoulder - hip
        along = line / np.maximum(np.hypot(*line.T), 1e-9)[:, None]
        return cls(hip, along, usual_trunk_length(hip, shoulder))

    @property
    def back(self) -> FloatArray:
        """Unit vectors out of the back, shape (frames, 2)."""
        return np.column_stack([-self.along[:, 1], self.along[:, 0]])

    def lean_deg(self) -> FloatArray:
        """Inclination of the trunk, positive leaning forward, degrees, shape (frames,)."""
        return np.asarray(np.degrees(np.arctan2(self.along[:, 0], self.along[:, 1])), dtype=np.float64)

    def point(self, frames: slice, share: FloatArray | float, behind: FloatArray | float) -> FloatArray:
        """Sagittal point at a share of the trunk and a distance behind it, both in trunk lengths, shape (frames, 2)."""
        up = np.asarray(share).reshape(-1, 1) * self.along[frames]
        out = np.asarray(behind).reshape(-1, 1) * self.back[frames]
        return np.asarray(self.hip[frames] + self.unit * (up + out))


def turned(
    image: NDArray[np.uint8], body: BodyFrame, frame: int, sign: float, corner: FloatArray = NO_CORNER
) -> NDArray[np.uint8]:
    """The frame with the trunk upright, the back to the right, shape (rows, columns, 3).

    `image` is all of the frame's picture, or the part of it that has its top left corner there, pixels, shape (2,).
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
    """How much every pixel looks like the middle of a thin upright thing, 0..1, shape (rows, columns).

    That is the weaker of the edges at half a width to both sides, for the best of the widths.
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
    """The picture moved `by` pixels to the right, without a value from outside."""
    matrix = np.array([[1.0, 0.0, by], [0.0, 1.0, 0.0]])
    moved = cv2.warpAffine(edge, matrix, (edge.shape[1], edge.shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(moved, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines that are tried: columns at the hip (low,) and at the ear against it (skew,), and where each passes.

    `index` (rows, low, skew) is the flat place of each line's pixel in each row that is looked at.
    """

    low: FloatArray
    skew: FloatArray
    index: NDArray[np.intp]

    @classmethod
    def all(cls) -> Lines:
        """The lines of the turned picture, one pixel apart."""
        low = np.arange(round(column_of(LOW_BEHIND[0])), round(column_of(LOW_BEHIND[1])) + 1).astype(np.float64)
        most = round(SKEW * TRUNK_PX)
        skew = np.arange(-most, most + 1).astype(np.float64)
        rows = np.arange(0, SIZE[1], 2)
        share = (rows_of(LOW_AT) - rows) / ((HIGH_AT - LOW_AT) * TRUNK_PX)
        columns = low[None, :, None] + share[:, None, None] * skew[None, None, :]
        inside = np.clip(np.round(columns), 0, SIZE[0] - 1).astype(np.intp)
        return cls(low, skew, rows[:, None, None] * SIZE[0] + inside)

    def scores(self, pairs: Pixels, usual: FloatArray | None = None) -> Pixels:
        """Mean of the pairs along every line, shape (low, skew); nothing for lines far from a usual one."""
        widened = cv2.dilate(pairs, np.ones((1, 3), np.uint8))
        found = np.asarray(widened.ravel()[self.index].mean(axis=0), dtype=np.float32)
        if usual is not None:
            high = self.low[:, None] + self.skew
            near = (np.abs(self.low - usual[0]) < USUAL_PX)[:, None] & (np.abs(high - usual[1]) < USUAL_PX)
            found[~near] = 0.0
        return found


def follow_line(scores: Pixels) -> NDArray[np.intp]:
    """The line of each frame that scores most and moves little: places (frames, 2) in scores (frames, low, skew)."""
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
    """The place within 3 px of `after` from which it was reached."""
    top, left = (max(0, int(at) - 3) for at in after)
    window = total[top : int(after[0]) + 4, left : int(after[1]) + 4]
    rows, columns = np.ogrid[: window.shape[0], : window.shape[1]]
    away = np.maximum(np.abs(rows + top - after[0]), np.abs(columns + left - after[1]))
    best = int(np.argmax(window - STEP_COST * np.where(away == 0, 0.0, np.where(away <= 1, 1.0, 2.0))))
    row, column = np.unravel_index(best, window.shape)
    return int(row) + top, int(column) + left


def fitted(pairs: Pixels, line: FloatArray) -> FloatArray:
    """The line (columns at the two named rows) moved to where the pairs are, to a fraction of a pixel.

    In every row the pairs within 2.5 px of the line are weighed; rows far off the others are left out.
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
        there = (weight * columns).sum(axis=1) / np.maximum(mass, 1e-9)
        used = mass > 0.02
        if used.sum() < 12:
            return line
        design = np.column_stack([1.0 - share[used], share[used]]) * mass[used, None]
        line = np.asarray(np.linalg.lstsq(design, there[used] * mass[used], rcond=None)[0], dtype=np.float64)
    return line


def columns_of(lines: FloatArray) -> FloatArray:
    """Column in every row of lines (frames, 2), shape (frames, rows)."""
    share = (rows_of(LOW_AT) - np.arange(SIZE[1])) / ((HIGH_AT - LOW_AT) * TRUNK_PX)
    return np.asarray(lines[:, :1] + share * (lines[:, 1:] - lines[:, :1]), dtype=np.float64)
