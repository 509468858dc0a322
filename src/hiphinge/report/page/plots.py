"""The plots of the pages: one plot over time for every quantity, on a common time axis, and the parts of all plots.

A part names its colour in its tags (`line=pelvic_tilt_deg`), by the names of the style sheet; `plots.js` paints it, and
paints it again when the reader changes between light and dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from bokeh.document import Document
from bokeh.models import (
    BoxZoomTool,
    ColumnDataSource,
    FixedTicker,
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
    Text,
    TickFormatter,
    Toolbar,
    VStrip,
)
from bokeh.resources import Resources
from markupsafe import Markup
from numpy.typing import NDArray

from hiphinge.core.measure import Curve, FloatArray
from hiphinge.core.quantities import Quantity
from hiphinge.core.signal import runs
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis

MAX_POINTS: Final = 3600
"""Points of one curve at most, which keeps a page with curves of 10 minutes within its size."""

_HEIGHT_PX: Final = 148
_TALL_PX: Final = 220
"""Heights of a plot of one line and of several, the same as in the style sheet."""

_SHADES: Final = {
    "odd": ("grey", 0.1),
    "even": ("grey", 0.2),
    "minor": ("amber", 0.13),
    "major": ("red", 0.13),
    "contact": ("green", 0.22),
}
"""Colour and opacity of shaded stretches of time: repetitions, faults, contacts."""

_LEFT_PX: Final = 64
"""Room for the labels of the left axis, the same for all plots, so that their time axes are aligned."""


@dataclass(frozen=True, slots=True)
class TimePlot:
    """The contents of one plot over time.

    Attributes
    ----------
    name
        Its name; its element in the page is `plot-NAME`.
    lines
        The quantities drawn, all of one unit, each with its curve in the unit of the files.
    limits
        Horizontal lines: the value in the unit shown, and the name of its colour.
    contacts
        Shaded stretches of time, [start, end) in seconds.
    moments
        Marked times: seconds, a word, and the name of the colour.
    """

    name: str
    lines: Sequence[tuple[Quantity, Curve]]
    limits: Sequence[tuple[float, str]] = ()
    contacts: Sequence[tuple[float, float]] = ()
    moments: Sequence[tuple[float, str, str]] = ()


def embedded(plots: Iterable[Plot]) -> dict[str, Any]:
    """Return the plots as JSON-ready values: the Bokeh document `doc`, and `roots`, the id of each plot by name."""
    document, roots = Document(title=""), {}
    for plot in plots:
        document.add_root(plot)
        roots[plot.name] = plot.id
    return {"doc": dict(document.to_json(deferred=False)), "roots": roots}


def bokeh_script() -> Markup:
    """Return the text of the Bokeh script that the plots need, to be inlined in the page."""
    scripts = Resources(mode="inline", components=["bokeh"]).js_raw
    return Markup("\n".join(scripts).replace("</script", "<\\/script"))  # noqa: S704 - Bokeh's own file


def time_plots(analysis: Analysis, table: FrameTable, shown: Sequence[TimePlot]) -> list[Plot]:
    """Return plots over time with a common time axis.

    Parameters
    ----------
    analysis
        The analysis, for its repetitions and faults.
    table
        The table of frames, with at least two rows where `shown` is not empty.
    shown
        The contents of each plot.
    """
    if not shown:
        return []
    end_s = max(float(table.time_s[-1]), analysis.source.duration_s)
    time_range = Range1d(start=float(table.time_s[0]), end=end_s, name="time", min_interval=0.2)
    time_range.bounds = (time_range.start, end_s)
    strips = _strips(analysis)
    return [_time_plot(plot, table.time_s, time_range, strips) for plot in shown]


def decimate(value: FloatArray, most: int = MAX_POINTS) -> NDArray[np.intp]:
    """Return the frames with which a curve is drawn: peaks and gaps stay, the rest is thinned.

    Parameters
    ----------
    value
        The curve, shape (frames,), NaN in gaps.
    most
        The largest number of frames (at least 3).

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


