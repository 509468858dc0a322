"""`Recording`: one object for a file, folder or camera, read as often as needed, always at the same size and pace.

Frames are upright, have square pixels and carry the recording's own times. A background thread decodes a few frames
ahead, so that decoding overlaps with the reader's work. It never holds more frames, however long the recording is.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.arguments import NUMBER, PATH, check_type
from hiphinge.core.errors import ArgumentError
from hiphinge.recordings.camera import CameraSource
from hiphinge.recordings.file import FileSource, check_file
from hiphinge.recordings.folder import FolderSource, images_of
from hiphinge.recordings.store import PictureStore
from hiphinge.recordings.stream import Frame, FrameSource, FrameStream, Moments, Pace, Selection, VideoInfo
from hiphinge.recordings.turned import TurnedSource, turned_info, turned_picture

MAX_SIDE_PX: Final = 720
"""Longest side of the analysed pictures, pixels: larger ones give no better landmarks."""

MAX_RATE_HZ: Final = 30.0
"""Largest rate of the analysed frames, approximate, hertz."""

_KEEP_FRACTION: Final = 0.9  # a 30 Hz limit keeps every frame of a 30 Hz recording whose times jitter by up to a tenth
_CLOCK_SLACK_S: Final = 1e-6  # rounding of times, so that steps of exactly 0.9 of the interval are kept
_CHUNK_BYTES: Final = 2**20

RecordedFrom = Literal["container", "file", "given"]


class Recording:
    """A video file, an image, a folder of images or a camera, opened when a property or a frame is first requested.

    Parameters
    ----------
    recording
        Path of a file or folder, or the index of a camera (a number, or a string of digits that names no file).
    max_side_px
        Longest side of the frames, pixels; larger pictures are scaled down, smaller ones are not enlarged.
    max_rate_hz
        A frame is kept if at least 0.9 / max_rate_hz seconds have passed since the last one kept.
    recorded_utc
        When it was made, if the user knows better than the file.

    Attributes
    ----------
    passes
        How often decoding of its frames from the beginning has been started.

    Raises
    ------
    ArgumentError
        If a limit is not positive, or the name is empty.
    RecordingError
        On first use, if the recording is missing, empty, unreadable, damaged or without pictures, or the camera is
        absent.
    """

    def __init__(
        self,
        recording: str | Path | int,
        *,
        max_side_px: int = MAX_SIDE_PX,
        max_rate_hz: float = MAX_RATE_HZ,
        recorded_utc: datetime | None = None,
    ) -> None:
        check_type(
            recording,
            (*PATH, int),
            "a recording: a path, or the number of a camera",
            "name a file, a folder or a camera's number",
            argument="recording",
        )
        remedy = "give one, or leave it out"
        check_type(max_side_px, (int,), "a whole number of pixels", remedy, argument="max_side_px")
        check_type(max_rate_hz, NUMBER, "a number of frames per second", remedy, argument="max_rate_hz")
        if max_side_px < 1 or not max_rate_hz > 0:
            raise ArgumentError(
                "a size of at least 1 px and a rate above 0 Hz",
                f"{max_side_px} px and {max_rate_hz} Hz",
                "give larger values",
            )
        if recording == "":
            raise ArgumentError("a recording", "an empty name", "name a file, a folder or a camera's number")
        path = Path(recording) if isinstance(recording, str) else recording
        camera = isinstance(path, int) or (path.name.isdecimal() and str(path) == path.name and not path.exists())
        self._lock = threading.RLock()
        self.passes = 0
        self._camera = int(str(path)) if camera else None
        self._path = Path(str(path))
        self._max_side_px, self._step_s = max_side_px, _KEEP_FRACTION / max_rate_hz - _CLOCK_SLACK_S
        self._given_utc = recorded_utc
        self._waiting: FrameSource | None = None
        self._info: VideoInfo | None = None
        self._created_utc: datetime | None = None
        self._hash: str | None = None
        self._kept: _KeepingSource | None = None
        self._keep = False
        self._quarters = 0

    @classmethod
    def of(cls, recording: Recording | str | Path | int) -> Recording:
        """Return the recording itself, or that of a path or camera at the default size and pace."""
        return recording if isinstance(recording, cls) else cls(recording)  # type: ignore[arg-type]

    def __str__(self) -> str:
        """Return the recording as the user named it."""
        return str(self._path)

    @property
    def path(self) -> Path | None:
        """The file or folder, None for a camera."""
        return None if self.live else self._path

    @property
    def name(self) -> str:
        """The name for its results: the file's name without its suffix, or ``camera-N``."""
        return f"camera-{self._camera}" if self.live else Path(str(self._path).rstrip("/\\")).stem or "recording"

    @property
    def live(self) -> bool:
        """Whether it is a camera, whose pictures come only once and without end."""
        return self._camera is not None

    @property
    def info(self) -> VideoInfo:
        """Its properties according to the file."""
        with self._lock:
            if self._info is None:
                self._waiting = self._open(self._pace())
                return turned_info(self._waiting.info, self._quarters)
            return turned_info(self._info, self._quarters)

    @property
    def recorded_utc(self) -> datetime | None:
        """When it was made, in UTC."""
        return self._recorded()[0]

    @property
    def recorded_utc_from(self) -> RecordedFrom | None:
        """Source of that time: the container, the file's modification time, or the user (also for a camera: now)."""
        return self._recorded()[1]

    @property
    def content_hash(self) -> str | None:
        """SHA-256 of its bytes (of a folder: of its images in order), hexadecimal; None for a camera."""
        if self._hash is None and not self.live:
            digest = hashlib.sha256()
            for file in images_of(self._path) if self._path.is_dir() else (self._path,):
                with file.open("rb") as data:
                    while chunk := data.read(_CHUNK_BYTES):
                        digest.update(chunk)
            self._hash = digest.hexdigest()
        return self._hash

    def frames(self) -> FrameStream:
        """Return a stream of its frames, for use in a ``with`` statement; each stream is one pass."""
        with self._lock:
            source, self._waiting = self._waiting or self._open(self._pace()), None
            if self._keep and self.live:
                self._kept = source = _KeepingSource(source)
        return FrameStream(self._turned(source), live=self.live, on_start=self._count)

    def frames_at(self, times_s: NDArray[np.float64]) -> FrameStream:
        """Return a stream of the frames at given times; a frame's index is the position of its time among them.

        Parameters
        ----------
        times_s
            Increasing times, seconds, shape (frames,).

        Raises
        ------
        ArgumentError
            If it is a camera whose pictures were not kept (`keep_frames`).
        """
        chosen = Moments(times_s)
        if not self.live:
            return FrameStream(self._turned(self._open(chosen)), on_start=self._count)
        if self._kept is None:
            found = f"camera {self._camera}, whose pictures are gone"
            raise ArgumentError("a recording that can be read again", found, "call keep_frames() before reading it")
        return FrameStream(self._kept.again(chosen), on_start=self._count)

    def frame_at(self, time_s: float) -> NDArray[np.uint8] | None:
        """Return the picture at or shortly before a time, RGB of shape (height, width, 3); None where impossible.

        Works for files only, before their frames are read, which then still starts from the beginning.
        """
        with self._lock:
            if self.info.duration_s is None or not isinstance(self._waiting, FileSource):
                return None
            image = self._waiting.frame_at(time_s)
            return None if image is None else turned_picture(image, self._quarters)

    def turn(self, quarters: int) -> None:
        """Turn all pictures of a file counterclockwise by quarter turns, against the file as it is."""
        self._quarters = quarters % 4

    def keep_frames(self) -> None:
        """Keep the pictures of a camera for a second reading, in an unnamed temporary file."""
        self._keep = True

    def close(self) -> None:
        """Release the recording; closing twice is harmless."""
        if self._waiting is not None:
            self._waiting.close()
            self._waiting = None
        if self._kept is not None:
            self._kept.discard()
            self._kept = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _turned(self, source: FrameSource) -> FrameSource:
        return TurnedSource(source, self._quarters) if self._quarters else source

    def _pace(self) -> Pace:
        return Pace(self._step_s)

    def _count(self) -> None:
        self.passes += 1

    def _open(self, selection: Selection) -> FrameSource:
        source: FrameSource
        if self._camera is not None:
            source = CameraSource(self._camera, self._max_side_px, selection)
        elif self._path.is_dir():
            source = FolderSource(self._path, self._max_side_px, selection)
        else:
            check_file(self._path)
            source = FileSource(self._path, self._max_side_px, selection)
        if self._info is None:
            self._info, self._created_utc = source.info, source.created_utc
        return source

    def _recorded(self) -> tuple[datetime | None, RecordedFrom | None]:
        if self._given_utc is not None:
            return self._given_utc, "given"
        if self.info and self._created_utc is not None:
            return self._created_utc, "given" if self.live else "container"
        file = images_of(self._path)[0] if self._path.is_dir() else self._path
        return datetime.fromtimestamp(file.stat().st_mtime, UTC), "file"


