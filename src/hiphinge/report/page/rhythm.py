"""The lumbopelvic plot of the report: pelvic tilt across, lumbar flexion up, one line a repetition."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from bokeh.models import (
    ColumnDataSource,
    HoverTool,
    Line,
    Patch,
    Patches,
    Plot,
    PrintfTickFormatter,
    Range1d,
    Scatter,
)
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.quantities import quantity
from hiphinge.core.signal import runs
from hiphinge.measures.light import LightLimits
from hiphinge.measures.lumbopelvic import BEND_PARTS_DEG
from hiphinge.report.limits import light_limits
from hiphinge.report.numbers import number
from hiphinge.report.page.plots import add_axes, bare_plot, write_text
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis

NAME: Final = "lumbopelvic"
"""Name of the plot and of its element in the page."""

PUBLISHED_RATIOS: Final = (1.9, 0.9, 0.4)
"""Ratio of lumbar to hip flexion in the three parts of a full forward bend with straight knees, mean of 41 adults
(Esola 1996, Spine 21:71); with upright thighs, hip flexion is pelvic tilt."""

MAX_POINTS: Final = 4800
"""Largest number of points of all lines together."""

_LINE_POINTS: Final = 160
_CORNERS: Final = 36
"""Corners of the polygon drawn for an ellipse."""

_PER_DEG: Final = 4
"""Pixels per degree of the mask from which the outlines of the clouds are traced."""

_HEIGHT_PX: Final = 380
_MAX_NUMBERS: Final = 12
_NUMBER_DEG: Final = (2.5, 2.4)
"""Width and height of a number in the plot, degrees."""

_PELVIS, _LUMBAR = "pelvic_tilt_deg", "lumbar_flexion_deg"


def plot(analysis: Analysis, table: FrameTable) -> Plot | None:
    """Return the plot of pelvis against low back.

    Parameters
    ----------
    analysis
        The analysis, for its repetitions.
    table
        The table of frames.

    Returns
    -------
    Plot or None
        None where pelvis and low back are not both known in any repetition, and in bridges, which are no forward
        bends and have nothing to be compared with. `report.js` finds the parts by their names; the source
        `rhythm-lines` holds the points in the order of time.
    """
    lines = _lines(analysis, table) if analysis.pattern.name != "bridge" else []
    if not lines:
        return None
    made = _canvas(lines)
    _add_background(made, light_limits(analysis))
    made.add_glyph(*_clouds(lines), name="cloud", tags=[f"fill={_LUMBAR}"])
    source = ColumnDataSource(_joined(lines), name="rhythm-lines")
    own = [f"line={_LUMBAR}"]
    thin = Line(x="pelvis", y="lumbar", line_width=1.6, line_join="round", line_alpha=0.75)
    made.add_glyph(source, thin, name="line", tags=own)
    empty: dict[str, list[float]] = {name: [] for name in ("pelvis", "lumbar")}
    thick = Line(x="pelvis", y="lumbar", line_width=3.5, line_join="round")
    made.add_glyph(ColumnDataSource(dict(empty), name="rhythm-current"), thick, name="current", tags=own)
    _add_numbers(made, lines)
    hit = made.add_glyph(source, Scatter(x="pelvis", y="lumbar", size=7, line_alpha=0, fill_alpha=0), name="points")
    dot = Scatter(x="pelvis", y="lumbar", size=13, line_width=2.5, fill_alpha=1.0)
    made.add_glyph(ColumnDataSource(empty, name="rhythm-now"), dot, name="now", tags=["line=card", "fill=ink"])
    made.add_tools(HoverTool(renderers=[hit], mode="mouse", tooltips=_hover(), point_policy="snap_to_data"))
    return made


def _hover() -> list[tuple[str, str]]:
    """Return the tooltip of the point under the pointer."""
    parts = ((quantity(key), column) for key, column in ((_PELVIS, "pelvis"), (_LUMBAR, "lumbar")))
    values = [(of.short, f"@{name}{{0}}{of.sign} (@{name}_low{{0}} to @{name}_high{{0}})") for of, name in parts]
    return [("repetition", "@repetition"), ("at", "@time_s{0.00} s"), *values]


def published_line() -> NDArray[np.float64]:
    """Return the published forward bend, (pelvic tilt, lumbar flexion) in degrees since standing, shape (4, 2)."""
    points = [(0.0, 0.0)]
    for (_, low, high), ratio in zip(BEND_PARTS_DEG, PUBLISHED_RATIOS, strict=True):
        pelvis = (high - low) / (1.0 + ratio)
        points.append((points[-1][0] + pelvis, points[-1][1] + ratio * pelvis))
    return np.array(points)


def hinge_region(to_deg: float, from_deg: float, limits: LightLimits) -> NDArray[np.float64]:
    """Return the region of a green low back: pelvic tilt up to `to_deg`, lumbar flexion from `from_deg` on.

    Flexion up to `uncalled_deg` is always green; beyond it, green ends at `green_share` of the bend and at `green_deg`.
    Shape (corners, 2), degrees; the personal maximum is left out.
    """
    slope = (1.0 - limits.green_share) / limits.green_share
    rise = [(slope * flexion, flexion) for flexion in (limits.uncalled_deg, limits.green_deg)]
    corners = [(0.0, from_deg), (0.0, limits.uncalled_deg), *rise, (to_deg, limits.green_deg), (to_deg, from_deg)]
    return np.array(corners)


def _lines(analysis: Analysis, table: FrameTable) -> list[dict[str, FloatArray]]:
    """Return the thinned points of every repetition with two known frames in a row, with their intervals.

    Where pelvis or low back is not known, all columns are NaN, the time too, so that the line ends there.
    """
    pelvis, lumbar = table.curves[_PELVIS], table.curves[_LUMBAR]
    known = pelvis.known() & lumbar.known()
    columns = {"time_s": table.time_s, "pelvis": pelvis.value, "lumbar": lumbar.value}
    columns |= {"pelvis_low": pelvis.low, "pelvis_high": pelvis.high}
    columns |= {"lumbar_low": lumbar.low, "lumbar_high": lumbar.high}
    lines = []
    for repetition in analysis.repetitions:
        inside = (table.time_s >= repetition.start_s) & (table.time_s < repetition.end_s)
        if any(stop - start > 1 for start, stop in runs(known & inside)):
            line = {name: np.where(known, column, np.nan)[inside] for name, column in columns.items()}
            lines.append(line | {"repetition": np.full(int(inside.sum()), float(repetition.index))})
    most = max(8, min(_LINE_POINTS, MAX_POINTS // max(len(lines), 1)))
    return [_thinned(line, most) for line in lines]


def _thinned(line: dict[str, FloatArray], most: int) -> dict[str, FloatArray]:
    """Return at most `most` points of a line, including its ends and its deepest point."""
    size = line["pelvis"].size
    even = np.linspace(0, size - 1, min(size, most - 1)).round().astype(int)
    keep = np.unique(np.append(even, int(np.nanargmax(line["pelvis"]))))
    return {name: column[keep] for name, column in line.items()}


def _joined(lines: list[dict[str, FloatArray]]) -> dict[str, NDArray[np.float32]]:
    """Return all lines in common columns, a row of NaN after each so that lines do not join."""
    gap = np.array([np.nan])
    return {
        name: np.concatenate([part for line in lines for part in (line[name], gap)]).astype(np.float32)
        for name in lines[0]
    }


def _canvas(lines: list[dict[str, FloatArray]]) -> Plot:
    """Return the empty plot, with axes wide enough for the lines, the published bend and the region of a hinge."""
    left, right = _range(lines, "pelvis", -6.0, 70.0)
    low, high = _range(lines, "lumbar", -12.0, 50.0)
    made = bare_plot(
        name=NAME,
        x_range=Range1d(start=left, end=right),
        y_range=Range1d(start=low, end=high),
        height=_HEIGHT_PX,
    )
    pelvis, lumbar = (PrintfTickFormatter(format=f"%d{quantity(key).sign}") for key in (_PELVIS, _LUMBAR))
    add_axes(made, pelvis, lumbar, ("pelvis tilted forward", "low back rounded"))
    return made


def _range(lines: list[dict[str, FloatArray]], name: str, low: float, high: float) -> tuple[float, float]:
    """Return the ends of an axis, degrees: `low` and `high`, extended for lines and most of their intervals."""
    value, lowest, highest = (
        np.concatenate([line[key] for line in lines]) for key in (name, f"{name}_low", f"{name}_high")
    )
    room = 12.0
    return (
        min(low, float(np.nanmin(np.maximum(lowest, value - room))) - 2.0),
        max(high, float(np.nanmax(np.minimum(highest, value + room))) + 2.0),
    )


def _clouds(lines: list[dict[str, FloatArray]]) -> tuple[ColumnDataSource, Patches]:
    """Return the area of the intervals: a patch for each line, or one for all where there are many."""
    groups = [[line] for line in lines] if len(lines) <= _MAX_NUMBERS else [lines]
    outlines = [_covered(group) for group in groups]
    columns = {axis: [outline[:, i].tolist() for outline in outlines] for i, axis in enumerate(("xs", "ys"))}
    return ColumnDataSource(columns), Patches(xs="xs", ys="ys", line_alpha=0, fill_alpha=0.2 / len(groups) ** 0.7)


def _covered(lines: list[dict[str, FloatArray]]) -> NDArray[np.float64]:
    """Return the outline of the area that the ellipses of the intervals sweep from point to point.

    Shape (corners, 2), degrees, a row of NaN after each closed part; filled by the even-odd rule, so holes stay open.
    """
    turn = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    swept = []
    for line in lines:
        low, high = (
            np.column_stack([line[f"{name}_{end}"] for name in ("pelvis", "lumbar")])[:, None]
            for end in ("low", "high")
        )
        rims = (high + low) / 2 + (high - low) / 2 * np.column_stack([np.cos(turn), np.sin(turn)])
        swept += [np.concatenate(pair) for pair in pairwise(rims) if np.isfinite(pair).all()]
    if not swept:
        return np.full((1, 2), np.nan)
    corner = np.min([piece.min(axis=0) for piece in swept], axis=0) - 1.0
    width, height = np.max([piece.max(axis=0) for piece in swept], axis=0) + 1.0 - corner
    mask = np.zeros((int(height * _PER_DEG), int(width * _PER_DEG)), dtype=np.uint8)
    for piece in swept:
        cv2.fillConvexPoly(mask, cv2.convexHull(np.round((piece - corner) * _PER_DEG).astype(np.int32)), 255)
    parts, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    ends = [cv2.approxPolyDP(part, 0.8, True)[:, 0] / _PER_DEG + corner for part in parts]  # noqa: FBT003  (closed)
    return np.concatenate([part for end in ends for part in (end.round(2), np.full((1, 2), np.nan))])


def _add_background(made: Plot, limits: LightLimits) -> None:
    """Draw the background: the region of a hinge, the limit of red, and the published bend."""
    left, right, low = made.x_range.start, made.x_range.end, made.y_range.start
    corners = hinge_region(right, low, limits)
    region = ColumnDataSource({"x": corners[:, 0], "y": corners[:, 1]})
    made.add_glyph(region, Patch(x="x", y="y", line_alpha=0, fill_alpha=0.13), name="hinge", tags=["fill=green"])
    red = ColumnDataSource({"x": [left, right], "y": [limits.red_deg] * 2})
    made.add_glyph(red, Line(x="x", y="y", line_width=1.2, line_dash="dotted"), name="red", tags=["line=red"])
    bend = published_line()
    esola = ColumnDataSource({"x": bend[:, 0], "y": bend[:, 1]})
    made.add_glyph(esola, Line(x="x", y="y", line_width=2, line_dash="dashed"), name="published", tags=["line=muted"])
    beyond = f"beyond {number(limits.red_deg, _LUMBAR)}: red"
    for colour, x, y, text, (right_px, down_px) in (
        ("green", right, low, "hinge: the pelvis turns, the low back keeps its shape", (-6, -4)),
        ("red", right, limits.red_deg, beyond, (-6, -2)),
        ("muted", bend[-1, 0], bend[-1, 1], "full forward bend, Esola 1996", (0, -6)),
    ):
        place = {"x": [x], "y": [y], "text": [text]}
        write_text(made, place, colour, x_offset=right_px, y_offset=down_px, text_align="right", text_baseline="bottom")


def _add_numbers(made: Plot, lines: list[dict[str, FloatArray]]) -> None:
    """Write each repetition's number beside its deepest point, moved up where it would cover another."""
    if len(lines) > _MAX_NUMBERS:
        return
    ends = []
    for line in lines:
        at = int(np.nanargmax(line["pelvis"]))
        ends.append((float(line["pelvis"][at]), float(line["lumbar"][at]), f"{line['repetition'][0]:.0f}"))
    placed: list[tuple[float, float, str]] = []
    for x, y, text in sorted(ends, key=lambda end: end[1]):
        beside = [other[1] for other in placed if abs(other[0] - x) < _NUMBER_DEG[0]]
        placed.append((x, max([y, *(other + _NUMBER_DEG[1] for other in beside)]), text))
    places = dict(zip(("x", "y", "text"), zip(*placed, strict=True), strict=True))
    write_text(made, places, "ink", name="numbers", x_offset=7, text_baseline="middle")
