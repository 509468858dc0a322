"""Reading the frames of a recording once: `open_frames`."""

from __future__ import annotations

from pathlib import Path

from hiphinge.recordings.recording import MAX_RATE_HZ, MAX_SIDE_PX, Recording
from hiphinge.recordings.stream import Frame, FrameStream, VideoInfo

__all__ = ["Frame", "FrameStream", "VideoInfo", "open_frames"]


def open_frames(
    recording: str | Path | int, *, max_side_px: int = MAX_SIDE_PX, max_rate_hz: float = MAX_RATE_HZ
) -> FrameStream:
    """Return a stream of the frames of a video file, an image, a folder of images or a camera.

    Parameters and errors are those of `Recording`; use the stream in a ``with`` statement.
    """
    return Recording(recording, max_side_px=max_side_px, max_rate_hz=max_rate_hz).frames()
