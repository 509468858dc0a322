"""Recordings: their properties, the count of passes, and frames found again by their times."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from hiphinge.core.errors import ArgumentError, RecordingError
from hiphinge.recordings.recording import Recording
from tests import clips

RECORDED = datetime(2024, 5, 17, 8, 30, 15, tzinfo=UTC)


def test_a_date_given_by_the_user_takes_precedence(tmp_path: Path) -> None:
    recording = Recording(clips.write_clip(tmp_path / "clip.mp4"), recorded_utc=RECORDED)
    assert (recording.recorded_utc, recording.recorded_utc_from) == (RECORDED, "given")


def test_an_empty_name_is_not_the_current_folder() -> None:
    with pytest.raises(ArgumentError, match="an empty name"):
        Recording("")


def test_threads_may_share_a_recording(clip: Path) -> None:
    def read(recording: Recording) -> int:
        recording.frame_at(0.2)
        with recording.frames() as frames:
            return sum(1 for _ in frames)

    with Recording(clip) as recording, ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(read, [recording] * 12))
    assert len(set(counts)) == 1
    assert counts[0] > 1
    assert recording.passes == 12


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    clip = clips.write_clip(tmp_path / "clip.mp4")
    assert Recording(clip).content_hash == hashlib.sha256(clip.read_bytes()).hexdigest()
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in (10, 9):
        cv2.imwrite(str(folder / f"frame {number}.png"), clips.picture(index=number))
    (folder / "notes.txt").write_text("no picture")
    in_order = b"".join((folder / f"frame {number}.png").read_bytes() for number in (9, 10))
    assert Recording(folder).content_hash == hashlib.sha256(in_order).hexdigest()


def test_nothing_is_opened_before_a_property_is_requested(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "gone.mp4")
    assert recording.name == "gone"
    with pytest.raises(RecordingError):
        _ = recording.info


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return clips.write_clip(tmp_path / "clip.mp4", clips.variable_times(60), sound=True)


def read(recording: Recording) -> tuple[list[float], list[bytes]]:
    with recording.frames() as stream:
        frames = list(stream)
    return [frame.time_s for frame in frames], [frame.image.tobytes() for frame in frames]


def test_passes_are_counted_when_frames_are_read(clip: Path) -> None:
    recording = Recording(clip)
    assert recording.info.moving
    assert recording.frame_at(0.5) is not None
    assert recording.passes == 0
    read(recording)
    read(recording)
    assert recording.passes == 2


@pytest.mark.parametrize("seekable", [True, False])
def test_frame_at_changes_no_frame_of_the_pass(clip: Path, *, seekable: bool) -> None:
    expected = read(Recording(clip))
    recording = Recording(clip)
    for time_s in (1.5, 0.2, 0.9):
        assert recording.frame_at(time_s) is not None
    if not seekable:
        recording._waiting._began = (-1, -1)  # type: ignore[union-attr]
    assert read(recording) == expected


def test_frames_are_found_again_by_their_times(clip: Path) -> None:
    slow = Recording(clip, max_rate_hz=9.0)
    times, pictures = read(slow)
    assert 4 < len(times) < 30
    for recording in (slow, Recording(clip)):
        with recording.frames_at(np.array(times)) as stream:
            again = list(stream)
        assert [frame.index for frame in again] == list(range(len(times)))
        assert [frame.time_s for frame in again] == times
        assert [frame.image.tobytes() for frame in again] == pictures


def test_some_of_the_frames_are_found_again(clip: Path) -> None:
    times, pictures = read(Recording(clip))
    with Recording(clip).frames_at(np.array(times[20:30])) as stream:
        again = list(stream)
    assert [frame.index for frame in again] == list(range(10))
    assert [frame.image.tobytes() for frame in again] == pictures[20:30]


def test_the_duration_of_a_truncated_file_is_that_of_its_frames(tmp_path: Path) -> None:
    path = clips.write_clip(tmp_path / "cut.mp4", clips.even_times(90), noise=True, muxer={"movflags": "faststart"})
    clips.truncate(path)
    recording = Recording(path)
    announced = recording.info.duration_s
    with recording.frames() as stream:
        last = [frame.time_s for frame in stream][-1]
        assert announced is not None
        assert stream.info.duration_s is not None
        assert last < stream.info.duration_s < last + 0.2 < announced


class FourPictureCamera:
    """A camera that delivers four pictures."""

    def __init__(self, _: int) -> None:
        self.left = 5

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def grab(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def retrieve(self) -> tuple[bool, Any]:
        return True, clips.picture(index=self.left)[..., ::-1]

    def read(self) -> tuple[bool, Any]:
        self.grab()
        return self.retrieve()

    def get(self, _: int) -> float:
        return 30.0

    def release(self) -> None:
        self.left = -1


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> Recording:
    monkeypatch.setattr("cv2.VideoCapture", FourPictureCamera)
    monkeypatch.setattr("hiphinge.recordings.camera.sys.platform", "darwin")
    return Recording("0", max_rate_hz=1e6)


def test_pictures_of_a_camera_are_kept_on_request(camera: Recording) -> None:
    camera.keep_frames()
    with camera.frames() as stream:
        first = list(stream)
    chosen = first[1:3]
    with camera.frames_at(np.array([frame.time_s for frame in chosen])) as stream:
        again = list(stream)
    assert [frame.time_s for frame in again] == [frame.time_s for frame in chosen]
    for before, after in zip(chosen, again, strict=True):
        assert np.abs(before.image.astype(int) - after.image).max() < 25
        assert np.abs(before.image.astype(int) - after.image).mean() < 1.5


def test_a_camera_records_now_and_has_no_content_hash(camera: Recording) -> None:
    now = datetime.now(timezone(timedelta(0)))
    assert camera.recorded_utc is not None
    assert abs(camera.recorded_utc - now) < timedelta(minutes=1)
    assert (camera.recorded_utc_from, camera.content_hash, camera.path, camera.name) == (
        "given",
        None,
        None,
        "camera-0",
    )


def test_a_file_whose_name_is_digits_is_no_camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    clips.write_clip(tmp_path / "0.mp4", [Fraction(i, 30) for i in range(4)]).rename(tmp_path / "0")
    assert not Recording("0").live
    assert Recording("0").name == "0"
