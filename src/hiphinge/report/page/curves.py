"""The curves of the report: one small plot an angle or a load on a common time axis; `report.js` colours them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from bokeh.document import Document
from bokeh.models import (
    BoxZoomTool,
    ColumnDataSource,
    Grid,
    HoverTool,
    Line,
    LinearAxis,
    NumeralTickFormatter,
    Patch,
    Plot,
    PrintfTickFormatter,
    Quad,
    Range1d,
    Scatter,
    Span,
    VStrip,
)
from numpy.typing import NDArray

from hiphinge.core.measure import Curve, FloatArray
from hiphinge.core.signal import runs
from hiphinge.measures.lumbopelvic import GREEN_DEG, RED_DEG
from hiphinge.report.page import rhythm
from hiphinge.report.quantities import Shown, shown
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis

MOST_POINTS: Final = 3600
"""Points of one curve in the report, at most; a curve of 10 minutes then stays well within the size of the file."""

_HEIGHT_PX = 148
_SHADE = {"odd": 0.1, "even": 0.2, "minor": 0.13, "major": 0.13}
_LEFT_PX: Final = 64
"""Room for the labels of the left axis, the same for all plots, so that their times stand below each other."""


def document(analysis: Analysis, table: FrameTable, names: Iterable[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Make the plots of the named angles and loads, and that of pelvis against low back where both are known.

    Parameters
    ----------
    analysis
        The analysis, for its repetitions and faults.
    table
        The table of frames, with two rows at least.
    names
        The angles and loads to draw, names of `FrameTable.curves` and `FrameTable.loads`.

    Returns
    -------
    tuple of dict
        The Bokeh document as JSON-ready values, and the id of each plot in it, by the curve's name or `rhythm.NAME`.
    """
    end_s = max(float(table.time_s[-1]), analysis.source.duration_s)
    time_range = Range1d(start=float(table.time_s[0]), end=end_s, name="time", min_interval=0.2)
    time_range.bounds = (time_range.start, end_s)
    strips = _strips(analysis)
    made = Document(title="")
    roots = {}
    known = {**table.curves, **table.loads}
    for name in names:
        plot = _plot(name, table.time_s, known[name], time_range, strips)
        made.add_root(plot)
        roots[name] = plot.id
    shared = rhythm.plot(analysis, table)
    if shared is not None:
        made.add_root(shared)
        roots[rhythm.NAME] = shared.id
    values: dict[str, Any] = dict(made.to_json(deferred=False))
    return values, roots


