"""Loads in the terminal."""

from __future__ import annotations

from hiphinge.report.terminal.loads import lines
from tests.report.lifter import make_analysis
from tests.report.loaded import make_loaded


def test_the_heaviest_repetition_is_shown_with_its_intervals() -> None:
    text = "\n".join(line.plain for line in lines(make_loaded()))
    assert "most in repetition 2" in text
    assert "5.4 kN ±" in text


def test_without_loads_there_is_no_line() -> None:
    assert list(lines(make_analysis())) == []
