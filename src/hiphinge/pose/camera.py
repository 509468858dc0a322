"""Movement of the camera, from the background beside the person."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.pose.estimator import Pose
from hiphinge.recordings.stream import Pace

WIDTH_PX: Final = 160
"""Width of the pictures in which the background is followed, pixels."""

RATE_HZ: Final = 15.0
"""Approximate largest rate at which the background is followed, hertz; a hand sways at 2 Hz and less."""

CORNERS: Final = 60
"""Largest number of corners of the background that are followed."""

MIN_CORNERS: Final = 10
"""Least number of corners that must agree on a shift."""

AGREE_PX: Final = 0.6
"""Corners agree with the median shift within this distance, small pixels."""

REACH: Final = 0.12
"""A shift beyond this share of the picture's width is followed from new corners."""

AROUND_BODY: Final = 0.25
"""Share of the person's size around it that does not count as background."""

STEADY_SHARE: Final = 0.008
"""A camera whose picture shifts by less than this share of its width stands still: 5 of 640 pixels."""

_Corners = NDArray[np.float32]


class CameraObserver:
    """Follows how far the background has moved in the picture since the first one."""

    def __init__(self) -> None:
        self._pace = Pace(0.9 / RATE_HZ)
        self._times: list[float] = []
        self._shifts: list[FloatArray] = []
        self._key: tuple[NDArray[np.uint8], _Corners] | None = None
        self._base = np.zeros(2)
        self._last = np.zeros(2)
        self._width = 1

    def observe(self, image: NDArray[np.uint8], time_s: float, pose: Pose | None) -> None:
        """Follow the background from one picture to the next."""
        if self._pace.keep(time_s) is None:
            return
        self._width = image.shape[1]
        scale = WIDTH_PX / self._width
        size = (WIDTH_PX, max(2, round(image.shape[0] * scale)))
        small = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
        grey = np.asarray(small, dtype=np.uint8)
        body = _box(pose, scale)
        shift = None if self._key is None else _shift(*self._key, grey, self._last, body)
        if shift is not None:
            self._last = shift
        self._times.append(time_s)
        self._shifts.append((self._base + self._last) / scale)
        if shift is None or np.abs(shift).max() > REACH * WIDTH_PX:
            self._base, self._last = self._base + self._last, np.zeros(2)
            self._key = grey, _corners(grey, body)

    def path(self, time_s: FloatArray) -> FloatArray | None:
        """Return how far the background has moved right and down at each time, pixels, (times, 2); None if it stood."""
        if len(self._times) < 2:
            return None
        shifts = np.array(self._shifts)
        if float(np.ptp(np.percentile(shifts, [1, 99], axis=0), axis=0).max()) < STEADY_SHARE * self._width:
            return None
        path = np.column_stack([np.interp(time_s, self._times, across) for across in shifts.T])
        return np.asarray(path - np.median(path, axis=0))


def _box(pose: Pose | None, scale: float) -> FloatArray | None:
    """Return the person's box with what is around it in a small picture, (2, 2): its lowest and highest x and y."""
    if pose is None:
        return None
    points = pose.position[np.isfinite(pose.position).all(axis=1)]
    if not len(points):
        return None
    box = np.stack([points.min(axis=0), points.max(axis=0)]).astype(np.float64) * scale
    around = AROUND_BODY * float((box[1] - box[0]).max())
    return np.asarray(box + np.array([[-around], [around]]))


def _corners(grey: NDArray[np.uint8], body: FloatArray | None) -> _Corners:
    """Return corners of the background, shape (corners, 2)."""
    mask = np.full(grey.shape, 255, dtype=np.uint8)
    if body is not None:
        left, top, right, bottom = np.clip(body, 0, None).astype(int).ravel().tolist()
        mask[top:bottom, left:right] = 0
    found = cv2.goodFeaturesToTrack(grey, CORNERS, 0.01, 4.0, mask=mask)
    return np.zeros((0, 2), dtype=np.float32) if found is None else np.asarray(found[:, 0], dtype=np.float32)


def _shift(
    key: NDArray[np.uint8], corners: _Corners, grey: NDArray[np.uint8], last: FloatArray, body: FloatArray | None
) -> FloatArray | None:
    """Return the shift of the background since the key picture, small pixels, (2,); None where corners disagree."""
    if len(corners) < MIN_CORNERS or key.shape != grey.shape:
        return None
    guess = corners + last.astype(np.float32)
    places, status, _ = cv2.calcOpticalFlowPyrLK(
        key, grey, corners, guess, winSize=(11, 11), maxLevel=2, flags=cv2.OPTFLOW_USE_INITIAL_FLOW
    )
    seen = status[:, 0] == 1
    if body is not None:
        seen &= ((places < body[0]) | (places > body[1])).any(axis=1)
    steps = (places - corners)[seen]
    if len(steps) < MIN_CORNERS:
        return None
    middle = np.median(steps, axis=0)
    agree = (np.abs(steps - middle) < AGREE_PX).all(axis=1)
    if np.count_nonzero(agree) < max(MIN_CORNERS, len(steps) // 2):
        return None
    return np.asarray(steps[agree].mean(axis=0), dtype=np.float64)
