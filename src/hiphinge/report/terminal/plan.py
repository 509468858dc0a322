"""The plan on one screen: the next step with its reason, and the ladder with a mark at the athlete's place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hiphinge.report.terminal.spelling import Spelling, unspelled
from hiphinge.report.words import DECISIONS, STEP_STATES, ended, sentence, upper_first
from hiphinge.result.plan import Criterion, Plan, Step

_MARKS: Final = {
    "passed": ("✓", "green"),
    "not_passed": ("✗", "red"),
    "within_error": ("≈", "yellow"),
    "cannot_judge": ("?", "cyan"),
    None: ("·", "dim"),
}
_STATES: Final = {"passed": "green", "covered": "green", "open": "yellow", "step_back": "red", "unjudged": "cyan"}


def summary(
    plan: Plan, *, spell: Spelling = unspelled, command_of: Callable[[Step], str | None] = lambda _: None
) -> RenderableType:
    """Return the plan on one screen: next step, ladder, criteria, depth, a bag on the floor, what was left out.

    Parameters
    ----------
    plan
        The plan.
    spell
        How the arguments that would help are given in this front end.
    command_of
        The command that analyses a recording of a step, for those who type commands.

    Returns
    -------
    RenderableType
        For `rich.console.Console.print`; names of recordings are shown literally, never as markup.
    """
    parts: list[RenderableType] = [_next(plan, spell, command_of(plan.here)), _ladder(plan)]
    if not plan.sessions:
        parts.extend(_explanation(plan, command_of))
    for step in _relevant_steps(plan):
        parts.extend(_criteria(step))
    if plan.depth is not None:
        parts.append(Text.assemble(("Depth: ", "bold"), sentence(plan.depth.told)))
    parts.append(Text("\nA bag on the floor", style="bold"))
    parts.extend(Text(f"- {rule}") for rule in plan.everyday.rules)
    if plan.left_out:
        parts.append(Text("\nRecordings that belong to no step", style="bold"))
    parts.extend(
        Text(f"- {left.recording}: {left.reason}; {left.mend}{spell(left.arguments)}") for left in plan.left_out
    )
    parts.extend(Text.assemble(("! ", "yellow"), ended(note)) for note in plan.notes)
    parts.append(Text(f"\n{plan.disclaimer}", style="dim"))
    return Group(*parts)


def _next(plan: Plan, spell: Spelling, command: str | None) -> Panel:
    step = plan.next
    lines: list[str | tuple[str, str]] = [
        (f"{DECISIONS[step.decision]}: {step.title}\n", "bold"),
        step.why + spell(step.arguments),
    ]
    parts = [("Do: ", step.practise), ("Cue: ", step.cue), ("Film next: ", step.film)]
    for label, text in parts:
        if text is not None:
            lines += [("\n" + label, "bold"), sentence(text)]
    if command is not None:
        lines += [("\nThen: ", "bold"), command]
    return Panel(Text.assemble(*lines), title="Your next step", title_align="left", border_style="cyan", padding=(0, 1))


def _ladder(plan: Plan) -> Table:
    """Return the ladder, the hardest step on top; alternatives beside the main ladder are indented."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for step in reversed(plan.ladder):
        title = step.title if step.beside is None else f"  or: {step.title}"
        style = _STATES.get(step.state, "dim")
        mark = Text("▶", style="bold cyan") if step.here else Text("│", style="dim")
        name = Text(title, style="bold" if step.here else "" if step.beside is None else "dim")
        table.add_row(mark, name, Text(STEP_STATES[step.state], style=style))
    return table


def _relevant_steps(plan: Plan) -> list[Step]:
    """Return the steps whose criteria are shown: the one that decided, and the athlete's place."""
    recorded = [step for step in plan.ladder if step.state in {"open", "step_back", "passed"}]
    latest = {name for session in plan.sessions[-1:] for name in session.shows}
    hardest = [step for step in recorded if step.name in latest][-1:]
    return list({step.name: step for step in [*hardest, plan.here] if plan.sessions}.values())


def _criteria(step: Step) -> Iterable[RenderableType]:
    """Yield the criteria of a step, each with its mark, figure and interval."""
    recorded = any(criterion.verdict is not None for criterion in step.criteria)
    yield Text(f"\n{step.title} {'asks' if recorded else 'will ask'}", style="bold")
    for criterion in step.criteria:
        if criterion.needed or criterion.verdict not in {None, "cannot_judge"}:
            yield _line(criterion)


def _line(criterion: Criterion) -> RenderableType:
    sign, style = _MARKS[criterion.verdict]
    text = criterion.asks if criterion.verdict is None else criterion.told
    return Padding(Text.assemble((f"{sign} ", style), upper_first(text)), (0, 0, 0, 1))


def _explanation(plan: Plan, command_of: Callable[[Step], str | None]) -> Iterable[RenderableType]:
    """Yield the purpose of each step and what to film, for those who have recorded nothing yet."""
    yield Text(
        "\nThe steps, the easiest first; you leave one once all that it asks for was measured, however long that takes",
        style="bold",
    )
    for step in plan.ladder:
        command = command_of(step)
        how = f"Film {step.film}." if command is None else f"Film {step.film}: {command}."
        yield Text.assemble((step.title, "bold"), f": {step.purpose} ", (how, "dim"))
    yield Text.assemble(("How to film: ", "bold"), sentence(plan.how_to_film))
