"""Every example runs; a motion made here stands in for the recording."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import hiphinge
from hiphinge.diagnostics.bench.kinematics import synthetic_motion

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Callable[..., None]]:
    def load(name: str) -> Callable[..., None]:
        motion = synthetic_motion(420)
        monkeypatch.setattr(hiphinge, "analyze_recording", lambda _: hiphinge.analyze(motion), raising=False)
        script: dict[str, Any] = runpy.run_path(str(EXAMPLES / f"{name}.py"))
        main: Callable[..., None] = script["main"]
        return main

    return load


def test_verdict(example: Callable[[str], Callable[..., None]], capsys: pytest.CaptureFixture[str]) -> None:
    example("verdict")("set.mp4")
    output = capsys.readouterr().out
    assert "3 repetitions: hinge" in output
    assert "Not judged: pelvic tilt" in output


def test_first_and_last(example: Callable[[str], Callable[..., None]], capsys: pytest.CaptureFixture[str]) -> None:
    example("first_and_last")("set.mp4")
    assert capsys.readouterr().out.count("no difference beyond the measurement error") == 4


def test_table(
    example: Callable[[str], Callable[..., None]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    example("table")("set.mp4", str(tmp_path / "set.csv"))
    assert len((tmp_path / "set.csv").read_text(encoding="utf-8").splitlines()) == 421
    assert capsys.readouterr().out.count("deepest at") == 3


def test_next_step(example: Callable[[str], Callable[..., None]], capsys: pytest.CaptureFixture[str]) -> None:
    example("next_step")("set.mp4")
    output = capsys.readouterr().out
    assert output.startswith("Romanian deadlift to the knee (record_again)")
    assert "cannot_judge: low-back flexion" in output


def test_every_example_has_a_test() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert [path.stem for path in EXAMPLES.glob("*.py") if f"def test_{path.stem}(" not in here] == []
