"""The plan in the terminal."""

from __future__ import annotations

from rich.console import Console

from hiphinge.progression import plan_of
from hiphinge.report.terminal.plan import summary
from hiphinge.result.plan import Plan
from tests.lift_results import lifts, recorded, repetition


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


def test_recordings_that_belong_to_no_step_are_listed_apart() -> None:
    text = shown(plan_of([recorded("unknown", [repetition()] * 8, given=False)]))
    assert "Recordings that belong to no step\n- unknown-0.mp4: the exercise was not recognised" in text


def test_rows_of_the_ladder_are_not_cut_mid_sentence() -> None:
    text = shown(plan_of([lifts(pattern="squat", index=0.0)]))
    rows = [line.rstrip() for line in text.splitlines() if line.startswith("│ ") and "not recorded" in line]
    assert rows
    assert all(row.endswith(("not recorded yet", "not recorded, not needed")) for row in rows)
