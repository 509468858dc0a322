"""The annotated video: a second pass over the frames, drawn in the caller and encoded in a thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from fractions import Fraction
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from hiphinge.core.errors import ArgumentError, OutputError, RecordingError
from hiphinge.core.files import atomic_write
from hiphinge.core.motion import Motion
from hiphinge.recordings.recording import MAX_SIDE_PX, Recording
from hiphinge.recordings.stream import Frame, FrameStream
from hiphinge.report.replay.drawing import Painter
from hiphinge.report.replay.sprites import Picture
from hiphinge.report.table import read
from hiphinge.result import Analysis

_MIN_SIDE_PX: Final = 640
"""Smaller pictures are enlarged to this longer side, so that text on them can be read."""

_TICK: Final = Fraction(1, 90_000)
"""Time base of the video, seconds: fine enough for any frame rate and for variable ones."""

_WAITING: Final = 4
_OPTIONS: Final = {
    "preset": "ultrafast",
    "tune": "zerolatency",
    "threads": "1",
    "crf": "25",
    "g": "60",
    "x264-params": "no-deblock=0",
}
"""No B-frames and a key frame every two seconds, so that stepping and jumping in a browser stay prompt; one thread,
since decoding and drawing keep the other cores busy. Compared with `superfast` at crf 23, encoding takes two thirds of
the time at the same error (47 dB), and the file is a fifth larger."""


def write(
    motion: Motion,
    analysis: Analysis,
    path: Path,
    *,
    recording: Recording | str | Path | None = None,
    on_frame: Callable[[int], None] | None = None,
) -> Path:
    """Write the recording with the analysis drawn on it, as H.264 in MP4 with the recording's own times.

    Parameters
    ----------
    motion
        The motion that the angles were measured from (`analysis.Movement.motion`), in pixels of the analysed picture;
        missing landmarks are not drawn.
    analysis
        The analysis with its table of frames.
    path
        The file to write, `annotated.mp4` by contract.
    recording
        The recording, where it is not at `motion.source.path`. Its frames are found by their times, whatever the rate
        at which they were analysed.
    on_frame
        Called with the number of frames drawn so far, after each frame, for a progress bar.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ArgumentError
        If the motion has no pictures (markers, sensors).
    RecordingError
        If the recording cannot be read a second time, or has no frames at the motion's times.
    OutputError
        If the file cannot be written; an earlier one stays as it is.
    """
    if motion.unit != "px" or motion.source.kind not in {"video", "image"}:
        raise ArgumentError(
            "a motion from a video to draw on",
            f"one from {motion.source.kind}",
            "leave the video out",
            arguments=("video",),
        )
    table = read(analysis)
    last = len(motion) - 1
    source = motion.source
    analysed_px = round(source.scale * max(source.width_px, source.height_px))
    if not isinstance(recording, Recording):
        recording = Recording(recording or source.path, max_side_px=analysed_px or MAX_SIDE_PX)
        recording.turn(source.quarters)
    with atomic_write(path) as temporary, recording.frames_at(motion.time_s) as frames:
        first = _first(frames, source.path)
        picture, enlarged = _sized(first.image)
        scale = enlarged * max(first.image.shape) / (analysed_px or max(first.image.shape))
        size = (picture.shape[1], picture.shape[0])
        painter = Painter(motion, analysis, table, scale, size)
        with _Encoder(temporary, size, motion.source.frame_rate_hz) as encoder:
            for frame in chain((first,), frames):
                picture, _ = _sized(frame.image)
                painter.paint(picture, frame.index, frame.time_s)
                encoder.put(picture, frame.time_s)
                if on_frame is not None:
                    on_frame(frame.index + 1)
                if frame.index >= last:
                    break
    return path


def _first(frames: FrameStream, path: str) -> Frame:
    """Return the first frame, or raise RecordingError where there is none."""
    first = next(frames, None)
    if first is None:
        raise RecordingError("the recording that was analysed", f"other frames in '{path}'", "analyse it again")
    return first


def _sized(image: Picture) -> tuple[Picture, float]:
    """Return a frame in the size drawn on: even sides, small pictures enlarged.

    Parameters
    ----------
    image
        The frame, shape (height, width, 3).

    Returns
    -------
    tuple
        A picture that may be changed, and the size of a pixel of the frame in it.
    """
    height, width = image.shape[:2]
    scale = max(1.0, _MIN_SIDE_PX / max(height, width))
    if scale == 1.0 and min(height, width) > 1:  # an odd last row or column is left out, which costs nothing
        even = image[: height - height % 2, : width - width % 2]
        return (even if even.flags.writeable and even.flags.c_contiguous else np.array(even, order="C")), 1.0
    size = (max(2, 2 * round(width * scale / 2)), max(2, 2 * round(height * scale / 2)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8), scale


class _Encoder:
    """Encodes pictures in a thread of its own.

    Parameters
    ----------
    path
        The file to write.
    size
        Width and height in pixels, both even.
    rate_hz
        Mean frame rate, for the encoder's rate control only; times are those given with each picture.
    """

    def __init__(self, path: Path, size: tuple[int, int], rate_hz: float) -> None:
        self._path, self._size = path, size
        self._rate = Fraction(min(max(rate_hz, 1.0), 240.0)).limit_denominator(1001)
        self._waiting: queue.Queue[tuple[Picture, float] | None] = queue.Queue(_WAITING)
        self._left = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="encode", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Complete the file, or leave it incomplete after an error."""
        if kind is None:
            self._enqueue(None)
        else:
            self._left.set()
        self._thread.join()
        if kind is None:
            self._raise_error()

    def put(self, picture: Picture, time_s: float) -> None:
        """Queue a picture for encoding; it must not be changed afterwards.

        Raises
        ------
        OutputError
            If encoding or writing an earlier picture failed.
        """
        self._enqueue((picture, time_s))

    def _enqueue(self, item: tuple[Picture, float] | None) -> None:
        """Put an item into the queue as soon as there is room, unless the thread has failed."""
        while True:
            self._raise_error()
            try:
                self._waiting.put(item, timeout=0.2)
            except queue.Full:
                continue
            return

    def _raise_error(self) -> None:
        """Raise OutputError if the thread has failed."""
        if self._error is not None:
            raise OutputError(
                "to write the annotated video",
                f"that this is not possible ({self._error})",
                "make room on the disk, or leave the video out",
                arguments=("video",),
            ) from self._error

    def _run(self) -> None:
        try:
            self._encode()
        except (av.FFmpegError, OSError, ValueError, cv2.error) as error:
            self._error = error

    def _encode(self) -> None:
        """Encode queued pictures until the end marker, or until the caller has left."""
        codec = "libx264" if "libx264" in av.codecs_available else "h264"
        with av.open(str(self._path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            options = _OPTIONS if codec == "libx264" else {}
            stream = cast("VideoStream", container.add_stream(codec, rate=self._rate, options=options))
            stream.width, stream.height = self._size
            stream.pix_fmt = "yuv420p"
            stream.time_base = stream.codec_context.time_base = _TICK
            # OpenCV converts to BT.601 with levels of 16 to 235.
            stream.codec_context.color_range, stream.codec_context.colorspace = 1, 5
            last = -1
            while (item := self._next()) is not None:
                picture, time_s = item
                planes = cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420)
                frame = av.VideoFrame.from_ndarray(np.asarray(planes, dtype=np.uint8), format="yuv420p")
                last = max(last + 1, round(time_s / _TICK))
                frame.pts, frame.time_base = last, _TICK
                container.mux(stream.encode(frame))
            if not self._left.is_set():
                container.mux(stream.encode(None))

    def _next(self) -> tuple[Picture, float] | None:
        """Return the next picture, waiting for it; None at the end and when the caller has left."""
        while not self._left.is_set():
            try:
                return self._waiting.get(timeout=0.2)
            except queue.Empty:
                continue
        return None
