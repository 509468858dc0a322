"""One composition: the same numbers for every caller, one pass over a recording, and cameras like files."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

import hiphinge as hh
from hiphinge.pipeline.delivery import deliver
from hiphinge.pipeline.recording import analyze_recording
from hiphinge.pipeline.request import Options, Request
from hiphinge.recordings.recording import Recording
from hiphinge.report.replay import video as replay
from hiphinge.result import Analysis, DowelDrill
from hiphinge.result.read import JSON_NAME, VIDEO_NAME
from tests.body_model import from_the_top
from tests.conftest import DEMO, RATE, SIZE, Remember, Run

REAL = Path(__file__).parents[3] / "shared" / "data" / "video"


def numbers(content: str) -> dict[str, Any]:
    """Return an analysis without the time and the arguments of its provenance."""
    whole: dict[str, Any] = json.loads(content)
    for name in ("created_utc", "arguments"):
        del whole["provenance"][name]
    return whole


def same_by_every_door(path: Path, by_command: str) -> None:
    expected = numbers(by_command)
    assert numbers(analyze_recording(path).to_json()) == expected
    assert numbers(hh.analyze(hh.open_motion(path)).to_json()) == expected


def test_python_and_the_command_give_the_same_numbers(demo_run: Run) -> None:
    same_by_every_door(DEMO, (demo_run.folder / "results" / JSON_NAME).read_text(encoding="utf-8"))


@pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not beside this checkout")
@pytest.mark.parametrize(
    "name",
    [
        "frank_kb-deadlift",
        *(
            pytest.param(file.stem, marks=pytest.mark.slow)
            for file in sorted(REAL.glob("*.mp4"))
            if file.stem != "frank_kb-deadlift"
        ),
    ],
)
def test_real_recordings_give_the_same_numbers(name: str, tmp_path: Path) -> None:
    path = REAL / f"{name}.mp4"
    _, folder = deliver(Request(path, tmp_path / "out", video=False))
    same_by_every_door(path, (folder / JSON_NAME).read_text(encoding="utf-8"))


@pytest.mark.parametrize("drill", ["wall", "dowel"])
def test_drills_too(lifter_clip: Path, tmp_path: Path, remember: Remember, drill: Any) -> None:  # noqa: ANN401
    remember()
    _, folder = deliver(Request(lifter_clip, tmp_path / "out", drill=drill, video=False))
    expected = numbers((folder / JSON_NAME).read_text(encoding="utf-8"))
    assert numbers(analyze_recording(lifter_clip, drill=drill).to_json()) == expected
    assert numbers(hh.analyze(hh.open_motion(lifter_clip, drill=drill), drill=drill).to_json()) == expected


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of files that PyAV opens for reading."""
    opened: list[str] = []
    original = av.open

    def counted(file: Any, mode: Any = None, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
        if mode in {None, "r"}:
            opened.append(str(file))
        return original(file, mode, *rest, **more)

    monkeypatch.setattr(av, "open", counted)
    return opened


@pytest.mark.parametrize("drill", [None, "wall", "dowel"])
@pytest.mark.parametrize(("video", "passes"), [(False, 1), (True, 2)])
def test_a_recording_is_read_once_and_once_more_for_the_replay(
    lifter_clip: Path,
    tmp_path: Path,
    remember: Remember,
    opens: list[str],
    drill: Any,  # noqa: ANN401
    *,
    video: bool,
    passes: int,
) -> None:
    fake = remember()
    fake.boxes = [(80.0, 20.0, 160.0, 190.0)]  # a person whom the first look finds
    recording = Recording(lifter_clip)
    deliver(Request(recording, tmp_path / "out", drill=drill, video=video))
    assert recording.passes == passes
    assert opens == [f"file:{lifter_clip}"] * passes


def test_a_replay_is_as_long_as_the_analysed_part_at_any_size_and_rate(
    lifter_clip: Path, tmp_path: Path, remember: Remember
) -> None:
    remember()
    motion = hh.open_motion(lifter_clip, max_side_px=200, max_rate_hz=7.5)
    path = replay.write(motion, hh.analyze(motion), tmp_path / VIDEO_NAME)
    with av.open(str(path)) as container:
        times = [float(frame.time or 0.0) for frame in container.decode(video=0)]
    assert times == pytest.approx(motion.time_s, abs=1e-3)
    assert times[-1] > from_the_top(2).duration_s - 0.3


def test_the_duration_is_that_of_the_analysed_part(lifter_clip: Path, remember: Remember) -> None:
    remember()
    assert hh.open_motion(lifter_clip, duration_s=3.0).source.duration_s == 3.0
    whole = hh.open_motion(lifter_clip).source.duration_s
    assert whole == pytest.approx(from_the_top(2).duration_s, abs=0.1)
    assert hh.open_motion(lifter_clip, duration_s=1000.0).source.duration_s == whole


def test_the_motion_says_when_it_was_recorded_and_of_what(lifter_clip: Path, remember: Remember) -> None:
    remember()
    source = hh.open_motion(lifter_clip).source
    recording = Recording(lifter_clip)
    assert (source.recorded_utc, source.recorded_utc_from) == (recording.recorded_utc, "file")
    assert source.content_hash == recording.content_hash


def test_a_drill_has_no_loads_and_no_limitation_of_loads(lifter_clip: Path, remember: Remember) -> None:
    remember()
    analysis = analyze_recording(lifter_clip, drill="wall")
    assert analysis.load_basis is None
    assert all(repetition.loads is None for repetition in analysis.repetitions)
    assert not any("load" in each.what for each in analysis.cannot_judge)
    assert analysis.provenance.arguments["load_kg"] is None


def test_options_are_defined_in_one_place() -> None:
    kept_apart = {"recording", "folder", "video"}
    assert set(Options.__annotations__) == {field.name for field in fields(Request)} - kept_apart


# A camera


class Feigned:
    """A camera that shows pictures of noise at 15 a second of its own clock, as long as two hinges take."""

    clock_s = 0.0

    def __init__(self, _: int) -> None:
        self.rng = np.random.default_rng(7)
        type(self).clock_s = 0.0
        self.left = int(from_the_top(2).duration_s * RATE) + 1

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def grab(self) -> bool:
        time.sleep(0.004)  # so that the reader keeps up
        type(self).clock_s += float(1 / RATE)
        self.left -= 1
        return self.left >= 0

    def retrieve(self) -> tuple[bool, NDArray[np.uint8]]:
        return True, self.rng.integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)

    def read(self) -> tuple[bool, NDArray[np.uint8]]:
        return self.retrieve()

    def get(self, _: int) -> float:
        return float(RATE)

    def release(self) -> None:
        self.left = -1


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch, remember: Remember) -> str:
    """Return the name of a camera that films two hinges."""
    remember()
    monkeypatch.setattr("cv2.VideoCapture", Feigned)
    monkeypatch.setattr("hiphinge.recordings.camera.sys.platform", "darwin")  # no device file to look for
    monkeypatch.setattr("hiphinge.recordings.camera.time.monotonic", lambda: Feigned.clock_s)
    return "0"


