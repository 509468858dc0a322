"""The observer of a barbell's plate: it keeps pictures around the hands, which are searched after the first pass."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import pair
from hiphinge.core.measure import FloatArray
from hiphinge.pose.estimator import Pose
from hiphinge.props.plate_circles import HALF, SIZE, TRUNK_PX
from hiphinge.recordings.store import PictureStore
from hiphinge.recordings.stream import Pace

PLATE: Final = "plate"
"""Name of this observer's evidence."""

RATE_HZ: Final = 8.0
"""Approximate largest rate of the kept pictures, hertz; half and twice this rate find the same plates."""

UNSMOOTHED_ZOOM: Final = 0.6
"""Pictures that are scaled by this factor or less are smoothed first."""


@dataclass(frozen=True, slots=True)
class PlateSight:
    """Grey pictures around the hands.

    Attributes
    ----------
    time_s
        Their times, seconds, shape (pictures,).
    hands
        Position of the hands, the kept picture's centre, in the original one, pixels right and down, (pictures, 2).
    unit_px
        Pixels of the original picture in `TRUNK_PX` of the kept one: about a trunk length, (pictures,).
    pictures
        Each of shape (SIZE, SIZE).
    """

    time_s: FloatArray
    hands: FloatArray
    unit_px: FloatArray
    pictures: PictureStore

    def __len__(self) -> int:
        return len(self.time_s)

    def __iter__(self) -> Iterator[tuple[float, FloatArray, float, int]]:
        """Yield time, hands, unit and number of each picture."""
        for number, (time_s, unit_px) in enumerate(zip(self.time_s, self.unit_px, strict=True)):
            yield float(time_s), self.hands[number], float(unit_px), number


class PlateObserver:
    """An observer that keeps a small grey picture around the hands a few times a second."""

    name = PLATE

    def __init__(self) -> None:
        self._pace = Pace(0.9 / RATE_HZ)
        self._times: list[float] = []
        self._hands: list[NDArray[np.floating]] = []
        self._units: list[float] = []
        self._lengths: list[float] = []
        self._pictures = PictureStore(exact_bytes=math.inf)

    def observe(self, image: NDArray[np.uint8], time_s: float, pose: Pose | None) -> None:
        """Keep the surroundings of the hands, if enough time has passed."""
        if self._pace.keep(time_s) is None or pose is None:
            return
        hands, shoulder, hip = (pose.position[list(pair(name))].mean(axis=0) for name in ("wrist", "shoulder", "hip"))
        self._lengths.append(float(np.hypot(*(shoulder - hip))))
        unit = float(np.percentile(self._lengths, 75))
        if not np.isfinite(hands).all() or not unit > 1.0:
            return
        self._times.append(time_s)
        self._hands.append(hands)
        self._units.append(unit)
        self._pictures.append(cut_around(image, hands, unit))

    def observation(self) -> PlateSight:
        """Return the kept pictures."""
        hands = np.array(self._hands, dtype=np.float64).reshape(-1, 2)
        return PlateSight(np.array(self._times), hands, np.array(self._units), self._pictures)


def cut_around(image: NDArray[np.uint8], middle: NDArray[np.floating], unit_px: float) -> NDArray[np.uint8]:
    """Return the grey picture around a point, scaled by `TRUNK_PX` / `unit_px`, shape (SIZE, SIZE).

    Parameters
    ----------
    image
        RGB, shape (height, width, 3).
    middle
        The point, pixels right and down, shape (2,).
    unit_px
        Approximate trunk length, pixels.
    """
    zoom = TRUNK_PX / unit_px
    reach = HALF / zoom + 4.0 / zoom
    height, width = image.shape[:2]
    left, top = (int(np.clip(at - reach, 0, side - 1)) for at, side in zip(middle, (width, height), strict=True))
    right, bottom = (int(np.clip(at + reach, 1, side)) for at, side in zip(middle, (width, height), strict=True))
    grey = cv2.cvtColor(image[top : max(bottom, top + 1), left : max(right, left + 1)], cv2.COLOR_RGB2GRAY)
    fine = grey if zoom > UNSMOOTHED_ZOOM else cv2.GaussianBlur(grey, (0, 0), 0.4 / zoom)
    x, y = float(middle[0]) - left, float(middle[1]) - top
    place = np.array([[zoom, 0.0, HALF - zoom * x], [0.0, zoom, HALF - zoom * y]])
    cut = cv2.warpAffine(fine, place, (SIZE, SIZE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, dtype=np.uint8)
