"""Progress as a page: one file that opens offline, with a plot over the sessions for each quantity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bokeh.models import Plot

from hiphinge.core.quantities import QUANTITIES, quantity
from hiphinge.report import progress_words
from hiphinge.report.page.plan import NAME as DEPTH_NAME
from hiphinge.report.page.plan import check_page, depth_plot
from hiphinge.report.page.plots import bokeh_script, embedded
from hiphinge.report.page.session_plot import SessionMark, session_plot
from hiphinge.report.page.template import fill, save, script_json
from hiphinge.result.plan import Plan
from hiphinge.result.progress import Progress, Trend


def write(progress: Progress, path: Path, *, plan: Plan | None = None) -> Path:
    """Write the self-contained page.

    Parameters
    ----------
    progress
        The progress.
    path
        The file to write, with a name that ends in .html.
    plan
        The plan from the same history, for the next step and the depth limit.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ArgumentError
        If the name does not end in .html or .htm.
    OutputError
        If the file cannot be written; an earlier one stays as it is.
    """
    check_page(path)
    return save(render(progress, plan=plan), path)


def render(progress: Progress, *, plan: Plan | None = None) -> str:
    """Return the text of the page."""
    drawn = [trend for trend in progress.trends if len(trend.points) > 1 and trend.quantity in QUANTITIES]
    plots = [trend_plot(trend) for trend in drawn]
    if plan is not None and plan.depth is not None:
        plots.append(depth_plot(plan.depth))
    exercises = dict.fromkeys(trend.exercise for trend in progress.trends if trend.points)
    return fill(
        "progress",
        ("report.css", "plan.css"),
        ("plots.js",) if plots else (),
        p=progress,
        plan=plan,
        depth_name=DEPTH_NAME,
        said=progress_words,
        exercises=[_exercise(name, progress) for name in exercises],
        plots=script_json(embedded(plots)),
        bokeh=bokeh_script() if plots else None,
    )


def trend_plot(trend: Trend) -> Plot:
    """Return the plot of a trend; the band about the first session is what cannot be distinguished from no change."""
    first, least = trend.points[0].reading.value, trend.detectable
    band = None if least is None else (first - least.least, first + least.least)
    marks = [SessionMark(f"{point.session}\n{point.when_utc:%m-%d}", point.reading) for point in trend.points]
    return session_plot(_name(trend), quantity(trend.quantity), marks, band=band)


def _name(trend: Trend) -> str:
    return f"{trend.exercise}-{trend.quantity}"


def _exercise(name: str, progress: Progress) -> dict[str, Any]:
    trends = [
        {"of": trend, "name": _name(trend), "drawn": len(trend.points) > 1}
        for trend in progress.trends
        if trend.exercise == name and trend.points and trend.quantity in QUANTITIES
    ]
    return {
        "title": progress_words.exercise_title(name),
        "trends": trends,
        "skill": [skill for skill in progress.skill if skill.exercise == name],
    }
