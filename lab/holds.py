"""Place the hands on the equipment.

A bar before the legs, on the back or on the hips, dumbbells, a kettlebell, the floor, or nothing.
"""

from __future__ import annotations

import numpy as np

from lab.arms import HandGoal, reach_m
from lab.balance import Planar
from lab.body import Array, Body
from lab.rotations import unit


def _goal(grip: Array, hand: Array, palm: Array, elbow: Array, fist: float) -> HandGoal:
    wide = grip.shape
    return HandGoal(
        grip,
        np.broadcast_to(hand, wide),
        np.broadcast_to(palm, wide),
        np.broadcast_to(elbow, wide),
        np.full(len(grip), fist),
    )


def _at(point: Array, z: float) -> Array:
    return np.concatenate([point, np.full((len(point), 1), z)], axis=1)


def free_hand(body: Body, shoulder: Array, sign: float) -> HandGoal:
    """Arm hanging freely from shoulder (T, 3), elbow a little bent, palm towards the thigh."""
    reach = reach_m(body)
    grip = shoulder + np.array([0.09 * reach, -0.955 * reach, sign * 0.10 * reach])
    return _goal(
        grip,
        unit(np.array([0.16, -1.0, sign * 0.05])),
        np.array([-0.25, 0.0, -sign]),
        np.array([-1.0, 0.1, sign * 0.25]),
        0.25,
    )


def hanging_hand(shoulder: Array, bar: Array, z: float, sign: float, fist: float = 1.0) -> HandGoal:
    """Overhand grip at bar (T, 2), z metres to the side, arm straight from shoulder (T, 3)."""
    grip = _at(bar, sign * z)
    hand = unit(grip - shoulder)
    back = np.stack([hand[:, 1], -hand[:, 0], np.zeros(len(hand))], axis=1)
    return _goal(grip, hand, back, np.array([-0.35, 0.0, sign]), fist)


def side_hand(shoulder: Array, point: Array, z: float, sign: float) -> HandGoal:
    """Neutral grip (palm inwards) at point (T, 2): dumbbells at the sides."""
    grip = _at(point, sign * z)
    return _goal(grip, unit(grip - shoulder), np.array([-0.15, 0.0, -sign]), np.array([-1.0, 0.0, sign * 0.3]), 1.0)


def back_hand(thorax: Array, bar: Array, z: float, sign: float) -> HandGoal:
    """Hand on a bar on the back; thorax (T, 3, 3) is the thorax's rotation."""
    up = thorax @ unit(np.array([-0.25, 1.0, sign * 0.2]))
    forward = thorax @ np.array([1.0, 0.25, 0.0])
    return _goal(_at(bar, sign * z), up, forward, thorax @ np.array([-0.6, -1.0, 0.0]), 1.0)


def hips_hand(thorax: Array, bar: Array, z: float, sign: float) -> HandGoal:
    """Hand on a bar that lies on the hips."""
    down = thorax @ unit(np.array([0.25, -1.0, sign * 0.1]))
    return _goal(
        _at(bar, sign * z), down, thorax @ np.array([-1.0, -0.25, 0.0]), thorax @ np.array([-0.3, 0.0, sign]), 0.9
    )


def floor_hand(body: Body, shoulder: Array, sign: float) -> HandGoal:
    """Arm on the floor beside the body, palm down; shoulder (T, 3)."""
    reach = 0.97 * reach_m(body)
    grip = shoulder + np.array([reach * 0.96, 0.0, sign * 0.22 * reach])
    grip[:, 1] = 0.012
    return _goal(
        grip, unit(np.array([1.0, 0.0, sign * 0.12])), np.array([0.0, -1.0, 0.0]), np.array([0.0, 0.2, sign]), 0.0
    )


def hip_crease(planar: Planar, pelvis: Array, body: Body) -> Array:
    """Where a bar rests on the hips (T, 2), from the pelvis' rotation (T, 3, 3)."""
    offset = np.array([0.075 * body.height_m, 0.012 * body.height_m, 0.0])
    return np.asarray(planar.hip + (pelvis @ offset)[:, :2])
