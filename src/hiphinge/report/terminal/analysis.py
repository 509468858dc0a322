"""The summary that the command line shows."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hiphinge.report import wall
from hiphinge.report.page import dowel
from hiphinge.report.terminal import loads as load_terminal
from hiphinge.report.words import (
    ANGLES,
    EXERCISES,
    LIGHTS,
    NOT_JUDGED,
    clock,
    fault_name,
    in_per_cent,
    number,
    plural,
    plus_minus,
    possible,
    rounding,
    sentence,
    unit_sign,
    unread,
    upper_first,
    verdict,
)
from hiphinge.result import Analysis, DowelDrill, Fault, Repetition, WallDrill

_LIGHT_STYLES = {"green": "green", "amber": "yellow", "red": "red", "unknown": "dim"}
_ALWAYS = ("trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg", "shank_deg")


def summary(analysis: Analysis) -> RenderableType:
    """Tell the analysis on one screen: verdict, the one cue, repetitions with intervals, faults, gaps.

    Parameters
    ----------
    analysis
        The analysis.

    Returns
    -------
    RenderableType
        For `rich.console.Console.print`; texts of the recording are shown literally, never as markup.
    """
    headline, detail = verdict(analysis)
    parts: list[RenderableType] = [Text(headline, style="bold"), Text(detail)]
    if isinstance(analysis.drill, WallDrill):
        parts.extend(wall.lines(analysis.drill))
    if isinstance(analysis.drill, DowelDrill):
        parts.append(Panel(Group(*dowel.lines(analysis.drill)), title="Dowel drill", title_align="left"))
    if analysis.cue is not None:
        cue = Text.assemble((analysis.cue.text, "bold"), "\n", sentence(analysis.cue.because))
        parts.append(Panel(cue, title="Try this next", title_align="left", border_style="cyan", padding=(0, 1)))
    if analysis.repetitions:
        parts.append(_repetitions(analysis.repetitions))
        parts.append(Text("Largest angle of each repetition ± the longer half of its 90 % interval.", style="dim"))
        parts.extend(_low_back(analysis.repetitions))
        parts.extend(load_terminal.lines(analysis))
    parts.extend(_faults(analysis.repetitions))
    parts.extend(_doubts(analysis.repetitions))
    parts.extend(_gaps(analysis))
    parts.extend(Text.assemble(("! ", "yellow"), sentence(warning)) for warning in analysis.quality.warnings)
    return Group(*parts)


def _repetitions(repetitions: list[Repetition]) -> Table:
    """Lay out the repetitions with the four usual angles, one a row."""
    table = _table("#", "from", "hinge", *(ANGLES[name][0].lower() for name in _ALWAYS))
    for repetition in repetitions:
        index = repetition.pattern.hinge_index
        table.add_row(
            str(repetition.index),
            clock(repetition.start_s),
            NOT_JUDGED if index is None else f"{index:.2f}",
            *(plus_minus(getattr(repetition.peak, name)) for name in _ALWAYS),
        )
    return table


def _low_back(repetitions: list[Repetition]) -> Iterable[RenderableType]:
    """Lay out pelvis and low back, one repetition a row, where any repetition has them."""
    if not any(one.peak.lumbar_flexion_deg is not None for one in repetitions):
        return
    percents = [None if one.lumbopelvic is None else one.lumbopelvic.percent_of_range for one in repetitions]
    ranged = any(percent is not None for percent in percents)
    titles = ("#", "low back", "pelvic tilt", "rounds by", "its share", "neutral to", "rounding")
    table = _table(*titles, *(["of its range"] if ranged else []))
    for one, percent in zip(repetitions, percents, strict=True):
        table.add_row(
            str(one.index),
            Text(LIGHTS[one.light], style=_LIGHT_STYLES[one.light]),
            plus_minus(one.peak.pelvic_tilt_deg),
            plus_minus(one.peak.lumbar_flexion_deg),
            plus_minus(in_per_cent(one.lumbar_share), "%"),
            plus_minus(one.neutral_depth_deg),
            rounding(one),
            *([plus_minus(percent, "%")] if ranged else []),
        )
    yield table
    yield Text(
        "Since standing. Its share: the low back's part of the bend. Neutral to: the pelvic tilt up to which it held.",
        style="dim",
    )


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for title in titles:
        table.add_column(title, justify="right", no_wrap=title == "from")
    return table


def _faults(repetitions: list[Repetition]) -> Iterable[RenderableType]:
    """Tell each kind of fault on one line: how often, the largest departure from its limit, in which repetitions."""
    found: dict[str, list[tuple[int, Fault]]] = {}
    for repetition in repetitions:
        for fault in repetition.faults:
            found.setdefault(fault.code, []).append((repetition.index, fault))
    for code, cases in found.items():
        where, worst = max(cases, key=lambda case: abs(case[1].value.value - case[1].limit))
        at = ", ".join(str(index) for index in sorted({index for index, _ in cases}))
        yield Text.assemble(
            ("✗ ", "red" if worst.severity == "major" else "yellow"),
            (fault_name(code), "bold"),
            f" in {plural(len(cases), 'case')}, repetition {at}; most in {where}: ",
            f"{plus_minus(worst.value, worst.unit)}, limit {number(worst.limit, worst.unit, beside=worst.value)}",
            "" if unit_sign(worst.unit) or not worst.unit else f" ({worst.unit})",
        )


def _doubts(repetitions: list[Repetition]) -> Iterable[RenderableType]:
    """Tell which repetition was another exercise, how swings snapped, and which faults are in doubt."""
    for one in repetitions:
        if one.exercise is not None:
            yield Text.assemble(("! ", "yellow"), f"Repetition {one.index} was a {EXERCISES[one.exercise.name]}.")
    snaps = [one.swing.snap_deg_s for one in repetitions if one.swing is not None]
    if snaps:
        quickest = max(snaps, key=lambda snap: snap.value)
        yield Text(f"Hips opened at up to {plus_minus(quickest, '°/s')} a swing.", style="dim")
    if possible(repetitions):
        yield Text(f"Possible, within the interval: {possible(repetitions)}.", style="dim")
    if unread(repetitions):
        yield Text(f"Could not be looked for: {unread(repetitions)}.", style="dim")


def _gaps(analysis: Analysis) -> Iterable[RenderableType]:
    """Tell what could not be judged and what was seen and not counted."""
    for gap in analysis.cannot_judge:
        yield Text.assemble(("? ", "cyan"), (upper_first(gap.what), "bold"), f": {sentence(gap.reason)}")
        yield Padding(Text(sentence(gap.mend), style="dim"), (0, 0, 0, 2))
    for seen in analysis.not_counted:
        span = f"{clock(seen.start_s)} to {clock(seen.end_s)}"
        yield Text(f"- Not counted, {span}: {sentence(seen.reason)}", style="dim")
