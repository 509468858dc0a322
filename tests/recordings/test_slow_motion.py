"""Files whose metadata say that they were captured at another rate than that at which they play."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiphinge.recordings.recording import Recording
from tests import clips


def warnings_of(folder: Path, captured: str, name: str = "clip.mp4") -> tuple[str, ...]:
    """Return the warnings of a clip that plays at 29.97 frames per second."""
    metadata = {"com.android.capture.fps": captured}
    path = clips.write_clip(folder / name, muxer={"movflags": "use_metadata_tags"}, metadata=metadata)
    with Recording(path) as recording, recording.frames() as frames:
        assert len(list(frames)) == 12
        return frames.warnings


def test_slow_motion_is_reported_once_with_how_slow(tmp_path: Path) -> None:
    (warning,) = warnings_of(tmp_path, "240.000000")
    assert "captured at 240 frames per second and plays at 30, 8.0 times slower" in warning


def test_a_time_lapse_is_reported(tmp_path: Path) -> None:
    (warning,) = warnings_of(tmp_path, "10.000000")
    assert "3.0 times faster" in warning


@pytest.mark.parametrize("captured", ["30.000000", "24", "0", "nan", "inf", "soon"])
def test_ordinary_and_unusable_rates_are_not(tmp_path: Path, captured: str) -> None:
    assert warnings_of(tmp_path, captured) == ()
