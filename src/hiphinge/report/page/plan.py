"""The plan as a page: one file that opens offline, with the ladder and the neutral depth over the sessions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from bokeh.models import (
    ColumnDataSource,
    Plot,
    PrintfTickFormatter,
    Range1d,
    Scatter,
    Segment,
)

from hiphinge.core.errors import ArgumentError
from hiphinge.core.quantities import quantity
from hiphinge.report.numbers import number
from hiphinge.report.page.plots import add_axes, bare_plot, bokeh_script, embedded, write_text
from hiphinge.report.page.template import fill, save, script_json
from hiphinge.result.plan import Depth, Plan

NAME: Final = "depth"
"""Name of the plot and of its element in the page."""

_DEPTH: Final = "neutral_depth_deg"
_HEIGHT_PX: Final = 300
_MAX_TICKS: Final = 10


def write(plan: Plan, path: Path, *, spare: Sequence[Path] = ()) -> Path:
    """Write the self-contained page.

    Parameters
    ----------
    plan
        The plan.
    path
        The file to write, with a name that ends in .html.
    spare
        Files that the page must not replace.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ArgumentError
        If the name does not end in .html or .htm, or is that of a spare file.
    OutputError
        If the file cannot be written; an earlier one stays as it is.
    """
    if path.suffix.lower() not in {".html", ".htm"} or path.resolve() in {kept.resolve() for kept in spare}:
        remedy = "give it a name that ends in .html"
        raise ArgumentError("a page to write", f"'{path}'", remedy, arguments=("output",))
    return save(render(plan), path)


def render(plan: Plan) -> str:
    """Return the text of the page."""
    plots = embedded([] if plan.depth is None else [depth_plot(plan.depth)])
    return fill(
        "plan",
        ("report.css", "plan.css"),
        ("plots.js",) if plan.depth is not None else (),
        p=plan,
        plots=script_json(plots),
        bokeh=None if plan.depth is None else bokeh_script(),
    )


def depth_plot(depth: Depth) -> Plot:
    """Return the plot of neutral depth over the sessions: a point with its interval and the depth limit for each."""
    points = depth.points
    place = np.arange(1.0, len(points) + 1.0)
    value, low, high = (
        np.array([getattr(point.neutral_depth_deg, end) for point in points]) for end in ("value", "low", "high")
    )
    plot = bare_plot(
        name=NAME,
        x_range=Range1d(start=0.5, end=len(points) + 0.5),
        y_range=Range1d(start=10.0 * max(0.0, (low.min() - 5.0) // 10.0), end=10.0 * (high.max() // 10.0 + 1.0)),
        height=_HEIGHT_PX,
        min_border_left=46,
    )
    whiskers = ColumnDataSource({"x": place, "low": low, "high": high})
    interval = Segment(x0="x", x1="x", y0="low", y1="high", line_width=2)
    plot.add_glyph(whiskers, interval, name="interval", tags=[f"line={_DEPTH}"])
    for name, rounded, tags in (
        ("kept", False, [f"line={_DEPTH}", f"fill={_DEPTH}"]),
        ("rounded", True, ["line=red", "fill=card"]),
    ):
        of = np.array([point.rounded is rounded for point in points], dtype=bool)
        dots = ColumnDataSource({"x": place[of], "y": value[of]})
        plot.add_glyph(dots, Scatter(x="x", y="y", size=12, line_width=3), name=name, tags=tags)
    limits = [(at, point.work_to_deg) for at, point in zip(place, points, strict=True) if point.work_to_deg is not None]
    if limits:
        at, limit = np.array(limits).T
        steps = ColumnDataSource({"x0": at - 0.5, "x1": at + 0.5, "y": limit})
        line = Segment(x0="x0", x1="x1", y0="y", y1="y", line_width=3, line_dash="dashed")
        plot.add_glyph(steps, line, name="limit", tags=["line=accent"])
        words = {"x": [at[-1] + 0.5], "y": [limit[-1]], "text": [f"work to {number(float(limit[-1]), _DEPTH)}"]}
        write_text(plot, words, "accent", text_align="right", text_baseline="bottom", x_offset=-4, y_offset=-4)
    whole, degrees = (PrintfTickFormatter(format=f"%d{sign}") for sign in ("", quantity(_DEPTH).sign))
    add_axes(plot, whole, degrees, ticks=range(1, len(points) + 1, -(-len(points) // _MAX_TICKS)))
    plot.below[0].major_label_overrides = {
        place: f"{point.session}\n{point.dated_utc:%m-%d}" for place, point in enumerate(points, start=1)
    }
    return plot
