"""Output into files and pipes whose encoding lacks some of our characters, as pipes on Windows do."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hiphinge import cli
from hiphinge.cli.encoding import SUBSTITUTES
from tests.conftest import Remember
from tests.lift_results import text_of

LIFT = "lift --load-kg 10 --horizontal-cm 30 --origin-cm 50 --destination-cm 90 --per-minute 1 --hours 1 --grip good"


def output_of(*arguments: str, encoding: str, folder: Path) -> bytes:
    """Return what a command writes into a pipe, and require that it ends with status 0 and writes nothing else."""
    command = [sys.executable, "-c", "from hiphinge.cli import main; main()", *arguments]
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, cwd=folder, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.fixture
def results(tmp_path: Path) -> Path:
    (tmp_path / "analysis.json").write_text(text_of(), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_texts_are_readable_in_any_encoding(results: Path, encoding: str) -> None:
    plan = output_of("plan", ".", encoding=encoding, folder=results).decode(encoding)
    assert ("deg (" if encoding == "ascii" else "° (") in plan
    assert "?" not in plan
    assert "Twist" in output_of(*LIFT.split(), encoding=encoding, folder=results).decode(encoding)
    assert "--load-kg" in output_of("lift", "--help", encoding=encoding, folder=results).decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_json_is_valid_in_any_encoding(results: Path, encoding: str) -> None:
    plan = json.loads(output_of("plan", ".", "--json", encoding=encoding, folder=results).decode("utf-8"))
    assert "°" in json.dumps(plan, ensure_ascii=False)
    lift = json.loads(output_of(*LIFT.split(), "--json", encoding=encoding, folder=results).decode("utf-8"))
    assert lift["schema"].startswith("hiphinge.lift/")


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_an_analysis_does_not_fail_when_its_work_is_done(
    more: list[str], remember: Remember, lifter_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["hiphinge", "analyze", str(lifter_clip), "--no-video", "-o", "é", *more])
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    sys.stdout.flush()
    assert ended.value.code == 0
    assert written.getvalue().isascii()
    assert (b'"schema": "hiphinge.analysis/1"' in written.getvalue()) == bool(more)


def test_every_substitute_can_be_shown_anywhere() -> None:
    assert all(substitute.isascii() and not lacking.isascii() for lacking, substitute in SUBSTITUTES.items())
