"""Frames of a camera, timed on arrival."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.errors import RecordingError
from hiphinge.recordings.stream import Frame, Selection, VideoInfo


class CameraSource:
    """Frames of a camera, timed on arrival.

    Parameters
    ----------
    camera
        Index of the camera, from 0.
    max_side_px
        Longest side of the frames, pixels.
    selection
        Chooses the frames that are kept.

    Raises
    ------
    RecordingError
        If there is no such camera, or it delivers no picture.
    """

    def __init__(self, camera: int, max_side_px: int, selection: Selection) -> None:
        import cv2

        absent = RecordingError(
            "a camera that delivers pictures",
            f"none with index {camera}",
            "connect it, close other programs that use it, allow access to it, or try another index (the first is 0)",
        )
        if camera < 0 or (sys.platform == "linux" and not Path(f"/dev/video{camera}").exists()):
            raise absent
        self.warnings: list[str] = []
        self.created_utc: datetime | None = datetime.now(UTC)
        self._selection = selection
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
            index = self._selection.keep(time_s)
            if index is None:
                continue
            read, image = self._capture.retrieve()
            if not read:
                break
            yield Frame(index, time_s, self._shape(image))
        self.warnings.append("the camera stopped delivering pictures")

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()
