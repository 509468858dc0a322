"""Recordings turned by quarter turns: their pictures, sizes and later passes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hiphinge.recordings.recording import Recording
from hiphinge.recordings.turned import TurnedSource, turned_picture
from tests import clips

UPRIGHT = ["red", "green", "blue", "white"]


def ring(corners: list[str], quarters: int) -> list[str]:
    """The corners after quarter turns counterclockwise, as `clips.corners` lists them."""
    for _ in range(quarters):
        top_left, top_right, bottom_left, bottom_right = corners
        corners = [top_right, bottom_right, top_left, bottom_left]
    return corners


@pytest.mark.parametrize("quarters", [0, 1, 2, 3, 5])
def test_every_pass_shows_the_recording_turned(tmp_path: Path, quarters: int) -> None:
    with Recording(clips.write_clip(tmp_path / "clip.mp4")) as recording:
        as_it_is = recording.frame_at(0.2)
        assert as_it_is is not None
        recording.turn(quarters)
        size = (64, 48) if quarters % 2 == 0 else (48, 64)
        assert (recording.info.width_px, recording.info.height_px) == size
        sampled = recording.frame_at(0.2)
        assert sampled is not None
        np.testing.assert_array_equal(sampled, np.rot90(as_it_is, quarters))
        with recording.frames() as frames:
            read = list(frames)
            assert (frames.info.width_px, frames.info.height_px) == size
        with recording.frames_at(np.array([frame.time_s for frame in read[:3]])) as frames:
            again = list(frames)
    for frame in (*read, *again):
        assert frame.image.shape == (size[1], size[0], 3)
        assert frame.image.flags.c_contiguous
        assert clips.corners(frame.image) == ring(UPRIGHT, quarters)
    assert len(again) == 3


def test_a_recording_turned_twice_is_turned_against_the_file(tmp_path: Path) -> None:
    with Recording(clips.write_clip(tmp_path / "clip.mp4")) as recording:
        recording.turn(1)
        recording.turn(3)
        with recording.frames() as frames:
            assert clips.corners(next(frames).image) == ring(UPRIGHT, 3)


def test_warnings_and_times_are_those_of_the_source(tmp_path: Path) -> None:
    with Recording(clips.write_clip(tmp_path / "clip.mp4")) as recording:
        with recording.frames() as frames:
            times = [frame.time_s for frame in frames]
        recording.turn(2)
        with recording.frames() as frames:
            assert [frame.time_s for frame in frames] == times
            assert frames.warnings == ()


def test_the_source_under_it_keeps_its_own_size(tmp_path: Path) -> None:
    with Recording(clips.write_clip(tmp_path / "clip.mp4")) as recording:
        source = recording._open(recording._pace())
        turned = TurnedSource(source, 1)
        turned.info = turned.info
        assert (source.info.width_px, turned.info.width_px) == (64, 48)
        turned.close()
    assert turned_picture(np.zeros((4, 6, 3), dtype=np.uint8), 3).shape == (6, 4, 3)
