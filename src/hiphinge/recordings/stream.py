"""Parts common to all sources of pictures: frames, properties of a recording, decoding ahead, choice of frames."""

from __future__ import annotations

import math
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

_QUEUE_FRAMES = 8  # 8 × 720 × 405 × 3 bytes = 7 MB; enough to bridge a slow key frame
_SAME_TIME_S = 1e-4  # times of the same frame in two passes differ by less, times of different frames by more


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a recording.

    Parameters
    ----------
    index
        Position among the frames kept, from 0.
    time_s
        Seconds since the recording began, from its own timestamps.
    image
        Array of shape (height, width, 3), uint8, RGB, C-contiguous, upright, with square pixels.
    """

    index: int
    time_s: float
    image: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """Properties of a recording according to its file.

    Parameters
    ----------
    path
        The recording as the user named it, or ``camera N``.
    kind
        Moving pictures (``video``) or one still picture (``image``).
    width_px, height_px
        Size as shown: after rotation and with square pixels, before any scaling by the stream.
    frame_rate_hz
        Mean frame rate according to the file, hertz; 0 where it has none. Never used to compute times.
    duration_s
        Length according to the file, seconds; None where unknown.
    frames
        Expected number of frames kept, for progress bars; None where unknown.
    """

    path: str
    kind: Literal["video", "image"]
    width_px: int
    height_px: int
    frame_rate_hz: float
    duration_s: float | None
    frames: int | None

    @property
    def moving(self) -> bool:
        """Whether it has moving pictures."""
        return self.kind == "video"


class FrameSource(Protocol):
    """A source of frames, read by one thread."""

    info: VideoInfo
    warnings: list[str]
    created_utc: datetime | None

    def frames(self) -> Iterator[Frame]:
        """Yield the frames kept; called once."""
        ...

    def close(self) -> None:
        """Release the recording; called at least once."""
        ...


class FrameStream:
    """Frames of one recording, decoded in the background; a context manager and an iterator.

    Leaving the ``with`` block early, by ``break``, an exception or an interrupt, stops the decoding at once.

    Parameters
    ----------
    source
        Source of the frames; the stream closes it.
    live
        Drop the oldest waiting frames when the reader is slow (a camera) instead of waiting for the reader (a file).
    on_start
        Called once, when the first frame is requested.
    """

    def __init__(self, source: FrameSource, *, live: bool = False, on_start: Callable[[], None] = lambda: None) -> None:
        self._source = source
        self._on_start = on_start
        self._channel = _Channel(_QUEUE_FRAMES, drop_oldest=live)
        self._thread: threading.Thread | None = None
        weakref.finalize(self, self._channel.close)

    @property
    def info(self) -> VideoInfo:
        """Properties of the recording; once the stream has ended, the duration is that of the frames that exist."""
        return self._source.info

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about faults of the recording; complete once the stream has ended."""
        return tuple(self._source.warnings)

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Frame:
        self._start()
        frame = self._channel.get()
        if frame is None:
            raise StopIteration
        return frame

    def close(self) -> None:
        """Stop decoding and release the recording; reading then ends the iteration. Closing twice is harmless."""
        self._channel.close()
        if self._thread is None:
            self._source.close()
        else:
            self._thread.join(timeout=10.0)  # at most one frame's decoding; a hung device is left to the daemon thread

    def _start(self) -> None:
        if self._thread is None and not self._channel.closed:
            self._on_start()
            self._thread = threading.Thread(
                target=_pump, args=(self._source, self._channel), name="decode", daemon=True
            )
            self._thread.start()


class _Channel:
    """A bounded queue between one writer and one reader; either side can end it.

    Parameters
    ----------
    capacity
        Largest number of frames held.
    drop_oldest
        When full, drop the oldest frame instead of making the writer wait.
    """

    def __init__(self, capacity: int, *, drop_oldest: bool) -> None:
        self.closed = False
        self._finished = False
        self._error: BaseException | None = None
        self._frames: deque[Frame] = deque(maxlen=capacity)
        self._drop_oldest = drop_oldest
        self._changed = threading.Condition()

    def put(self, frame: Frame) -> bool:
        """Add a frame and return True, or return False if the reader has closed the channel."""
        with self._changed:
            while not (self.closed or self._drop_oldest) and len(self._frames) == self._frames.maxlen:
                self._changed.wait()
            if not self.closed:
                self._frames.append(frame)
                self._changed.notify_all()
            return not self.closed

    def get(self) -> Frame | None:
        """Return the next frame, None at the end; raise the writer's exception if there was one."""
        with self._changed:
            while not (self._frames or self._finished or self.closed):
                self._changed.wait(timeout=0.5)  # on Windows an unlimited wait cannot be interrupted from the keyboard
            if self._frames:
                frame = self._frames.popleft()
                self._changed.notify_all()
                return frame
            error, self._error = self._error, None
        if error is not None:
            raise error
        return None

    def close(self) -> None:
        """End the reading: drop the waiting frames and make the writer stop."""
        with self._changed:
            self.closed = True
            self._frames.clear()
            self._changed.notify_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """End the writing; an exception is passed to the reader instead of ending the thread with a traceback."""
        with self._changed:
            self._finished, self._error = True, error
            self._changed.notify_all()
        return True


def _pump(source: FrameSource, channel: _Channel) -> None:
    """Move frames from the source into the channel until either ends; runs in the background thread."""
    with channel:
        try:
            for frame in source.frames():
                if not channel.put(frame):
                    break
        finally:
            source.close()


class Selection(Protocol):
    """A choice of frames by their times."""

    def keep(self, time_s: float) -> int | None:
        """Return the index of a frame to keep, or None to skip the frame."""
        ...

    def expected(self, frames: int | None, duration_s: float | None, rate_hz: float) -> int | None:
        """Return how many frames will be kept; None where that is unknown."""
        ...


class Pace:
    """Selection of frames that are at least a time step apart.

    Parameters
    ----------
    step_s
        Shortest time between two frames kept, seconds.
    """

    def __init__(self, step_s: float) -> None:
        self.step_s = step_s
        self._last_s = -math.inf
        self._kept = 0

    def keep(self, time_s: float) -> int | None:
        """Return the index of a frame to keep, or None to skip the frame."""
        if time_s - self._last_s < self.step_s:
            return None
        self._last_s = time_s
        self._kept += 1
        return self._kept - 1

    def expected(self, frames: int | None, duration_s: float | None, rate_hz: float) -> int | None:
        """Return how many frames will be kept if evenly spaced; None where the file lacks its length or rate."""
        total = frames or (round(duration_s * rate_hz) if duration_s else 0)
        if not total or not rate_hz:
            return None
        return math.ceil(total / max(1, math.ceil(self.step_s * rate_hz)))


class Moments:
    """Selection of the frames at given times; a frame's index is the position of its time among them.

    Parameters
    ----------
    times_s
        Increasing times, seconds, shape (frames,).
    """

    def __init__(self, times_s: NDArray[np.float64]) -> None:
        self._times_s = times_s
        self._next = 0

    def keep(self, time_s: float) -> int | None:
        """Return the position of a frame's time among the given ones, or None for any other frame."""
        while self._next < len(self._times_s) and self._times_s[self._next] < time_s - _SAME_TIME_S:
            self._next += 1
        if self._next == len(self._times_s) or self._times_s[self._next] > time_s + _SAME_TIME_S:
            return None
        self._next += 1
        return self._next - 1

    def expected(self, _frames: int | None, _duration_s: float | None, _rate_hz: float) -> int:
        """Return the number of given times."""
        return len(self._times_s)


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
