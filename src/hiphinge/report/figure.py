"""The drawn figure of the loads: its outlines, the smooth lines through them, and its joints."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

import numpy as np

from hiphinge.core.measure import FloatArray

ViewName = Literal["side", "back"]

STATURE_CM: Final = 178.0
"""Stature of the figure as it is drawn, centimetres; it has no scale of its own and enters no number."""

ANKLE: Final = (0.5, 8.0)
KNEE: Final = (2.6, 52.4)
HIP: Final = (1.6, 93.5)
L5S1: Final = (-2.9, 103.0)
T12L1: Final = (-3.4, 119.0)
C7: Final = (-1.4, 150.0)
SHOULDER: Final = (1.6, 141.5)
GRIP: Final = (4.4, 81.0)
"""Positions of the joints in the side view, centimetres forward and up (those of the lab's adult of 1.78 m)."""

_ELBOW: Final = (1.8, 119.5)

_LUMBAR_JOINTS: Final = 5
"""Number of joints that share the bend of the low back evenly; L5/S1 is the lowest."""

_SOFT_CM: Final = {"ankle": 4.0, "knee": 8.0, "hip": 8.0, "lumbar": 4.0, "neck": 6.0, "elbow": 5.0}
"""Half-length of the skin that shares the turn of a joint, centimetres up and down (chosen by eye)."""

_CREASE_RISE: Final = 0.62
"""Slope of the hip crease, up per centimetre forward: behind, the buttock moves with the pelvis; in front, the thigh
reaches up to the groin."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A posture of the figure: rotations since standing in degrees, forward positive; arms against the vertical.

    Attributes
    ----------
    shank_deg, thigh_deg, pelvis_deg
        Lean of the segments; that of the thigh is negative where the hip is behind the knee.
    lumbar_deg
        Flexion of the low back.
    neck_deg
        Extension of the neck.
    arm_deg, elbow_deg
        Swing of the upper arm forward of the vertical, and flexion of the elbow.
    arm_share
        Visible share of the arm's length, 1 where the arm lies in the plane of the picture.
    """

    shank_deg: float = 0.0
    thigh_deg: float = 0.0
    pelvis_deg: float = 0.0
    lumbar_deg: float = 0.0
    neck_deg: float = 0.0
    arm_deg: float = 0.0
    elbow_deg: float = 0.0
    arm_share: float = 1.0


def view(name: ViewName) -> dict[str, Any]:
    """Return one view of the figure from `data/figure.toml`: `body`, `muscles`, `lines`, `marks`, centimetres."""
    text = files("hiphinge").joinpath("data/figure.toml").read_text("utf-8")
    drawing: dict[str, Any] = tomllib.loads(text)[name]
    return drawing


def whole(half: FloatArray) -> FloatArray:
    """Return the whole outline for its left half, which runs from top to bottom at the middle, shape (points, 2)."""
    return np.concatenate([half, (half[1:-1] * [-1.0, 1.0])[::-1]])


def dense(points: FloatArray, per_side: int = 4) -> FloatArray:
    """Return `per_side` points for each given point on the smooth closed line through them, shape (points, 2)."""
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    beyond = np.roll(points, -2, axis=0)
    share = (np.arange(per_side) / per_side)[None, :, None]
    p, q, r, s = (part[:, None] for part in (before, points, after, beyond))
    line = q + 0.5 * share * (r - p + share * (2 * p - 5 * q + 4 * r - s + share * (3 * (q - r) + s - p)))
    return np.asarray(line.reshape(-1, 2), dtype=np.float64)


def path(points: FloatArray, *, closed: bool = True) -> str:
    """Return the smooth line through points as the `d` of an SVG path: Catmull–Rom splines, y downward."""
    shown = points * [1.0, -1.0]
    ends = np.concatenate([shown, shown[:1]]) if closed else shown
    around = np.concatenate([shown[-1:], ends, shown[1:2]]) if closed else np.concatenate([ends[:1], ends, ends[-1:]])
    leave = ends[:-1] + (around[2:-1] - around[:-3]) / 6
    arrive = ends[1:] - (around[3:] - around[1:-2]) / 6
    curves = np.concatenate([leave, arrive, ends[1:]], axis=1)
    start = ",".join(_short(value) for value in ends[0])
    parts = (" ".join(_short(value) for value in curve) for curve in curves)
    return f"M{start}C{' '.join(parts)}{'Z' if closed else ''}"


def _short(value: float) -> str:
    """Return a coordinate to a tenth of a millimetre, which is finer than anybody can see."""
    return f"{round(value, 2) + 0.0:g}"


def posed(points: FloatArray, stance: Stance) -> FloatArray:
    """Return points of the body's side view in a posture, the feet fixed, shape (points, 2), centimetres.

    Skin near a joint takes a part of its rotation that grows smoothly across the joint, so that it bends and is not
    squeezed. Joints are bent from the head down, so that each one carries everything above it.
    """
    height = points[:, 1]
    above_hip = height + _CREASE_RISE * (HIP[0] - points[:, 0])
    lumbar = np.linspace(L5S1[1], T12L1[1], _LUMBAR_JOINTS)
    middles = np.linspace(L5S1[0], T12L1[0], _LUMBAR_JOINTS)
    bends = [(C7, height, "neck", -stance.neck_deg)]
    bends += [
        ((float(x), float(y)), height, "lumbar", stance.lumbar_deg / _LUMBAR_JOINTS)
        for x, y in zip(middles[::-1], lumbar[::-1], strict=True)
    ]
    bends += [
        (HIP, above_hip, "hip", stance.pelvis_deg - stance.thigh_deg),
        (KNEE, height, "knee", stance.thigh_deg - stance.shank_deg),
        (ANKLE, height, "ankle", stance.shank_deg),
    ]
    placed = points.astype(np.float64)
    for joint, along, name, turn in bends:
        part = _smooth((along - joint[1]) / _SOFT_CM[name])
        placed = _turned(placed, joint, part * turn)
    return placed


def point(rest: tuple[float, float], stance: Stance) -> FloatArray:
    """Return one point of the body's side view in a posture, shape (2,)."""
    return np.asarray(posed(np.array([rest]), stance)[0])


def arm(points: FloatArray, stance: Stance) -> FloatArray:
    """Return points of the arm in a posture, hanging from the shoulder whatever the trunk does, shape (points, 2)."""
    bent = _smooth((_ELBOW[1] - points[:, 1]) / _SOFT_CM["elbow"])
    shorter = np.array([1.0, stance.arm_share])
    placed, elbow = ((part - SHOULDER) * shorter + SHOULDER for part in (points, np.array(_ELBOW)))
    placed = _turned(placed, (float(elbow[0]), float(elbow[1])), -bent * stance.elbow_deg)
    placed = _turned(placed, SHOULDER, np.full(len(points), -stance.arm_deg))
    return np.asarray(placed + point(SHOULDER, stance) - np.array(SHOULDER))


def _turned(points: FloatArray, joint: tuple[float, float], turn_deg: FloatArray) -> FloatArray:
    """Return points rotated forward (clockwise, x to the right) about a joint by their angles, shape (points,)."""
    turn = np.radians(turn_deg)
    away = points - np.array(joint)
    cos, sin = np.cos(turn), np.sin(turn)
    return np.asarray(
        np.column_stack([away[:, 0] * cos + away[:, 1] * sin, away[:, 1] * cos - away[:, 0] * sin]) + np.array(joint)
    )


def _smooth(at: FloatArray) -> FloatArray:
    """Return a smooth step: 0 below -1, 1 above 1."""
    share = np.clip((at + 1) / 2, 0.0, 1.0)
    return np.asarray(share * share * (3 - 2 * share))
