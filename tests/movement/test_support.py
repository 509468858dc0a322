"""The leg that carries, in one-legged movements."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import INDEX, Side, other
from hiphinge.core.motion import Motion
from hiphinge.movement.kinematics import measure_angles
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.support import LEG, near_leg_free, on_carrying_leg
from tests.body_model import Camera, film, from_the_top


def one_legged(near: Side, *, seen: bool = True) -> tuple[Motion, Motion]:
    """Return two hinges, and the same with the near leg raised behind the body while the trunk is bent."""
    motion = film(from_the_top(2), Camera(facing=near))
    both = replace(motion, hidden=np.zeros(motion.confidence.shape, dtype=bool))
    position = both.position.copy()
    hip = both.point(f"{near}_hip")
    bent = np.clip(measure_angles(both).angle("trunk_lean_deg") / 70.0, 0.0, 1.0)
    turn = np.radians(80.0 * bent)
    for name in ("knee", "ankle", "heel", "toe"):
        row = INDEX[f"{near}_{name}"]
        x, y = (position[:, row] - hip).T
        position[:, row] = hip + np.column_stack(
            [np.cos(turn) * x + np.sin(turn) * y, -np.sin(turn) * x + np.cos(turn) * y]
        )
    confidence = both.confidence.copy()
    if not seen:
        confidence[:, [INDEX[f"{other(near)}_{name}"] for name in LEG]] = 0.1
    return both, both.with_position(position, confidence)


@pytest.mark.parametrize("near", ["left", "right"])
def test_hip_and_knee_are_those_of_the_leg_that_carries(near: Side) -> None:
    both, raised = one_legged(near)
    free = near_leg_free(raised)
    assert 0.2 < free.mean() < 0.8
    assert not near_leg_free(both).any()
    found, wanted = (measure_movement(motion) for motion in (raised, both))
    assert len(found.repetitions.counted) == len(wanted.repetitions.counted) == 2
    for name in ("hip_flexion_deg", "knee_flexion_deg"):
        assert np.nanmax(np.abs(found.kinematics.angle(name) - wanted.kinematics.angle(name))) < 6.0


def test_only_the_legs_are_exchanged_and_only_where_the_near_one_is_free() -> None:
    _, raised = one_legged("right")
    free = near_leg_free(raised)
    moved = on_carrying_leg(raised, free)
    for name in LEG:
        assert np.array_equal(moved.point(f"right_{name}")[free], raised.point(f"left_{name}")[free])
        assert np.array_equal(moved.point(f"right_{name}")[~free], raised.point(f"right_{name}")[~free])
    assert np.array_equal(moved.point("right_wrist"), raised.point("right_wrist"))


def test_a_far_leg_that_was_not_seen_stands_for_nothing() -> None:
    _, raised = one_legged("right", seen=False)
    assert not near_leg_free(raised).any()
    assert not near_leg_free(replace(one_legged("right")[1], hidden=None)).any()
