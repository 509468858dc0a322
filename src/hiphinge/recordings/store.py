"""A store of compressed pictures: in memory while they are few, then in an unnamed temporary file."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

IN_MEMORY_BYTES: Final = 8 * 2**20
"""Largest size kept in memory, bytes; beyond it a temporary file is used, which the system removes however the program
ends."""

JPEG_QUALITY: Final = 95
"""JPEG quality of pictures that need not be exact: lines in them keep their position to a tenth of a pixel."""

PNG_COMPRESSION: Final = 1
"""PNG compression level: the fastest; higher levels save less than a tenth of the size of small grey pictures."""


class PictureStore:
    """A sequence of pictures of any size, stored compressed.

    Parameters
    ----------
    exact_bytes
        Pictures are stored without loss (PNG) while all together take less than this, then with little loss (JPEG).
    """

    def __init__(self, *, exact_bytes: float = 0.0) -> None:
        self._exact_bytes = exact_bytes
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  (lives as long as this)
        self._ends: list[int] = []
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return len(self._ends)

    def append(self, picture: NDArray[np.uint8]) -> None:
        """Add a picture of shape (height, width) or (height, width, 3)."""
        import cv2

        if (self._ends[-1] if self._ends else 0) < self._exact_bytes:
            kind, options = ".png", [cv2.IMWRITE_PNG_COMPRESSION, PNG_COMPRESSION]
        else:
            full_colour = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
            kind, options = ".jpg", [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY, *full_colour]
        self.append_encoded(cv2.imencode(kind, picture, options)[1].tobytes())

    def append_encoded(self, picture: bytes) -> None:
        """Add a picture in the form that `encoded` returns."""
        start = self._ends[-1] if self._ends else 0
        self._file.seek(start)
        self._file.write(picture)
        self._ends.append(start + len(picture))

    def encoded(self, number: int) -> bytes:
        """Return the file content (PNG or JPEG) of one picture."""
        start = self._ends[number - 1] if number else 0
        self._file.seek(start)
        return self._file.read(self._ends[number] - start)

    def __getitem__(self, number: int) -> NDArray[np.uint8]:
        """Return one picture, shape (height, width) or (height, width, 3)."""
        import cv2

        data = np.frombuffer(self.encoded(number), dtype=np.uint8)
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), dtype=np.uint8)

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        """Yield all pictures in order."""
        for number in range(len(self)):
            yield self[number]

    def close(self) -> None:
        """Delete the pictures."""
        self._ends.clear()
        self._file.close()
