"""The dowel drill in the terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from hiphinge.report.terminal import analysis as terminal
from hiphinge.result import Analysis
from tests.report import rods


@pytest.fixture
def drilled() -> Analysis:
    return rods.drilled()


def test_the_terminal_says_which_contact_left_and_how_deep(drilled: Analysis) -> None:
    out = Console(file=io.StringIO(), width=90)
    out.print(terminal.summary(drilled))
    text = out.file.getvalue()  # type: ignore[attr-defined]
    assert "<the tailbone> came off" in text
    assert "off 4.2 ± 1.5" in text
    assert "2.0 s" in text
    assert "41° ± 8" in text
    assert "the person's own height" in text
