"""Feet that stay, walk, jump, or leave the floor one at a time."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.movement.repetitions.feet import FEET_LIFT_TRUNKS, FEET_WANDER_TRUNKS, stepped

FRAMES = 60
HIP = np.column_stack([np.zeros(FRAMES), np.full(FRAMES, 1.7)])


def still_foot(forward: float = 0.0, up: float = 0.0) -> FloatArray:
    """Return the path of a foot that stays, trunk lengths."""
    return np.column_stack([np.full(FRAMES, forward), np.full(FRAMES, up)])


def moving_foot(forward: float, *, later: bool) -> FloatArray:
    """Return the path of a foot that moves forward in the first or in the second half."""
    foot = still_foot()
    way = np.linspace(0.0, forward, FRAMES // 2)
    foot[:, 0] = np.concatenate([np.zeros(FRAMES // 2), way] if later else [way, np.full(FRAMES // 2, forward)])
    return foot


def jump_height(height: float) -> FloatArray:
    """Return the height in each frame of a jump in the middle of the cycle."""
    return height * np.maximum(np.sin(np.linspace(-np.pi, 2 * np.pi, FRAMES)), 0.0)


def test_feet_that_stay_are_no_step() -> None:
    assert not stepped(still_foot(), still_foot(0.1), HIP)


def test_feet_that_move_one_after_the_other_are_a_step() -> None:
    assert stepped(moving_foot(0.8, later=False), moving_foot(0.8, later=True), HIP)


def test_a_panning_camera_is_no_step() -> None:
    pan = np.linspace(0.0, 1.5, FRAMES)[:, None] * np.array([1.0, 0.0])
    assert not stepped(still_foot() + pan, still_foot(0.1) + pan, HIP + pan)


def test_one_moving_foot_is_no_step() -> None:
    assert not stepped(still_foot(), moving_foot(5 * FEET_WANDER_TRUNKS, later=True), HIP)


def test_a_jump_raises_both_feet_and_the_hips() -> None:
    height = jump_height(2 * FEET_LIFT_TRUNKS)
    up = np.column_stack([np.zeros(FRAMES), height])
    assert stepped(still_foot() + up, still_foot(0.1) + up, HIP + up)
    assert not stepped(still_foot() + up, still_foot(0.1) + up, HIP - up), "feet rose while the hips sank"


@pytest.mark.parametrize("known", [0, 2])
def test_unseen_feet_are_no_step(known: int) -> None:
    near = moving_foot(0.8, later=False)
    near[known:] = np.nan
    assert not stepped(near, moving_foot(0.8, later=True), HIP)
