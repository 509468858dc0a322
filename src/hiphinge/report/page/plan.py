"""The plan as a page: one file that opens offline, with the ladder and the neutral depth over the sessions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bokeh.models import Plot

from hiphinge.core.errors import ArgumentError
from hiphinge.core.quantities import quantity
from hiphinge.report.page.plots import bokeh_script, embedded
from hiphinge.report.page.session_plot import SessionMark, session_plot
from hiphinge.report.page.template import fill, save, script_json
from hiphinge.result.plan import Depth, Plan

NAME: Final = "depth"
"""Name of the plot and of its element in the page."""

_DEPTH: Final = "neutral_depth_deg"


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
    check_page(path, spare)
    return save(render(plan), path)


def check_page(path: Path, spare: Sequence[Path] = ()) -> None:
    """Raise ArgumentError unless a page may be written: its name ends in .html or .htm, and it is no spare file."""
    if path.suffix.lower() not in {".html", ".htm"} or path.resolve() in {kept.resolve() for kept in spare}:
        remedy = "give it a name that ends in .html"
        raise ArgumentError("a page to write", f"'{path}'", remedy, arguments=("output",))


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
    marks = [
        SessionMark(
            label=f"{point.session}\n{point.dated_utc:%m-%d}",
            reading=point.neutral_depth_deg,
            warned=point.rounded,
            limit=point.work_to_deg,
        )
        for point in depth.points
    ]
    return session_plot(NAME, quantity(_DEPTH), marks, limit_word="work to")
