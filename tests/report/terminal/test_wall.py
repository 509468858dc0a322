"""The wall drill in the terminal."""

from __future__ import annotations

import pytest
from rich.console import Console

from hiphinge.core.motion import Motion
from hiphinge.drills.wall.drill import Given
from hiphinge.report.terminal import analysis as terminal
from hiphinge.result import Analysis
from tests.drills.wall.walls import Drilled, drilled
from tests.report.at_walls import analysed


@pytest.fixture(scope="module")
def touched() -> tuple[Analysis, Motion, Drilled]:
    made = drilled(pressed_cm=3.0)
    return (*analysed(made, Given(x_px=made.wall_px)), made)


def said(analysis: Analysis) -> str:
    console = Console(width=160, record=True, file=None, quiet=True)
    with console.capture():
        console.print(terminal.summary(analysis))
    wide = Console(width=160)
    with wide.capture() as text:
        wide.print(terminal.summary(analysis))
    return text.get()


def test_the_terminal_states_verdict_and_next_step(touched: tuple[Analysis, Motion, Drilled]) -> None:
    text = said(touched[0])
    assert "Wall drill: Touched with quiet knees" in text
    assert "Step out 3 cm" in text
    assert "the height as given" in text