def bare_plot(**own: Any) -> Plot:  # noqa: ANN401  (what bokeh takes)
    """Return an empty plot with a transparent ground and no visible tools; `own` are further properties."""
    return Plot(
        sizing_mode="stretch_width",
        toolbar=Toolbar(active_drag=None, active_scroll=None, active_inspect=None, logo=None),
        toolbar_location=None,
        background_fill_alpha=0,
        border_fill_alpha=0,
        outline_line_alpha=0,
        min_border_right=10,
        min_border_top=4,
        output_backend="canvas",
        **own,
    )


def add_axes(
    plot: Plot,
    below: TickFormatter,
    left: TickFormatter,
    labels: tuple[str, str] | None = None,
    ticks: Sequence[float] | None = None,
) -> None:
    """Add the two axes with their grids to a plot; `labels` are of the lower and left axis, `ticks` of the lower."""
    for place, formatter, label in zip(("below", "left"), (below, left), labels or (None, None), strict=True):
        axis = LinearAxis(formatter=formatter, minor_tick_line_alpha=0, axis_label=label)
        if ticks is not None and place == "below":
            axis.ticker = FixedTicker(ticks=list(ticks))
        plot.add_layout(axis, place)
        plot.add_layout(Grid(dimension=int(place == "left"), ticker=axis.ticker))


def write_text(plot: Plot, places: dict[str, Any], colour: str, name: str | None = None, **own: Any) -> None:  # noqa: ANN401
    """Add text to a plot: `places` has the columns `x`, `y` and `text`, `own` are further properties of the text."""
    glyph = Text(x="x", y="y", text="text", **own)
    glyph.text_font_size = "12px"
    plot.add_glyph(ColumnDataSource(places), glyph, name=name, tags=[f"text={colour}"])


def _time_plot(shown: TimePlot, time_s: FloatArray, time_range: Range1d, strips: dict[str, ColumnDataSource]) -> Plot:
    """Return one plot over time."""
    lines = [(quantity, quantity.scaled(curve)) for quantity, curve in shown.lines]
    limits = [value for value, _ in shown.limits] if len(lines) > 1 else []
    lowest = min(0.0, *limits, *(float(np.nanmin(curve.low)) for _, curve in lines))
    highest = max(*(quantity.reach for quantity, _ in lines), *(float(np.nanmax(curve.high)) for _, curve in lines))
    margin = 0.06 * (highest - lowest)
    plot = bare_plot(
        name=shown.name,
        x_range=time_range,
        y_range=Range1d(start=lowest - margin, end=highest + margin),
        height=_HEIGHT_PX if len(lines) == 1 else _TALL_PX,
        min_border_left=_LEFT_PX,
        min_border_bottom=22,
    )
    contacts = {"contact": _stretches(shown.contacts)} if shown.contacts else {}
    for kind, spans in {**strips, **contacts}.items():
        colour, alpha = _SHADES[kind]
        glyph = VStrip(x0="x0", x1="x1", line_alpha=0, fill_alpha=alpha)
        plot.add_glyph(spans, glyph, name=kind, tags=[f"fill={colour}"])
    for quantity, curve in lines:
        _add_line(plot, quantity, time_s, curve)
    _add_flags(plot, strips, highest + margin, highest - 0.5 * margin)
    clock = NumeralTickFormatter(format="0.[0]" if time_s[-1] < 100 else "00:00:00")
    add_axes(plot, clock, PrintfTickFormatter(format=f"%g{lines[0][0].sign.replace('%', '%%')}"))
    plot.left[0].ticker.desired_num_ticks = 4
    for value, colour in shown.limits:
        plot.add_layout(Span(dimension="width", location=value, line_dash="dotted", tags=[f"line={colour}"]))
    for at_s, word, colour in shown.moments:
        plot.add_layout(Span(dimension="height", location=at_s, tags=[f"line={colour}"]))
        place = {"x": [at_s], "y": [highest + margin], "text": [word]}
        write_text(plot, place, colour, name="moment", x_offset=4, y_offset=2, text_baseline="top")
    cursor = Span(dimension="height", location=float(time_s[0]), line_width=2, level="overlay", name="cursor")
    cursor.tags = ["line=ink"]
    plot.add_layout(cursor)
    plot.add_tools(BoxZoomTool(dimensions="width"))
    return plot


