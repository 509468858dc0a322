"""The side that the lifter faces, and legs with swapped labels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LOWER_LIMB, SIDES, Side
from hiphinge.pose.identity import Tracks, facing, fix_side_swaps, swapped_frames
from tests.body_model import (
    SQUATTED,
    Camera,
    Script,
    bridges,
    film,
    from_the_floor,
    from_the_top,
    seen_as,
    walked,
)

LEGS = LOWER_LIMB[1:]
SETS = {
    "hinge": from_the_top(2),
    "squat": from_the_top(2, SQUATTED),
    "deadlift": from_the_floor(2),
    "bridge": bridges(2),
}


def tracks_of(script: Script, side: Side, camera: Camera | None = None, *, world: bool = True) -> Tracks:
    motion = film(script, camera)
    poses = [pose for pose in seen_as(motion, side) if pose is not None]
    depths = [pose.world for pose in poses if pose.world is not None]
    return Tracks(
        time_s=motion.time_s,
        position=np.stack([pose.position for pose in poses]),
        confidence=np.stack([pose.confidence for pose in poses]),
        world=np.stack(depths) if world else None,
    )


def with_legs_swapped(tracks: Tracks, frames: NDArray[np.bool_]) -> Tracks:
    left, right = ([INDEX[f"{side}_{name}"] for name in LEGS] for side in SIDES)
    rows = np.flatnonzero(frames)[:, None]

    def swapped(array: NDArray[np.float32]) -> NDArray[np.float32]:
        copy = array.copy()
        copy[rows, left], copy[rows, right] = array[rows, right], array[rows, left]
        return copy

    world = None if tracks.world is None else swapped(tracks.world)
    return Tracks(tracks.time_s, swapped(tracks.position), swapped(tracks.confidence), world)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("yaw_deg", [-30.0, 0.0, 30.0])
def test_facing_follows_from_feet_knees_and_face(name: str, side: Side, yaw_deg: float) -> None:
    tracks = tracks_of(SETS[name], side, Camera(yaw_deg=yaw_deg, noise=0.02))
    assert facing(tracks) == side


def test_frames_without_a_person_have_no_vote() -> None:
    tracks = tracks_of(SETS["hinge"], "left")
    tracks.position[:60] = np.nan
    assert facing(tracks) == "left"
    tracks.position[:] = np.nan
    assert facing(tracks) in SIDES


def walking() -> Script:
    """Steps with one foot ahead of the other, so that swapped legs jump."""
    return walked(Script.start(from_the_top(1).postures[0], 0.5), 4)


@pytest.mark.parametrize("side", SIDES)
def test_swapped_leg_labels_are_corrected(side: Side) -> None:
    truth = tracks_of(walking(), side)
    count = len(truth.time_s)
    # A swap is visible while one foot is well ahead of the other; while the legs cross it is not, and has no effect.
    gap = np.abs(truth.position[:, INDEX["left_ankle"], 0] - truth.position[:, INDEX["right_ankle"], 0])
    wide = np.flatnonzero(gap > 60)
    start, stop = int(wide[2]), int(wide[wide < 0.6 * count][-3])
    frames = np.zeros(count, dtype=bool)
    frames[start:stop] = True
    swapped = with_legs_swapped(truth, frames)
    np.testing.assert_array_equal(swapped_frames(swapped, side), frames)
    fixed = fix_side_swaps(swapped, side)
    np.testing.assert_array_equal(fixed.position, truth.position)
    np.testing.assert_array_equal(fixed.confidence, truth.confidence)
    assert fixed.world is not None
    assert truth.world is not None
    np.testing.assert_array_equal(fixed.world, truth.world)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", SETS)
def test_correct_leg_labels_are_unchanged(name: str, side: Side) -> None:
    tracks = tracks_of(SETS[name], side)
    assert not swapped_frames(tracks, side).any()
    assert fix_side_swaps(tracks, side) is tracks


def test_without_depth_the_first_frames_label_the_legs() -> None:
    truth = tracks_of(walking(), "right", world=False)
    frames = np.zeros(len(truth.time_s), dtype=bool)
    gap = np.abs(truth.position[:, INDEX["left_ankle"], 0] - truth.position[:, INDEX["right_ankle"], 0])
    wide = np.flatnonzero(gap > 60)
    frames[int(wide[2]) : int(wide[wide < 0.6 * frames.size][-3])] = True
    fixed = fix_side_swaps(with_legs_swapped(truth, frames), "right")
    np.testing.assert_array_equal(fixed.position, truth.position)
    assert fixed.world is None


def test_a_gap_is_no_swap() -> None:
    tracks = tracks_of(SETS["deadlift"], "right")
    tracks.position[40:80] = np.nan
    assert not swapped_frames(tracks, "right").any()
