"""Pictures that lie on their side or upside down in their file, turned upright."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hiphinge.recordings.stream import Frame, FrameSource, VideoInfo


def turned_picture(image: NDArray[np.uint8], quarters: int) -> NDArray[np.uint8]:
    """Return a picture, (height, width, 3), turned counterclockwise by quarter turns, as a contiguous array."""
    return np.ascontiguousarray(np.rot90(image, quarters))


def turned_info(info: VideoInfo, quarters: int) -> VideoInfo:
    """Return the properties of a recording whose pictures are turned by quarter turns."""
    return replace(info, width_px=info.height_px, height_px=info.width_px) if quarters % 2 else info


class TurnedSource:
    """A source whose pictures are turned.

    Parameters
    ----------
    source
        Source of the pictures as they are in the file.
    quarters
        Quarter turns counterclockwise.
    """

    def __init__(self, source: FrameSource, quarters: int) -> None:
        self.warnings = source.warnings
        self.created_utc: datetime | None = source.created_utc
        self._source, self._quarters = source, quarters

    @property
    def info(self) -> VideoInfo:
        """Properties of the recording with its pictures turned."""
        return turned_info(self._source.info, self._quarters)

    @info.setter
    def info(self, info: VideoInfo) -> None:
        """Set the properties, given with the pictures turned."""
        self._source.info = turned_info(info, self._quarters)

    def frames(self) -> Iterator[Frame]:
        """Yield the frames turned."""
        for frame in self._source.frames():
            yield replace(frame, image=turned_picture(frame.image, self._quarters))

    def close(self) -> None:
        """Release the recording."""
        self._source.close()
