"""Balance a standing body: solve the shank angle that puts the centre of mass of body and load over the feet.

Segment masses: de Leva (1996), Table 4, mean of both sexes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from lab.body import Array, Body
from lab.legs import Lengths
from lab.skeleton import Posed
from lab.torso import middle

HEAD, TRUNK, ARMS, THIGHS, SHANKS, FEET = 0.068, 0.430, 0.096, 0.289, 0.091, 0.026
TRUNK_COM_FROM_SHOULDER = 0.40
PRESSURE_AHEAD_OF_ANKLE = 0.20  # of foot length: quiet standing is about 4–5 cm before the ankle
REACH_ANGLES_DEG = np.arange(-25.0, 75.0, 0.5)


@dataclass(frozen=True)
class Load:
    """What the hands or the back carry. kind: none, hanging (bar before the legs), sides (dumbbells), back, swing."""

    kind: str = "none"
    mass_kg: float = 0.0
    reach_m: float = 0.6
    lateral_m: float = 0.3
    radius_m: float = 0.014
    floor_m: float = 0.0


@dataclass(frozen=True)
class Hands:
    """What hands do with a load, (T,): angle of swinging arms (degrees), and how far a bar is held away (metres)."""

    swing_deg: Array
    drift_m: Array


@dataclass(frozen=True)
class Planar:
    """Sagittal tracks (T, 2) in metres relative to the ankle at (0, ankle height)."""

    ankle: Array
    knee: Array
    hip: Array
    shoulder: Array
    bar: Array


def front_radii(body: Body) -> tuple[float, float]:
    """Distance in metres from the thigh's and the shank's bone line to the front of the leg (95th percentile)."""
    radii = []
    for top, bottom, prefix in (("upperleg01.R", "lowerleg01.R", "upperleg"), ("lowerleg01.R", "foot.R", "lowerleg")):
        a, b = body.head(bottom), body.head(top)
        near = body.vertices[body.weight_of((f"{prefix}01.R", f"{prefix}02.R")) > 0.6]
        share = (near - a) @ (b - a) / ((b - a) @ (b - a))
        inside = near[(share > 0.1) & (share < 0.85)]
        share = share[(share > 0.1) & (share < 0.85)]
        radii.append(float(np.percentile((inside - (a + share[:, None] * (b - a)))[:, 0], 95)))
    return radii[0], radii[1]


def hanging_bar(
    shoulder: Array,
    chain: tuple[Array, Array, Array],
    radii: tuple[float, float],
    load: Load,
    ahead: float,
    drift_m: Array,
) -> Array:
    """Bar centre (T, 2): as close to the mid-foot (x = ahead) as the arms and the front of the legs allow.

    drift_m (T,): how far ahead of that it is held.
    """
    ankle, knee, hip = chain
    reach = float(np.sqrt(max(load.reach_m**2 - load.lateral_m**2, 0.05)))
    angle = np.deg2rad(REACH_ANGLES_DEG)
    points = shoulder[:, None] + reach * np.stack([np.sin(angle), -np.cos(angle)], axis=1)
    blocked = points[:, :, 0] < ahead
    for low, high, radius in ((knee, hip, radii[0]), (ankle, knee, radii[1])):
        line = high - low
        length = np.linalg.norm(line, axis=1, keepdims=True)
        front = np.stack([line[:, 1], -line[:, 0]], axis=1) / length
        offset = points - low[:, None]
        share = np.einsum("tki,ti->tk", offset, line) / length**2
        height = np.einsum("tki,ti->tk", offset, front)
        blocked |= (height < radius + load.radius_m) & (share > -0.05) & (share < 1.12)
    last = len(angle) - 1 - np.argmax(blocked[:, ::-1], axis=1)
    chosen = np.where(blocked.any(axis=1), np.minimum(last + 1, len(angle) - 1), 0)
    smooth = gaussian_filter1d(angle[chosen], 2.0, mode="nearest") + np.arcsin(np.clip(drift_m / reach, -0.5, 0.5))
    bar = shoulder + reach * np.stack([np.sin(smooth), -np.cos(smooth)], axis=1)
    bar[:, 1] = np.maximum(bar[:, 1], load.floor_m)
    return np.asarray(bar)


def leg_chain(shank: Array, knee_flexion: Array, lengths: Lengths) -> tuple[Array, Array, Array]:
    """Ankle, knee and hip (T, 2) from the shank's inclination and knee flexion, radians (T,)."""
    thigh = shank - knee_flexion
    ankle = np.stack([np.zeros_like(shank), np.full_like(shank, lengths.ankle_height_m)], axis=1)
    knee = ankle + lengths.shank_m * np.stack([np.sin(shank), np.cos(shank)], axis=1)
    hip = knee + lengths.thigh_m * np.stack([np.sin(thigh), np.cos(thigh)], axis=1)
    return ankle, knee, hip


