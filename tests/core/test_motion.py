"""A motion is checked when it is made, reports all faults at once, and never changes afterwards."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest

from hiphinge.core.body import INDEX, LANDMARKS, PAIRED, SIDES, other, pair
from hiphinge.core.errors import RecordingError
from hiphinge.core.motion import Motion, SourceInfo
from tests.body_model import Camera, film, from_the_top

MARKS = len(LANDMARKS)
SOURCE = SourceInfo(path="a.mp4", kind="video", duration_s=1.0, frame_rate_hz=30.0)


def arrays(frames: int = 4) -> dict[str, Any]:
    return {
        "time_s": np.arange(frames) / 30,
        "position": np.zeros((frames, MARKS, 2)),
        "confidence": np.ones((frames, MARKS)),
        "source": SOURCE,
    }


def test_a_motion_returns_the_values_it_was_built_from() -> None:
    parts = arrays()
    parts["position"][:, INDEX["left_hip"]] = [1.0, 2.0]
    parts["position"][:, INDEX["right_hip"]] = [3.0, 6.0]
    parts["world"] = np.ones((4, MARKS, 3))
    motion = Motion.build(**parts)
    assert len(motion) == 4
    np.testing.assert_allclose(motion.time_s, parts["time_s"])
    np.testing.assert_allclose(motion.point("left_hip"), [[1.0, 2.0]] * 4)
    np.testing.assert_allclose(motion.middle("hip"), [[2.0, 4.0]] * 4)
    np.testing.assert_allclose(motion.trust("nose"), 1.0)
    assert motion.world is not None
    assert motion.outline is None


def test_a_landmark_that_the_source_says_was_hidden_was_not_seen() -> None:
    parts = arrays()
    parts["confidence"][:, INDEX["left_wrist"]] = 0.8
    assert Motion.build(**parts).visibility("left_wrist").tolist() == pytest.approx([0.8] * 4)
    parts["hidden"] = np.zeros((4, MARKS), dtype=bool)
    parts["hidden"][1:3, INDEX["left_wrist"]] = True
    motion = Motion.build(**parts)
    assert motion.visibility("left_wrist").tolist() == pytest.approx([0.8, 0.0, 0.0, 0.8])
    assert motion.trust("left_wrist").tolist() == pytest.approx([0.8] * 4)


def test_its_arrays_are_read_only_copies() -> None:
    parts = arrays() | {"world": np.ones((4, MARKS, 3)), "outline": np.zeros((4, 3, 2), dtype=np.int16)}
    motion = Motion.build(**parts)
    for name in ("time_s", "position", "confidence", "world", "outline"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(motion, name)[0] = 1
    parts["position"][0] = 7.0
    parts["time_s"][0] = -1.0
    assert not motion.position.any()
    assert motion.time_s[0] == 0.0


def test_frames_come_first_in_memory() -> None:
    motion = Motion.build(**arrays())
    assert motion.position.flags.f_contiguous
    assert motion.with_position(motion.position, motion.confidence).position.flags.f_contiguous


def test_removing_the_outline_changes_nothing_else() -> None:
    motion = Motion.build(**arrays(), outline=np.zeros((4, 3, 2), dtype=np.int16))
    bare = motion.without_outline()
    assert bare.outline is None
    assert bare.position is motion.position
    assert bare.without_outline().outline is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"position": np.zeros((4, MARKS, 3))}, "position of shape"),
        ({"confidence": np.zeros((3, MARKS))}, "confidence of shape"),
        ({"world": np.zeros((4, MARKS, 2))}, "world of shape"),
        ({"time_s": np.array([0.0, 0.1, 0.1, 0.2])}, "timestamps that do not increase"),
        ({"time_s": np.array([0.0, 0.2, 0.1, 0.3])}, "timestamps that do not increase"),
        ({"time_s": np.array([0.3, 0.2, 0.1, 0.0])}, "timestamps that do not increase"),
        ({"time_s": np.zeros(4)}, "timestamps that do not increase"),
        ({"time_s": np.array([0.0, np.nan, 0.1, 0.2])}, "timestamps that are not finite"),
        ({"time_s": np.array([0.0, 0.1])}, r"position of shape \(4, .* where \(2, .* confidence of shape"),
        ({"time_s": np.zeros((4, 1))}, "time_s of shape"),
        ({"time_s": None}, "time_s that is no array of numbers"),
        ({"position": None, "confidence": "high"}, "position that is no array of numbers; confidence that is no"),
        ({"position": [[1.0], [1.0, 2.0]]}, "position that is no array of numbers"),
        ({"confidence": np.full((4, MARKS), 1.5)}, "confidence outside 0 to 1"),
        ({"confidence": np.full((4, MARKS), -0.1)}, "confidence outside 0 to 1"),
        ({"outline": np.zeros((4, 2), dtype=np.int16)}, "outline of shape"),
        ({"unit": "cm"}, "a unit of 'cm' where px or m was expected"),
        ({"source": None}, "a source that is no SourceInfo"),
        ({"angles": {"trunk_lean_deg": np.zeros(4)}}, "trunk_lean_deg that is no Curve"),
    ],
)
def test_wrong_shapes_and_times_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordingError, match=message):
        Motion.build(**(arrays() | change))


def test_a_motion_without_frames_is_refused() -> None:
    with pytest.raises(RecordingError, match="no frames"):
        Motion.build(**arrays(0))


def test_all_faults_are_reported_at_once() -> None:
    wrong = arrays() | {"position": np.zeros((4, 2, 2)), "time_s": np.array([0.0, 0.0, 1.0, 2.0])}
    with pytest.raises(RecordingError) as caught:
        Motion.build(**wrong)
    assert "position of shape" in caught.value.found
    assert "do not increase" in caught.value.found


def test_it_is_frozen_and_its_changes_are_copies() -> None:
    motion = film(from_the_top(1), Camera())
    with pytest.raises(dataclasses.FrozenInstanceError):
        motion.unit = "m"  # type: ignore[misc]
    before = motion.position.copy()
    moved = motion.with_position(motion.position + 1, motion.confidence)
    np.testing.assert_array_equal(motion.position, before)
    np.testing.assert_allclose(moved.position, before + 1)
    assert moved.source == motion.source
    assert motion.world is not None
    other_world = motion.with_world(motion.world * 2).world
    assert other_world is not None
    np.testing.assert_allclose(other_world, motion.world * 2)


def test_paired_landmarks_have_two_sides() -> None:
    assert len(set(LANDMARKS)) == MARKS == 1 + 2 * len(PAIRED)
    for name in PAIRED:
        assert pair(name) == (INDEX[f"left_{name}"], INDEX[f"right_{name}"])
    assert [other(side) for side in SIDES] == ["right", "left"]


def test_a_motion_can_be_pickled_and_copied() -> None:
    motion = film(from_the_top(1), Camera())
    for copied in (pickle.loads(pickle.dumps(motion)), copy.deepcopy(motion)):  # noqa: S301  (our own)
        assert np.array_equal(copied.position, motion.position, equal_nan=True)
        assert copied.source == motion.source
