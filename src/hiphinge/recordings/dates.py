"""When a recording was made, as its file says: a video's container, a photograph's EXIF."""

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
"""Clocks that were never set say 1904, 1970 or 1980."""

_WITH_EXIF: Final = frozenset({".jpg", ".jpeg"})
_EXIF_BYTES: Final = 256 * 1024
_EXIF_FOLDER, _TAKEN, _TAKEN_ZONE = 0x8769, 0x9003, 0x9011
"""Where EXIF keeps its own folder of entries, DateTimeOriginal and OffsetTimeOriginal (EXIF 2.31)."""


def created_utc(path: Path, container: InputContainer, stream: VideoStream) -> datetime | None:
    """Return when a file says that its pictures were taken, in UTC; None where it does not say so or cannot be right.

    Times without a zone are those of this computer's place.
    """
    for told in (container.metadata, stream.metadata):
        for key in _KEYS:
            made = _believable(_iso(told.get(key, "")))
            if made is not None:
                return made
    if path.suffix.lower() not in _WITH_EXIF:
        return None
    with path.open("rb") as file:
        return _believable(_exif(file.read(_EXIF_BYTES)))


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()) if len(text.strip()) > 10 else None
    except ValueError:
        return None


def _believable(made: datetime | None) -> datetime | None:
    if made is None:
        return None
    made = made.astimezone(UTC)  # a time without a zone is taken as local
    return made if _EARLIEST < made < datetime.now(UTC) + timedelta(days=1) else None


def _exif(jpeg: bytes) -> datetime | None:
    """Return DateTimeOriginal of the first bytes of a JPEG file."""
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
    """Yield tag, length and value (or where the value stands) of each entry of an EXIF folder."""
    (count,) = struct.unpack_from(order + "H", block, start)
    for number in range(count):
        tag, _kind, length, value = struct.unpack_from(order + "HHII", block, start + 2 + 12 * number)
        yield tag, (length, value)


def _text(block: bytes, entry: tuple[int, int]) -> str:
    length, start = entry
    return block[start : start + length].split(b"\x00")[0].decode("ascii", errors="replace")
