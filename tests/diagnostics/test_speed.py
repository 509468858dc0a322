"""The bench says what it measured in the right form; how fast this machine is, no test judges."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.diagnostics import muscles
from hiphinge.diagnostics import speed as bench
from hiphinge.pipeline.analyze import analyze
from hiphinge.recordings.frames import open_frames
from tests.clips import write_clip

TARGET = r"\(target at (most|least) [\d,.]+( s| x| MB)?: (met|MISSED)\)"


def test_start_tells_what_is_loaded_and_both_times() -> None:
    loads, package, help_text = bench.start(best_of=1)
    assert "loads none of numpy, " in loads
    took = r"\d+\.\d{3} s, \d+\.\d x `python -c pass` \(\d\.\d{3} s\), best of 1"
    for line, what in ((package, "import hiphinge"), (help_text, "hiphinge --help")):
        assert re.fullmatch(rf"start: `{what}` {took} {TARGET}; processor time \d\.\d\d s", line)


def test_kinematics_tells_frames_a_second() -> None:
    judged, whole = bench.kinematics(frames=600, best_of=1)
    said = r"kinematics: 600 frames, \d+ repetitions: .* \d\.\d{3} s = [\d,]+ frames a second"
    assert re.fullmatch(rf"{said} {TARGET}; [\d,]+ by processor time", judged)
    assert re.fullmatch(r"kinematics: all of analyze\(\) .* \d\.\d{3} s = [\d,]+ frames a second", whole)


def test_the_synthetic_motion_is_a_set_of_hinges() -> None:
    analysis = analyze(bench.synthetic_motion(600))
    assert len(analysis.repetitions) == 5
    assert analysis.pattern.name == "hinge"
    lean = analysis.repetitions[2].peak.trunk_lean_deg
    assert lean is not None
    assert lean.value == pytest.approx(70.0, abs=2.0)


def test_the_parts_are_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("start", "kinematics", "loads", "pipeline", "memory"):
        monkeypatch.setattr(bench, name, lambda *_, name=name: iter([name]))
    assert list(bench.measure("memory"))[1:] == ["memory"]
    assert list(bench.measure("all"))[1:] == ["start", "kinematics", "loads", "pipeline"]


def test_the_machine_is_named_first() -> None:
    assert next(bench.measure("start")).startswith("hiphinge ")


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(ArgumentError, match="pipeline, memory or all"):
        next(bench.measure("everything"))


def test_a_short_clip_is_repeated_without_a_gap(tmp_path: Path) -> None:
    once = bench._encoded(write_clip(tmp_path / "short.mp4", size=(66, 48)), tmp_path / "once.mp4", size=(160, 90))
    lasts, frames = bench._repeated(once, tmp_path / "long.mp4", 1.0)
    assert lasts == pytest.approx(1.2)
    with open_frames(tmp_path / "long.mp4") as pictures:
        seen = list(pictures)
    assert seen[0].image.shape == (90, 160, 3)
    assert np.allclose(np.diff([frame.time_s for frame in seen]), 1 / 30, atol=1e-4)
    assert len(seen) == frames == 36


def test_pipeline_states_ratios_to_the_bare_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(bench, "_deliver", lambda *_, **__: None)
    monkeypatch.setattr(bench, "_decode_and_estimate", lambda *_: None)
    monkeypatch.setattr(bench, "_seconds", lambda _: float(next(clock) + 10))
    worked = iter(range(1000))
    monkeypatch.setattr("time.process_time", lambda: float(next(worked)))
    beside = r"; quickest over quickest \d\.\d\d x, processor time 1\.00 x"
    made, bare, plain, video = bench.pipeline(write_clip(tmp_path / "a.mp4"), rounds=3)
    assert re.fullmatch(r"pipeline: a\.mp4 again and again: 38 s, \d+ frames of 64 x 48, \d+\.\d MB", made)
    assert bare == "pipeline: decode and pose model alone 15.0 s, median of 3"
    assert re.fullmatch(rf"pipeline: analyze without video 14\.0 s, 1\.06 x .* {TARGET}{beside}", plain)
    assert re.fullmatch(rf"pipeline: analyze with video 13\.0 s, 1\.12 x .* {TARGET}{beside}", video)


def test_memory_states_the_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    peaks = iter((400.0, 461.0))
    monkeypatch.setattr(bench, "_peak_mb", lambda *_: next(peaks))
    short, long, more = bench.memory(write_clip(tmp_path / "a.mp4"), minutes=(0.01, 0.03))
    assert re.fullmatch(r"memory: 1 s of 1920 x 1080 \(\d+ frames\): peak 400 MB, \d+ s", short)
    assert "peak 461 MB" in long
    assert more == "memory: the longer clip took 61 MB more (target at most 60 MB: MISSED)"


def test_loads_tell_frames_a_second() -> None:
    (ours,) = muscles.muscles(frames=12, best_of=1)
    said = r"loads: 12 frames, angles to L5/S1 with \d+ pairs of muscles \d+\.\d\d ms a frame = [\d,]+ frames a second"
    assert re.fullmatch(rf"{said} of processor time {TARGET}", ours)