class _KeepingSource:
    """A source that stores its frames as they are read, so that they can be read again.

    Parameters
    ----------
    source
        Source of the frames.
    """

    def __init__(self, source: FrameSource) -> None:
        self.info, self.warnings, self.created_utc = source.info, source.warnings, source.created_utc
        self._source = source
        self._pictures = PictureStore()
        self._times_s: list[float] = []

    def frames(self) -> Iterator[Frame]:
        """Yield the frames and store them."""
        for frame in self._source.frames():
            self._pictures.append(frame.image)
            self._times_s.append(frame.time_s)
            yield frame

    def close(self) -> None:
        """Release the source; the stored frames remain."""
        self._source.close()

    def again(self, selection: Selection) -> FrameSource:
        """Return a source of the stored frames."""
        return _StoredSource(self.info, self.created_utc, self._times_s, self._pictures, selection)

    def discard(self) -> None:
        """Delete the stored frames."""
        self._pictures.close()


class _StoredSource:
    """A source of stored frames."""

    def __init__(
        self,
        info: VideoInfo,
        created_utc: datetime | None,
        times_s: list[float],
        pictures: PictureStore,
        selection: Selection,
    ) -> None:
        self.info, self.created_utc = info, created_utc
        self.warnings: list[str] = []
        self._times_s, self._pictures, self._selection = times_s, pictures, selection

    def frames(self) -> Iterator[Frame]:
        """Yield the selected frames."""
        for number, time_s in enumerate(self._times_s):
            index = self._selection.keep(time_s)
            if index is not None:
                yield Frame(index, time_s, self._pictures[number])

    def close(self) -> None:
        """Do nothing: the pictures belong to the source that stored them."""
