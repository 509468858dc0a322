"""Frames of one video or image file, decoded with FFmpeg through PyAV.

Frames are upright (display matrix of phones, EXIF orientation of photographs), have square pixels and the file's times.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.errors import RecordingError
from hiphinge.recordings.dates import created_utc
from hiphinge.recordings.heif import HEIF_SUFFIXES, check_one_piece, is_still
from hiphinge.recordings.slow_motion import capture_warnings
from hiphinge.recordings.stream import Frame, Selection, VideoInfo, count

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

IMAGE_SUFFIXES = HEIF_SUFFIXES | {".bmp", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"}
_NOT_RECORDINGS = frozenset({"adf", "bin", "concat", "hls", "idf", "lavfi", "tty", "xbin"})  # text, or lists of files
_RESTART_S = 0.5  # a time that falls back by more means a restarted clock, by less a frame out of order
_ASSUMED_RATE_HZ = 30.0  # for frames without times in a file without a rate
_MAX_DAMAGED_SHARE = 0.1  # of the pieces: beyond it, too much between the intact pictures is missing (proposal)
_CONVERT = "export it again as an MP4 (H.264) with the phone's or the computer's video editor"
_COPY = f"copy it again from the phone or camera, or {_CONVERT}"


class FileSource:
    """Frames of one video or image file.

    Parameters
    ----------
    path
        A readable file that is not empty.
    max_side_px
        Longest side of the frames, pixels.
    selection
        Chooses the frames that are kept.

    Raises
    ------
    RecordingError
        If the file holds no picture that can be decoded.
    """

    def __init__(self, path: Path, max_side_px: int, selection: Selection) -> None:
        from av.video.reformatter import VideoReformatter

        self.warnings: list[str] = []
        self._path, self._selection = path, selection
        self._shrink, self._convert = VideoReformatter(), VideoReformatter()
        self._moved = False
        self._first: VideoFrame | None = None
        first = self._open()
        try:
            self._geometry = _Geometry.of(first, self._stream.sample_aspect_ratio, max_side_px)
            self.info = self._describe(path)
            self.warnings += capture_warnings(self._container, self.info.frame_rate_hz)
            self.created_utc: datetime | None = created_utc(path, self._container, self._stream)
        except BaseException:
            self.close()
            raise

    def frames(self) -> Iterator[Frame]:
        """Decode all frames and yield the selected ones, then add warnings; refuse a recording with much damage."""
        if self._moved:
            self._rewind()
        start = _start(self._container)
        clock = _Clock(start, 1 / (self.info.frame_rate_hz or _ASSUMED_RATE_HZ))
        first, self._first = self._first, None
        for frame in _chain(first, self._decoded):
            pts = frame.dts if frame.pts is None else frame.pts  # AVI has decoding times only
            time_s = clock.read(pts, frame.time_base)
            index = None if time_s is None else self._selection.keep(time_s)
            if time_s is not None and index is not None:
                yield Frame(index, time_s, self._upright(frame))
            self._check_damage(self._stream.frames)
        self._check_damage(0)
        self.warnings += clock.account()
        if self._damaged:
            self.warnings.append(f"{count(self._damaged, 'damaged piece')} of the recording could not be decoded")
        announced_s, end_s = self.info.duration_s, self._end_s - float(start)
        if announced_s and announced_s - end_s > max(0.1, 0.03 * announced_s):
            self.warnings.append(
                f"the file ends early: its pictures stop at {end_s:.2f} s of the {announced_s:.2f} s that it "
                "announces; what is there was read"
            )
            self.info = replace(self.info, duration_s=end_s)

    def frame_at(self, time_s: float) -> NDArray[np.uint8] | None:
        """Return the picture at or shortly before a time, RGB of shape (height, width, 3); None if none can be decoded.

        To be called before `frames`, which then starts from the beginning.
        """
        import av

        self._moved = True
        try:
            self._container.seek(round(time_s * 1e6) + (self._container.start_time or 0))
            for frame in self._container.decode(self._stream):
                return self._upright(frame)
        except av.FFmpegError:
            return None
        return None

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def _open(self) -> VideoFrame:
        """Open the file, decode its first frame and return it."""
        self._container = _open_container(self._path)
        try:
            self._stream = _picture_stream(self._container, self._path)
            first = self._restart()
        except BaseException:
            self.close()
            raise
        if first is None:
            self.close()
            found = f"none that can be decoded in {self._path.name}"
            raise RecordingError("a recording with pictures", found, _CONVERT)
        self._began = first.pts, first.dts
        return first

    def _restart(self) -> VideoFrame | None:
        """Start decoding at the container's current position and return the first frame, or None."""
        self._damaged, self._intact, self._end_s = 0, 0, 0.0
        self._decoded = self._decode()
        self._first = next(self._decoded, None)
        return self._first

    def _rewind(self) -> None:
        """Seek to the first frame; open the file again if the container cannot do that."""
        import av

        self._moved = False
        try:
            self._container.seek(self._container.start_time or 0)
            first = self._restart()
        except av.FFmpegError:
            first = None
        if first is None or (first.pts, first.dts) != self._began:
            self.close()
            self._open()

    def _decode(self) -> Iterator[VideoFrame]:
        """Yield every intact frame; count and skip damaged ones."""
        import av

        try:
            for packet in self._container.demux(self._stream):
                at = packet.dts if packet.pts is None else packet.pts
                if at is not None and packet.time_base:
                    end_s = float((at + (packet.duration or 0)) * packet.time_base)
                    self._end_s = max(self._end_s, end_s)
                try:
                    frames = packet.decode()
                except av.FFmpegError:
                    self._damaged += 1
                    continue
                for frame in frames:
                    if isinstance(frame, av.VideoFrame) and not frame.is_corrupt:
                        self._intact += 1
                        yield frame
                    else:
                        self._damaged += 1
        except av.FFmpegError:
            self._damaged += 1

    def _check_damage(self, announced: int) -> None:
        """Raise RecordingError if too many pieces are damaged, of those read so far or of `announced` if more."""
        pieces = max(announced, self._damaged + self._intact)
        if self._damaged > _MAX_DAMAGED_SHARE * pieces:
            found = f"at least {self._damaged} of {pieces} damaged in {self._path.name}"
            raise RecordingError("a recording with at most a tenth of its pieces damaged", found, _COPY)

    def _upright(self, frame: VideoFrame) -> NDArray[np.uint8]:
        return self._geometry.apply(frame, self._shrink, self._convert)

    def _describe(self, path: Path) -> VideoInfo:
        stream, container = self._stream, self._container
        name = container.format.name
        still = name == "image2" or name.endswith("_pipe") or is_still(container)
        rate = stream.average_rate or stream.guessed_rate or stream.base_rate
        rate_hz = 0.0 if still or rate is None else float(rate)
        lengths = []
        if stream.duration and stream.time_base:
            lengths.append(float(stream.duration * stream.time_base))
        if container.duration:
            lengths.append(container.duration / 1e6)
        duration_s = None if still else min(lengths, default=None)
        return VideoInfo(
            path=str(path),
            kind="image" if still else "video",
            width_px=self._geometry.shown[0],
            height_px=self._geometry.shown[1],
            frame_rate_hz=rate_hz,
            duration_s=duration_s,
            frames=1 if still else self._selection.expected(stream.frames or None, duration_s, rate_hz),
        )


