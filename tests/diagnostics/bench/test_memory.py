"""Output of the memory benchmark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hiphinge.diagnostics.bench import memory as bench
from tests.clips import write_clip


def test_memory_states_the_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    peaks = iter((400.0, 461.0))
    monkeypatch.setattr(bench, "_peak_mb", lambda *_: next(peaks))
    short, long, more = bench.memory(write_clip(tmp_path / "a.mp4"), minutes=(0.01, 0.03))
    assert re.fullmatch(r"memory: 1 s of 1920 x 1080 \(\d+ frames\): peak 400 MB, \d+ s", short)
    assert "peak 461 MB" in long
    assert more == "memory: the longer clip took 61 MB more (target at most 60 MB: MISSED)"
