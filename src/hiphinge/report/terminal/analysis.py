"""The summary that the command line shows."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hiphinge.core.quantities import of_group, quantity
from hiphinge.report import words
from hiphinge.report.numbers import NOT_JUDGED, clock, number, plural, plus_minus, unit_sign
from hiphinge.report.terminal import dowel, loads, wall
from hiphinge.report.terminal.spelling import Spelling, unspelled
from hiphinge.report.terminal.tables import plain_table
from hiphinge.report.words import sentence
from hiphinge.result import Analysis, DowelDrill, Fault, Repetition, WallDrill

_LIGHT_STYLES = {"green": "green", "amber": "yellow", "red": "red", "unknown": "dim"}


def summary(analysis: Analysis, *, spell: Spelling = unspelled) -> RenderableType:
    """Return the analysis on one screen: verdict, the one cue, repetitions with intervals, faults, limitations.

    Parameters
    ----------
    analysis
        The analysis.
    spell
        How the arguments that would help are given in this front end.

    Returns
    -------
    RenderableType
        For `rich.console.Console.print`; texts of the recording are shown literally, never as markup.
    """
    headline, detail = words.verdict(analysis)
    parts: list[RenderableType] = [Text(headline, style="bold"), Text(detail)]
    if isinstance(analysis.drill, WallDrill):
        parts.extend(wall.lines(analysis.drill))
    if isinstance(analysis.drill, DowelDrill):
        parts.append(Panel(Group(*dowel.lines(analysis.drill, spell)), title="Dowel drill", title_align="left"))
    if analysis.cue is not None:
        cue = Text.assemble((analysis.cue.text, "bold"), "\n", sentence(analysis.cue.because))
        parts.append(Panel(cue, title="Try this next", title_align="left", border_style="cyan", padding=(0, 1)))
    if analysis.repetitions:
        parts.append(_repetitions(analysis.repetitions))
        parts.append(Text("Largest angle of each repetition ± the longer half of its 90 % interval.", style="dim"))
        parts.append(Text(words.angles_meant(analysis), style="dim"))
        parts.extend(_low_back(analysis.repetitions))
        parts.extend(loads.lines(analysis))
    parts.extend(_faults(analysis.repetitions))
    parts.extend(_remarks(analysis.repetitions))
    parts.extend(_limitations(analysis, spell))
    parts.extend(Text.assemble(("! ", "yellow"), sentence(warning)) for warning in analysis.quality.warnings)
    return Group(*parts)


def _repetitions(repetitions: list[Repetition]) -> Table:
    """Return a table of the repetitions with the angles that are always named, one repetition a row."""
    angles = [angle for angle in of_group("angle") if angle.always]
    table = plain_table("#", "from", quantity("hinge_index").short, *(angle.title.lower() for angle in angles))
    for repetition in repetitions:
        index = repetition.pattern.hinge_index
        table.add_row(
            str(repetition.index),
            clock(repetition.start_s),
            NOT_JUDGED if index is None else number(index, "hinge_index"),
            *(plus_minus(getattr(repetition.peak, angle.key), angle.key) for angle in angles),
        )
    return table


def _low_back(repetitions: list[Repetition]) -> Iterable[RenderableType]:
    """Yield the table of pelvis and low back, one repetition a row, where any repetition has them."""
    if not any(repetition.peak.lumbar_flexion_deg is not None for repetition in repetitions):
        return
    parts = [None if rep.lumbopelvic is None else rep.lumbopelvic.percent_of_range for rep in repetitions]
    ranged = any(part is not None for part in parts)
    pelvis, share, depth, part_of = (
        quantity(key) for key in ("pelvic_tilt_deg", "lumbar_share", "neutral_depth_deg", "percent_of_range")
    )
    titles = ("#", "low back", pelvis.title.lower(), "rounds by", share.short, depth.short, "rounding")
    table = plain_table(*titles, *([part_of.short] if ranged else []))
    for repetition, part in zip(repetitions, parts, strict=True):
        table.add_row(
            str(repetition.index),
            Text(words.LIGHTS[repetition.light], style=_LIGHT_STYLES[repetition.light]),
            plus_minus(repetition.peak.pelvic_tilt_deg, pelvis.key),
            plus_minus(repetition.peak.lumbar_flexion_deg, "lumbar_flexion_deg"),
            plus_minus(repetition.lumbar_share, share.key),
            plus_minus(repetition.neutral_depth_deg, depth.key),
            words.rounding(repetition),
            *([plus_minus(part, part_of.key)] if ranged else []),
        )
    yield table
    yield Text(
        "Changes since standing. Its share: the low back's part of the bend. Neutral to: the pelvic tilt up to which "
        "it kept its shape.",
        style="dim",
    )


def _faults(repetitions: list[Repetition]) -> Iterable[RenderableType]:
    """Yield a line for each kind of fault: count, largest departure from the limit, repetitions."""
    by_code: dict[str, list[tuple[int, Fault]]] = {}
    for repetition in repetitions:
        for fault in repetition.faults:
            by_code.setdefault(fault.code, []).append((repetition.index, fault))
    for code, cases in by_code.items():
        where, worst = max(cases, key=lambda case: abs(case[1].value.value - case[1].limit))
        at = ", ".join(str(index) for index in sorted({index for index, _ in cases}))
        yield Text.assemble(
            ("✗ ", "red" if worst.severity == "major" else "yellow"),
            (words.fault_name(code), "bold"),
            f" in {plural(len(cases), 'case')}, repetition {at}{f'; largest in {where}' if len(cases) > 1 else ''}: ",
            f"{plus_minus(worst.value, worst.unit)}, limit {number(worst.limit, worst.unit, beside=worst.value)}",
            "" if unit_sign(worst.unit) or not worst.unit else f" ({worst.unit})",
        )


def _remarks(repetitions: list[Repetition]) -> Iterable[RenderableType]:
    """Yield other exercises within the set, the speed of swings, and the faults that are possible or not checked."""
    for repetition in repetitions:
        if repetition.exercise is not None:
            name = words.EXERCISES[repetition.exercise.name]
            yield Text.assemble(("! ", "yellow"), f"Repetition {repetition.index} was a {name}.")
    snaps = [repetition.swing.snap_deg_s for repetition in repetitions if repetition.swing is not None]
    if snaps:
        quickest = max(snaps, key=lambda snap: snap.value)
        yield Text(f"The hips extended at up to {plus_minus(quickest, 'snap_deg_s')} in a swing.", style="dim")
    if words.possible(repetitions):
        yield Text(f"{words.POSSIBLE}: {words.possible(repetitions)}.", style="dim")
    if words.unread(repetitions):
        yield Text(f"Could not be checked: {words.unread(repetitions)}.", style="dim")


def _limitations(analysis: Analysis, spell: Spelling) -> Iterable[RenderableType]:
    """Yield what could not be judged, and the movements that were not counted."""
    for limitation in analysis.cannot_judge:
        what, reason = words.upper_first(limitation.what), sentence(limitation.reason)
        yield Text.assemble(("? ", "cyan"), (what, "bold"), f": {reason}")
        yield Padding(Text(sentence(limitation.mend + spell(limitation.arguments)), style="dim"), (0, 0, 0, 2))
    for movement in analysis.not_counted:
        span = f"{clock(movement.start_s)} to {clock(movement.end_s)}"
        yield Text(f"- Not counted, {span}: {sentence(movement.reason)}", style="dim")
