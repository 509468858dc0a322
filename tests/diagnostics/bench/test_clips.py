"""Clips that are re-encoded and repeated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hiphinge.diagnostics.bench.clips import encoded, repeated, source_clip
from hiphinge.recordings.frames import open_frames
from tests.clips import write_clip


def test_a_short_clip_is_repeated_without_a_gap(tmp_path: Path) -> None:
    once = encoded(write_clip(tmp_path / "short.mp4", size=(66, 48)), tmp_path / "once.mp4", size=(160, 90))
    lasts, frames = repeated(once, tmp_path / "long.mp4", 1.0)
    assert lasts == pytest.approx(1.2)
    with open_frames(tmp_path / "long.mp4") as pictures:
        frames_read = list(pictures)
    assert frames_read[0].image.shape == (90, 160, 3)
    assert np.allclose(np.diff([frame.time_s for frame in frames_read]), 1 / 30, atol=1e-4)
    assert len(frames_read) == frames == 36


def test_the_bundled_clip_is_the_default(tmp_path: Path) -> None:
    with source_clip(None) as bundled:
        assert bundled.name == "demo.mp4"
        assert bundled.is_file()
    with source_clip(tmp_path / "mine.mp4") as given:
        assert given == tmp_path / "mine.mp4"
