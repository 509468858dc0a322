"""Measure the truth of each frame on the posed skeleton (definitions: CONVENTIONS.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.body import SIDES, Array
from lab.curves import Curves
from lab.skeleton import Posed
from lab.torso import middle


def inclination_deg(lower: Array, upper: Array) -> Array:
    """Return the angle (T,) of lower -> upper (T, 3) from vertical in the sagittal plane, + = leaning forward."""
    line = upper - lower
    return np.asarray(np.rad2deg(np.arctan2(line[:, 0], line[:, 1])))


def backward(angle_deg: Array) -> Array:
    """Thigh angles (T,) within (−240°, 120°].

    Lying on the back, the hip is behind and below the knee and the angle passes −180°.
    """
    return np.asarray(np.where(angle_deg > 120.0, angle_deg - 360.0, angle_deg))


@dataclass(frozen=True)
class Angles:
    """Measured angles (T,), degrees. Legs are the mean of both sides."""

    trunk: Array
    thigh: Array
    shank: Array

    @property
    def hip(self) -> Array:
        """Hip flexion with a rigid trunk."""
        return self.trunk - self.thigh

    @property
    def knee(self) -> Array:
        """Knee flexion."""
        return self.shank - self.thigh


def measure(posed: Posed) -> Angles:
    """Segment inclinations from the joint centres."""
    trunk = inclination_deg(middle(posed, "upperleg01"), middle(posed, "upperarm01"))
    legs = {}
    for name, low, high in (("thigh", "lowerleg01", "upperleg01"), ("shank", "foot", "lowerleg01")):
        sides = [inclination_deg(posed.joint(f"{low}.{side}"), posed.joint(f"{high}.{side}")) for side in SIDES]
        legs[name] = np.mean([backward(side) for side in sides], axis=0)
    return Angles(trunk, legs["thigh"], legs["shank"])


def leg(posed: Posed, side: str) -> tuple[Array, Array]:
    """Inclination of thigh and shank (T,) of one leg, degrees; side: L or R."""
    thigh = inclination_deg(posed.joint(f"lowerleg01.{side}"), posed.joint(f"upperleg01.{side}"))
    return backward(thigh), inclination_deg(posed.joint(f"foot.{side}"), posed.joint(f"lowerleg01.{side}"))


def columns(posed: Posed, curves: Curves, thigh_standing_deg: float) -> dict[str, Array]:
    """Return the truth table's angle columns (T,), degrees.

    thigh_standing_deg: the thigh's inclination in this body's upright standing; pelvis-based hip flexion is P minus
    the thigh's change.
    """
    angles = measure(posed)
    return {
        "trunk_lean_deg": angles.trunk,
        "hip_flexion_deg": angles.hip,
        "hip_flexion_pelvis_deg": curves.pelvis_deg - (angles.thigh - thigh_standing_deg),
        "knee_flexion_deg": angles.knee,
        "thigh_deg": angles.thigh,
        "shank_deg": angles.shank,
        "pelvic_tilt_deg": curves.pelvis_deg,
        "lumbar_flexion_deg": curves.lumbar_deg,
        "thoracic_flexion_deg": curves.thoracic_deg,
        "neck_extension_deg": curves.neck_deg,
    }
