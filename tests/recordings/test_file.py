"""Frames of files with known times, corners and damage have the same times and corners, or are clearly refused."""

from __future__ import annotations

import gc
import struct
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from hiphinge.core.errors import ArgumentError, RecordingError
from hiphinge.recordings.frames import Frame, FrameStream, VideoInfo, open_frames
from tests import clips
from tests.motions import DEMO

UPRIGHT = ["red", "green", "blue", "white"]


def read(recording: str | Path | int, *, max_side_px: int = 720, max_rate_hz: float = 1000.0) -> list[Frame]:
    with open_frames(recording, max_side_px=max_side_px, max_rate_hz=max_rate_hz) as frames:
        return list(frames)


def decoders() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "decode"]


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    yield
    gc.collect()
    for thread in decoders():
        thread.join(timeout=5)
    assert not decoders()


# Times


def test_ntsc_times_are_exact(tmp_path: Path) -> None:
    path = clips.write_clip(tmp_path / "ntsc.mp4", time_base=1 / clips.NTSC)
    with open_frames(path) as stream:
        frames = list(stream)
        assert stream.info.frame_rate_hz == pytest.approx(30000 / 1001, abs=1e-9)
        assert stream.info.duration_s == pytest.approx(12 * 1001 / 30000, abs=1e-3)
        assert (stream.info.kind, stream.info.frames, stream.warnings) == ("video", 12, ())
    assert [f.index for f in frames] == list(range(12))
    assert [f.time_s for f in frames] == pytest.approx([i * 1001 / 30000 for i in range(12)], abs=1e-6)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm", "a.ts", "a.avi"])
def test_variable_times_survive_every_container(tmp_path: Path, name: str) -> None:
    times = clips.variable_times(24) if not name.endswith("avi") else clips.even_times(24)
    codec = {"a.webm": "libvpx-vp9", "a.avi": "mpeg4"}.get(name, "libx264")
    base = 1 / clips.NTSC if name.endswith("avi") else Fraction(1, 90000)
    path = clips.write_clip(tmp_path / name, times, codec=codec, time_base=base)
    tolerance = {"a.mkv": 5.1e-4, "a.webm": 5.1e-4}.get(name, 1e-6)  # Matroska stores whole milliseconds
    with open_frames(path, max_rate_hz=1000) as stream:
        read_s = [frame.time_s for frame in stream]
        assert stream.warnings == ()
    assert read_s == pytest.approx([float(t) for t in times], abs=tolerance)


def test_times_start_where_players_start(tmp_path: Path) -> None:
    times = [t + 5 for t in clips.even_times(6)]
    path = clips.write_clip(tmp_path / "late.ts", times)
    assert [f.time_s for f in read(path)] == pytest.approx([float(t - 5) for t in times], abs=2e-5)  # 90 kHz clock


def test_pictures_that_start_after_the_sound_keep_their_delay(tmp_path: Path) -> None:
    times = [t + Fraction(1, 5) for t in clips.even_times(6)]
    path = clips.write_clip(tmp_path / "late.mkv", times, sound=True)
    assert read(path)[0].time_s == pytest.approx(0.2, abs=0.03)  # minus the encoder's own delay of the sound


@pytest.mark.parametrize(("rate_hz", "every"), [(60, 2), (100, 3), (24, 1), (30, 1)])
def test_frames_beyond_the_rate_are_left_out(tmp_path: Path, rate_hz: int, every: int) -> None:
    rate = Fraction(rate_hz)
    path = clips.write_clip(tmp_path / "fast.mp4", clips.even_times(24, rate), rate=rate)
    with open_frames(path) as stream:
        frames = list(stream)
        assert stream.info.frames == len(frames)
    assert [f.time_s for f in frames] == pytest.approx([i / rate_hz for i in range(0, 24, every)], abs=1e-6)
    assert [f.index for f in frames] == list(range(len(frames)))


