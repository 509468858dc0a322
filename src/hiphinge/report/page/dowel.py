"""The dowel drill as it is told: lines for the terminal, and a plot of the three gaps for the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Final

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hiphinge.core.measure import Curve, FloatArray, Measure
from hiphinge.core.signal import runs
from hiphinge.drills.dowel import LEFT_CM
from hiphinge.report.words import clock, plus_minus, sentence
from hiphinge.result import CONTACTS, Analysis, ContactName, DowelContact, DowelDrill

NAMES: Final[dict[ContactName, str]] = {"head": "head", "upper_back": "upper back", "tailbone": "tailbone"}
STATES: Final = {"kept": "on", "left": "off", "unclear": "unclear", "hidden": "hidden"}
_STYLES: Final = {"kept": "green", "left": "red", "unclear": "yellow", "hidden": "dim"}

_COLOURS: Final[dict[ContactName, str]] = {"head": "#3b82c4", "upper_back": "#8a6fc9", "tailbone": "#d9822b"}
Level = Callable[[FloatArray | float], FloatArray]
"""Takes centimetres to heights in the plot."""

_WIDE, _HIGH, _LEFT, _BELOW, _TOP = 900, 260, 44, 26, 12
_PALE: Final = 'fill="currentColor" opacity="0.7"'
_MOST_POINTS: Final = 900
"""Points of a line in the plot, at most: one a pixel."""


def lines(drill: DowelDrill) -> Iterable[RenderableType]:
    """The drill in the terminal: verdict, cue, each hinge with its contacts, the depth to work to."""
    yield Text(drill.summary, style="bold")
    yield Text(drill.cue)
    if drill.repetitions:
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for title in ("#", *NAMES.values(), "first off", "lean", "hip"):
            table.add_column(title, justify="right")
        for one in drill.repetitions:
            first = next((contact for contact in one.contacts if contact.contact == one.first_left), None)
            table.add_row(
                str(one.index),
                *(contact_text(contact) for contact in one.contacts),
                "–" if first is None or first.left_s is None else f"{NAMES[first.contact]}, {clock(first.left_s)}",
                "–" if first is None else plus_minus(first.trunk_lean_deg),
                "–" if first is None else plus_minus(first.hip_flexion_deg),
            )
        yield table
        yield Text("Growth of each gap since standing, cm; trunk lean and hip flexion when it left.", style="dim")
    if drill.work_to is not None:
        yield Text(f"Work to a trunk lean of {plus_minus(drill.work_to.trunk_lean_deg)} with this rod.")
    if drill.turn_against_spine_deg is not None:
        agreed = [one.agrees for one in drill.repetitions if one.agrees is not None]
        told = f"; they agree on rounding in {sum(agreed)} of {len(agreed)} hinges" if agreed else ""
        turn = plus_minus(drill.turn_against_spine_deg)
        yield Text(f"Rod against the estimate of the spine: the rod turns {turn} further than the chest{told}.")
    if drill.repetitions and not drill.height_given:
        yield Text(
            "Centimetres rest on the usual height of adults: give --height-m for narrower intervals.", style="dim"
        )


def contact_text(contact: DowelContact) -> Text:
    """One contact of a hinge, as `off 4.1 ± 1.5`."""
    return Text(f"{STATES[contact.state]}{grown(contact.largest_gap_cm)}", style=_STYLES[contact.state])


def grown(gap_cm: Measure | None) -> str:
    """How far a gap grew, as ` 4.1 ± 1.5`, or nothing."""
    return "" if gap_cm is None else f" {gap_cm.value:.1f} ± {gap_cm.high - gap_cm.value:.1f}"


def gap_curves(analysis: Analysis) -> tuple[FloatArray, dict[ContactName, Curve]]:
    """Times in seconds, (frames,), and growth of the gaps in cm, from the table of frames; empty without."""
    import polars as pl

    frame = analysis.to_frame()
    found: dict[ContactName, Curve] = {}
    for name in CONTACTS:
        wanted = [f"{name}_gap_cm", f"{name}_gap_cm_low", f"{name}_gap_cm_high"]
        if set(wanted) <= set(frame.columns):
            parts = [np.asarray(frame[column].cast(pl.Float64).to_numpy(), dtype=np.float64) for column in wanted]
            found[name] = Curve(*parts)
    return (np.asarray(frame["time_s"].to_numpy(), dtype=np.float64) if found else np.empty(0)), found


def plot(analysis: Analysis) -> str | None:
    """The three gaps against time as an SVG element, with the moments at which a contact left first; None without."""
    drill = analysis.drill
    time_s, curves = gap_curves(analysis)
    known = [curve for curve in curves.values() if curve.known().any()]
    if not isinstance(drill, DowelDrill) or not known or len(time_s) < 2:
        return None
    low = min(-2.0, *(float(np.nanmin(curve.value)) for curve in known)) - 0.5
    high = max(LEFT_CM + 2.0, *(float(np.nanmax(curve.value)) for curve in known)) + 1.0
    across = _LEFT + (_WIDE - _LEFT - 10) * (time_s - time_s[0]) / (time_s[-1] - time_s[0])

    def level(value: FloatArray | float) -> FloatArray:
        share = (np.clip(np.asarray(value), low, high) - low) / (high - low)
        return np.asarray(_HIGH - _BELOW - share * (_HIGH - _BELOW - _TOP), dtype=np.float64)

    parts = [*_axes(time_s, across, low, high, level), *_moments(drill, time_s, across)]
    for name, curve in curves.items():
        parts += _line(name, across, level(curve.value), level(curve.low), level(curve.high), curve)
    told = escape(sentence(drill.summary))
    return (
        f'<svg class="gaps" viewBox="0 0 {_WIDE} {_HIGH}" width="100%" role="img" aria-label="Gaps over time. {told}" '
        f'font-family="inherit" font-size="11">{"".join(parts)}</svg>'
    )


def _axes(time_s: FloatArray, across: FloatArray, low: float, high: float, level: Level) -> list[str]:
    """Ticks of both axes and the limit."""
    parts = []
    for value in range(int(np.ceil(low)), int(high) + 1, 2):
        y = float(level(float(value)))
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDE - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="currentColor" opacity="0.12"/>'
        )
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" {_PALE}>{value} cm</text>')
    y = float(level(LEFT_CM))
    parts.append(
        f'<line x1="{_LEFT}" x2="{_WIDE - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="#c0392b" stroke-dasharray="4 4"/>'
    )
    step = max(1, round(float(time_s[-1] - time_s[0]) / 10))
    for second in range(0, int(time_s[-1]) + 1, step):
        x = float(np.interp(second, time_s, across))
        parts.append(f'<text x="{x:.1f}" y="{_HIGH - 8}" text-anchor="middle" {_PALE}>{second} s</text>')
    return parts


def _moments(drill: DowelDrill, time_s: FloatArray, across: FloatArray) -> list[str]:
    """A line and a word where a contact left first, one a hinge."""
    parts = []
    for one in drill.repetitions:
        first = next((contact for contact in one.contacts if contact.contact == one.first_left), None)
        if first is None or first.left_s is None:
            continue
        x = float(np.interp(first.left_s, time_s, across))
        colour = _COLOURS[first.contact]
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HIGH - _BELOW}" stroke="{colour}"/>')
        parts.append(f'<text x="{x + 4:.1f}" y="{_TOP + 8}" fill="{colour}">{NAMES[first.contact]} off</text>')
    return parts


def _line(
    name: ContactName, across: FloatArray, value: FloatArray, low: FloatArray, high: FloatArray, curve: Curve
) -> list[str]:
    """One gap: its interval as a band, its value as a line, each known stretch by itself."""
    parts = []
    colour = _COLOURS[name]
    every = max(1, len(across) // _MOST_POINTS)
    for start, stop in runs(curve.known()):
        keep = np.arange(start, stop, every)
        there = [f"{across[i]:.1f},{high[i]:.1f}" for i in keep]
        back = [f"{across[i]:.1f},{low[i]:.1f}" for i in keep[::-1]]
        parts.append(f'<polygon points="{" ".join(there + back)}" fill="{colour}" opacity="0.15"/>')
        through = " ".join(f"{across[i]:.1f},{value[i]:.1f}" for i in keep)
        parts.append(f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return parts


LEGEND: Final = tuple((NAMES[name], _COLOURS[name]) for name in CONTACTS)
"""Names and colours of the plot's lines."""
