"""The observer of a rod along the back: it keeps pictures of the trunk, which are searched after the first pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import pair
from hiphinge.core.measure import FloatArray
from hiphinge.pose.estimator import Pose
from hiphinge.props.rod_picture import COLUMNS, ROWS
from hiphinge.recordings.store import PictureStore

ROD: Final = "rod"
"""Name of this observer's evidence."""

MARGIN_TRUNKS: Final = 0.2
"""Margin around the part that will be rotated, trunk lengths: smoothed landmarks and the trunk's length are known only
afterwards."""

HELD_S: Final = 0.2
"""How long the last position of the trunk is used while nobody is found, seconds: as long as landmarks are bridged."""

EXACT_BYTES: Final = 256 * 2**20
"""Pictures are stored without loss up to this size, bytes, which is half a minute to a minute; later ones with little
loss, which changes gaps by a tenth of a centimetre."""


@dataclass(frozen=True, slots=True)
class RodSight:
    """The part of each picture that holds trunk, head and the background behind them.

    Attributes
    ----------
    time_s
        Their times, seconds, shape (pictures,).
    corner
        Their top left corners in the original picture, pixels right and down, shape (pictures, 2).
    pictures
        RGB.
    """

    time_s: FloatArray
    corner: FloatArray
    pictures: PictureStore


class RodObserver:
    """An observer that keeps the part of each picture that will be rotated."""

    name = ROD

    def __init__(self) -> None:
        self._times: list[float] = []
        self._corners: list[tuple[int, int]] = []
        self._pictures = PictureStore(exact_bytes=EXACT_BYTES)
        self._unit = 0.0
        self._last: tuple[float, FloatArray, FloatArray] | None = None

    def observe(self, image: NDArray[np.uint8], time_s: float, pose: Pose | None) -> None:
        """Keep the part around the trunk."""
        if pose is not None:
            hip, shoulder = (
                pose.position[list(pair(name))].mean(axis=0).astype(np.float64) for name in ("hip", "shoulder")
            )
            self._last = time_s, hip, shoulder
        if self._last is None or time_s - self._last[0] > HELD_S:
            return
        part = self._part(image.shape, *self._last[1:])
        if part is None:
            return
        left, top, right, bottom = part
        self._times.append(time_s)
        self._corners.append((left, top))
        self._pictures.append(np.ascontiguousarray(image[top:bottom, left:right]))

    def observation(self) -> RodSight:
        """Return the kept pictures."""
        corners = np.array(self._corners, dtype=np.float64).reshape(-1, 2)
        return RodSight(np.array(self._times), corners, self._pictures)

    def _part(self, shape: tuple[int, ...], hip: FloatArray, shoulder: FloatArray) -> tuple[int, int, int, int] | None:
        """Return left, top, right and bottom of the part to keep, pixels; None where it would be empty."""
        length = float(np.hypot(*(shoulder - hip)))
        if not length > 1.0:
            return None
        self._unit = max(self._unit, length)  # the longest is the trunk seen from the side
        along = (shoulder - hip) / length
        across = np.array([along[1], -along[0]])
        side, ends = COLUMNS[1] + MARGIN_TRUNKS, (ROWS[0] - MARGIN_TRUNKS, ROWS[1] + MARGIN_TRUNKS)
        corners = np.array([hip + self._unit * (up * along + out * across) for up in ends for out in (-side, side)])
        left, top = np.clip(np.floor(corners.min(axis=0)), 0, None).astype(int)
        right, bottom = np.minimum(np.ceil(corners.max(axis=0)), (shape[1], shape[0])).astype(int)
        return (int(left), int(top), int(right), int(bottom)) if right - left > 1 and bottom - top > 1 else None
