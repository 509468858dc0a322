"""Photographs in HEIF containers: HEIC of iPhones and newer Android phones, AVIF.

FFmpeg decodes those that hold one picture. Most phones store a photograph as a grid of tiles, which FFmpeg puts
together by its stream groups; PyAV does not give access to these, so such a photograph is refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiphinge.core.errors import RecordingError

if TYPE_CHECKING:
    from av.container import InputContainer

HEIF_SUFFIXES: Final = frozenset({".avif", ".heic", ".heif", ".hif"})
"""File names of photographs in HEIF containers."""

_STILL_BRANDS: Final = frozenset({"avif", "heic", "heim", "heis", "heix", "mif1"})
"""Major brands of still pictures; sequences have others (ISO/IEC 23008-12 and the AV1 image file format)."""


def is_still(container: InputContainer) -> bool:
    """Return whether an open file is a photograph in a HEIF container."""
    return container.metadata.get("major_brand") in _STILL_BRANDS


def check_one_piece(container: InputContainer, path: Path) -> None:
    """Raise RecordingError if an open file is a photograph that is stored as tiles."""
    from av.stream import Disposition

    tiles = sum(bool(stream.disposition & Disposition.dependent) for stream in container.streams.video)
    if tiles and is_still(container):
        raise RecordingError(
            "a photo that is stored in one piece, such as a JPEG",
            f"{path.name}, a HEIC or AVIF photo of {tiles} tiles, which cannot be put together here",
            "export it as a JPEG; an iPhone takes JPEGs with Settings > Camera > Formats > Most Compatible",
        )