def check_file(path: Path) -> None:
    """Raise RecordingError unless the path is a readable file that is not empty."""
    try:
        size = path.stat().st_size if path.is_file() else None
        if size is None:
            found = f"{path}, which is neither" if path.exists() else f"nothing at {path}"
            raise RecordingError("a recording: a video or image file, or a folder of images", found, "check the name")
        if size == 0:
            raise RecordingError(
                "a recording with something in it", f"{path.name}, which is empty", "copy or export it again"
            )
        with path.open("rb"):
            pass
    except OSError as error:
        raise RecordingError("a file that can be read", f"{path} ({error.strerror})", "allow reading it") from error


def _open_container(path: Path) -> InputContainer:
    """Open a file with PyAV; raise RecordingError if it is not a recording."""
    import av

    image = path.suffix.lower() in IMAGE_SUFFIXES
    try:
        # An image is opened from memory, because FFmpeg would read "%d" in its name as a counter; "file:" keeps a colon
        # in a name from being read as a protocol.
        container = av.open(io.BytesIO(path.read_bytes()) if image else f"file:{path}", "r")
    except av.FFmpegError as error:
        found = f"{path.name}, which is damaged, unfinished or of another kind"
        raise RecordingError("a video or image that FFmpeg reads", found, _COPY) from error
    if container.format.name in _NOT_RECORDINGS:
        container.close()
        raise RecordingError(
            "a video or image", f"{path.name}, which is text or a list of other files", "name the recording"
        )
    return container


def _picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """Return the stream of pictures; raise RecordingError if there is none, or no decoder for it."""
    from av.stream import Disposition

    check_one_piece(container, path)
    streams = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not streams:
        found = f"only {'sound' if container.streams.audio else 'other data'} in {path.name}"
        raise RecordingError("a recording with pictures", found, "choose the video rather than its sound track")
    best = container.streams.best("video")
    stream = next((each for each in streams if best is not None and each.index == best.index), streams[0])
    if stream.codec_context is None:
        raise RecordingError("a codec that FFmpeg decodes", f"an unknown one in {path.name}", _CONVERT)
    # One thread: with several, FFmpeg decodes damaged pictures differently each time, or does not say they are damaged.
    stream.thread_type = "NONE"
    return stream


def _start(container: InputContainer) -> Fraction:
    """Return the earliest time of any sound or picture, seconds, which players show as 0."""
    streams: Sequence[Any] = (*container.streams.video, *container.streams.audio)
    return min(
        (each.start_time * each.time_base for each in streams if each.start_time is not None and each.time_base),
        default=Fraction(0),
    )


