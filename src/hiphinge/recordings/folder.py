"""Frames of a folder of images, in natural order of their names, timed by the names where these contain times."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from hiphinge.core.errors import RecordingError
from hiphinge.recordings.file import IMAGE_SUFFIXES, FileSource, check_file
from hiphinge.recordings.stream import Frame, Pace, Selection, VideoInfo, count

_FOLDER_RATE_HZ = 30.0  # assumed where the names contain no times


class FolderSource:
    """Frames of a folder of images, in natural order of their names.

    Parameters
    ----------
    path
        The folder.
    max_side_px
        Longest side of the frames, pixels.
    selection
        Chooses the frames that are kept.

    Raises
    ------
    RecordingError
        If the folder cannot be read or holds no image that can be read.
    """

    def __init__(self, path: Path, max_side_px: int, selection: Selection) -> None:
        files = images_of(path)
        self.warnings: list[str] = []
        self.files, self._max_side_px, self._selection = files, max_side_px, selection
        self._times_s, timed = _times_from_names(files)
        if not timed:
            self.warnings.append(
                f"the file names carry no times: {_FOLDER_RATE_HZ:g} images a second were assumed, "
                "so speeds and durations may be off"
            )
        shown, self.created_utc = self._inspect_first()
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
            frames=selection.expected(len(files), duration_s, 1 / interval_s),
        )

    def frames(self) -> Iterator[Frame]:
        """Yield the images, skipping and counting those that cannot be read or differ in shape from the first."""
        left_out: list[str] = []
        shape: tuple[int, ...] | None = None
        for file, time_s in zip(self.files, self._times_s, strict=True):
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
            index = self._selection.keep(time_s)
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

    def _inspect_first(self) -> tuple[tuple[int, int], datetime | None]:
        """Return the size as shown and the date of the first readable image; raise the last one's error if none is."""
        for file in self.files[:-1]:
            with contextlib.suppress(RecordingError):
                return self._inspect(file)
        return self._inspect(self.files[-1])

    def _inspect(self, file: Path) -> tuple[tuple[int, int], datetime | None]:
        source = self._open(file)
        source.close()
        return (source.info.width_px, source.info.height_px), source.created_utc


def images_of(path: Path) -> list[Path]:
    """Return the images of a folder in natural order of their names; raise RecordingError if there are none."""
    try:
        files = sorted((file for file in path.iterdir() if file.suffix.lower() in IMAGE_SUFFIXES), key=_natural)
    except OSError as error:
        raise RecordingError("a folder that can be read", f"{path} ({error.strerror})", "allow reading it") from error
    if not files:
        raise RecordingError(
            "a folder of images (JPEG, PNG, …)",
            f"no image in {path}",
            "name the folder that holds them, or a video file",
        )
    return files


def _natural(path: Path) -> tuple[tuple[int, int | str], ...]:
    """Return a sorting key that puts frame 10 after frame 9."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)


def _times_from_names(files: Sequence[Path]) -> tuple[list[float], bool]:
    """Return the times of images, seconds, and whether the names contain them ("…_1250ms.png", "…_1.250s.png")."""
    for pattern, unit_s in ((r"(\d+) ?ms$", 1e-3), (r"(\d+\.\d+) ?s$", 1.0)):
        matches = [re.search(pattern, file.stem.casefold()) for file in files]
        times = [float(match[1]) * unit_s for match in matches if match is not None]
        increasing = all(later > earlier for earlier, later in itertools.pairwise(times))
        if len(files) > 1 and len(times) == len(files) and increasing:
            return [time - times[0] for time in times], True
    return [index / _FOLDER_RATE_HZ for index in range(len(files))], False
