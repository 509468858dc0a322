"""The rod of the dowel drill in the replay: its axis, and a dot at each contact: green on, red off, amber unclear."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.drills.contacts import least_chance, state_of
from hiphinge.report.limits import gap_limit_cm
from hiphinge.report.replay.sprites import Colour, Picture
from hiphinge.report.replay.strokes import AMBER, FAR, GREEN, OUTLINE, RED, draw_joint, draw_line
from hiphinge.report.table import FrameTable, column
from hiphinge.result import CONTACTS, Analysis, ContactName, ContactState

COLOURS: Final[dict[ContactState, Colour]] = {"kept": GREEN, "left": RED, "unclear": AMBER, "hidden": FAR}
ROD: Final[Colour] = (120, 195, 255)
_ENDS: Final = ("rod_low", "rod_high")


class RodPainter:
    """Draws the rod on the frames of one recording, in place; nothing where no rod was found.

    `scale` is the size of an analysed pixel in the picture drawn on, `stroke` the width of a line, pixels.
    """

    def __init__(self, analysis: Analysis, table: FrameTable, scale: float, stroke: int) -> None:
        self._stroke, self._limit_cm = stroke, gap_limit_cm(analysis)
        self._gaps = {name: table.curves[f"{name}_gap_cm"] for name in CONTACTS}
        self._places: dict[str, FloatArray] = {
            name: scale * np.column_stack([column(analysis, f"{name}_{axis}_px") for axis in "xy"])
            for name in (*_ENDS, *(f"rod_{contact}" for contact in CONTACTS))
        }

    def paint(self, picture: Picture, index: int) -> None:
        """Draw on one frame, RGB, shape (height, width, 3), changed in place."""
        low, high = (self._place(name, index) for name in _ENDS)
        if low is None or high is None:
            return
        ends = low - 0.15 * (high - low), high + 0.15 * (high - low)
        for colour, wide in ((OUTLINE, self._stroke + 2), (ROD, max(1, self._stroke - 1))):
            draw_line(picture, *ends, colour, wide)
        for name in CONTACTS:
            where = self._place(f"rod_{name}", index)
            if where is not None:
                draw_joint(picture, where, 1.6 * self._stroke + 2, COLOURS[self._state(name, index)], rim=2.0)

    def _place(self, name: str, index: int) -> NDArray[np.float64] | None:
        """Return a point of one frame in the picture drawn on, pixels; None where it is not known."""
        places = self._places[name]
        return places[index] if index < len(places) and bool(np.isfinite(places[index]).all()) else None

    def _state(self, name: ContactName, index: int) -> ContactState:
        """Return the state of a contact in one frame, by the rule of the drill."""
        growth = self._gaps[name].at(index)
        if growth is None:
            return "hidden"
        return state_of(growth, stated_from=least_chance(name), limit_cm=self._limit_cm)
