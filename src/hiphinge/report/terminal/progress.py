"""Progress on one screen: a table for each exercise, the next step, and what is to be read with caution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import QUANTITIES
from hiphinge.report import progress_words as said
from hiphinge.report.numbers import number, plural, plus_minus
from hiphinge.report.terminal.tables import plain_table
from hiphinge.report.words import DECISIONS, sentence
from hiphinge.result.plan import Plan, Step
from hiphinge.result.progress import Progress, Trend

_STYLES: Final = {"better": "green", "worse": "red", "more": "cyan", "less": "cyan"}


def summary(
    progress: Progress, *, plan: Plan | None = None, command_of: Callable[[Step], str | None] = lambda _: None
) -> RenderableType:
    """Return the progress of an athlete on one screen.

    Parameters
    ----------
    progress
        The progress.
    plan
        The plan from the same history, for the next step and the depth limit.
    command_of
        The command that analyses a recording of a step, for those who type commands.

    Returns
    -------
    RenderableType
        For `rich.console.Console.print`; names are shown literally, never as markup.
    """
    sessions = progress.sessions
    last = f", the latest on {sessions[-1].ended_utc:%Y-%m-%d}" if sessions else ""
    parts: list[RenderableType] = [Text(f"{progress.athlete}: {plural(len(sessions), 'session')}{last}", style="bold")]
    for exercise in dict.fromkeys(trend.exercise for trend in progress.trends):
        shown = [trend for trend in progress.trends if trend.exercise == exercise and trend.points]
        if shown:
            parts += [Text(f"\n{said.exercise_title(exercise)}", style="bold"), _table(shown)]
            parts += [Padding(Text(line), (0, 0, 0, 1)) for line in _remarks(shown)]
        parts += [Padding(Text(line, style="dim"), (0, 0, 0, 1)) for line in _unmeasured(progress.trends, exercise)]
    for skill in progress.skill:
        words = sentence(said.skill_in_words(skill))
        parts.append(
            Text.assemble((f"\nBeginner to experienced, {said.exercise_title(skill.exercise)}: ", "bold"), words)
        )
    if plan is not None:
        parts += _plan(plan, command_of)
    parts += [Text.assemble(("! ", "yellow"), sentence(note)) for note in said.notes(progress)]
    return Group(*parts)


def people(rows: Sequence[tuple[str, int, int, datetime | None]]) -> RenderableType:
    """Return the athletes of a history: name, sessions, recordings, and when the last recording was filmed."""
    if not rows:
        return Text("Nobody is in this history yet: keep a result in it first.")
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for title in ("athlete", "sessions", "recordings", "latest"):
        table.add_column(title, justify="left" if title == "athlete" else "right", overflow="fold")
    for name, sessions, recordings, last in rows:
        table.add_row(Text(name), str(sessions), str(recordings), "" if last is None else f"{last:%Y-%m-%d}")
    return table


def _table(trends: Sequence[Trend]) -> Table:
    table = plain_table("", "first", "latest", "change", "detectable", "from", "")
    for column in (table.columns[0], table.columns[-1]):
        column.justify = "left"
    for trend in trends:
        first, last = trend.points[0], trend.points[-1]
        several = len(trend.points) > 1
        least = trend.detectable
        table.add_row(
            said.quantity_title(trend.quantity),
            _reading(first.reading, _of(trend)) if several else "",
            _reading(last.reading, _of(trend)),
            said.signed(trend.change.value, _of(trend)) if trend.change is not None else "",
            number(least.least, _of(trend)) if least is not None else "",
            said.BASES[least.basis] if least is not None else "",
            Text(said.VERDICTS[trend.verdict], style=_STYLES.get(trend.verdict, "dim")),
        )
    return table


def _reading(measure: Measure, of: str) -> str:
    return number(measure.value, of) if measure.low == measure.high else plus_minus(measure, of)


def _of(trend: Trend) -> str:
    """Return the key by which numbers are written; a quantity of a later version is a bare ratio."""
    return trend.quantity if trend.quantity in QUANTITIES else "ratio"


def _remarks(trends: Sequence[Trend]) -> list[str]:
    loads = next((words for trend in trends if (words := said.loads_in_words(trend))), "")
    unknown = any(trend.verdict == "error_unknown" for trend in trends)
    return [sentence(line) for line in (loads, said.NO_ERROR if unknown else "") if line]


def _unmeasured(trends: Sequence[Trend], exercise: str) -> list[str]:
    """Return what was never measured in an exercise, by the reason."""
    by_reason: dict[str, list[str]] = {}
    for trend in trends:
        if trend.exercise == exercise and not trend.points and trend.unmeasured:
            by_reason.setdefault(trend.unmeasured[0].reason, []).append(said.quantity_title(trend.quantity))
    return [f"Not measured: {', '.join(names)} ({reason})" for reason, names in by_reason.items()]


def _plan(plan: Plan, command_of: Callable[[Step], str | None]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if plan.depth is not None:
        parts.append(Text.assemble(("\nNeutral depth: ", "bold"), sentence(plan.depth.told)))
    step = f"{DECISIONS[plan.next.decision]}: {plan.next.title}. {plan.next.why}"
    parts.append(Text.assemble(("\nNext step: ", "bold"), step))
    command = command_of(plan.here)
    return parts if command is None else [*parts, Text(f"  {command}", style="dim")]
