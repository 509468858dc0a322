"""Benchmarks chosen by name."""

from __future__ import annotations

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.diagnostics.bench import run


def test_benchmarks_are_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("start", "kinematics", "loads", "pipeline", "memory"):
        monkeypatch.setattr(run, name, lambda *_, name=name: iter([name]))
    assert list(run.measure("memory"))[1:] == ["memory"]
    assert list(run.measure("all"))[1:] == ["start", "kinematics", "loads", "pipeline"]


def test_the_machine_is_named_first() -> None:
    assert next(run.measure("start")).startswith("hiphinge ")


def test_an_unknown_benchmark_is_refused() -> None:
    with pytest.raises(ArgumentError, match="pipeline, memory or all"):
        next(run.measure("everything"))
