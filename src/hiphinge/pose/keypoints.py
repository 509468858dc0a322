"""MoveNet's own key points as a second opinion on the joints net's points.

The head that finds all points has seen rendered people only. MoveNet's own key points were learnt from photographs: on
real frames they are nearer to ears, wrists and ankles, and further from hips and shoulders (`validation/frames`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.pose.joints import POINTS, SIDE_PX, STATES, Square
from hiphinge.pose.nets import Net, chance
from hiphinge.pose.stem import Features

Array = NDArray[np.float32]

KEYPOINTS: Final = ("nose", *("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"))
"""MoveNet's key points; all but the first have a channel for the left and one for the right side, in this order."""


@dataclass(frozen=True, slots=True)
class Keypoints:
    """What MoveNet sees in a square of a picture.

    Attributes
    ----------
    square
        The square.
    heatmap
        Logits of each key point, (17, cells, cells).
    offset
        The way from a cell to the point, in cells, y before x, (34, cells, cells).
    """

    square: Square
    heatmap: Array
    offset: Array


class KeypointsNet:
    """MoveNet's own layers behind the stem: its features in, `Keypoints` out."""

    def __init__(self, path: Path) -> None:
        self._net = Net(path)

    def look(self, seen: Features) -> Keypoints:
        """Return the key points in a square of a picture."""
        said = self._net(**seen.maps)
        return Keypoints(seen.square, said["heatmap"][0], said["offset"][0])


@dataclass(frozen=True, slots=True)
class Weighing:
    """Standard errors in real frames, trunk lengths: what the head's own spread does not say, and the key point's.

    The key point's grows with the inverse square of its score.
    """

    head: float
    keypoint: float


WEIGHING: Final = MappingProxyType(
    {
        "eye": Weighing(0.04, 0.015),
        "ear": Weighing(0.04, 0.015),
        "elbow": Weighing(0.05, 0.050),
        "wrist": Weighing(0.08, 0.035),
        "ankle": Weighing(0.05, 0.030),
    }
)
"""By kind of point, from 248 marked frames. Shoulders, hips and knees are left to the head: there the key points are no
better on real frames, and on rendered ones worse by half (`lab`: 6 to 13 % of the trunk)."""

REACH_SPREADS: Final = 3.0
REACH_PX: Final = (10.0, 60.0)
"""A key point is looked for within so many standard deviations of the head's point, and within these limits, pixels of
the crop."""

MIN_SCORE: Final = 0.2
"""Smallest score of a key point that counts."""


def with_keypoints(
    points: Array, spread: Array, state: Array, keypoints: Keypoints, trunk_px: float
) -> tuple[Array, Array]:
    """Return the points and their spreads, pixels of the picture, with what MoveNet's own key points add.

    A point of the far side is left alone unless the head says that it is visible: the near one would be found.

    Parameters
    ----------
    points, spread
        The head's, pixels of the picture, (points, 2).
    state
        Chances of `joints.STATES`, (points, 3).
    keypoints
        What MoveNet sees.
    trunk_px
        Length of the trunk, pixels of the picture.
    """
    fused, left = points.copy(), spread.copy()
    square = keypoints.square
    cell = square.side / keypoints.heatmap.shape[-1]
    limits = np.array(REACH_PX) * (square.side / SIDE_PX)
    corner = np.array([square.left, square.top], dtype=np.float32)
    for kind, weighing in WEIGHING.items():
        first = 2 * KEYPOINTS.index(kind) - 1
        for side in ("near", "far"):
            row = POINTS.index(f"{side}_{kind}")
            if side == "far" and int(state[row].argmax()) != STATES.index("visible"):
                continue
            reach = float(np.clip(REACH_SPREADS * np.hypot(*spread[row]), *limits))
            score, place = _keypoint(keypoints, first, (points[row] - corner) / cell, reach / cell)
            if score < MIN_SCORE:
                continue
            mine = spread[row] ** 2 + (weighing.head * trunk_px) ** 2
            its = (weighing.keypoint * trunk_px / score**2) ** 2
            remaining = 1.0 / (1.0 / mine + 1.0 / its)
            fused[row] = (points[row] / mine + (corner + place * cell) / its) * remaining
            left[row] = np.sqrt(remaining)
    return fused, left


def _keypoint(keypoints: Keypoints, first: int, about: Array, reach: float) -> tuple[float, Array]:
    """Return score and place (x, y), in cells, of the best left or right key point within reach of a place."""
    cells = keypoints.heatmap.shape[-1]
    left, top = (max(0, int(value - reach)) for value in about)
    right, bottom = (min(cells, int(value + reach) + 1) for value in about)
    if left >= right or top >= bottom:
        return 0.0, about
    part = keypoints.heatmap[first : first + 2, top:bottom, left:right]
    channel, y, x = np.unravel_index(int(part.argmax()), part.shape)
    score = float(chance(part[channel, y, x]))
    row, column = top + int(y), left + int(x)
    along_y, along_x = keypoints.offset[2 * (first + int(channel)) : 2 * (first + int(channel)) + 2, row, column]
    return score, np.array([column + along_x, row + along_y], dtype=np.float32)
