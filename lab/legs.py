"""Pose the legs: ankles fixed on the floor, knees by two-bone inverse kinematics in the sagittal plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.body import SIDES, Array, Body
from lab.rotations import aligning, lean, unit

LATERAL = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Stance:
    """Where the feet are.

    Half the distance between the ankles (m), toes turned out (degrees), knees out (m), sole thickness (m).
    """

    half_width_m: float = 0.13
    toe_out_deg: float = 10.0
    knee_out_m: float = 0.0
    sole_m: float = 0.012


@dataclass(frozen=True)
class Lengths:
    """Sagittal lengths (m) of thigh and shank, and lateral positions (m, right side) of hip, knee and ankle."""

    thigh_m: float
    shank_m: float
    hip_z: float
    knee_z: float
    ankle_z: float
    ankle_height_m: float


def leg_lengths(body: Body, stance: Stance) -> Lengths:
    """Sagittal lengths of the leg for a stance."""
    hip, knee, ankle = (body.head(f"{name}.R") for name in ("upperleg01", "lowerleg01", "foot"))
    knee_z = 0.5 * (hip[2] + stance.half_width_m) + stance.knee_out_m
    thigh = np.linalg.norm(hip - knee) ** 2 - (knee_z - hip[2]) ** 2
    shank = np.linalg.norm(knee - ankle) ** 2 - (knee_z - stance.half_width_m) ** 2
    height = float(ankle[1]) + stance.sole_m
    return Lengths(float(np.sqrt(thigh)), float(np.sqrt(shank)), float(hip[2]), knee_z, stance.half_width_m, height)


def knees(hip: Array, ankle: Array, lengths: Lengths) -> Array:
    """Knee positions (T, 2) in the sagittal plane, in front of the line from ankle (T, 2) to hip (T, 2)."""
    line = hip - ankle
    distance = np.clip(np.linalg.norm(line, axis=1), 1e-3, 0.99999 * (lengths.thigh_m + lengths.shank_m))
    along = (lengths.shank_m**2 - lengths.thigh_m**2 + distance**2) / (2.0 * distance)
    across = np.sqrt(np.maximum(0.0, lengths.shank_m**2 - along**2))
    direction = line / np.linalg.norm(line, axis=1, keepdims=True)
    front = np.stack([direction[:, 1], -direction[:, 0]], axis=1)
    return np.asarray(ankle + along[:, None] * direction + across[:, None] * front)


def leg_rotations(body: Body, stance: Stance, hip: Array, feet: Array) -> dict[str, Array]:
    """World rotations (T, 3, 3) of the leg bones.

    Hip (T, 2) is the mid-hip, feet (T, 2 sides, 2) the ankles, both sagittal.
    """
    lengths = leg_lengths(body, stance)
    rotations: dict[str, Array] = {}
    for index, side in enumerate(SIDES):
        sign = 1.0 if side == "R" else -1.0
        ankle = feet[:, index]
        knee = knees(hip, ankle, lengths)

        def lift(point: Array, z: float, sign: float = sign) -> Array:
            return np.concatenate([point, np.full((len(point), 1), sign * z)], axis=1)

        points = [lift(hip, lengths.hip_z), lift(knee, lengths.knee_z), lift(ankle, lengths.ankle_z)]
        rest = [body.head(f"{name}.{side}") for name in ("upperleg01", "lowerleg01", "foot")]
        for name, share, i in (("upperleg01", 0.5, 0), ("lowerleg01", 0.8, 1)):
            turn = np.deg2rad(share * stance.toe_out_deg) * sign
            lateral = np.broadcast_to([-np.sin(turn), 0.0, np.cos(turn)], points[i].shape)
            rotations[f"{name}.{side}"] = aligning(
                rest[i] - rest[i + 1], LATERAL, unit(points[i] - points[i + 1]), lateral
            )
        turn = np.deg2rad(stance.toe_out_deg) * sign
        foot = np.array([[np.cos(turn), 0.0, -np.sin(turn)], [0.0, 1.0, 0.0], [np.sin(turn), 0.0, np.cos(turn)]])
        rotations[f"foot.{side}"] = np.broadcast_to(foot, (len(hip), 3, 3)) @ lean(np.zeros(1))
    return rotations
