"""Pose bridges, hip thrusts and sitting: shoulders or hips on a support, feet on the floor, legs from the pelvis."""

from __future__ import annotations

import numpy as np

from lab.balance import Planar
from lab.body import Array, Body
from lab.legs import Lengths, knees
from lab.skeleton import Posed
from lab.torso import middle


def back_point(body: Body, height: float) -> Array:
    """Rest position (3,) on the back's surface at a height (m), midline."""
    torso = body.weight_of(("spine", "root", "clavicle", "neck01")) > 0.5
    near = torso & (np.abs(body.vertices[:, 1] - height) < 0.02) & (np.abs(body.vertices[:, 2]) < 0.06)
    return np.array([body.vertices[near, 0].min(), height, 0.0])


def carried_point(torso: Posed, bone: str, rest: Array) -> Array:
    """Track (T, 3) of a rest point that moves with a bone."""
    index = torso.body.bone(bone)
    return np.asarray(torso.heads[:, index] + torso.rotations[:, index] @ (rest - torso.body.heads[index]))


def lie(torso: Posed, lengths: Lengths, support_m: float, top_deg: float, *, on_bench: bool) -> Planar:
    """Place a torso (mid-hip at the origin) on its support and bend the knees to the feet at x = 0.

    support_m: height of floor or bench. The feet stand where, with the hips highest, the shank has the given
    inclination (bench) or the hips have the given flexion (floor); top_deg is that angle.
    """
    body = torso.body
    level = (0.735 if on_bench else 0.775) * body.height_m
    pivot = carried_point(torso, "spine01", back_point(body, level))[:, :2]
    hip = np.array([0.0, support_m]) - pivot
    top = int(np.argmax(hip[:, 1]))
    ankle_y = lengths.ankle_height_m
    shoulder = middle(torso, "upperarm01")[:, :2]
    shank = np.deg2rad(top_deg)
    if not on_bench:
        thigh = np.arctan2(*shoulder[top]) - np.deg2rad(top_deg)
        rise = hip[top, 1] - lengths.thigh_m * np.cos(thigh) - ankle_y
        shank = -np.arccos(np.clip(rise / lengths.shank_m, 0.5, 1.0))
    knee = np.array([lengths.shank_m * np.sin(shank), ankle_y + lengths.shank_m * np.cos(shank)])
    drop = np.clip(knee[1] - hip[top, 1], -0.98 * lengths.thigh_m, 0.98 * lengths.thigh_m)
    hip = hip + np.array([knee[0] - np.sqrt(lengths.thigh_m**2 - drop**2) - hip[top, 0], 0.0])
    ankle = np.broadcast_to([0.0, ankle_y], hip.shape)
    return Planar(ankle, knees(hip, ankle, lengths), hip, hip + shoulder, hip.copy())


SEAT_DEPTH_M = 0.085
"""Height of the hip joints over the seat: what is left of the buttocks under a sitting body."""


def sit(torso: Posed, lengths: Lengths, seat_m: float, shank_deg: float) -> Planar:
    """Place a torso (mid-hip at the origin) on a seat, feet at x = 0 and shanks inclined by shank_deg.

    seat_m: height of the seat.
    """
    shoulder = middle(torso, "upperarm01")[:, :2]
    shank = np.deg2rad(shank_deg)
    knee = np.array([lengths.shank_m * np.sin(shank), lengths.ankle_height_m + lengths.shank_m * np.cos(shank)])
    rise = float(np.clip(seat_m + SEAT_DEPTH_M - knee[1], -0.95 * lengths.thigh_m, 0.95 * lengths.thigh_m))
    hip = np.broadcast_to(knee + np.array([-np.sqrt(lengths.thigh_m**2 - rise**2), rise]), shoulder.shape)
    ankle = np.broadcast_to([0.0, lengths.ankle_height_m], hip.shape)
    return Planar(ankle, np.broadcast_to(knee, hip.shape), np.array(hip), hip + shoulder, np.array(hip))
