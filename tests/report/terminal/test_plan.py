"""The plan in the terminal."""

from __future__ import annotations

from rich.console import Console

from hiphinge.progression import plan_of
from hiphinge.report.terminal.plan import summary
from hiphinge.result.plan import Plan
from tests.lift_results import lifts


def shown(plan: Plan) -> str:
    console = Console(width=200)
    with console.capture() as text:
        console.print(summary(plan))
    return text.get()


def test_every_step_and_the_next_one_are_shown() -> None:
    plan = plan_of([lifts()])
    text = shown(plan)
    assert "Move on" in text
    assert all(step.title in text or step.title.lower() in text.lower() for step in plan.ladder)


def test_nothing_recorded_says_where_to_begin() -> None:
    text = shown(plan_of([]))
    assert "Begin here" in text
