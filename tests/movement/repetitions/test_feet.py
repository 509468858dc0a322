"""Feet that stay, walk, jump or leave the floor alone."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.movement.repetitions.feet import FEET_LIFT_TRUNKS, FEET_WANDER_TRUNKS, stepped

FRAMES = 60
HIP = np.column_stack([np.zeros(FRAMES), np.full(FRAMES, 1.7)])


def place(forward: float = 0.0, up: float = 0.0) -> FloatArray:
    """A foot that stays, trunk lengths."""
    return np.column_stack([np.full(FRAMES, forward), np.full(FRAMES, up)])


def went(forward: float, *, later: bool) -> FloatArray:
    """A foot that goes forward in the first or in the second half."""
    foot = place()
    way = np.linspace(0.0, forward, FRAMES // 2)
    foot[:, 0] = np.concatenate([np.zeros(FRAMES // 2), way] if later else [way, np.full(FRAMES // 2, forward)])
    return foot


def hopped(height: float) -> FloatArray:
    """How high something is during a jump in the middle of the cycle."""
    return height * np.maximum(np.sin(np.linspace(-np.pi, 2 * np.pi, FRAMES)), 0.0)


def test_feet_that_stay_have_not_stepped() -> None:
    assert not stepped(place(), place(0.1), HIP)


def test_feet_that_go_one_after_the_other_have() -> None:
    assert stepped(went(0.8, later=False), went(0.8, later=True), HIP)


def test_a_camera_that_pans_moves_both_together() -> None:
    pan = np.linspace(0.0, 1.5, FRAMES)[:, None] * np.array([1.0, 0.0])
    assert not stepped(place() + pan, place(0.1) + pan, HIP + pan)


def test_one_foot_may_leave_its_place() -> None:
    assert not stepped(place(), went(5 * FEET_WANDER_TRUNKS, later=True), HIP)


def test_a_jump_lifts_both_feet_and_the_hips() -> None:
    height = hopped(2 * FEET_LIFT_TRUNKS)
    up = np.column_stack([np.zeros(FRAMES), height])
    assert stepped(place() + up, place(0.1) + up, HIP + up)
    assert not stepped(place() + up, place(0.1) + up, HIP - up), "feet that rise while the hips sink were not seen"


@pytest.mark.parametrize("known", [0, 2])
def test_feet_that_were_not_seen_have_not_stepped(known: int) -> None:
    near = went(0.8, later=False)
    near[known:] = np.nan
    assert not stepped(near, went(0.8, later=True), HIP)
