"""Pose the arms: two-bone inverse kinematics from the shoulder to a grip, and fingers closed around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.body import Array, Body
from lab.rotations import about, aligning, twist_deg, unit

FINGERS = ("finger2", "finger3", "finger4", "finger5")
FIST_DEG = (62.0, 135.0, 185.0)  # direction of the three phalanges against the hand, fist closed
RELAXED_DEG = (14.0, 34.0, 50.0)
MAX_REACH = 0.998


@dataclass(frozen=True)
class HandGoal:
    """Where one hand goes.

    Grip (T, 3) m, hand (T, 3) wrist-to-knuckles direction, palm (T, 3) normal, elbow (T, 3) hint, fist (T,) 0–1.
    """

    grip: Array
    hand: Array
    palm: Array
    elbow: Array
    fist: Array


@dataclass(frozen=True)
class RestHand:
    """A hand at rest.

    Unit vectors (3,) and the grip point seen from the wrist, along the hand and out of the palm (m).
    """

    hand: Array
    palm: Array
    along_m: float
    out_m: float


def rest_hand(body: Body, side: str) -> RestHand:
    """Directions of the resting hand, from the knuckles."""
    wrist = body.head(f"wrist.{side}")
    knuckles = np.mean([body.head(f"{finger}-1.{side}") for finger in FINGERS], axis=0)
    hand = unit(knuckles - wrist)
    across = body.head(f"finger2-1.{side}") - body.head(f"finger5-1.{side}")
    palm = np.cross(across, hand) if side == "R" else np.cross(hand, across)
    length = float(np.linalg.norm(knuckles - wrist))
    return RestHand(hand, unit(palm), 0.98 * length, 0.33 * length)


def arm_lengths(body: Body, side: str = "R") -> tuple[float, float]:
    """Lengths of upper arm and forearm, metres, between joint centres."""
    shoulder, elbow, wrist = (body.head(f"{name}.{side}") for name in ("upperarm01", "lowerarm01", "wrist"))
    return float(np.linalg.norm(elbow - shoulder)), float(np.linalg.norm(wrist - elbow))


def reach_m(body: Body) -> float:
    """Distance from shoulder to grip with a straight arm, metres."""
    return sum(arm_lengths(body)) * MAX_REACH + rest_hand(body, "R").along_m


def wrist_of(goal: HandGoal, rest: RestHand) -> Array:
    """Wrist position (T, 3) that puts the grip point where the goal wants it."""
    palm = unit(goal.palm - (goal.palm * goal.hand).sum(-1, keepdims=True) * goal.hand)
    return goal.grip - rest.along_m * goal.hand - rest.out_m * palm


def solve_arm(body: Body, side: str, shoulder: Array, goal: HandGoal) -> dict[str, Array]:
    """World rotations (T, 3, 3) of the arm's bones; shoulder (T, 3) m.

    A grip out of reach is approached with a straight arm.
    """
    rest = rest_hand(body, side)
    upper, fore = arm_lengths(body, side)
    line = wrist_of(goal, rest) - shoulder
    limit = MAX_REACH * (upper + fore)
    distance = np.clip(np.linalg.norm(line, axis=-1), 0.35 * limit, limit)
    r = unit(line)
    e = unit(goal.elbow - (goal.elbow * r).sum(-1, keepdims=True) * r)
    cosine = np.clip((upper**2 + distance**2 - fore**2) / (2.0 * upper * distance), -1.0, 1.0)
    elbow = upper * (cosine[:, None] * r + np.sqrt(1.0 - cosine**2)[:, None] * e)
    upper_direction, fore_direction = unit(elbow), unit(distance[:, None] * r - elbow)
    axis = np.cross(e, r)
    heads = {name: body.head(f"{name}.{side}") for name in ("upperarm01", "lowerarm01", "wrist")}
    rest_upper, rest_fore = heads["lowerarm01"] - heads["upperarm01"], heads["wrist"] - heads["lowerarm01"]
    rest_axis = np.cross(rest_upper, rest_fore)
    upper_rotation = aligning(rest_upper, rest_axis, upper_direction, axis)
    fore_rotation = aligning(rest_fore, rest_axis, fore_direction, axis)
    hand_rotation = aligning(rest.hand, rest.palm, goal.hand, goal.palm)
    twist = twist_deg(hand_rotation @ np.swapaxes(fore_rotation, 1, 2), fore_direction)
    rotations = {
        f"upperarm01.{side}": upper_rotation,
        f"lowerarm01.{side}": about(fore_direction, 0.25 * twist) @ fore_rotation,
        f"lowerarm02.{side}": about(fore_direction, 0.7 * twist) @ fore_rotation,
        f"wrist.{side}": hand_rotation,
    }
    return rotations | close_fingers(side, hand_rotation, goal)


def close_fingers(side: str, hand_rotation: Array, goal: HandGoal) -> dict[str, Array]:
    """World rotations of the finger bones: relaxed when fist is 0, closed when 1."""
    axis = np.cross(goal.hand, goal.palm)
    rotations: dict[str, Array] = {}
    for joint in range(3):
        angle = RELAXED_DEG[joint] + goal.fist * (FIST_DEG[joint] - RELAXED_DEG[joint])
        turned = about(axis, angle) @ hand_rotation
        for finger in FINGERS:
            rotations[f"{finger}-{joint + 1}.{side}"] = turned
    return rotations


def blend(first: HandGoal, second: HandGoal, share: Array) -> HandGoal:
    """Goal between two: share (T,) 0 = first, 1 = second."""
    s = share[:, None]
    return HandGoal(
        grip=(1 - s) * first.grip + s * second.grip,
        hand=unit((1 - s) * first.hand + s * second.hand),
        palm=unit((1 - s) * first.palm + s * second.palm),
        elbow=unit((1 - s) * first.elbow + s * second.elbow),
        fist=(1 - share) * first.fist + share * second.fist,
    )
