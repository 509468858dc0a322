"""The observer of the wall: it keeps pictures spread over the recording, whose static parts show the wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.pose.estimator import Pose

WALL: Final = "wall"
"""Name of this observer's evidence."""

MIN_PICTURES: Final = 31
"""At least this many pictures are kept, as far as the recording has them, and at most twice as many: enough for the
median to remove noise and everything that moves."""


@dataclass(frozen=True, slots=True)
class WallSight:
    """Pictures spread over the recording, RGB of shape (height, width, 3)."""

    pictures: tuple[NDArray[np.uint8], ...]


class WallObserver:
    """An observer that keeps every n-th picture; n doubles as the recording goes on, so their number is bounded."""

    name = WALL

    def __init__(self) -> None:
        self._kept: list[NDArray[np.uint8]] = []
        self._every, self._seen = 1, 0

    def observe(self, image: NDArray[np.uint8], time_s: float, pose: Pose | None) -> None:  # noqa: ARG002
        """Keep the picture if its number is due."""
        if self._seen % self._every == 0:
            if len(self._kept) == 2 * MIN_PICTURES:
                self._kept = self._kept[::2]
                self._every *= 2
            if self._seen % self._every == 0:
                self._kept.append(np.array(image))
        self._seen += 1

    def observation(self) -> WallSight:
        """Return the kept pictures."""
        return WallSight(tuple(self._kept))


def still_picture(sight: WallSight) -> FloatArray:
    """Return the median of the pictures, which shows the static parts, shape (height, width, 3), 0 to 255."""
    return np.asarray(np.median(np.stack(sight.pictures), axis=0), dtype=np.float64)