def load_point(
    load: Load,
    shoulder: Array,
    chain: tuple[Array, Array, Array],
    back: Array,
    hands: Hands,
    radii: tuple[float, float],
) -> Array:
    """Where the load is (T, 2)."""
    if load.kind == "back":
        return back
    if load.kind == "hanging":
        return hanging_bar(shoulder, chain, radii, load, 0.03, hands.drift_m)
    angle = np.deg2rad(hands.swing_deg if load.kind == "swing" else 4.0 * np.ones(len(shoulder)))
    reach = float(np.sqrt(max(load.reach_m**2 - load.lateral_m**2, 0.05))) if load.kind == "swing" else load.reach_m
    point = shoulder + reach * np.stack([np.sin(angle), -np.cos(angle)], axis=1)
    point[:, 1] = np.maximum(point[:, 1], load.floor_m)
    return np.asarray(point)


def stand(
    torso: Posed, lengths: Lengths, knee_deg: Array, pressure_m: Array, load: Load, back: Array, hands: Hands
) -> Planar:
    """Solve the shank's inclination for balance by Newton's method.

    Torso: mid-hip at the origin; back (T, 2): bar on the back, same origin.
    """
    body = torso.body
    shoulder, head = middle(torso, "upperarm01")[:, :2], torso.joint("head")[:, :2]
    trunk = (1 - TRUNK_COM_FROM_SHOULDER) * 0.5 * shoulder + 0.5 * torso.joint("spine02")[:, :2]
    radii = front_radii(body)
    target = PRESSURE_AHEAD_OF_ANKLE * 0.152 * body.height_m + pressure_m
    flexion = np.deg2rad(knee_deg)
    shank = 0.3 * flexion
    carried = load.mass_kg / body.mass_kg
    for _ in range(12):
        chain = leg_chain(shank, flexion, lengths)
        ankle, knee, hip = chain
        bar = load_point(load, hip + shoulder, chain, hip + back, hands, radii)
        parts = [
            (HEAD, hip + head),
            (TRUNK, hip + trunk),
            (ARMS, 0.5 * (hip + shoulder + bar) if load.kind != "back" else hip + shoulder),
            (THIGHS, 0.6 * hip + 0.4 * knee),
            (SHANKS, 0.56 * knee + 0.44 * ankle),
            (FEET, ankle),
            (carried, bar),
        ]
        centre = np.asarray(sum(mass * point for mass, point in parts)) / (1.0 + carried)
        shank = shank - 0.8 * (centre[:, 0] - target) / np.maximum(centre[:, 1] - lengths.ankle_height_m, 0.2)
        shank = np.clip(shank, -0.5, 0.8)
    shank = gaussian_filter1d(shank, 1.5, mode="nearest")
    ankle, knee, hip = leg_chain(shank, flexion, lengths)
    bar = load_point(load, hip + shoulder, (ankle, knee, hip), hip + back, hands, radii)
    return Planar(ankle, knee, hip, hip + shoulder, bar)
