"""A recording as one object: opened once, read as often as its pictures are needed, always at the same size and pace.

Frames are upright, have square pixels and carry the recording's own times. A background thread decodes a few frames
ahead, so that decoding overlaps with whatever the reader does with them, and never holds more than that, however long
the recording is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.errors import ArgumentError
from hiphinge.recordings.camera import CameraSource
from hiphinge.recordings.file import FileSource, check_file
from hiphinge.recordings.folder import FolderSource, images_of
from hiphinge.recordings.store import PictureStore
from hiphinge.recordings.stream import Frame, FrameSource, FrameStream, Moments, Pace, Selection, VideoInfo

MAX_SIDE_PX: Final = 720
"""Longest side of the pictures that are analysed: landmarks are found as well in them as in larger ones."""

MAX_RATE_HZ: Final = 30.0
"""Frames a second that are analysed, at most about."""

_KEEP_FRACTION: Final = 0.9  # a 30 Hz limit keeps every frame of a 30 Hz recording whose times jitter by up to a tenth
_CLOCK_SLACK_S: Final = 1e-6  # rounding of times, so that steps of exactly 0.9 of the interval are kept
_CHUNK_BYTES: Final = 2**20

RecordedFrom = Literal["container", "file", "given"]


class Recording:
    """A video file, an image, a folder of images or a camera. Nothing is opened before something is asked of it.

    Parameters
    ----------
    recording
        Path of a file or folder, or the index of a camera (a number, or a string of digits that names no file).
    max_side_px
        Larger pictures are scaled down to this length of the longer side, in pixels; none is enlarged.
    max_rate_hz
        A frame is kept when at least 0.9 / max_rate_hz seconds have passed since the last one kept.
    recorded_utc
        When it was made, where the user knows better than the file.

    Attributes
    ----------
    passes
        How often its frames have been decoded from one end to the other, or begun to be.

    Raises
    ------
    ArgumentError
        A limit is not positive.
    RecordingError
        When something is asked of it: it is missing, empty, unreadable, damaged, or holds no picture; or the camera is
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
        if max_side_px < 1 or not max_rate_hz > 0:
            raise ArgumentError(
                "a size of at least 1 px and a rate above 0 Hz",
                f"{max_side_px} px and {max_rate_hz} Hz",
                "give larger values",
            )
        path = Path(recording) if isinstance(recording, str) else recording
        camera = isinstance(path, int) or (path.name.isdecimal() and str(path) == path.name and not path.exists())
        self.passes = 0
        self._camera = int(str(path)) if camera else None
        self._path = Path(str(path))
        self._max_side_px, self._step_s = max_side_px, _KEEP_FRACTION / max_rate_hz - _CLOCK_SLACK_S
        self._given_utc = recorded_utc
        self._waiting: FrameSource | None = None
        self._info: VideoInfo | None = None
        self._created_utc: datetime | None = None
        self._hash: str | None = None
        self._kept: _Kept | None = None
        self._keep = False

    @classmethod
    def of(cls, recording: Recording | str | Path | int) -> Recording:
        """Return the recording itself, or one of a path or camera at the usual size and pace."""
        return recording if isinstance(recording, cls) else cls(recording)  # type: ignore[arg-type]

    def __str__(self) -> str:
        """The recording as it was named."""
        return str(self._path)

    @property
    def path(self) -> Path | None:
        """The file or folder, None for a camera."""
        return None if self.live else self._path

    @property
    def name(self) -> str:
        """What results are named after: the file's name without its ending, or ``camera-N``."""
        return f"camera-{self._camera}" if self.live else Path(str(self._path).rstrip("/\\")).stem or "recording"

    @property
    def live(self) -> bool:
        """Whether its pictures come only once and have no end of their own (a camera)."""
        return self._camera is not None

    @property
    def info(self) -> VideoInfo:
        """What it says about itself."""
        if self._info is None:
            self._waiting = self._open(self._pace())
            return self._waiting.info
        return self._info

    @property
    def recorded_utc(self) -> datetime | None:
        """When it was made, in UTC."""
        return self._recorded()[0]

    @property
    def recorded_utc_from(self) -> RecordedFrom | None:
        """What says when it was made: the container, the file's time of change, or the user (a camera: now)."""
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
        """Return a stream of its frames, read within ``with``; each stream is one pass."""
        source, self._waiting = self._waiting or self._open(self._pace()), None
        if self._keep and self.live:
            self._kept = source = _Kept(source)
        return FrameStream(source, live=self.live, on_start=self._count)

    def frames_at(self, times_s: NDArray[np.float64]) -> FrameStream:
        """Return a stream of the frames of given times, each with the place of its time as its index.

        Parameters
        ----------
        times_s
            Increasing times in seconds, shape (frames,).

        Raises
        ------
        ArgumentError
            Of a camera whose pictures were not kept (`keep_frames`).
        """
        chosen = Moments(times_s)
        if not self.live:
            return FrameStream(self._open(chosen), on_start=self._count)
        if self._kept is None:
            found = f"camera {self._camera}, whose pictures are gone"
            raise ArgumentError("a recording that can be read again", found, "call keep_frames() before reading it")
        return FrameStream(self._kept.again(chosen), on_start=self._count)

    def frame_at(self, time_s: float) -> NDArray[np.uint8] | None:
        """Return the picture at or shortly before a time, before the frames are read; None where it cannot be had.

        Only a file can be looked at so; its frames are then read from the start all the same.
        """
        if self.info.duration_s is None or not isinstance(self._waiting, FileSource):
            return None
        return self._waiting.frame_at(time_s)

    def keep_frames(self) -> None:
        """Keep the pictures of a camera for a second reading, in a temporary file without a name."""
        self._keep = True

    def close(self) -> None:
        """Let it go; closing twice is harmless."""
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


class _Kept:
    """Frames of a source that are put aside as they pass, and can be read again.

    Parameters
    ----------
    source
        Where they come from.
    """

    def __init__(self, source: FrameSource) -> None:
        self.info, self.warnings, self.created_utc = source.info, source.warnings, source.created_utc
        self._source = source
        self._pictures = PictureStore()
        self._times_s: list[float] = []

    def frames(self) -> Iterator[Frame]:
        """Yield the frames, and keep them."""
        for frame in self._source.frames():
            self._pictures.append(frame.image)
            self._times_s.append(frame.time_s)
            yield frame

    def close(self) -> None:
        """Let the source go; what was kept stays."""
        self._source.close()

    def again(self, selection: Selection) -> FrameSource:
        """Return a source of the frames that were kept."""
        return _Again(self.info, self.created_utc, self._times_s, self._pictures, selection)

    def discard(self) -> None:
        """Let the pictures go."""
        self._pictures.close()


class _Again:
    """Frames that were kept, read again."""

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
        """Yield the frames chosen."""
        for number, time_s in enumerate(self._times_s):
            index = self._selection.keep(time_s)
            if index is not None:
                yield Frame(index, time_s, self._pictures[number])

    def close(self) -> None:
        """Do nothing: whoever kept the pictures lets them go."""
