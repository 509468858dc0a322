"""The rod of the dowel drill in the replay: its axis, and a dot at each contact, green on and red off."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.drills.dowel import LEFT_CM
from hiphinge.report.replay.sprites import Colour, Picture
from hiphinge.result import CONTACTS, Analysis, ContactName

ON: Final[Colour] = (104, 224, 158)
OFF: Final[Colour] = (255, 107, 96)
UNKNOWN: Final[Colour] = (176, 196, 214)
ROD: Final[Colour] = (120, 195, 255)
_OUTLINE: Final[Colour] = (16, 20, 26)
_SHIFT: Final = 4
"""Bits of a pixel's fraction in OpenCV's drawing."""


class RodPainter:
    """Draws the rod on the frames of one recording, in place; nothing where no rod was found."""

    def __init__(self, analysis: Analysis, scale: float, stroke: int) -> None:
        """Take the rod from the analysis' table; scale: pixels drawn on in one analysed, stroke: a line's width."""
        import polars as pl

        frame = analysis.to_frame() if analysis.drill is not None else pl.DataFrame()
        self._scale, self._stroke = scale, stroke
        self._columns: dict[str, FloatArray] = {
            name: np.asarray(frame[name].cast(pl.Float64).to_numpy(), dtype=np.float64)
            for name in frame.columns
            if name.startswith("rod_") or name.endswith("_gap_cm")
        }

    def paint(self, picture: Picture, index: int) -> None:
        """Draw on one frame, RGB, shape (height, width, 3), changed in place."""
        low, high = self._place("rod_low", index), self._place("rod_high", index)
        if low is None or high is None:
            return
        ends = _fixed(low - 0.15 * (high - low)), _fixed(high + 0.15 * (high - low))
        for colour, wide in ((_OUTLINE, self._stroke + 2), (ROD, max(1, self._stroke - 1))):
            cv2.line(picture, *ends, colour, wide, cv2.LINE_AA, _SHIFT)
        for name in CONTACTS:
            where = self._place(f"rod_{name}", index)
            if where is None:
                continue
            radius = round((1.6 * self._stroke + 2) * (1 << _SHIFT))
            cv2.circle(picture, _fixed(where), radius + (2 << _SHIFT), _OUTLINE, -1, cv2.LINE_AA, _SHIFT)
            cv2.circle(picture, _fixed(where), radius, self._colour(name, index), -1, cv2.LINE_AA, _SHIFT)

    def _place(self, name: str, index: int) -> NDArray[np.float64] | None:
        """A point of one frame in the picture drawn on, or None where it is not known."""
        if f"{name}_x_px" not in self._columns or index >= len(self._columns[f"{name}_x_px"]):
            return None
        point = self._scale * np.array([self._columns[f"{name}_{axis}_px"][index] for axis in "xy"])
        return point if bool(np.isfinite(point).all()) else None

    def _colour(self, name: ContactName, index: int) -> Colour:
        grown = self._columns.get(f"{name}_gap_cm")
        if grown is None or not np.isfinite(grown[index]):
            return UNKNOWN
        return OFF if grown[index] > LEFT_CM else ON


def _fixed(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0]) * (1 << _SHIFT)), round(float(point[1]) * (1 << _SHIFT))