def test_missing_and_backward_timestamps_are_repaired_and_reported() -> None:
    from hiphinge.recordings.file import _Clock

    base = Fraction(1, 1000)
    clock = _Clock(Fraction(0), 0.04)
    times = [clock.read(pts, base) for pts in (0, 40, 40, 35, None, 1120, 0, 40)]
    assert times == [0.0, 0.04, None, None, pytest.approx(0.08), 1.12, pytest.approx(1.16), pytest.approx(1.2)]
    repairs = clock.account()
    assert len(repairs) == 3
    assert "1 frame carried no timestamp and was placed" in repairs[0]
    assert "2 frames repeated an earlier time and were left out" in repairs[1]
    assert "1 frame jumped back" in repairs[2]


# Pictures


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_phone_rotation_is_undone(tmp_path: Path, turn_deg: int, mirror: bool) -> None:  # noqa: FBT001
    path = clips.write_clip(tmp_path / "phone.mp4", size=(64, 48))
    clips.turn_mp4(path, turn_deg, mirror=mirror)
    shown = clips.picture(64, 48)
    shown = np.rot90(shown[:, ::-1] if mirror else shown, turn_deg // 90)  # both counter-clockwise
    with open_frames(path) as stream:
        image = next(stream).image
        assert (stream.info.height_px, stream.info.width_px) == shown.shape[:2]
    assert image.shape == shown.shape
    assert clips.corners(image) == clips.corners(shown)
    assert image.flags.c_contiguous


def test_rotation_agrees_with_that_of_pyav(tmp_path: Path) -> None:
    path = clips.write_clip(tmp_path / "phone.mp4", rotation_deg=90)
    with av.open(str(path)) as container:
        assert next(container.decode(video=0)).rotation == 90


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (3, 2), (6, 3), (8, 1)])
def test_photographs_are_rotated_by_their_exif(tmp_path: Path, orientation: int, turn: int) -> None:
    folder = clips.write_images(tmp_path, ["photo.jpg"])
    content = (folder / "photo.jpg").read_bytes()
    tag = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + tag + bytes(4)
    turned = content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:]
    (folder / "photo.jpg").write_bytes(turned)
    with open_frames(folder / "photo.jpg") as stream:
        (frame,) = stream
        assert (stream.info.kind, stream.info.frames, frame.time_s) == ("image", 1, 0.0)
    assert clips.corners(frame.image) == clips.corners(np.rot90(clips.picture(), turn))


@pytest.mark.parametrize(
    ("codec", "pix_fmt"), [("libx265", "yuv420p10le"), ("libsvtav1", "yuv420p10le"), ("libvpx-vp9", "yuv420p")]
)
def test_other_codecs_are_decoded(tmp_path: Path, codec: str, pix_fmt: str) -> None:
    if codec not in av.codecs_available:
        pytest.skip(f"this build of PyAV has no {codec}")
    path = clips.write_clip(tmp_path / "clip.mp4", codec=codec, pix_fmt=pix_fmt, size=(128, 96))
    frames = read(path)
    assert len(frames) == 12
    assert clips.corners(frames[5].image) == UPRIGHT
    assert frames[5].image.dtype == np.uint8


def test_colours_and_order_are_rgb(tmp_path: Path) -> None:
    frames = read(clips.write_clip(tmp_path / "clip.mp4"))
    for frame in frames:
        assert frame.image[4, 4] == pytest.approx(clips.CORNERS["red"], abs=12)
        assert frame.image[24, 32] == pytest.approx([frame.index * 8] * 3, abs=6)


@pytest.mark.parametrize("size", [(65, 49), (63, 47), (101, 50)])
def test_odd_sizes_are_kept(tmp_path: Path, size: tuple[int, int]) -> None:
    path = clips.write_clip(tmp_path / "odd.mkv", size=size, codec="ffv1", pix_fmt="yuv444p")
    frames = read(path)
    assert frames[0].image.shape == (size[1], size[0], 3)
    assert frames[0].image.flags.c_contiguous
    assert clips.corners(frames[0].image) == UPRIGHT


