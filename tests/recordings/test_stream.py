"""Background decoding: order, completeness, ending by either side, and the choice of frames."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pytest

from hiphinge.recordings.stream import Frame, FrameStream, Moments, Pace, VideoInfo, count

INFO = VideoInfo("made", "video", 4, 3, 30.0, 1.0, 30)
MAX_S = 10.0


class CountingSource:
    """A source of a number of frames, which may fail at the end and records whether it was closed."""

    def __init__(self, frames: int, error: Exception | None = None) -> None:
        self.info = INFO
        self.warnings = ["a frame was damaged"]
        self.created_utc: datetime | None = None
        self.ended = threading.Event()
        self.closed = threading.Event()
        self.made = 0
        self._frames, self._error = frames, error

    def frames(self) -> Iterator[Frame]:
        for index in range(self._frames):
            self.made += 1
            yield Frame(index, index / 30.0, np.full((3, 4, 3), index % 256, dtype=np.uint8))
        self.ended.set()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self.closed.set()


def test_all_frames_arrive_in_order_and_the_source_is_closed() -> None:
    source = CountingSource(100)
    with FrameStream(source) as stream:
        frames = list(stream)
        assert stream.warnings == ("a frame was damaged",)
    assert [frame.index for frame in frames] == list(range(100))
    assert source.closed.is_set()
    assert list(stream) == []


def test_an_error_of_the_decoder_reaches_the_reader_after_the_frames_before_it() -> None:
    indices: list[int] = []
    with pytest.raises(ValueError, match="torn"), FrameStream(CountingSource(20, ValueError("torn"))) as stream:
        indices.extend(frame.index for frame in stream)
    assert indices == list(range(20))


def test_leaving_early_stops_the_decoding() -> None:
    source = CountingSource(100_000)
    with FrameStream(source) as stream:
        for frame in stream:
            if frame.index == 5:
                break
    assert source.closed.is_set()
    assert source.made < 100
    stream.close()


def test_a_file_waits_for_its_reader_and_a_camera_drops_the_oldest() -> None:
    live = CountingSource(50)
    with FrameStream(live, live=True) as stream:
        assert live.ended.wait(MAX_S), "the decoder of a live source waited for its reader"
        waiting = [frame.index for frame in stream]
    assert waiting == list(range(50))[-len(waiting) :]
    assert len(waiting) < 50


def test_decoding_starts_once_at_the_first_request() -> None:
    started: list[bool] = []
    source = CountingSource(3)
    stream = FrameStream(source, on_start=lambda: started.append(True))
    assert (started, source.made) == ([], 0)
    assert next(stream).index == 0
    assert len(list(stream)) == 2
    assert started == [True]
    stream.close()


def test_a_pace_keeps_frames_that_are_far_enough_apart() -> None:
    pace = Pace(0.1)
    times = np.arange(30) / 30.0
    kept = {float(time): index for time in times if (index := pace.keep(float(time))) is not None}
    assert list(kept.values()) == list(range(len(kept)))
    assert np.diff(list(kept)).min() >= 0.1
    assert len(kept) <= 10 == Pace(0.1).expected(30, None, 30.0) == Pace(0.1).expected(None, 1.0, 30.0)
    assert Pace(0.1).expected(None, None, 30.0) is None


def test_moments_keep_the_frames_at_their_times_only() -> None:
    moments = Moments(np.array([0.1, 0.2, 0.5]))
    kept = [moments.keep(time) for time in (0.0, 0.1 + 1e-5, 0.15, 0.2 - 1e-5, 0.3, 0.5, 0.6)]
    assert kept == [None, 0, None, 1, None, 2, None]
    assert moments.expected(None, None, 0.0) == 3


def test_a_moment_without_a_frame_is_skipped() -> None:
    moments = Moments(np.array([0.1, 0.2, 0.5]))
    assert [moments.keep(time) for time in (0.1, 0.3, 0.5)] == [0, None, 2]


def test_numbers_have_their_nouns() -> None:
    assert [count(number, "frame") for number in (0, 1, 2)] == ["0 frames", "1 frame", "2 frames"]
