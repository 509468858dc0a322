"""Output of the pipeline benchmark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hiphinge.diagnostics.bench import pipeline as bench
from tests.clips import write_clip
from tests.diagnostics.bench import TARGET


def test_pipeline_states_ratios_to_the_bare_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(bench, "_deliver", lambda *_, **__: None)
    monkeypatch.setattr(bench, "_decode_and_estimate", lambda *_: None)
    monkeypatch.setattr(bench, "seconds", lambda _: float(next(clock) + 10))
    worked = iter(range(1000))
    monkeypatch.setattr("time.process_time", lambda: float(next(worked)))
    beside = r"; quickest over quickest \d\.\d\d x, processor time 1\.00 x"
    made, bare, plain, video = bench.pipeline(write_clip(tmp_path / "a.mp4"), rounds=3)
    assert re.fullmatch(r"pipeline: a\.mp4 repeated: 38 s, \d+ frames of 64 x 48, \d+\.\d MB", made)
    assert bare == "pipeline: decode and pose model alone 15.0 s, median of 3"
    assert re.fullmatch(rf"pipeline: analyze without video 14\.0 s, 1\.06 x .* {TARGET}{beside}", plain)
    assert re.fullmatch(rf"pipeline: analyze with video 13\.0 s, 1\.12 x .* {TARGET}{beside}", video)
