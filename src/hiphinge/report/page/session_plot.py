"""The one plot over sessions: a reading with its interval for each session, and a band or limits beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from bokeh.models import ColumnDataSource, Plot, PrintfTickFormatter, Quad, Range1d, Scatter, Segment

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import Quantity
from hiphinge.report.numbers import number
from hiphinge.report.page.plots import add_axes, bare_plot, write_text

_HEIGHT_PX: Final = 300
_MAX_TICKS: Final = 10
_PLAIN: Final = "accent"
"""The colour of a quantity that has none of its own."""


@dataclass(frozen=True, slots=True)
class SessionMark:
    """One session in the plot.

    Attributes
    ----------
    label
        What is written below it.
    reading
        Its reading, in the unit of the files.
    warned
        Whether it is drawn as one to be careful about: where the low back rounded.
    limit
        The limit that followed from it, in the unit of the files, or None.
    """

    label: str
    reading: Measure
    warned: bool = False
    limit: float | None = None


def session_plot(
    name: str,
    quantity: Quantity,
    marks: Sequence[SessionMark],
    *,
    band: tuple[float, float] | None = None,
    limit_word: str = "limit",
) -> Plot:
    """Return the plot of one quantity over the sessions.

    Parameters
    ----------
    name
        Name of the plot; its element in the page is `plot-NAME`.
    quantity
        The quantity, for its unit and colour.
    marks
        One for each session, oldest first, at least one.
    band
        Lower and upper end of a shaded band, in the unit of the files: within it nothing is a change.
    limit_word
        What is written before the last limit.
    """
    place = np.arange(1.0, len(marks) + 1.0)
    value, low, high = (
        np.array([getattr(mark.reading, end) for mark in marks]) / quantity.per for end in ("value", "low", "high")
    )
    ends = [*low, *high, *(end / quantity.per for end in band or ())]
    margin = 0.08 * (max(ends) - min(ends)) or 1.0
    bottom = min(ends) - margin
    plot = bare_plot(
        name=name,
        x_range=Range1d(start=0.5, end=len(marks) + 0.5),
        y_range=Range1d(start=max(bottom, 0.0) if min(ends) >= 0.0 else bottom, end=max(ends) + margin),
        height=_HEIGHT_PX,
        min_border_left=46,
    )
    colour = _PLAIN if quantity.colour is None else quantity.key
    if band is not None:
        sides = {"left": [0.5], "right": [len(marks) + 0.5], "bottom": [band[0] / quantity.per]}
        area = ColumnDataSource({**sides, "top": [band[1] / quantity.per]})
        shade = Quad(left="left", right="right", bottom="bottom", top="top", line_alpha=0, fill_alpha=0.16)
        plot.add_glyph(area, shade, name="band", tags=["fill=grey"])
    whiskers = ColumnDataSource({"x": place, "low": low, "high": high})
    interval = Segment(x0="x", x1="x", y0="low", y1="high", line_width=2)
    plot.add_glyph(whiskers, interval, name="interval", tags=[f"line={colour}"])
    for kind, warned, tags in (
        ("kept", False, [f"line={colour}", f"fill={colour}"]),
        ("rounded", True, ["line=red", "fill=card"]),
    ):
        of = np.array([mark.warned is warned for mark in marks], dtype=bool)
        dots = ColumnDataSource({"x": place[of], "y": value[of]})
        plot.add_glyph(dots, Scatter(x="x", y="y", size=12, line_width=3), name=kind, tags=tags)
    _add_limits(plot, quantity, marks, limit_word)
    sign = quantity.sign.replace("%", "%%")
    whole, left = (PrintfTickFormatter(format=form) for form in ("%d", f"%.{quantity.digits(*ends)}f{sign}"))
    add_axes(plot, whole, left, ticks=range(1, len(marks) + 1, -(-len(marks) // _MAX_TICKS)))
    plot.below[0].major_label_overrides = {index: mark.label for index, mark in enumerate(marks, start=1)}
    return plot


def _add_limits(plot: Plot, quantity: Quantity, marks: Sequence[SessionMark], word: str) -> None:
    """Draw the limit of each session as a dashed step, and write the last one."""
    places = [(index, mark.limit / quantity.per) for index, mark in enumerate(marks, start=1) if mark.limit is not None]
    if not places:
        return
    at, limit = np.array(places, dtype=np.float64).T
    steps = ColumnDataSource({"x0": at - 0.5, "x1": at + 0.5, "y": limit})
    line = Segment(x0="x0", x1="x1", y0="y", y1="y", line_width=3, line_dash="dashed")
    plot.add_glyph(steps, line, name="limit", tags=["line=accent"])
    text = f"{word} {number(float(limit[-1]) * quantity.per, quantity.key)}"
    words = {"x": [at[-1] + 0.5], "y": [limit[-1]], "text": [text]}
    write_text(plot, words, "accent", text_align="right", text_baseline="bottom", x_offset=-4, y_offset=-4)
