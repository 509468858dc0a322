"""One lift by the NIOSH equation on one screen: multipliers with their costs, limit, index, the first change."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hiphinge.core.measure import Measure
from hiphinge.niosh.texts import constant_text, weight_text
from hiphinge.report.numbers import number, with_interval
from hiphinge.report.words import sentence, upper_first
from hiphinge.result.lift import Change, End, Lift, Multiplier

_ENDS = {"origin": "Where it starts", "destination": "Where it ends"}


def summary(lift: Lift) -> RenderableType:
    """Return the lift on one screen: limit and index at each end, multipliers, the first change, limitations, notes.

    Parameters
    ----------
    lift
        The lift.

    Returns
    -------
    RenderableType
        For `rich.console.Console.print`; names of recordings are shown literally, never as markup.
    """
    parts: list[RenderableType] = []
    for end in lift.ends:
        parts.extend(_end(lift, end))
    if lift.means is not None:
        parts.append(Text(lift.means))
    if lift.first is not None:
        parts.append(_first(lift, lift.first))
    parts.extend(
        Text.assemble(("? ", "cyan"), (upper_first(limitation.what), "bold"), f": {sentence(limitation.reason)}")
        for limitation in lift.cannot_judge
    )
    parts.extend(Text.assemble(("! ", "yellow"), sentence(note)) for note in lift.notes)
    parts.extend(Text(text, style="dim") for text in (f"\n{lift.applies_to}", lift.disclaimer, f"{lift.source}."))
    return Group(*parts)


def _end(lift: Lift, end: End) -> Iterable[RenderableType]:
    """Yield the headline and the table of one end of the lift."""
    limit, index = end.recommended_weight_limit_kg, end.lifting_index
    index_text = "" if index is None else f", lifting index {_figure(index)}"
    yield Text.assemble(
        (f"{_ENDS[end.name]}: ", "bold"),
        f"load {weight_text(lift.task.load_kg, lift.units)}, recommended weight limit {_weight(limit, lift)}",
        index_text,
    )
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for title in ("", "", "from", "multiplier", "costs"):
        table.add_column(title, justify="left" if title in {"", "from"} else "right")
    table.add_row("LC", "Load constant", constant_text(lift.units), "", "")
    for row in end.multipliers:
        worst = lift.first is not None and (lift.first.end, lift.first.multiplier) == (end.name, row.name)
        table.add_row(row.name, upper_first(row.title), row.told, *_figures(row), style="bold" if worst else "")
    yield table
    yield Text("")


def _figures(multiplier: Multiplier) -> tuple[str, str]:
    cost = "nothing" if multiplier.costs_percent.high == 0 else _figure(multiplier.costs_percent, "percent")
    return _figure(multiplier.value), cost


def _first(lift: Lift, first: Change) -> Panel:
    """Return a panel with the one thing to change first."""
    where = "" if len(lift.ends) == 1 else f" {_ENDS[first.end].lower()}"
    effect = (
        f"It lowers the limit most{where}: without that loss the limit would be "
        f"{_weight(first.recommended_weight_limit_kg, lift)}."
    )
    text = Text.assemble((first.what, "bold"), "\n", effect)
    return Panel(text, title="Change this first", title_align="left", border_style="cyan", padding=(0, 1))


def _weight(limit: Measure, lift: Lift) -> str:
    """Return a limit in the lift's units, with its interval where it has one."""
    text = weight_text(limit.value, lift.units)
    if limit.low == limit.high:
        return text
    ends = " to ".join(weight_text(end, lift.units).split()[0] for end in (limit.low, limit.high))
    return f"{text} (90 % {ends})"


def _figure(value: Measure, unit: str = "ratio") -> str:
    """Return a figure with its interval where it has one."""
    return number(value.value, unit) if value.low == value.high else with_interval(value, unit)
