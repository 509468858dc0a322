"""Results are written completely or not at all; earlier ones stay until then."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import numpy as np
import polars as pl
import pytest

from hiphinge import analyze, open_motion
from hiphinge.core.errors import ArgumentError, HipHingeError, OutputError, RecordingError
from hiphinge.core.files import atomic_write
from hiphinge.core.measure import Measure
from hiphinge.core.motion import Motion
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.spine import Spine, Standing, absent_spine
from hiphinge.pipeline.delivery import RESULT_NAMES, _give_back_memory, deliver, staged
from hiphinge.pipeline.request import Request
from hiphinge.result import Analysis, Athlete
from hiphinge.result.read import VIDEO_NAME
from tests.body_model import Camera, film, from_the_top
from tests.conftest import Remember

EARLIER = "earlier result"


def everything_in(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """Return a folder with results of an earlier run and a file of the user."""
    target = tmp_path / "results"
    target.mkdir()
    for name in (*RESULT_NAMES, "notes.txt"):
        (target / name).write_text(f"{EARLIER} {name}", encoding="utf-8")
    return target


def test_all_results_are_written(tmp_path: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    analysis, folder = deliver(Request(lifter_clip, tmp_path / "out"))
    assert folder == tmp_path / "out"
    assert {path.name for path in folder.iterdir()} == set(RESULT_NAMES)
    assert all(path.stat().st_size > 200 for path in folder.iterdir())
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    back = Analysis.model_validate_json((folder / "analysis.json").read_text(encoding="utf-8"))
    assert back.model_dump() == analysis.model_dump()
    assert len(back.repetitions) == 2
    assert pl.read_parquet(folder / "frames.parquet").equals(analysis.to_frame())
    assert "</html>" in (folder / "report.html").read_text(encoding="utf-8")


def test_the_drawn_motion_is_the_one_that_was_measured(
    tmp_path: Path, lifter_clip: Path, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(camera=Camera(trunk_px=50.0, unseen_s=(3.0, 3.1)))
    treated = measure_movement(open_motion(lifter_clip)).motion
    remember(camera=Camera(trunk_px=50.0, unseen_s=(3.0, 3.1)))
    drawn: list[Motion] = []
    monkeypatch.setattr("hiphinge.report.replay.video.write", lambda motion, *_, **__: drawn.append(motion))
    deliver(Request(lifter_clip, tmp_path / "out"))
    np.testing.assert_array_equal(drawn[0].position, treated.position)
    np.testing.assert_array_equal(drawn[0].confidence, treated.confidence)
    assert drawn[0].outline is None, "which is most of what a motion weighs and is not drawn"


def test_freed_memory_is_returned_if_the_c_library_can(monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed: list[int] = []
    libraries = iter([SimpleNamespace(malloc_trim=trimmed.append), SimpleNamespace()])
    monkeypatch.setattr("ctypes.CDLL", lambda _: next(libraries))
    monkeypatch.setattr(sys, "platform", "linux")
    _give_back_memory()
    _give_back_memory()
    monkeypatch.setattr(sys, "platform", "win32")
    _give_back_memory()
    assert trimmed == [0]


def test_the_estimator_is_closed(tmp_path: Path, lifter_clip: Path, remember: Remember) -> None:
    fake = remember()
    deliver(Request(lifter_clip, tmp_path / "out", video=False))
    assert fake.closed


def test_earlier_results_are_replaced_and_other_files_stay(
    earlier: Path, lifter_clip: Path, remember: Remember
) -> None:
    remember()
    deliver(Request(lifter_clip, earlier, video=False))
    assert (earlier / "notes.txt").read_text(encoding="utf-8").startswith(EARLIER)
    for name in set(RESULT_NAMES) - {VIDEO_NAME}:
        assert EARLIER.encode() not in (earlier / name).read_bytes()
    assert not (earlier / VIDEO_NAME).exists()  # it showed another analysis


def test_missing_parent_folders_are_created(tmp_path: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    deliver(Request(lifter_clip, tmp_path / "a" / "b c" / "ü", video=False))
    assert (tmp_path / "a" / "b c" / "ü" / "analysis.json").is_file()


@pytest.mark.parametrize(
    ("recording", "folder"),
    [
        ("lift.mp4", "lift-hinge"),
        ("a/Mein Video 1.MOV", "Mein Video 1-hinge"),
        ("0", "camera-0-hinge"),
        ("set/", "set-hinge"),
    ],
)
def test_the_default_folder_carries_the_recordings_name(recording: str, folder: str) -> None:
    assert Request(recording).target == Path(folder)


class Failing:
    """Ways in which a run can fail."""

    def __init__(self, patch: pytest.MonkeyPatch, remember: Remember) -> None:
        self._patch, self._remember = patch, remember

    def at(self, where: str) -> type[BaseException]:
        """Arrange for the failure and return what is raised for it."""
        if where == "interrupted while reading":
            self._remember(error=KeyboardInterrupt(), error_at=40)
            return KeyboardInterrupt
        self._remember()
        interrupt = where.startswith("interrupted")
        error: BaseException = KeyboardInterrupt() if interrupt else OSError(errno.ENOSPC, "No space left on device")

        def fail(*_: object, **__: object) -> NoReturn:
            raise error

        place = {"drawing": "replay.video.write", "the report": "page.html.write", "frames": "export.write_frames"}
        self._patch.setattr(f"hiphinge.report.{place[where.rpartition('while writing ')[2]]}", fail)
        return KeyboardInterrupt if interrupt else OutputError


FAILURES = [
    "interrupted while reading",
    "interrupted while writing drawing",
    "interrupted while writing the report",
    "full disk while writing drawing",
    "full disk while writing the report",
    "full disk while writing frames",
]


@pytest.mark.parametrize("where", FAILURES)
def test_a_failure_leaves_everything_as_it_was(
    where: str, earlier: Path, lifter_clip: Path, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Failing(monkeypatch, remember).at(where)
    before = everything_in(earlier.parent)
    with pytest.raises(expected):
        deliver(Request(lifter_clip, earlier))
    assert everything_in(earlier.parent) == before


@pytest.mark.parametrize("where", FAILURES)
def test_a_failure_creates_nothing(
    where: str, tmp_path: Path, lifter_clip: Path, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Failing(monkeypatch, remember).at(where)
    with pytest.raises(expected):
        deliver(Request(lifter_clip, tmp_path / "new" / "results"))
    assert everything_in(tmp_path) == {}


def test_a_full_disk_is_reported(
    tmp_path: Path, lifter_clip: Path, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    Failing(monkeypatch, remember).at("full disk while writing the report")
    with pytest.raises(OutputError, match="No space left on device") as caught:
        deliver(Request(lifter_clip, tmp_path / "out", video=False))
    assert caught.value.arguments == ("folder",)


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EROFS, "allow writing there"),
        (errno.EACCES, "allow writing there"),
        (errno.EEXIST, "a file is in the way"),
        (errno.EIO, "choose another folder"),
    ],
)
def test_an_error_names_the_folder_that_was_asked_for_and_its_own_remedy(
    number: int, remedy: str, tmp_path: Path
) -> None:
    def write(stages: list[str]) -> None:
        with staged(tmp_path / "out") as stage, atomic_write(stage / "analysis.json"):
            stages.append(stage.name)
            raise OSError(number, os.strerror(number))

    stages: list[str] = []
    with pytest.raises(OutputError) as caught:
        write(stages)
    assert f"{os.strerror(number)} at '{tmp_path / 'out'}'" in str(caught.value)
    assert stages[0] not in str(caught.value)
    assert caught.value.remedy.startswith(remedy)
    assert caught.value.arguments == ("folder",)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of 96 KB, if this machine allows one."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mount or not umount or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can make a small disk")
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=96k", "tmpfs", disk], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("this machine does not allow a small disk")
    try:
        yield disk
    finally:
        subprocess.run([umount, disk], capture_output=True, check=True)


def test_a_disk_that_is_really_full(small_disk: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    target = small_disk / "results"
    target.mkdir()
    (target / "report.html").write_text(EARLIER, encoding="utf-8")
    with pytest.raises(OutputError, match="No space left"):
        deliver(Request(lifter_clip, target))
    assert everything_in(small_disk) == {"results": None, "results/report.html": EARLIER.encode()}


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    taken = tmp_path / "taken"
    taken.write_text(EARLIER, encoding="utf-8")
    for target in (taken, taken / "below"):
        with pytest.raises(OutputError) as caught:
            deliver(Request(lifter_clip, target))
        assert caught.value.arguments == ("folder",)
    assert everything_in(tmp_path) == {"taken": EARLIER.encode()}


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs an unwritable folder")
def test_an_unwritable_folder_is_refused(lifter_clip: Path, remember: Remember) -> None:
    remember()
    with pytest.raises(OutputError):
        deliver(Request(lifter_clip, Path("/proc/hiphinge-results")))


def test_a_folder_that_is_read_only(
    earlier: Path, lifter_clip: Path, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = remember()
    monkeypatch.setattr("hiphinge.pipeline.delivery.os.access", lambda *_: False)  # root may write everywhere
    before = everything_in(earlier.parent)
    with pytest.raises(OutputError, match="read-only"):
        deliver(Request(lifter_clip, earlier))
    assert everything_in(earlier.parent) == before
    assert fake.calls == 0, "the folder is tried before the frames are looked at"


@pytest.mark.parametrize("load_kg", [-5.0, 5000.0, float("nan")])
def test_an_impossible_load_is_refused_before_anything_is_read(
    load_kg: float, tmp_path: Path, lifter_clip: Path, remember: Remember
) -> None:
    fake = remember()
    with pytest.raises(ArgumentError, match="load"):
        deliver(Request(lifter_clip, tmp_path / "out", load_kg=load_kg))
    assert fake.calls == 0
    assert everything_in(tmp_path) == {}


def test_an_unknown_exercise_is_refused_before_anything_is_read(
    tmp_path: Path, lifter_clip: Path, remember: Remember
) -> None:
    fake = remember()
    with pytest.raises(ArgumentError, match="auto"):
        deliver(Request(lifter_clip, tmp_path / "out", exercise="plank"))
    assert fake.calls == 0


def test_the_request_reaches_the_result(tmp_path: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    athlete = Athlete(height_m=1.8, mass_kg=80)
    request = Request(lifter_clip, tmp_path / "out", "good_morning", athlete, load_kg=20.0, video=False)
    analysis, _ = deliver(request)
    assert analysis.athlete == athlete
    assert (analysis.exercise.name, analysis.exercise.given) == ("good_morning", True)
    kept = analysis.provenance.arguments
    assert (kept["load_kg"], kept["video"], kept["recording"]) == (20.0, False, str(lifter_clip))


def test_other_clips_of_the_person_are_read_first_and_used(
    tmp_path: Path, lifter_clip: Path, remember: Remember, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    standing = Standing(np.zeros(3), np.zeros(5))
    most = Measure(value=50.0, low=46.0, high=54.0)
    given: list[object] = []

    def bend(_: Motion, own: Standing) -> Measure:
        given.append(own)
        return most

    def estimate(motion: Motion, _: object, *, standing: Standing, **_known: object) -> Spine:
        given.append(standing)
        return absent_spine(motion, "asked")

    monkeypatch.setattr("hiphinge.pipeline.recording.standing_of", lambda _: standing)
    monkeypatch.setattr("hiphinge.pipeline.recording.max_flexion_of", bend)
    monkeypatch.setattr("hiphinge.movement.movement.estimate_spine", estimate)
    stages: list[str] = []
    request = Request(lifter_clip, tmp_path / "out", video=False, standing=lifter_clip, max_flexion=lifter_clip)
    analysis, _ = deliver(request, on_progress=lambda stage, *_: stages.append(stage))
    assert list(dict.fromkeys(stages)) == ["standing", "bending", "reading"]
    assert given == [standing, standing]
    kept = analysis.provenance.arguments
    assert kept["standing"] == kept["max_flexion"] == str(lifter_clip)


@pytest.mark.parametrize("option", ["standing", "max_flexion"])
def test_an_unusable_other_clip_leaves_nothing(
    option: str, tmp_path: Path, lifter_clip: Path, remember: Remember
) -> None:
    remember(camera=Camera(trunk_px=50.0, yaw_deg=85.0))
    with pytest.raises(RecordingError, match="from the side"):
        deliver(Request(lifter_clip, tmp_path / "out", **{option: lifter_clip}))  # type: ignore[arg-type]
    with pytest.raises(RecordingError, match="nowhere"):
        deliver(Request(lifter_clip, tmp_path / "out", **{option: tmp_path / "nowhere.mp4"}))  # type: ignore[arg-type]
    assert everything_in(tmp_path) == {}


@pytest.mark.parametrize("option", ["standing", "max_flexion"])
def test_no_clip_of_the_person_is_replaced(option: str, tmp_path: Path, lifter_clip: Path) -> None:
    other = tmp_path / VIDEO_NAME
    shutil.copy(lifter_clip, other)
    with pytest.raises(ArgumentError, match="replace"):
        deliver(Request(lifter_clip, tmp_path, **{option: other}))  # type: ignore[arg-type]


def test_progress_is_reported_stage_by_stage(tmp_path: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    reports: list[tuple[str, int, int | None]] = []
    analysis, _ = deliver(Request(lifter_clip, tmp_path / "out"), on_progress=lambda *report: reports.append(report))
    for stage in ("reading", "drawing"):
        done = [count for name, count, _ in reports if name == stage]
        assert done == sorted(done)
        assert done[-1] == analysis.source.frames
    stages = [name for name, *_ in reports]
    assert stages == sorted(stages, key=["reading", "drawing"].index)


def test_results_are_moved_together_or_not_at_all(earlier: Path, lifter_clip: Path, remember: Remember) -> None:
    remember()
    (earlier / "report.html").unlink()
    (earlier / "report.html").mkdir()
    before = everything_in(earlier.parent)
    with pytest.raises(OutputError):
        deliver(Request(lifter_clip, earlier, video=False))
    assert everything_in(earlier.parent) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_the_results_are_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def stop(arrived: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt(arrived)

    moved = Path.replace

    def replace(path: Path, to: Path) -> Path:
        signal.raise_signal(number)
        return moved(path, to)

    def run() -> None:
        with staged(tmp_path / "out") as stage:
            for name in ("analysis.json", "report.html", "annotated.mp4"):
                (stage / name).write_text("new", encoding="utf-8")

    before = signal.signal(number, stop)
    monkeypatch.setattr(Path, "replace", replace)
    try:
        with pytest.raises(KeyboardInterrupt):
            run()
    finally:
        signal.signal(number, before)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "analysis.json",
        "annotated.mp4",
        "report.html",
    ]


@pytest.mark.parametrize("video", [True, False])
def test_the_recording_itself_is_never_replaced(
    tmp_path: Path, lifter_clip: Path, remember: Remember, *, video: bool
) -> None:
    remember()
    recording = tmp_path / VIDEO_NAME
    shutil.copy(lifter_clip, recording)
    content = recording.read_bytes()
    with contextlib.suppress(HipHingeError):
        deliver(Request(recording, tmp_path, video=video))
    assert recording.is_file()
    assert recording.read_bytes() == content


def test_the_temporary_folder_is_always_removed(tmp_path: Path) -> None:
    def stop() -> NoReturn:
        with staged(tmp_path / "out") as stage:
            (stage / "analysis.json").write_text("{}", encoding="utf-8")
            raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        stop()
    assert everything_in(tmp_path) == {}


def test_an_analysis_writes_its_report(tmp_path: Path) -> None:
    path = analyze(film(from_the_top(1))).report(tmp_path / "report.html")
    assert "</html>" in path.read_text(encoding="utf-8")