def _chain(first: VideoFrame | None, rest: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    """Yield the first frame without holding a reference to it, then the rest."""
    if first is not None:
        yield first
    del first
    yield from rest


class _Clock:
    """Increasing times of frames from their timestamps, with a count of the repairs.

    Parameters
    ----------
    start
        Time of the recording's beginning on the file's own clock, seconds.
    interval_s
        Mean time between frames, seconds, used for frames without a timestamp.
    """

    def __init__(self, start: Fraction, interval_s: float) -> None:
        self._start = start
        self._interval_s = interval_s
        self._shift_s = 0.0
        self._last_s: float | None = None
        self._guessed = self._dropped = self._restarts = 0

    def read(self, pts: int | None, time_base: Fraction | None) -> float | None:
        """Return the time of the next frame, seconds, or None for a frame that repeats an earlier time."""
        last_s = self._last_s
        if pts is None or time_base is None:
            self._guessed += 1
            time_s = 0.0 if last_s is None else last_s + self._interval_s
        else:
            time_s = float(pts * time_base - self._start) + self._shift_s
            if last_s is not None and time_s < last_s - _RESTART_S:
                self._restarts += 1
                self._shift_s += last_s + self._interval_s - time_s
                time_s = last_s + self._interval_s
            elif last_s is not None and time_s <= last_s:
                self._dropped += 1
                return None
        self._last_s = time_s
        return time_s

    def account(self) -> list[str]:
        """Return one sentence for each kind of repair."""
        counts = (
            (self._guessed, "carried no timestamp and {were} placed by the announced frame rate"),
            (self._dropped, "repeated an earlier time and {were} left out"),
            (self._restarts, "jumped back in time and {were} joined on after the last frame"),
        )
        return [f"{count(n, 'frame')} {repair.format(were='was' if n == 1 else 'were')}" for n, repair in counts if n]


@dataclass(frozen=True, slots=True)
class _Geometry:
    """The steps from a decoded picture to an upright one: scale to (width, height), transpose, then flip."""

    width: int
    height: int
    transpose: bool
    flip_x: bool
    flip_y: bool
    shown: tuple[int, int]

    @classmethod
    def of(cls, frame: VideoFrame, aspect: Fraction | None, max_side_px: int) -> _Geometry:
        """Return the geometry that fits a frame, by its display matrix and sample aspect ratio, into max_side_px."""
        a, b, c, d = _display_matrix(frame)
        transpose = abs(b) > abs(a)
        flips = (c < 0, b < 0) if transpose else (a < 0, d < 0)
        size = (max(1, round(frame.width * float(aspect or 1))), frame.height)
        return cls(*_fit(size, max_side_px), transpose, *flips, shown=size[::-1] if transpose else size)

    def apply(self, frame: VideoFrame, shrink: VideoReformatter, convert: VideoReformatter) -> NDArray[np.uint8]:
        """Return the upright picture, RGB of shape (height, width, 3), C-contiguous."""
        size = self.width, self.height
        if size != (frame.width, frame.height) and not (frame.format.is_rgb or frame.format.has_palette):
            # Scaling first and converting to RGB afterwards takes a third of the time of both in one step.
            planes = "yuvj420p" if frame.format.name.startswith("yuvj") else "yuv420p"
            frame = shrink.reformat(frame, *size, planes, interpolation="AREA")
        picture = convert.reformat(frame, *size, "rgb24", interpolation="AREA")
        image = np.ascontiguousarray(picture.to_ndarray(), dtype=np.uint8)
        if not (self.transpose or self.flip_x or self.flip_y):
            return image
        pixels = image.view("V3")[..., 0]  # moving whole pixels is twice as fast as moving their three bytes
        pixels = pixels.T if self.transpose else pixels
        pixels = pixels[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]
        return np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, 3)


def _fit(size: tuple[int, int], max_side_px: int) -> tuple[int, int]:
    """Return an even size within max_side_px (even sizes convert twice as fast) in the original proportions."""
    longer = max(size)
    if longer <= max_side_px:
        return size
    sides = range(max_side_px // 2 * 2, max(max_side_px - 10, 1), -2)
    sizes = [(_even(size[0] * side / longer), _even(size[1] * side / longer)) for side in sides]
    return min(sizes, key=lambda fit: abs(math.log(fit[0] * size[1] / (fit[1] * size[0]))), default=(1, 1))


def _even(length_px: float) -> int:
    return max(2, 2 * round(length_px / 2))


def _display_matrix(frame: VideoFrame) -> tuple[float, float, float, float]:
    """Return (a, b, c, d) of x' = a x + c y, y' = b x + d y, with y pointing down."""
    try:
        matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    except ValueError:  # PyAV does not know every kind of side data (EXIF is one) and then shows none at all
        turn = math.radians(frame.rotation)
        return math.cos(turn), -math.sin(turn), math.sin(turn), math.cos(turn)
    if matrix is None:
        return 1.0, 0.0, 0.0, 1.0
    a, b, _, c, d = struct.unpack("=5i", bytes(matrix)[:20])
    return float(a), float(b), float(c), float(d)
