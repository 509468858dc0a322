"""Progress in the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console, RenderableType

from hiphinge.report.terminal import progress as terminal
from tests.report.progressed import NAME, deeper


def shown(part: RenderableType) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(part)
    return console.export_text()


def test_each_exercise_has_a_table_with_first_latest_change_and_verdict(tmp_path: Path) -> None:
    progress, plan = deeper(tmp_path)
    text = shown(terminal.summary(progress, plan=plan, command_of=lambda step: f"film {step.name}"))
    (line,) = [line for line in text.splitlines() if line.startswith("Neutral depth ") and "better" in line]
    assert line.split()[2:] == ["40°", "±", "5", "58°", "±", "5", "+18°", "10°", "published", "better"]
    assert text.startswith(f"{NAME}: 3 sessions, the latest on ")
    for part in ("Romanian deadlift", "Wall drill", "one session", "Next step: ", "film ", "Beginner to experienced"):
        assert part in text
    assert "another version" in text
    assert "Not measured: " in text
    assert "Next step" not in shown(terminal.summary(progress))


def test_athletes_are_listed() -> None:
    when = datetime(2026, 5, 1, tzinfo=UTC)
    text = shown(terminal.people([(NAME, 2, 5, when), ("Ben", 0, 0, None)]))
    assert f"{NAME}" in text
    assert "2026-05-01" in text
    assert "Nobody" in shown(terminal.people([]))
