"""The command `hiphinge drill`: what it writes, what it refuses, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.pipeline.delivery import RESULT_NAMES, deliver
from hiphinge.pipeline.request import Request
from hiphinge.result import Analysis, DowelDrill
from tests.body_model import from_the_top
from tests.cli.conftest import Call
from tests.conftest import Remember, run_command


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--heel-cm", "500"], "--heel-cm"),
        (["--heel-cm", "15", "--wall-x", "80"], "one of them"),
        (["--height-m", "17"], "height"),
    ],
)
def test_unusable_arguments_are_refused_in_one_sentence(
    tmp_path: Path, lifter_clip: Path, options: list[str], words: str
) -> None:
    run = run_command("drill", "wall", lifter_clip, *options, folder=tmp_path)
    assert run.status == 2
    assert run.out == ""
    assert len(run.err.strip().splitlines()) == 1
    assert words in run.err
    assert list(tmp_path.iterdir()) == []


def test_a_missing_recording_is_refused(tmp_path: Path) -> None:
    run = run_command("drill", "wall", "gone.mp4", folder=tmp_path)
    assert run.status == 2
    assert "gone.mp4" in run.err
    assert list(tmp_path.iterdir()) == []


def test_results_are_written_and_say_what_is_missing(tmp_path: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    analysis, folder = deliver(Request(lifter_clip, tmp_path / "out", drill="wall", heel_cm=15.0))
    assert {path.name for path in folder.iterdir()} == set(RESULT_NAMES)
    content = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    assert content["drill"]["name"] == "wall"
    assert content["provenance"]["arguments"]["drill"] == "wall"
    assert content["provenance"]["arguments"]["heel_cm"] == 15.0
    assert "wall_distance_cm" in analysis.to_frame().columns
    assert any(each.what == "the distance to the wall" for each in analysis.cannot_judge)


def test_a_column_outside_the_picture_is_refused(tmp_path: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    with pytest.raises(ArgumentError, match="pixels wide"):
        deliver(Request(lifter_clip, tmp_path / "out", drill="wall", wall_x_px=100_000.0))
    assert list(tmp_path.iterdir()) == []


def test_a_drill_without_a_rod_is_reported_and_written(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember(from_the_top(2))
    run = call("drill", "dowel", lifter_clip, "-o", "out", "--no-video", "--json")
    assert run.status == 3
    analysis = Analysis.model_validate_json(run.out)
    assert isinstance(analysis.drill, DowelDrill)
    assert analysis.drill.verdict == "no_rod"
    assert len(run.err.strip().splitlines()) == 1
    assert "No rod was found" in run.err
    assert {path.name for path in (run.folder / "out").iterdir()} == {"analysis.json", "frames.parquet", "report.html"}


def test_an_unknown_drill_is_refused(call: Call, lifter_clip: Path) -> None:
    assert call("drill", "ladder", lifter_clip).status == 2
