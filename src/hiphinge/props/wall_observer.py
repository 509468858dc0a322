"""Pictures spread over the recording, kept while it is read: what stays still in them shows the wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.pose.estimator import Pose

WALL: Final = "wall"
"""Name of what this observer keeps."""

LOOKED_AT: Final = 31
"""Frames whose median is looked at, up to twice as many: enough for noise to vanish and for what moves to leave the
picture."""


@dataclass(frozen=True, slots=True)
class WallSight:
    """Pictures spread over the recording, RGB, each of shape (height, width, 3)."""

    pictures: tuple[NDArray[np.uint8], ...]


class WallObserver:
    """Keeps every so many pictures, fewer as the recording goes on, so that their number stays bounded."""

    name = WALL

    def __init__(self) -> None:
        self._kept: list[NDArray[np.uint8]] = []
        self._every, self._seen = 1, 0

    def observe(self, image: NDArray[np.uint8], time_s: float, pose: Pose | None) -> None:  # noqa: ARG002
        """Keep the picture if it is its turn."""
        if self._seen % self._every == 0:
            if len(self._kept) == 2 * LOOKED_AT:
                self._kept = self._kept[::2]
                self._every *= 2
            if self._seen % self._every == 0:
                self._kept.append(np.array(image))
        self._seen += 1

    def observation(self) -> WallSight:
        """The pictures that were kept."""
        return WallSight(tuple(self._kept))


def still_picture(sight: WallSight) -> FloatArray:
    """What does not move: the median of the pictures, shape (height, width, 3), 0 to 255."""
    return np.asarray(np.median(np.stack(sight.pictures), axis=0), dtype=np.float64)