@pytest.mark.parametrize("size", [(1280, 720), (1079, 607), (606, 1080), (800, 600)])
def test_large_pictures_are_scaled_in_proportion(tmp_path: Path, size: tuple[int, int]) -> None:
    path = clips.write_clip(tmp_path / "large.mkv", clips.even_times(2), size=size, codec="ffv1", pix_fmt="yuv444p")
    with open_frames(path, max_side_px=200) as stream:
        image = next(stream).image
        assert (stream.info.width_px, stream.info.height_px) == size
    assert 190 <= max(image.shape) <= 200
    assert image.shape[1] / image.shape[0] == pytest.approx(size[0] / size[1], rel=0.005)
    assert clips.corners(image) == UPRIGHT


def test_pixels_become_square(tmp_path: Path) -> None:
    path = clips.write_clip(tmp_path / "dv.mp4", size=(64, 48), aspect=Fraction(3, 2))
    with open_frames(path) as stream:
        assert next(stream).image.shape == (48, 96, 3)
        assert (stream.info.width_px, stream.info.height_px) == (96, 48)


@pytest.mark.parametrize(
    "name", ["Kreuzheben Übung 3 — 60 kg.mp4", "硬拉 100%d.mp4", "a:b?#&.mp4", "%03d.png", "12.mp4"]
)
def test_any_file_name_can_be_read(tmp_path: Path, name: str) -> None:
    if sys.platform == "win32" and set(name) & set(':?"'):
        pytest.skip("Windows allows no such name")
    if name.endswith("png"):
        clips.write_images(tmp_path, ["plain.png"])
        (tmp_path / "plain.png").rename(tmp_path / name)
    else:
        clips.write_clip(tmp_path / "plain.mp4").rename(tmp_path / name)
    assert read(tmp_path / name)[0].index == 0
    assert read(str(tmp_path / name))[0].image.shape == (48, 64, 3)


# Folders of images


def test_images_of_a_folder_are_read_in_natural_order(tmp_path: Path) -> None:
    folder = clips.write_images(tmp_path / "a folder", [f"frame{i}.png" for i in range(12)])
    (folder / "notes.txt").write_text("not a picture")
    with open_frames(folder) as stream:
        frames = list(stream)
        assert any("30 images a second were assumed" in warning for warning in stream.warnings)
        assert (stream.info.kind, stream.info.frames) == ("video", 12)
    assert [f.time_s for f in frames] == pytest.approx([i / 30 for i in range(12)])
    assert [int(f.image[24, 32, 0]) for f in frames] == [8 * i for i in range(12)]


@pytest.mark.parametrize("names", [["s_0ms.png", "s_40ms.png", "s_120ms.png"], ["7.00s.png", "7.04s.png", "7.12s.png"]])
def test_times_in_file_names_are_used(tmp_path: Path, names: list[str]) -> None:
    folder = clips.write_images(tmp_path / "timed", names)
    with open_frames(folder) as stream:
        assert [f.time_s for f in stream] == pytest.approx([0, 0.04, 0.12])
        assert stream.warnings == ()


def test_bad_images_in_a_folder_are_skipped_and_reported(tmp_path: Path) -> None:
    folder = clips.write_images(tmp_path / "mixed", ["1.png", "3.png"])
    clips.write_images(folder, ["2.png"], size=(48, 64))
    (folder / "0.png").write_bytes(b"")
    (folder / "4.png").write_bytes(b"no picture")
    with open_frames(folder) as stream:
        assert len(list(stream)) == 2
        assert "3 images could not be read or differ in size" in stream.warnings[-1]


# Damage and refusals


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda _: None, "nothing at"),
        (lambda p: p.write_bytes(b""), "empty"),
        (lambda p: p.write_text("hello\n" * 100), "damaged"),
        (lambda p: p.mkdir(), "no image"),
        (clips.write_sound, "only sound"),
        (lambda p: clips.truncate(clips.write_clip(p)), "unfinished"),
        (lambda p: p.write_bytes(bytes(100_000)), "damaged"),
    ],
    ids=["missing", "empty", "text", "empty folder", "sound only", "no index", "zeros"],
)
def test_unreadable_recordings_are_refused_with_one_sentence(tmp_path: Path, make: object, found: str) -> None:
    path = tmp_path / "clip with a name.mp4"
    make(path)  # type: ignore[operator]
    with pytest.raises(RecordingError, match=found) as caught:
        open_frames(path)
    assert path.name in str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_text_is_not_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"  # FFmpeg would draw it as a terminal
    path.write_text("deadlift 3 × 5\n" * 40)
    with pytest.raises(RecordingError, match="text"):
        open_frames(path)


