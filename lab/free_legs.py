"""Legs that do not carry: held behind or before the body, split stances and lunges, and both of them in a jump."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lab.body import SIDES, Array, Body
from lab.exercises import drawn
from lab.legs import Lengths
from lab.rotations import lean

Floor = Literal["", "toes", "sole"]

BALL = ("toe1-1", "toe5-1")
"""Bones between whose heads the ball of the foot lies."""

WAYS = {"behind": 0.35, "split": 0.25, "ahead": 0.10, "raised": 0.18, "jump": 0.12}
"""Ways of not standing on both feet, and their shares."""

HIP_DEG = (-24.0, 120.0)
"""Flexion of a free hip that bodies reach."""


@dataclass(frozen=True)
class FreeLeg:
    """One leg's posture, degrees.

    Attributes
    ----------
    side
        L or R.
    thigh_deg
        How far the thigh points forward of straight down.
    knee_deg
        Knee flexion.
    toes_down_deg
        How far the toes point down: from the shin's right angle in the air, from level on the floor.
    floor
        What touches the floor: the shank is then turned until it does, where it can.
    """

    side: str
    thigh_deg: float
    knee_deg: float
    toes_down_deg: float
    floor: Floor = ""


@dataclass(frozen=True)
class Foot:
    """Where a free leg's ankle is (T, 2), metres, the sole's pitch (T,), degrees, and whether its toes lie flat."""

    ankle: Array
    pitch_deg: Array
    toes_flat: bool


def placed(body: Body, lengths: Lengths, leg: FreeLeg, hip: Array) -> Foot:
    """Place a free leg's foot under a hip (T, 2)."""
    thigh = np.full(len(hip), np.deg2rad(leg.thigh_deg))
    knee = hip + lengths.thigh_m * np.stack([np.sin(thigh), -np.cos(thigh)], axis=1)
    shank = thigh - np.deg2rad(leg.knee_deg)
    pitch = leg.toes_down_deg - np.rad2deg(shank)
    touches = False
    if leg.floor:
        height = ankle_height(body, lengths, leg.toes_down_deg) if leg.floor == "toes" else lengths.ankle_height_m
        reach = (knee[:, 1] - height) / lengths.shank_m
        bent = -np.arccos(np.clip(reach, -1.0, 1.0))
        touches = bool((np.abs(reach) < 1.0).all() and (thigh - bent >= 0.0).all())
        if touches:
            shank = bent
            pitch = np.full(len(hip), leg.toes_down_deg if leg.floor == "toes" else 0.0)
    ankle = knee + lengths.shank_m * np.stack([np.sin(shank), -np.cos(shank)], axis=1)
    return Foot(ankle, pitch, touches and leg.floor == "toes")


def ankle_height(body: Body, lengths: Lengths, toes_down_deg: float) -> float:
    """Height of the ankle, metres, over a ball that stays on the floor while the heel is raised."""
    ball = 0.5 * (body.head(f"{BALL[0]}.R") + body.head(f"{BALL[1]}.R"))
    turned = lean(np.array([toes_down_deg]))[0] @ (body.head("foot.R") - ball)
    return float(ball[1] + turned[1]) + lengths.ankle_height_m - float(body.head("foot.R")[1])


def foot_rotations(side: str, foot: Foot, level: Array) -> dict[str, Array]:
    """World rotations (T, 3, 3) of a free foot's bones; level: those of the same foot flat on the floor."""
    turned = {f"foot.{side}": level @ lean(foot.pitch_deg)}
    if foot.toes_flat:
        turned |= {f"toe{number}-1.{side}": level for number in range(1, 6)}
    return turned


def sample_free_legs(rng: np.random.Generator, pelvis_deg: float) -> tuple[FreeLeg, ...]:
    """Draw one way of not standing on both feet, for a body whose pelvis leans so far."""
    way = str(rng.choice(list(WAYS), p=list(WAYS.values())))
    side = str(rng.choice(SIDES))

    def within(thigh_deg: float) -> float:
        return float(np.clip(thigh_deg, HIP_DEG[0] - pelvis_deg, HIP_DEG[1] - pelvis_deg))

    if way == "behind":
        thigh = within(drawn(rng, (-24.0, 30.0)) - pelvis_deg)
        return (FreeLeg(side, thigh, drawn(rng, (0.5, 60.0)), drawn(rng, (-10.0, 45.0))),)
    if way == "split":
        return (FreeLeg(side, within(drawn(rng, (-45.0, 5.0))), 10.0, drawn(rng, (10.0, 70.0)), "toes"),)
    if way == "ahead":
        return (FreeLeg(side, within(drawn(rng, (10.0, 70.0))), 10.0, 0.0, "sole"),)
    if way == "raised":
        thigh = within(drawn(rng, (5.0, 95.0)))
        return (FreeLeg(side, thigh, drawn(rng, (15.0, 120.0)), drawn(rng, (-10.0, 40.0))),)
    thigh, knee, toes = within(drawn(rng, (-12.0, 40.0))), drawn(rng, (0.5, 60.0)), drawn(rng, (10.0, 60.0))
    apart = drawn(rng, (-8.0, 8.0))
    return FreeLeg("L", thigh, knee, toes), FreeLeg("R", within(thigh + apart), max(0.5, knee - apart), toes)
