"""`hiphinge analyze`: its output, its files, and its message if nothing could be judged."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import av
import numpy as np
import polars as pl
import pytest

from hiphinge import cli
from hiphinge.pipeline.delivery import RESULT_NAMES
from hiphinge.pose.factory import DEFAULT_ESTIMATOR
from hiphinge.result import Analysis
from tests import clips
from tests.body_model import Camera, Posture, from_the_top
from tests.cli.conftest import Call
from tests.conftest import SIZE, TRUNK_PX, Remember, Run


def test_the_demo_clip_is_analysed(demo_run: Run) -> None:
    assert demo_run.status == 0
    analysis = Analysis.model_validate_json(demo_run.out)
    assert [repetition.pattern.name for repetition in analysis.repetitions].count("hinge") == 3
    assert len(analysis.repetitions) == 4
    assert analysis.pattern.name == "hinge"
    assert analysis.source.view.usable
    assert analysis.quality.detected_fraction > 0.98
    assert analysis.provenance.pose_model is not None
    assert DEFAULT_ESTIMATOR in analysis.provenance.pose_model


def test_the_demo_clip_has_all_results(demo_run: Run) -> None:
    folder = demo_run.folder / "results"
    assert {path.name for path in folder.iterdir()} == set(RESULT_NAMES)
    assert [path.name for path in demo_run.folder.iterdir()] == ["results"]
    content = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    assert content == json.loads(demo_run.out)
    table = pl.read_parquet(folder / "frames.parquet")
    assert table.height == content["source"]["frames"]
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert len(report.encode()) < 2_500_000
    with av.open(str(folder / "annotated.mp4")) as video:
        stream = video.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert float(video.duration or 0) / av.time_base == pytest.approx(content["source"]["duration_s"], abs=0.2)


def test_angles_of_the_demo_are_plausible(demo_run: Run) -> None:
    table = pl.read_parquet(demo_run.folder / "results" / "frames.parquet")
    for angle, low, high in (("trunk_lean_deg", -15, 100), ("knee_flexion_deg", -20, 150), ("shank_deg", -40, 60)):
        known = table[angle].drop_nulls()
        assert known.is_between(low, high).all()
        assert known.len() > 0.9 * table.height
    assert table["lumbar_flexion_deg"].drop_nulls().is_between(-30, 70).all()
    thigh = pl.col("shank_deg") - pl.col("knee_flexion_deg")
    turned = (
        table.select(pl.col("pelvic_tilt_deg") - thigh - pl.col("hip_flexion_deg")).to_series().drop_nulls().to_numpy()
    )
    # Hip flexion is that of the pelvis: pelvic tilt minus the rotation of the thigh from standing, within their errors.
    assert np.abs(turned - np.median(turned)).max() < 20


def test_the_demo_prints_nothing_unexpected(demo_run: Run) -> None:
    assert demo_run.out.startswith("{")
    assert demo_run.out.rstrip().endswith("}")
    assert "Traceback" not in demo_run.err


def test_logs_of_native_libraries_are_hidden(demo_run: Run) -> None:
    for chatter in ("W0000", "XNNPACK", "InitGoogle", "Warning"):
        assert chatter not in demo_run.err


def test_the_summary_goes_to_standard_output(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember()
    run = call("analyze", lifter_clip, "--no-video")
    assert run.status == 0
    assert "2" in run.out
    assert "lifter-hinge" in run.out
    assert "report.html" in run.out
    assert {path.name for path in (run.folder / "lifter-hinge").iterdir()} == set(RESULT_NAMES) - {"annotated.mp4"}


def test_json_is_the_only_standard_output(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember()
    run = call("analyze", lifter_clip, "-o", "out", "--no-video", "--json")
    assert run.status == 0
    content = json.loads(run.out)
    assert content == json.loads((run.folder / "out" / "analysis.json").read_text(encoding="utf-8"))


def test_quiet_prints_nothing(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember()
    run = call("analyze", lifter_clip, "--no-video", "--quiet")
    assert (run.status, run.out, run.err) == (0, "", "")


def test_options_reach_the_analysis(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember(from_the_top(2, Posture(22, 112, 34)))
    run = call(
        "analyze", lifter_clip, "--exercise", "romanian_deadlift", "--load-kg", "40", "--height-m", "1.71",
        "--mass-kg", "64", "--sex", "f", "--athlete", "kim 7", "--no-video", "--json",
    )  # fmt: skip
    analysis = Analysis.model_validate_json(run.out)
    assert run.status == 0, "faults found or not: analysed"
    assert analysis.cue is not None
    assert analysis.athlete.model_dump() == {"id": "kim 7", "height_m": 1.71, "mass_kg": 64.0, "sex": "f"}
    assert (analysis.exercise.name, analysis.exercise.given) == ("romanian_deadlift", True)
    assert analysis.provenance.arguments["load_kg"] == 40.0


@pytest.mark.parametrize(
    ("option", "value"),
    [("--load-kg", "-5"), ("--load-kg", "nan"), ("--height-m", "178"), ("--height-m", "0"), ("--mass-kg", "8")],
)
def test_implausible_bodies_and_weights_are_refused(
    call: Call, lifter_clip: Path, remember: Remember, option: str, value: str
) -> None:
    remember()
    run = call("analyze", lifter_clip, option, value, "-o", "out", "--no-video")
    assert (run.status, run.out) == (2, "")
    assert len(run.err.strip().splitlines()) == 1
    assert value.lstrip("-") in run.err
    assert not (run.folder / "out").exists()


@pytest.mark.parametrize(
    "name", ["Übung 1 – Kreuzheben (final).mp4", "ヒップヒンジ.mp4", "-dash.mp4", "50%d 'n' \"q\".mp4"]
)
def test_names_of_every_kind(name: str, call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember()
    shutil.copy(lifter_clip, lifter_clip.parent / name)
    run = call("analyze", "--no-video", "--json", lifter_clip.parent / name)
    assert run.status == 0
    stem = Path(name).stem
    assert (run.folder / f"{stem}-hinge" / "report.html").is_file()
    content = json.loads(run.out)
    assert content["source"]["path"].endswith(name)


def nothing_judged(run: Run, reason: str) -> Analysis:
    assert run.status == cli.EXIT_NOTHING_JUDGED == 3
    assert "Traceback" not in run.err
    said = [line for line in run.err.splitlines() if line.startswith("hiphinge: ")]
    assert len(said) == 1
    assert said[0].endswith(".")
    analysis = Analysis.model_validate_json((run.folder / "out" / "analysis.json").read_text(encoding="utf-8"))
    assert all(repetition.light == "unknown" for repetition in analysis.repetitions)
    assert analysis.pattern.name == "unknown"
    assert any(reason in f"{each.reason} {each.mend}" for each in analysis.cannot_judge)
    assert {path.name for path in (run.folder / "out").iterdir()} >= {"analysis.json", "frames.parquet", "report.html"}
    return analysis


def test_nobody_in_the_picture(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember(camera=Camera(trunk_px=TRUNK_PX, unseen_s=(0.0, 99.0)))
    analysis = nothing_judged(call("analyze", lifter_clip, "-o", "out", "--json"), "no person")
    assert analysis.quality.detected_fraction == 0


def test_nobody_in_the_picture_by_the_real_estimator(call: Call, tmp_path: Path) -> None:
    clip = clips.write_clip(tmp_path / "empty room.mp4", size=(160, 120))
    nothing_judged(call("analyze", clip, "-o", "out", "--no-video", "--quiet"), "no person")


@pytest.mark.parametrize("yaw_deg", [85.0, -80.0])
def test_a_front_view_says_how_to_place_the_camera(
    call: Call, lifter_clip: Path, remember: Remember, yaw_deg: float
) -> None:
    remember(camera=Camera(trunk_px=TRUNK_PX, yaw_deg=yaw_deg))
    run = call("analyze", lifter_clip, "-o", "out", "--no-video")
    analysis = nothing_judged(run, "from the side")
    assert not analysis.source.view.usable
    assert "camera" in run.err
    assert "side" in run.err


@pytest.mark.parametrize("frames", [1, 3])
def test_a_few_frames(call: Call, tmp_path: Path, remember: Remember, frames: int) -> None:
    remember()
    clip = clips.write_clip(tmp_path / "short.mp4", clips.even_times(frames), size=SIZE)
    analysis = nothing_judged(call("analyze", clip, "-o", "out", "--json"), "frames")
    assert analysis.source.frames == frames


def test_a_still_picture(call: Call, tmp_path: Path, remember: Remember) -> None:
    remember()
    picture = clips.write_images(tmp_path / "one", ["a.png"], size=SIZE) / "a.png"
    analysis = nothing_judged(call("analyze", picture, "-o", "out", "--no-video", "--quiet"), "complete repetition")
    assert analysis.source.kind == "image"


def test_a_lifter_who_leaves_the_picture_is_judged_while_visible(
    call: Call, lifter_clip: Path, remember: Remember
) -> None:
    script = from_the_top(2)
    remember(script, Camera(trunk_px=TRUNK_PX, unseen_s=(3.8, 99.0)))
    run = call("analyze", lifter_clip, "-o", "out", "--json")
    assert run.status == 0
    analysis = Analysis.model_validate_json(run.out)
    assert len(analysis.repetitions) == 1
    assert any("was visible in" in note for note in analysis.quality.warnings)
    assert analysis.quality.detected_fraction < 0.7


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_name_that_is_not_utf_8_is_analysed(
    call: Call, remember: Remember, lifter_clip: Path, tmp_path: Path
) -> None:
    """An old camera's card or archive has names in another encoding."""
    remember()
    clip = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    shutil.copy(lifter_clip, clip)
    run = call("analyze", clip, "--json")
    assert run.status == 0
    assert Analysis.model_validate_json(run.out).source.name == "caf\N{REPLACEMENT CHARACTER}.mp4"
    folder = run.folder / os.fsdecode(b"caf\xe9-hinge")
    assert {path.name for path in folder.iterdir()} == set(RESULT_NAMES)
    assert "caf\N{REPLACEMENT CHARACTER}.mp4" in (folder / "report.html").read_text(encoding="utf-8")