def test_sound_with_a_cover_is_not_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    clips.write_sound(path)
    cover = clips.write_images(tmp_path, ["cover.png"]) / "cover.png"
    with av.open(str(path)) as sound, av.open(str(cover)) as image, av.open(str(tmp_path / "c.mp4"), "w") as song:
        to_sound = song.add_stream_from_template(sound.streams.audio[0])
        to_image = song.add_stream_from_template(image.streams.video[0])
        to_image.disposition = av.stream.Disposition.attached_pic
        for container, target in ((image, to_image), (sound, to_sound)):
            for packet in container.demux():
                if packet.dts is not None:
                    packet.stream = target
                    song.mux(packet)
    with pytest.raises(RecordingError, match="only sound"):
        open_frames(tmp_path / "c.mp4")


@pytest.mark.parametrize("name", ["cut.mp4", "cut.mkv"])
def test_a_truncated_file_is_read_up_to_its_end(tmp_path: Path, name: str) -> None:
    times = clips.even_times(60)
    path = clips.write_clip(tmp_path / name, times, noise=True, size=(96, 96), muxer={"movflags": "faststart"})
    clips.truncate(path)
    with open_frames(path) as stream:
        frames = list(stream)
        assert any("ends early" in warning for warning in stream.warnings)
    assert 15 <= len(frames) <= 45
    assert [f.time_s for f in frames] == pytest.approx([float(t) for t in times[: len(frames)]], abs=1e-3)


def test_damaged_frames_are_skipped_and_reported(tmp_path: Path) -> None:
    path = clips.write_clip(tmp_path / "bad.mp4", clips.even_times(40), noise=True, size=(96, 96))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = b"\x00" * 3000
    path.write_bytes(content)
    with open_frames(path) as stream:
        frames = list(stream)
        assert any("could not be decoded" in warning for warning in stream.warnings)
    assert 20 <= len(frames) < 40


