"""The date of a recording according to its file: a video's container metadata, a photograph's EXIF."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

_KEYS: Final = ("com.apple.quicktime.creationdate", "creation_time", "date")
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""Earlier dates are refused: clocks that were never set start at 1904, 1970 or 1980."""

_WITH_EXIF: Final = frozenset({".jpg", ".jpeg"})
_EXIF_BYTES: Final = 256 * 1024
_EXIF_FOLDER, _TAKEN, _TAKEN_ZONE = 0x8769, 0x9003, 0x9011
"""EXIF tags of the Exif directory, DateTimeOriginal and OffsetTimeOriginal (EXIF 2.31)."""


def created_utc(path: Path, container: InputContainer, stream: VideoStream) -> datetime | None:
    """Return when the pictures of a file were taken, in UTC; None where the file holds no plausible date.

    Times without a time zone are taken as local times of this computer.
    """
    for metadata in (container.metadata, stream.metadata):
        for key in _KEYS:
            created = _plausible(_iso(metadata.get(key, "")))
            if created is not None:
                return created
    if path.suffix.lower() not in _WITH_EXIF:
        return None
    with path.open("rb") as file:
        return _plausible(_exif(file.read(_EXIF_BYTES)))


def _iso(text: str) -> datetime | None:
    """Return the date and time of an ISO 8601 text, None where it is none or a date only."""
    try:
        return datetime.fromisoformat(text.strip()) if len(text.strip()) > 10 else None
    except ValueError:
        return None


def _plausible(created: datetime | None) -> datetime | None:
    """Return a time in UTC, None where it is too early or in the future."""
    if created is None:
        return None
    created = created.astimezone(UTC)  # a time without a zone is taken as local
    return created if _EARLIEST < created < datetime.now(UTC) + timedelta(days=1) else None


def _exif(jpeg: bytes) -> datetime | None:
    """Return DateTimeOriginal from the first bytes of a JPEG file, None where it has none."""
    at = jpeg.find(b"Exif\x00\x00", 0, 64 * 1024)
    if at < 0:
        return None
    block = jpeg[at + 6 :]
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        return None
    try:
        first = dict(_entries(block, order, struct.unpack_from(order + "I", block, 4)[0]))
        inner = dict(_entries(block, order, first[_EXIF_FOLDER][1]))
        taken = _text(block, inner[_TAKEN])
        zone = _text(block, inner[_TAKEN_ZONE]) if _TAKEN_ZONE in inner else ""
        return _iso(taken.replace(":", "-", 2) + zone)
    except (struct.error, KeyError):
        return None


def _entries(block: bytes, order: str, start: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield tag, length and value (or the offset of the value) of each entry of an EXIF directory."""
    (count,) = struct.unpack_from(order + "H", block, start)
    for number in range(count):
        tag, _kind, length, value = struct.unpack_from(order + "HHII", block, start + 2 + 12 * number)
        yield tag, (length, value)


def _text(block: bytes, entry: tuple[int, int]) -> str:
    """Return the text that an EXIF entry of length and offset points to."""
    length, start = entry
    return block[start : start + length].split(b"\x00")[0].decode("ascii", errors="replace")