def decimate(value: FloatArray, most: int = MOST_POINTS) -> NDArray[np.intp]:
    """Choose the frames that draw a curve: peaks and gaps stay, the rest is thinned.

    Parameters
    ----------
    value
        The curve, shape (frames,), NaN in gaps.
    most
        How many frames to choose at most (at least 3).

    Returns
    -------
    NDArray
        Indices of the chosen frames, ascending; all of them where there are no more than `most`.
    """
    if value.size <= most:
        return np.arange(value.size, dtype=np.intp)
    chosen: set[int] = set()
    for block in np.array_split(np.arange(value.size), most // 3):
        part = value[block]
        known = np.isfinite(part)
        if known.any():
            chosen.update((int(block[np.nanargmin(part)]), int(block[np.nanargmax(part)])))
        if not known.all():
            chosen.add(int(block[np.argmin(known)]))
    return np.array(sorted(chosen), dtype=np.intp)


def _strips(analysis: Analysis) -> dict[str, ColumnDataSource]:
    """Gather the stretches of time that every plot shades: every other repetition, and faults by their weight."""
    faults = [fault for repetition in analysis.repetitions for fault in repetition.faults]
    spans: dict[str, list[tuple[float, float]]] = {
        "odd": [(one.start_s, one.end_s) for one in analysis.repetitions if one.index % 2],
        "even": [(one.start_s, one.end_s) for one in analysis.repetitions if not one.index % 2],
        "minor": [(fault.start_s, fault.end_s) for fault in faults if fault.severity == "minor"],
        "major": [(fault.start_s, fault.end_s) for fault in faults if fault.severity == "major"],
    }
    return {
        kind: ColumnDataSource({"x0": [start for start, _ in of], "x1": [end for _, end in of]})
        for kind, of in spans.items()
    }


def _band(time_s: FloatArray, curve: Curve, keep: NDArray[np.intp]) -> ColumnDataSource:
    """Outline of the interval through the frames `keep`, shape (chosen,): a closed part for each known run."""
    time_s, low, high = time_s[keep], curve.low[keep], curve.high[keep]
    parts = [np.full((1, 2), np.nan)]
    for start, stop in runs(np.isfinite(curve.value[keep])):
        there = np.column_stack([time_s[start:stop], high[start:stop]])
        back = np.column_stack([time_s[start:stop], low[start:stop]])[::-1]
        parts += [there, back, parts[0]]
    outline = np.concatenate(parts[1:] or parts).astype(np.float32)
    return ColumnDataSource({"x": outline[:, 0], "y": outline[:, 1]})


def _plot(
    name: str, time_s: FloatArray, curve: Curve, time_range: Range1d, strips: dict[str, ColumnDataSource]
) -> Plot:
    """Make the plot of one curve; every part that takes a colour has a name by which `report.js` finds it."""
    look = shown(name)
    curve = look.scaled(curve)
    keep, thinner = decimate(curve.value), decimate(curve.value, MOST_POINTS // 2)
    parts = {"time_s": time_s, "value": curve.value, "low": curve.low, "high": curve.high}
    source = ColumnDataSource({key: part[keep].astype(np.float32) for key, part in parts.items()}, name=f"data-{name}")
    lowest, highest = min(0.0, float(np.nanmin(curve.low))), max(look.least, float(np.nanmax(curve.high)))
    margin = 0.06 * (highest - lowest)
    plot = rhythm.bare_plot(
        name=name,
        x_range=time_range,
        y_range=Range1d(start=lowest - margin, end=highest + margin),
        height=_HEIGHT_PX,
        min_border_left=_LEFT_PX,
        min_border_bottom=22,
    )
    for kind, spans in strips.items():
        plot.add_glyph(spans, VStrip(x0="x0", x1="x1", line_alpha=0, fill_alpha=_SHADE[kind]), name=kind)
    plot.add_glyph(_band(time_s, curve, thinner), Patch(x="x", y="y", line_alpha=0, fill_alpha=0.24), name="band")
    line = plot.add_glyph(source, Line(x="time_s", y="value", line_width=2, line_join="round"), name="line")
    alone = curve.known() & ~np.convolve(curve.known(), [1, 0, 1], mode="same").astype(bool)
    dots = ColumnDataSource({"x": time_s[alone].astype(np.float32), "y": curve.value[alone].astype(np.float32)})
    plot.add_glyph(dots, Scatter(x="x", y="y", size=3, line_alpha=0), name="dots")
    lane = highest + margin, highest - 0.5 * margin
    for kind in ("minor", "major"):
        flag = Quad(left="x0", right="x1", top=lane[0], bottom=lane[1], line_alpha=0, fill_alpha=0.95)
        plot.add_glyph(strips[kind], flag, name=kind)
    clock = NumeralTickFormatter(format="0.[0]" if time_s[-1] < 100 else "00:00:00")
    axes = {
        "below": LinearAxis(formatter=clock, minor_tick_line_alpha=0),
        "left": LinearAxis(formatter=PrintfTickFormatter(format=f"%g{look.sign}"), minor_tick_line_alpha=0),
    }
    axes["left"].ticker.desired_num_ticks = 4
    for place, axis in axes.items():
        plot.add_layout(axis, place)
        plot.add_layout(Grid(dimension=int(place == "left"), ticker=axis.ticker))
    if name == "lumbar_flexion_deg":
        for light, border in (("amber", GREEN_DEG), ("red", RED_DEG)):
            plot.add_layout(Span(dimension="width", location=border, line_dash="dotted", name=light))
    plot.add_layout(Span(dimension="height", location=float(time_s[0]), line_width=2, level="overlay", name="cursor"))
    plot.add_tools(
        HoverTool(renderers=[line], mode="vline", tooltips=_hover(look), point_policy="snap_to_data"),
        BoxZoomTool(dimensions="width"),
    )
    return plot


def _hover(look: Shown) -> list[tuple[str, str]]:
    """What is told of the point under the pointer."""
    places = f"{{0.{'0' * look.digits}}}" if look.digits else "{0}"
    return [("at", "@time_s{0.00} s"), ("value", f"@value{places}{look.sign} (@low{places} to @high{places})")]
