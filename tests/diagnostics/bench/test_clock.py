"""Timing of calls, with a clock that the test controls."""

from __future__ import annotations

import pytest

from hiphinge.diagnostics.bench.clock import report_progress, seconds


def test_a_call_takes_the_time_of_its_clock() -> None:
    now = [5.0]

    def work() -> None:
        now[0] += 2.5

    assert seconds(work, lambda: now[0]) == 2.5


def test_progress_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    report_progress("round 1 of 3")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "round 1 of 3\n")
