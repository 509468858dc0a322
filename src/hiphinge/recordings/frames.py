"""Pictures with their times: video files, still images, folders of images and cameras, decoded ahead of the reader.

``open_frames`` looks at the recording, refuses what cannot be used, and returns a stream. Frames are upright, have
square pixels and carry the recording's own times. A background thread decodes a few frames ahead, so that decoding
overlaps with whatever the reader does with them, and never holds more than that, however long the recording is.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.errors import ArgumentError, RecordingError
from hiphinge.recordings.file import IMAGE_SUFFIXES, FileSource, check_file
from hiphinge.recordings.stream import Frame, FrameStream, Pace, VideoInfo, count

__all__ = ["Frame", "FrameStream", "VideoInfo", "open_frames"]

_KEEP_FRACTION = 0.9  # a 30 Hz limit keeps every frame of a 30 Hz recording whose times jitter by up to a tenth
_CLOCK_SLACK_S = 1e-6  # rounding of times, so that steps of exactly 0.9 of the interval are kept
_FOLDER_RATE_HZ = 30.0


def open_frames(recording: str | Path | int, *, max_side_px: int = 720, max_rate_hz: float = 30.0) -> FrameStream:
    """Open a video file, an image, a folder of images or a camera for reading frame by frame.

    Parameters
    ----------
    recording
        Path of a file or folder, or the index of a camera (a number, or a string of digits that names no file).
    max_side_px
        Larger pictures are scaled down to this length of the longer side, in pixels; none is enlarged.
    max_rate_hz
        A frame is kept when at least 0.9 / max_rate_hz seconds have passed since the last one kept.

    Returns
    -------
    FrameStream
        Read it within ``with``.

    Raises
    ------
    ArgumentError
        A limit is not positive.
    RecordingError
        The recording is missing, empty, unreadable, damaged, or holds no picture; or the camera is absent.
    """
    if max_side_px < 1 or not max_rate_hz > 0:
        raise ArgumentError(
            "a size of at least 1 px and a rate above 0 Hz",
            f"{max_side_px} px and {max_rate_hz} Hz",
            "give larger values",
        )
    pace = Pace(_KEEP_FRACTION / max_rate_hz - _CLOCK_SLACK_S)
    path = Path(recording) if isinstance(recording, str) else recording
    if isinstance(path, int) or (path.name.isdecimal() and str(path) == path.name and not path.exists()):
        return FrameStream(_CameraSource(int(str(path)), max_side_px, pace), live=True)
    if path.is_dir():
        return FrameStream(_FolderSource(path, max_side_px, pace))
    check_file(path)
    return FrameStream(FileSource(path, max_side_px, pace))


class _FolderSource:
    """Frames of a folder of images, in natural order of their names.

    Parameters
    ----------
    path
        The folder.
    max_side_px
        Longest side of the frames, in pixels.
    pace
        Which frames are kept.
    """

    def __init__(self, path: Path, max_side_px: int, pace: Pace) -> None:
        try:
            files = sorted((f for f in path.iterdir() if f.suffix.lower() in IMAGE_SUFFIXES), key=_natural)
        except OSError as error:
            raise RecordingError(
                "a folder that can be read", f"{path} ({error.strerror})", "allow reading it"
            ) from error
        if not files:
            raise RecordingError(
                "a folder of images (JPEG, PNG, …)",
                f"no image in {path}",
                "name the folder that holds them, or a video file",
            )
        self.warnings: list[str] = []
        self._files, self._max_side_px, self._pace = files, max_side_px, pace
        self._times_s, told = _times_from_names(files)
        if not told:
            self.warnings.append(
                f"the file names carry no times: {_FOLDER_RATE_HZ:g} images a second were assumed, "
                "so speeds and durations may be off"
            )
        shown = self._first_size()
        gaps = np.diff(self._times_s)
        interval_s = float(np.median(gaps)) if gaps.size else 1 / _FOLDER_RATE_HZ
        duration_s = self._times_s[-1] + interval_s
        self.info = VideoInfo(
            path=str(path),
            kind="video" if len(files) > 1 else "image",
            width_px=shown[0],
            height_px=shown[1],
            frame_rate_hz=1 / interval_s,
            duration_s=duration_s,
            frames=pace.expected(len(files), duration_s, 1 / interval_s),
        )

    def frames(self) -> Iterator[Frame]:
        """Yield the images; those that cannot be read or differ in shape from the first are left out and counted."""
        left_out: list[str] = []
        shape: tuple[int, ...] | None = None
        for file, time_s in zip(self._files, self._times_s, strict=True):
            try:
                source = self._open(file)
            except RecordingError:
                left_out.append(file.name)
                continue
            try:
                image = next(source.frames()).image
            finally:
                source.close()
            shape = shape or image.shape
            if image.shape != shape:
                left_out.append(file.name)
                continue
            index = self._pace.keep(time_s)
            if index is not None:
                yield Frame(index, time_s, image)
        if left_out:
            self.warnings.append(
                f"{count(len(left_out), 'image')} could not be read or differ in size from the first, and were left "
                f"out (first: {left_out[0]})"
            )

    def close(self) -> None:
        """Do nothing: each image is closed as soon as it is read."""

    def _open(self, file: Path) -> FileSource:
        check_file(file)
        return FileSource(file, self._max_side_px, Pace(0.0))

    def _first_size(self) -> tuple[int, int]:
        """Return the size as shown of the first image that can be read; the error of the last one when none can."""
        for file in self._files[:-1]:
            with contextlib.suppress(RecordingError):
                return self._size(file)
        return self._size(self._files[-1])

    def _size(self, file: Path) -> tuple[int, int]:
        source = self._open(file)
        source.close()
        return source.info.width_px, source.info.height_px


class _CameraSource:
    """Frames of a camera, timed as they arrive.

    Parameters
    ----------
    camera
        Index of the camera, from 0.
    max_side_px
        Longest side of the frames, in pixels.
    pace
        Which frames are kept.
    """

    def __init__(self, camera: int, max_side_px: int, pace: Pace) -> None:
        import cv2

        absent = RecordingError(
            "a camera that delivers pictures",
            f"none with index {camera}",
            "connect it, close other programs that use it, allow access to it, or try another index (the first is 0)",
        )
        if camera < 0 or (sys.platform == "linux" and not Path(f"/dev/video{camera}").exists()):
            raise absent
        self.warnings: list[str] = []
        self._pace = pace
        self._capture: Any = cv2.VideoCapture(camera)
        image = self._capture.read()[1] if self._capture.isOpened() else None
        if image is None:
            self._capture.release()
            raise absent
        height, width = image.shape[:2]
        scale = min(1.0, max_side_px / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        self._shape: Callable[[Any], NDArray[np.uint8]] = lambda bgr: np.ascontiguousarray(
            cv2.cvtColor(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB), dtype=np.uint8
        )
        rate_hz = float(self._capture.get(cv2.CAP_PROP_FPS) or 0.0)
        self.info = VideoInfo(f"camera {camera}", "video", width, height, rate_hz, None, None)

    def frames(self) -> Iterator[Frame]:
        """Yield frames until the camera stops."""
        began_s = time.monotonic()
        while self._capture.grab():
            time_s = time.monotonic() - began_s
            index = self._pace.keep(time_s)
            if index is None:
                continue
            read, image = self._capture.retrieve()
            if not read:
                break
            yield Frame(index, time_s, self._shape(image))
        self.warnings.append("the camera stopped delivering pictures")

    def close(self) -> None:
        """Let the camera go."""
        self._capture.release()


def _natural(path: Path) -> tuple[tuple[int, int | str], ...]:
    """Return a sorting key that puts frame 10 after frame 9."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return tuple((0, int(p)) if p.isdecimal() else (1, p) for p in parts)


def _times_from_names(files: Sequence[Path]) -> tuple[list[float], bool]:
    """Return the times of images in seconds, and whether the names told them ("…_1250ms.png", "…_1.250s.png")."""
    for pattern, unit_s in ((r"(\d+) ?ms$", 1e-3), (r"(\d+\.\d+) ?s$", 1.0)):
        found = [re.search(pattern, f.stem.casefold()) for f in files]
        times = [float(m[1]) * unit_s for m in found if m is not None]
        if len(files) > 1 and len(times) == len(files) and all(b > a for a, b in itertools.pairwise(times)):
            return [t - times[0] for t in times], True
    return [i / _FOLDER_RATE_HZ for i in range(len(files))], False
