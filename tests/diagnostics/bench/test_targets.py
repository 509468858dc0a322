"""A value compared with its target."""

from __future__ import annotations

from hiphinge.diagnostics.bench.targets import against


def test_a_maximum_is_met_from_below_and_a_minimum_from_above() -> None:
    assert against(0.3, 0.3, "at most {:g} s") == " (target at most 0.3 s: met)"
    assert against(0.31, 0.3, "at most {:g} s") == " (target at most 0.3 s: MISSED)"
    assert against(99.0, 100.0, "at least {:g}", more=True) == " (target at least 100: MISSED)"
