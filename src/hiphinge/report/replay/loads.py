"""The load in the replay: the compression of the lowest disc as a number with its interval and as a bar."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import quantity
from hiphinge.report.numbers import plus_minus
from hiphinge.report.replay.sprites import SOFT, WHITE, Canvas, Colour, Picture, Sprite, Type
from hiphinge.report.replay.strokes import colour_of
from hiphinge.report.table import FrameTable

_KEY: Final = "l5s1_compression_n"
_TRACK: Final[Colour] = (110, 122, 136)
_STEP_N: Final = 100.0
"""Resolution of the value shown, newtons: frames of the same step share one sign."""


class LoadSign:
    """Draws the compression at L5/S1 on the frames of one recording, in place; nothing where it is not known.

    `size` is width and height of the picture drawn on, pixels. `corner` is that of the panel of the repetition
    (right, low); the load is in the opposite corner of the same edge.
    """

    def __init__(self, table: FrameTable, size: tuple[int, int], corner: tuple[bool, bool]) -> None:
        self._curve = table.curves[_KEY]
        self._size, self._corner = size, corner
        em = 0.036 * float(np.sqrt(size[0] * size[1]))
        self._small, self._bold = Type.of(max(7.0, 0.72 * em)), Type.of(max(8.0, 0.84 * em), bold=True)
        self._margin = round(0.5 * em)
        known = self._curve.known()
        self._reach_n = float(np.max(self._curve.high[known], initial=_STEP_N))
        self._sprite = lru_cache(maxsize=256)(self._make)

    def paint(self, picture: Picture, index: int) -> None:
        """Draw on one frame, RGB, shape (height, width, 3), changed in place."""
        now = self._curve.at(index) if index < len(self._curve) else None
        if now is None:
            return
        sprite = self._sprite(*(round(part / _STEP_N) for part in (now.low, now.value, now.high)))
        right, low = self._corner
        x = self._margin if right else self._size[0] - sprite.width - self._margin
        y = self._size[1] - sprite.height - self._margin if low else self._margin
        sprite.lay(picture, x, y)

    def _make(self, low: int, value: int, high: int) -> Sprite:
        """Return the sign of a compression and its interval, in steps."""
        small, bold, gap = self._small, self._bold, round(0.8 * self._bold.height_px)
        text = plus_minus(Measure(*(_STEP_N * step for step in (value, low, high))), _KEY)
        number, half = text.split(" ± ")
        half = f"±{half}"
        name = quantity(_KEY).short
        inner = max(small.width(name), bold.width(f"00.0{quantity(_KEY).sign} ") + small.width("±0.0"))
        title = gap + round(small.height_px)
        below = title + bold.line_px
        top, thick = below + gap, max(3, round(0.4 * small.height_px))
        canvas = Canvas(inner + 2 * gap, top + thick + gap, gap // 2)
        canvas.text(name, gap, title, small, SOFT)
        canvas.text(number, gap, below, bold, WHITE)
        canvas.text(half, gap + inner - small.width(half), below, small, SOFT)
        ends = [round(inner * min(max(step, 0) * _STEP_N / self._reach_n, 1.0)) for step in (low, value, high)]
        canvas.box(gap, top, inner, thick, _TRACK)
        canvas.box(gap, top, ends[2], thick, _darker(colour_of(_KEY)))
        canvas.box(gap, top, ends[1], thick, colour_of(_KEY))
        canvas.box(gap + ends[0], top - 1, max(1, thick // 3), thick + 2, WHITE)
        return canvas.sprite()


def _darker(colour: Colour) -> Colour:
    """Return a darker shade of a colour, for the part of the bar that the interval covers."""
    red, green, blue = (round(0.6 * part) for part in colour)
    return red, green, blue
