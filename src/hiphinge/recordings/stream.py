"""What every source of pictures shares: the frame, what a recording says about itself, and decoding ahead."""

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

_QUEUE_FRAMES = 8  # 8 × 720 × 405 × 3 bytes = 7 MB; enough to ride out a slow key frame
_SAME_TIME_S = 1e-4  # the times of one frame in two passes differ by less, those of two frames by more


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
    """What a recording says about itself.

    Parameters
    ----------
    path
        The recording as it was named, or ``camera N``.
    kind
        Whether there is movement in it (``video``) or one still picture (``image``).
    width_px, height_px
        Size as shown: after rotation and with square pixels, before any scaling by the stream.
    frame_rate_hz
        Mean frames a second that the recording announces; 0 where it announces none. Never used to make times.
    duration_s
        Announced length in seconds; None where unknown.
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
    """Where frames come from: read by one thread, closed once."""

    info: VideoInfo
    warnings: list[str]
    created_utc: datetime | None

    def frames(self) -> Iterator[Frame]:
        """Yield the frames kept; called once."""
        ...

    def close(self) -> None:
        """Let the recording go; called at least once."""
        ...


class FrameStream:
    """Frames of one recording, decoded in the background; a context manager and an iterator.

    Leaving it early, by ``break``, an exception or an interrupt, stops the decoding at once.

    Parameters
    ----------
    source
        Where the frames come from; the stream closes it.
    live
        Let the oldest waiting frames go when the reader is slow (a camera), instead of waiting for the reader (a file).
    on_start
        Called once, when the first frame is asked for.
    """

    def __init__(self, source: FrameSource, *, live: bool = False, on_start: Callable[[], None] = lambda: None) -> None:
        self._source = source
        self._on_start = on_start
        self._channel = _Channel(_QUEUE_FRAMES, drop_oldest=live)
        self._thread: threading.Thread | None = None
        weakref.finalize(self, self._channel.close)

    @property
    def info(self) -> VideoInfo:
        """What the recording says about itself; once the stream has ended, its length is that of what was there."""
        return self._source.info

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what was not as it should be; complete once the stream has ended."""
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
        """Stop decoding and let the recording go; further reading finds the end. Closing twice is harmless."""
        self._channel.close()
        if self._thread is None:
            self._source.close()
        else:
            self._thread.join(timeout=10.0)  # one frame's decoding at most; a hung device is left to the daemon thread

    def _start(self) -> None:
        if self._thread is None and not self._channel.closed:
            self._on_start()
            self._thread = threading.Thread(
                target=_pump, args=(self._source, self._channel), name="decode", daemon=True
            )
            self._thread.start()


class _Channel:
    """A bounded queue between one writer and one reader that either side can end.

    Parameters
    ----------
    capacity
        Most frames held.
    drop_oldest
        Make room by dropping the oldest frame instead of making the writer wait.
    """

    def __init__(self, capacity: int, *, drop_oldest: bool) -> None:
        self.closed = False
        self._finished = False
        self._error: BaseException | None = None
        self._frames: deque[Frame] = deque(maxlen=capacity)
        self._drop_oldest = drop_oldest
        self._changed = threading.Condition()

    def put(self, frame: Frame) -> bool:
        """Hand a frame over; False when the reader has gone."""
        with self._changed:
            while not (self.closed or self._drop_oldest) and len(self._frames) == self._frames.maxlen:
                self._changed.wait()
            if not self.closed:
                self._frames.append(frame)
                self._changed.notify_all()
            return not self.closed

    def get(self) -> Frame | None:
        """Return the next frame, None at the end; raise what stopped the writer."""
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
        """End the reading: waiting frames are dropped and the writer is told to stop."""
        with self._changed:
            self.closed = True
            self._frames.clear()
            self._changed.notify_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """End the writing; an exception crosses to the reader instead of ending the thread loudly."""
        with self._changed:
            self._finished, self._error = True, error
            self._changed.notify_all()
        return True


def _pump(source: FrameSource, channel: _Channel) -> None:
    """Carry frames from the source into the channel until either ends; runs in the background thread."""
    with channel:
        try:
            for frame in source.frames():
                if not channel.put(frame):
                    break
        finally:
            source.close()


class Selection(Protocol):
    """Which frames are kept, by their times."""

    def keep(self, time_s: float) -> int | None:
        """Return the index of a frame to keep, None for one to leave out."""
        ...

    def expected(self, frames: int | None, duration_s: float | None, rate_hz: float) -> int | None:
        """Return how many frames will be kept; None where that is not known."""
        ...


class Pace:
    """Keep frames that are far enough apart.

    Parameters
    ----------
    step_s
        Shortest time between two frames kept.
    """

    def __init__(self, step_s: float) -> None:
        self.step_s = step_s
        self._last_s = -math.inf
        self._kept = 0

    def keep(self, time_s: float) -> int | None:
        """Return the index of a frame to keep, None for one to leave out."""
        if time_s - self._last_s < self.step_s:
            return None
        self._last_s = time_s
        self._kept += 1
        return self._kept - 1

    def expected(self, frames: int | None, duration_s: float | None, rate_hz: float) -> int | None:
        """Return how many of evenly spaced frames will be kept; None where the recording announces too little."""
        total = frames or (round(duration_s * rate_hz) if duration_s else 0)
        if not total or not rate_hz:
            return None
        return math.ceil(total / max(1, math.ceil(self.step_s * rate_hz)))


class Moments:
    """Keep the frames of given times, each with the place of its time among them.

    Parameters
    ----------
    times_s
        Increasing times in seconds, shape (frames,).
    """

    def __init__(self, times_s: NDArray[np.float64]) -> None:
        self._times_s = times_s
        self._next = 0

    def keep(self, time_s: float) -> int | None:
        """Return the place of the time that a frame has, None for a frame between them."""
        while self._next < len(self._times_s) and self._times_s[self._next] < time_s - _SAME_TIME_S:
            self._next += 1
        if self._next == len(self._times_s) or self._times_s[self._next] > time_s + _SAME_TIME_S:
            return None
        self._next += 1
        return self._next - 1

    def expected(self, _frames: int | None, _duration_s: float | None, _rate_hz: float) -> int:
        """Return how many times there are."""
        return len(self._times_s)


def count(number: int, noun: str) -> str:
    """Return a number with its noun, plural where it should be."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
