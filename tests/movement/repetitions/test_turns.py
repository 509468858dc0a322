"""Turning points of trunk–thigh angles that are made of known waves."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.movement.repetitions.turns import (
    EDGE,
    MIN_TRUNK_THIGH_DEG,
    Turn,
    cut_off,
    dwell_s,
    find_turns,
    leaving,
    reaches_peers,
    within,
)

RATE_HZ = 50.0
PERIOD = 100
"""Frames of one wave."""


def wave(count: int, depth: float = 90.0) -> FloatArray:
    """Return a trunk–thigh angle of `count` raised cosines, degrees."""
    frames = np.arange(count * PERIOD + 1)
    return np.asarray(depth * (1 - np.cos(2 * np.pi * frames / PERIOD)) / 2, dtype=np.float64)


def times(trunk_thigh: FloatArray) -> FloatArray:
    return np.arange(trunk_thigh.size) / RATE_HZ


def test_tops_and_bottoms_alternate_where_the_wave_turns() -> None:
    turns = find_turns(wave(3))
    assert [turn.frame for turn in turns] == [0, 50, 100, 150, 200, 250, 300]
    assert [turn.top for turn in turns] == [True, False] * 3 + [True]
    assert [turn.at_end for turn in turns] == [True, *[False] * 5, True]


@pytest.mark.parametrize("depth", [0.0, 0.7 * MIN_TRUNK_THIGH_DEG])
def test_an_angle_that_hardly_changes_has_no_turns(depth: float) -> None:
    assert find_turns(wave(3, depth)) == []


def test_small_oscillations_are_no_turns() -> None:
    trunk_thigh = wave(2)
    wobbling = trunk_thigh + 3.0 * np.sin(np.arange(trunk_thigh.size))
    near = [turn.frame for turn in find_turns(wobbling)]
    assert np.abs(np.array(near) - np.array([0, 50, 100, 150, 200])).max() <= 8


def test_the_run_about_a_frame_ends_where_the_level_is_left() -> None:
    trunk_thigh = np.array([0.0, 5.0, 20.0, 21.0, 19.0, 4.0, 20.0])
    assert within(trunk_thigh, 3, 18.0, 22.0) == (2, 5)
    assert within(trunk_thigh, 0, -1.0, 100.0) == (0, 7)


def test_dwell_time_at_a_turn() -> None:
    trunk_thigh = np.concatenate([np.linspace(0, 90, 50), np.full(100, 90.0), np.linspace(90, 0, 50)])
    assert dwell_s(times(trunk_thigh), trunk_thigh, 100, 1.0) == pytest.approx(101 / RATE_HZ, abs=0.03)
    assert dwell_s(times(trunk_thigh), trunk_thigh, 25, 1.0) < 0.1


def test_an_end_is_left_at_a_tenth_of_the_excursion() -> None:
    trunk_thigh = wave(1)
    down, up = leaving(trunk_thigh, 0, 50), leaving(trunk_thigh, 100, 50)
    assert trunk_thigh[down] <= EDGE * 90.0 < trunk_thigh[down + 1]
    assert trunk_thigh[up] <= EDGE * 90.0 < trunk_thigh[up - 1]
    assert up == 100 - down
    assert leaving(trunk_thigh, 7, 7) == 7


def test_standing_before_the_movement_belongs_to_the_end() -> None:
    trunk_thigh = np.concatenate([np.zeros(200), wave(1)])
    assert leaving(trunk_thigh, 0, 250) == 200 + leaving(wave(1), 0, 50)


def test_a_recording_that_starts_at_full_speed_is_cut_off() -> None:
    whole = wave(1)
    started = whole[25:]  # at the steepest place
    assert cut_off(times(started), started, 0, 25)
    assert not cut_off(times(whole), whole, 0, 50)
    ended = whole[:76]
    assert cut_off(times(ended), ended, 75, 50)


def test_a_turn_is_compared_with_its_peers() -> None:
    trunk_thigh = wave(3)
    turns = find_turns(trunk_thigh)
    assert reaches_peers(trunk_thigh, turns, turns[0], turns[1])
    half = trunk_thigh.copy()
    half[:10] = 45.0
    assert not reaches_peers(
        half, [Turn(5, top=True, at_end=True), *turns[1:]], Turn(5, top=True, at_end=True), turns[1]
    )
    assert not reaches_peers(trunk_thigh, turns[:2], turns[0], turns[1]), "it has no peer"
