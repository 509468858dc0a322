"""A saved motion is loaded unchanged; other files are refused with one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hiphinge.core.error_model import angles_model, points_model
from hiphinge.core.errors import RecordingError
from hiphinge.core.motion import JointBias, Motion, SourceInfo
from hiphinge.core.motion_file import load_motion, save_motion
from hiphinge.sources.angles import motion_of_angles
from tests.body_model import Camera, film, from_the_top
from tests.motions import motion_of

SCRIPT = from_the_top(1)
FULL = SourceInfo(
    path="lift.mp4",
    kind="video",
    duration_s=2.0,
    frame_rate_hz=30.0,
    warnings=("a note", "another"),
    joint_bias={"hip": JointBias(0.1, 0.2)},
    recorded_utc=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    recorded_utc_from="container",
    content_hash="abc",
    errors=points_model("markers of a test", 0.004),
    evidence=frozenset({"points"}),
)


def assert_same(one: Motion, other: Motion) -> None:
    assert one.source == other.source
    assert one.unit == other.unit
    for name in ("time_s", "position", "confidence", "world", "outline"):
        here, there = getattr(one, name), getattr(other, name)
        assert (here is None) == (there is None)
        if here is not None:
            assert here.dtype == there.dtype
            assert np.array_equal(here, there, equal_nan=here.dtype.kind == "f")
    assert set(one.angles) == set(other.angles)
    for name, curve in one.angles.items():
        parts = ("value", "low", "high")
        assert all(np.array_equal(getattr(curve, part), getattr(other.angles[name], part)) for part in parts)


@pytest.mark.parametrize(
    "motion",
    [
        film(SCRIPT, Camera(missing={"left_knee": (0.5, 1.0)})),
        replace(film(SCRIPT, Camera(world=False)), source=FULL),
        motion_of_angles(
            np.arange(5) / 5,
            {"trunk_lean_deg": np.arange(5.0)},
            SourceInfo("a", "imu", 1.0, 5.0, errors=angles_model("b", 1)),
        ),
    ],
    ids=["gaps", "every fact of a source", "angles alone"],
)
def test_a_saved_motion_is_loaded_unchanged(motion: Motion, tmp_path: Path) -> None:
    save_motion(motion, tmp_path / "motion.npz")
    assert_same(load_motion(tmp_path / "motion.npz"), motion)


def test_the_motion_of_a_video_is_loaded_with_its_outline(tmp_path: Path) -> None:
    motion = motion_of()
    save_motion(motion, tmp_path / "motion.npz")
    assert_same(load_motion(tmp_path / "motion.npz"), motion)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04damaged"])
def test_files_that_are_no_motion_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "motion.npz"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match="a motion saved by hiphinge"):
        load_motion(path)


def test_a_missing_file_and_an_archive_of_other_arrays_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    for name in ("other.npz", "none.npz"):
        with pytest.raises(RecordingError, match=name):
            load_motion(tmp_path / name)
