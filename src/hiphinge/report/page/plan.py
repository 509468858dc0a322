"""The plan as a page: one file that opens offline, with the ladder and neutral depth over sessions drawn."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from hiphinge.core.errors import ArgumentError
from hiphinge.report import words
from hiphinge.report.files import aside
from hiphinge.result.plan import Depth, Plan

WIDTH: Final = 720
HEIGHT: Final = 300
"""Size of the drawing of neutral depth, in units of its own; the page scales it."""

_LEFT: Final = 46.0
_RIGHT: Final = 96.0
_TOP: Final = 16.0
_BOTTOM: Final = 44.0


def write(plan: Plan, path: Path, *, spare: Sequence[Path] = ()) -> Path:
    """Write the self-contained page.

    Parameters
    ----------
    plan
        The plan.
    path
        The file to write, with a name that ends in .html.
    spare
        Files that it must not replace.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ArgumentError
        If the name is not that of a page.
    OutputError
        If the file cannot be written; an earlier one stays as it is.
    """
    if path.suffix.lower() not in {".html", ".htm"} or path.resolve() in {one.resolve() for one in spare}:
        raise ArgumentError("a page to write with -o", f"'{path}'", "give it a name that ends in .html")
    page = render(plan)
    with aside(path) as beside:
        beside.write_text(page, encoding="utf-8")
    return path


def render(plan: Plan) -> str:
    """Give the page's text."""
    assets = files("hiphinge.report.page")
    environment = Environment(
        loader=DictLoader({"plan": assets.joinpath("plan.html.j2").read_text("utf-8")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = "\n".join(assets.joinpath(name).read_text("utf-8") for name in ("report.css", "plan.css"))
    return environment.get_template("plan").render(
        p=plan,
        w=words,
        drawn=None if plan.depth is None else drawing(plan.depth),
        style=Markup(style),  # noqa: S704 - our own files
    )


def drawing(depth: Depth) -> dict[str, Any]:
    """Place the points of neutral depth: sessions across, pelvic tilt up, each with its interval and its limit.

    Returns
    -------
    dict
        `points` (x, y, low, high, and the work-to depth's y or None), `grid` (y, degrees), and the ends of the axes.
    """
    values = [end for one in depth.points for end in (one.neutral_depth_deg.low, one.neutral_depth_deg.high)]
    low = 10.0 * int(max(0.0, min(values) - 5.0) // 10.0)
    high = 10.0 * int(max(values) // 10.0 + 1)
    across = (WIDTH - _LEFT - _RIGHT) / max(len(depth.points), 1)

    def up(degrees: float) -> float:
        share = (min(max(degrees, low), high) - low) / (high - low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    points = [
        {
            "x": round(_LEFT + (index + 0.5) * across, 1),
            "left": round(_LEFT + index * across, 1),
            "right": round(_LEFT + (index + 1) * across, 1),
            "y": up(one.neutral_depth_deg.value),
            "low": up(one.neutral_depth_deg.low),
            "high": up(one.neutral_depth_deg.high),
            "limit": None if one.work_to_deg is None else up(one.work_to_deg),
            "of": one,
        }
        for index, one in enumerate(depth.points)
    ]
    step = 10 if high - low <= 60 else 20
    grid = [(up(degrees), degrees) for degrees in range(int(low), int(high) + 1, step)]
    return {"points": points, "grid": grid, "left": _LEFT, "right": WIDTH - _RIGHT, "width": WIDTH, "height": HEIGHT}