def damage(clip: Path, path: Path, pieces: slice) -> Path:
    """Write a copy of a clip in which eight bytes of each of some pieces are overwritten."""
    with av.open(str(clip)) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.pos is not None]
    content = bytearray(clip.read_bytes())
    for position, size in places[pieces]:
        assert position is not None
        content[position + size // 2 : position + size // 2 + 8] = b"\xff" * 8
    path.write_bytes(content)
    return path


def test_damaged_recordings_are_read_alike_each_time(tmp_path: Path) -> None:
    path = damage(Path(DEMO), tmp_path / "bad.mp4", slice(300, 340, 10))
    passes = []
    for _ in range(5):
        with open_frames(path, max_side_px=200) as stream:
            passes.append(([(frame.time_s, frame.image.tobytes()) for frame in stream], stream.warnings))
    assert all(found == passes[0] for found in passes[1:])


def test_recordings_with_much_damage_are_refused(tmp_path: Path) -> None:
    clip = clips.write_clip(tmp_path / "good.mp4", clips.even_times(90), noise=True, size=(320, 240))
    path = damage(clip, tmp_path / "bad.mp4", slice(2, None, 3))
    with pytest.raises(RecordingError, match=r"at most a tenth .* of 90 damaged in bad\.mp4; copy it again"):
        read(path)


def test_the_intact_beginning_of_a_damaged_recording_can_be_read(tmp_path: Path) -> None:
    path = clips.write_clip(tmp_path / "bad.mp4", clips.even_times(60), noise=True, size=(320, 240))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : -4000] = bytes(len(content) - 4000 - len(content) // 2)
    path.write_bytes(content)
    with open_frames(path) as stream:
        assert [next(stream).index for _ in range(20)] == list(range(20))


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clips.write_clip(tmp_path / "locked.mp4")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # an administrator may read every file, so the refusal is simulated
    with pytest.raises(RecordingError, match="Permission denied"):
        open_frames(path)


@pytest.mark.parametrize("limits", [{"max_side_px": 0}, {"max_rate_hz": 0.0}, {"max_rate_hz": float("nan")}])
def test_limits_must_be_positive(tmp_path: Path, limits: dict[str, float]) -> None:
    with pytest.raises(ArgumentError):
        open_frames(tmp_path, **limits)  # type: ignore[arg-type]


def test_libav_is_silent(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = clips.write_clip(tmp_path / "cut.mp4", clips.even_times(40), noise=True, muxer={"movflags": "faststart"})
    capfd.readouterr()
    assert read(clips.truncate(path))
    assert capfd.readouterr() == ("", "")


# The stream


class ScriptedSource:
    """A source of a number of frames that counts how many are in memory, and may fail at the end."""

    def __init__(self, count: int, error: Exception | None = None) -> None:
        self.info = VideoInfo("scripted", "video", 4, 4, 30.0, None, count)
        self.warnings: list[str] = []
        self.created_utc: datetime | None = None
        self.closed = threading.Event()
        self.made = self.alive = self.max_alive = 0
        self._count, self._error, self._lock = count, error, threading.Lock()

    def _died(self) -> None:
        with self._lock:
            self.alive -= 1

    def frames(self) -> Iterator[Frame]:
        for index in range(self._count):
            image = np.zeros((4, 4, 3), dtype=np.uint8)
            with self._lock:
                self.made, self.alive = self.made + 1, self.alive + 1
                self.max_alive = max(self.max_alive, self.alive)
            weakref.finalize(image, self._died)
            yield Frame(index, index / 30, image)
            del image
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self.closed.set()


def test_memory_does_not_grow_with_length() -> None:
    source = ScriptedSource(3000)
    with FrameStream(source) as stream:
        assert sum(1 for _ in stream) == 3000
    assert source.max_alive <= 8 + 3  # the queue, and one each in reader, writer and generator


def test_a_slow_reader_holds_the_decoder_back() -> None:
    source = ScriptedSource(3000)
    with FrameStream(source) as stream:
        next(stream)
        time.sleep(0.1)
        assert source.made <= 8 + 3
    assert source.closed.is_set()


def test_an_error_reaches_the_reader_after_the_frames() -> None:
    source = ScriptedSource(3, ZeroDivisionError("in the thread"))
    with FrameStream(source) as stream:
        assert [next(stream).index for _ in range(3)] == [0, 1, 2]
        with pytest.raises(ZeroDivisionError, match="in the thread"):
            next(stream)
        with pytest.raises(StopIteration):
            next(stream)
    assert source.closed.wait(5)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_leaving_early_stops_the_thread(error: type[BaseException]) -> None:
    source = ScriptedSource(10**9)

    def leave() -> None:
        with FrameStream(source) as stream:
            for _ in stream:
                raise error

    with pytest.raises(error):
        leave()
    assert source.closed.is_set()
    assert not decoders()


def test_a_deleted_stream_stops_decoding() -> None:
    source = ScriptedSource(10**9)
    stream = FrameStream(source)
    next(stream)
    del stream
    gc.collect()
    assert source.closed.wait(5)


def test_a_stream_that_was_never_read_is_closed() -> None:
    source = ScriptedSource(1)
    stream = FrameStream(source)
    stream.close()
    stream.close()
    assert source.closed.is_set()
    assert list(stream) == []


def test_a_live_stream_drops_the_oldest() -> None:
    source = ScriptedSource(100)
    with FrameStream(source, live=True) as stream:
        assert source.closed.wait(5)
        assert [frame.index for frame in stream] == list(range(92, 100))


def test_leaving_the_loop_ends_the_decoding_of_a_clip(tmp_path: Path) -> None:
    path = clips.write_clip(tmp_path / "long.mp4", clips.even_times(100))
    with open_frames(path) as stream:
        for frame in stream:
            if frame.index == 3:
                break
    assert not decoders()
    assert list(stream) == []