@pytest.mark.parametrize("drill", [None, "wall", "dowel"])
def test_a_camera_has_everything_that_a_file_has(
    camera: str,
    tmp_path: Path,
    drill: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    motions: list[hh.Motion] = []
    original: Callable[..., hh.Motion] = hh.open_motion

    def remembered(*given: Any, **more: Any) -> hh.Motion:  # noqa: ANN401
        motions.append(original(*given, **more))
        return motions[-1]

    monkeypatch.setattr("hiphinge.pipeline.recording.open_motion", remembered)
    analysis, folder = deliver(Request(camera, drill=drill))
    assert folder == Path("camera-0-hinge")
    assert set(motions[0].observations) == {{None: "plate", "wall": "wall", "dowel": "rod"}[drill]}
    assert len(analysis.repetitions) == 2
    with av.open(str(folder / VIDEO_NAME)) as container:
        assert sum(1 for _ in container.decode(video=0)) == len(motions[0])
    if drill == "dowel":
        assert isinstance(analysis.drill, DowelDrill)
        assert analysis.drill.reason != "the recording has no moving pictures"
    assert [path.name for path in tmp_path.iterdir()] == ["camera-0-hinge"]
    assert analysis.source.duration_s == pytest.approx(from_the_top(2).duration_s, abs=0.2)


def test_no_frames_of_a_camera_are_kept_without_a_replay(camera: str) -> None:
    recording = Recording(camera)
    analysis = hh.analyze_recording(recording)
    assert isinstance(analysis, Analysis)
    with pytest.raises(hh.ArgumentError, match="keep_frames"):
        recording.frames_at(np.array([0.0]))