def _add_line(plot: Plot, quantity: Quantity, time_s: FloatArray, curve: Curve) -> None:
    """Draw one curve in the unit shown: its interval as a band, its line, and a dot for each isolated frame."""
    keep, thinner = decimate(curve.value), decimate(curve.value, MAX_POINTS // 2)
    parts = {"time_s": time_s, "value": curve.value, "low": curve.low, "high": curve.high}
    columns = {key: part[keep].astype(np.float32) for key, part in parts.items()}
    source = ColumnDataSource(columns, name=f"data-{quantity.key}")
    band = Patch(x="x", y="y", line_alpha=0, fill_alpha=0.24)
    plot.add_glyph(_band(time_s, curve, thinner), band, name="band", tags=[f"fill={quantity.key}"])
    stroke = Line(x="time_s", y="value", line_width=2, line_join="round")
    line = plot.add_glyph(source, stroke, name="line", tags=[f"line={quantity.key}"])
    isolated = curve.known() & ~np.convolve(curve.known(), [1, 0, 1], mode="same").astype(bool)
    dots = ColumnDataSource({"x": time_s[isolated].astype(np.float32), "y": curve.value[isolated].astype(np.float32)})
    plot.add_glyph(dots, Scatter(x="x", y="y", size=3, line_alpha=0), name="dots", tags=[f"fill={quantity.key}"])
    places = f"{{0.{'0' * quantity.digits()}}}" if quantity.digits() else "{0}"
    value = f"@value{places}{quantity.sign} (@low{places} to @high{places})"
    hover = [("at", "@time_s{0.00} s"), (quantity.short, value)]
    plot.add_tools(HoverTool(renderers=[line], mode="vline", tooltips=hover, point_policy="snap_to_data"))


def _add_flags(plot: Plot, strips: dict[str, ColumnDataSource], top: float, bottom: float) -> None:
    """Mark faults in full colour along the upper edge, besides their shading."""
    for kind in ("minor", "major"):
        flag = Quad(left="x0", right="x1", top=top, bottom=bottom, line_alpha=0, fill_alpha=0.95)
        plot.add_glyph(strips[kind], flag, name=kind, tags=[f"fill={_SHADES[kind][0]}"])


def _strips(analysis: Analysis) -> dict[str, ColumnDataSource]:
    """Return the stretches of time that every plot shades: repetitions, odd and even, and faults by severity."""
    repetitions = analysis.repetitions
    faults = [fault for repetition in repetitions for fault in repetition.faults]
    return {
        "odd": _stretches((rep.start_s, rep.end_s) for rep in repetitions if rep.index % 2),
        "even": _stretches((rep.start_s, rep.end_s) for rep in repetitions if not rep.index % 2),
        "minor": _stretches((fault.start_s, fault.end_s) for fault in faults if fault.severity == "minor"),
        "major": _stretches((fault.start_s, fault.end_s) for fault in faults if fault.severity == "major"),
    }


def _stretches(spans: Iterable[tuple[float, float]]) -> ColumnDataSource:
    """Return stretches of time, [start, end) in seconds, as columns for Bokeh."""
    pairs = list(spans)
    return ColumnDataSource({"x0": [start for start, _ in pairs], "x1": [end for _, end in pairs]})


def _band(time_s: FloatArray, curve: Curve, keep: NDArray[np.intp]) -> ColumnDataSource:
    """Return the outline of the interval through the frames `keep`, shape (chosen,), closed for each known run."""
    time_s, low, high = time_s[keep], curve.low[keep], curve.high[keep]
    parts = [np.full((1, 2), np.nan)]
    for start, stop in runs(np.isfinite(curve.value[keep])):
        there = np.column_stack([time_s[start:stop], high[start:stop]])
        back = np.column_stack([time_s[start:stop], low[start:stop]])[::-1]
        parts += [there, back, parts[0]]
    outline = np.concatenate(parts[1:] or parts).astype(np.float32)
    return ColumnDataSource({"x": outline[:, 0], "y": outline[:, 1]})
