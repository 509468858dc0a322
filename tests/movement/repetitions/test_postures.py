"""Postures at turning points, and which cycles resemble each other."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.movement.movement import measure_movement
from hiphinge.movement.repetitions.postures import BOTTOM_ALIKE, likeness, postures
from tests.body_model import HINGED, STANDING, film, from_the_top

HINGE, SQUAT, STOOD = [95.0, 75.0, 20.0, 1.0], [120.0, 40.0, 120.0, 0.9], [5.0, 3.0, 5.0, 1.0]


def test_postures_are_those_of_the_body() -> None:
    movement = measure_movement(film(from_the_top(1, pause_s=1.0)))
    bottom = movement.repetitions.counted[0].bottom
    (low, high) = postures(movement.kinematics, movement.trunk_thigh, [bottom, 0])
    assert low[1:3] == pytest.approx([HINGED.trunk, HINGED.knee], abs=2.0)
    assert high[1:3] == pytest.approx([STANDING.trunk, STANDING.knee], abs=2.0)


def test_the_set_is_the_largest_group() -> None:
    bottoms = np.array([SQUAT, HINGE, HINGE, HINGE])
    found = likeness(bottoms, np.array([STOOD] * 4), np.ones(4))
    assert found.group.tolist() == [False, True, True, True]
    assert found.bottom[0] == pytest.approx(100.0 / BOTTOM_ALIKE[2])
    assert (found.bottom[1:] == 0).all()


def test_what_may_not_be_of_the_set_does_not_shape_it() -> None:
    bottoms = np.array([SQUAT, SQUAT, SQUAT, HINGE])
    found = likeness(bottoms, np.array([STOOD] * 4), np.array([0.0, 0.0, 0.0, 1.0]))
    assert found.group.tolist() == [False, False, False, True]


def test_what_was_not_seen_is_no_difference() -> None:
    hidden = [95.0, np.nan, np.nan, np.nan]
    found = likeness(np.array([HINGE, hidden]), np.array([STOOD, STOOD]), np.ones(2))
    assert found.group.all()


def test_without_cycles_there_is_no_set() -> None:
    found = likeness(np.zeros((0, 4)), np.zeros((0, 4)), np.zeros(0))
    assert (found.bottom.size, found.group.size) == (0, 0)
