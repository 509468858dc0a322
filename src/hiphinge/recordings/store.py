"""Pictures put aside compressed: in memory while they are few, then in a file without a name."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

IN_MEMORY_BYTES: Final = 8 * 2**20
"""What is kept in memory; more goes into a temporary file that the system removes when the program ends, however it
ends."""

JPEG_QUALITY: Final = 95
"""Of pictures that need not come back exactly: lines in them keep their place to a tenth of a pixel."""

PNG_COMPRESSION: Final = 1
"""The quickest; a higher one makes small grey pictures no tenth smaller."""


class PictureStore:
    """Pictures of any size in the order in which they were put in.

    Parameters
    ----------
    exact_bytes
        So long as all take no more than this, every pixel is kept as it is (PNG); after that nearly so (JPEG).
    """

    def __init__(self, *, exact_bytes: float = 0.0) -> None:
        self._exact_bytes = exact_bytes
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  (lives as long as this)
        self._ends: list[int] = []
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return len(self._ends)

    def append(self, picture: NDArray[np.uint8]) -> None:
        """Put in a picture of shape (height, width) or (height, width, 3)."""
        import cv2

        if (self._ends[-1] if self._ends else 0) < self._exact_bytes:
            kind, options = ".png", [cv2.IMWRITE_PNG_COMPRESSION, PNG_COMPRESSION]
        else:
            whole_colours = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
            kind, options = ".jpg", [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY, *whole_colours]
        self.append_encoded(cv2.imencode(kind, picture, options)[1].tobytes())

    def append_encoded(self, picture: bytes) -> None:
        """Put in a picture that `encoded` gave."""
        start = self._ends[-1] if self._ends else 0
        self._file.seek(start)
        self._file.write(picture)
        self._ends.append(start + len(picture))

    def encoded(self, number: int) -> bytes:
        """Return one picture as it is stored."""
        start = self._ends[number - 1] if number else 0
        self._file.seek(start)
        return self._file.read(self._ends[number] - start)

    def __getitem__(self, number: int) -> NDArray[np.uint8]:
        """Return one picture, shape (height, width) or (height, width, 3)."""
        import cv2

        data = np.frombuffer(self.encoded(number), dtype=np.uint8)
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), dtype=np.uint8)

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        """Yield all pictures, one after the other."""
        for number in range(len(self)):
            yield self[number]

    def close(self) -> None:
        """Let the pictures go."""
        self._ends.clear()
        self._file.close()
