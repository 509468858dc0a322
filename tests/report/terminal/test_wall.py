"""The wall drill in the terminal."""

from __future__ import annotations

from hiphinge.core.motion import Motion
from hiphinge.result import Analysis
from tests.drills.wall.walls import Drilled
from tests.report.at_walls import terminal_text


def test_the_terminal_states_verdict_and_next_step(touched: tuple[Analysis, Motion, Drilled]) -> None:
    text = terminal_text(touched[0])
    assert "Wall drill: Touched with quiet knees" in text
    assert "Step out 3 cm" in text
    assert "the height as given" in text
