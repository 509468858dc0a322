"""Reading the frames of a recording once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.recordings.frames import open_frames
from hiphinge.recordings.recording import Recording
from tests import clips


def test_open_frames_reads_the_frames_of_the_recording(tmp_path: Path) -> None:
    clip = clips.write_clip(tmp_path / "clip.mp4")
    with open_frames(clip) as reading, Recording(clip).frames() as stream:
        pairs = list(zip(reading, stream, strict=True))
    assert len(pairs) == 12
    for frame, other in pairs:
        assert (frame.index, frame.time_s) == (other.index, other.time_s)
        np.testing.assert_array_equal(frame.image, other.image)


def test_size_and_rate_are_limited(tmp_path: Path) -> None:
    clip = clips.write_clip(tmp_path / "clip.mp4", clips.even_times(30), size=(64, 48))
    with open_frames(clip, max_side_px=32, max_rate_hz=10.0) as stream:
        frames = list(stream)
    assert {frame.image.shape for frame in frames} == {(24, 32, 3)}
    assert len(frames) == 10
    assert stream.info.width_px == 64


def test_a_missing_recording_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"gone\.mp4"):
        open_frames(tmp_path / "gone.mp4")
