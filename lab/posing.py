"""Pose a body by sagittal curves, with its feet on the floor and its hands on the equipment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from lab import holds
from lab.arm_styles import styled_hand
from lab.arms import HandGoal, blend, reach_m, solve_arm
from lab.balance import Hands, Load, Planar, stand
from lab.body import SIDES, Array, Body
from lab.curves import Curves
from lab.free_legs import Foot, FreeLeg, ankle_height, foot_rotations, placed
from lab.legs import Lengths, Stance, leg_lengths, leg_rotations
from lab.lying import back_point, carried_point, lie, sit
from lab.skeleton import Posed, forward
from lab.torso import Posture, torso_about_hips, torso_rotations


@dataclass(frozen=True)
class Setting:
    """How the body meets its surroundings.

    base: standing, floor (supine), bench (shoulders on it) or seat; grip_z_m: half the grip's width; top_deg: see
    `lying.lie`.
    arms: a style of `arm_styles` that overrides what load and base would have the arms do, with its angle in degrees.
    free_legs: those that do not carry, of a standing body.
    """

    base: str = "standing"
    stance: Stance = field(default_factory=Stance)
    posture: Posture = field(default_factory=Posture)
    load: Load = field(default_factory=Load)
    grip_z_m: float = 0.28
    bench_m: float = 0.40
    top_deg: float = 2.0
    arms: str = ""
    arms_deg: float = 0.0
    free_legs: tuple[FreeLeg, ...] = ()


@dataclass(frozen=True)
class Scene3D:
    """A posed body and the equipment's track.

    Bar (T, 3) m is the middle of the bar (or grip), hand_direction (T, 2 sides, 3). turn_deg (T,): turn of the
    equipment about z, where it has its own.
    """

    posed: Posed
    bar: Array
    hand_direction: Array
    turn_deg: Array | None = None


def pose(body: Body, setting: Setting, curves: Curves) -> Scene3D:
    """Pose the body for every frame."""
    count = len(curves.time_s)
    lengths = leg_lengths(body, setting.stance)
    rotations = torso_rotations(setting.posture, curves)
    torso = torso_about_hips(body, rotations, count)
    load = replace(setting.load, reach_m=reach_m(body), lateral_m=lateral_reach(body, setting))
    if setting.base == "standing":
        back = bar_on_back(torso)
        hands = Hands(curves.swing_deg, curves.drift_m)
        planar = stand(torso, lengths, curves.knee_deg, curves.pressure_m, load, back, hands)
    elif setting.base == "seat":
        planar = sit(torso, lengths, setting.bench_m, setting.top_deg)
        planar = replace(planar, bar=holds.hip_crease(planar, rotations["root"], body))
    else:
        support = setting.bench_m if setting.base == "bench" else 0.0
        planar = lie(torso, lengths, support, setting.top_deg, on_bench=setting.base == "bench")
        planar = replace(planar, bar=holds.hip_crease(planar, rotations["root"], body))
    planar = walked(planar, curves)
    ankles = planar.ankle[:, None] + np.stack([curves.feet_m, curves.stride_m], axis=2)
    planar = jumped(planar, body, lengths, setting)
    free = {leg.side: placed(body, lengths, leg, planar.hip) for leg in setting.free_legs}
    rotations |= legs_posed(body, setting.stance, planar.hip, ankles, free)
    root = root_position(torso, planar.hip)
    posed = forward(body, rotations, root)
    bar = frozen_when_free(planar.bar, curves.grip)
    goals = {side: hand_goal(posed, setting, load, bar, curves, side) for side in SIDES}
    for side in SIDES:
        rotations |= solve_arm(body, side, posed.joint(f"upperarm01.{side}"), goals[side])
    posed = forward(body, rotations, root)
    track = np.concatenate([bar, np.zeros((count, 1))], axis=1)
    return Scene3D(posed, track, np.stack([goals[side].hand for side in SIDES], axis=1))


def jumped(planar: Planar, body: Body, lengths: Lengths, setting: Setting) -> Planar:
    """Return a lifter both of whose legs are free with the toes just off the floor."""
    legs = setting.free_legs
    if len(legs) < len(SIDES):
        return planar
    low = [
        placed(body, lengths, leg, planar.hip).ankle[:, 1] - ankle_height(body, lengths, leg.toes_down_deg)
        for leg in legs
    ]
    rise = np.stack([np.zeros(len(planar.hip)), -np.min(low, axis=0)], axis=1)
    return Planar(planar.ankle, planar.knee + rise, planar.hip + rise, planar.shoulder + rise, planar.bar + rise)


def legs_posed(body: Body, stance: Stance, hip: Array, ankles: Array, free: dict[str, Foot]) -> dict[str, Array]:
    """World rotations of both legs: hip (T, 2), ankles on the floor (T, 2 sides, 2), and the feet of free legs."""
    where = [free[side].ankle if side in free else ankles[:, index] for index, side in enumerate(SIDES)]
    rotations = leg_rotations(body, stance, hip, np.stack(where, axis=1))
    for side, foot in free.items():
        rotations |= foot_rotations(side, foot, rotations[f"foot.{side}"])
    return rotations


def lateral_reach(body: Body, setting: Setting) -> float:
    """Sideways distance in metres between shoulder and grip."""
    return abs(setting.grip_z_m - float(body.head("upperarm01.R")[2]))


def root_position(torso: Posed, hip: Array) -> Array:
    """Position (T, 3) of the root bone's head from the mid-hip track (T, 2)."""
    root = torso.joint("root").copy()
    root[:, :2] += hip
    return np.asarray(root)


def bar_on_back(torso: Posed) -> Array:
    """Centre (T, 2) of a bar on the upper back, mid-hip at the origin."""
    rest = back_point(torso.body, 0.825 * torso.body.height_m) - [0.012, 0.0, 0.0]
    return carried_point(torso, "spine01", rest)[:, :2]


def walked(planar: Planar, curves: Curves) -> Planar:
    """Return the whole lifter moved along x by `walk_m`.

    Hips sink a little when the feet are apart so that the legs reach.
    """
    shift = np.stack([curves.walk_m, np.zeros_like(curves.walk_m)], axis=1)
    spread = np.ptp(curves.feet_m - curves.walk_m[:, None], axis=1)
    sink = np.stack([np.zeros_like(spread), 0.22 * spread**2], axis=1)
    return Planar(
        planar.ankle,
        planar.knee + shift,
        planar.hip + shift - sink,
        planar.shoulder + shift - sink,
        planar.bar + shift - sink,
    )


def frozen_when_free(bar: Array, grip: Array) -> Array:
    """Return the equipment stays where it was put down while no hand is on it."""
    held = grip > 0.999
    if held.all() or not held.any():
        return bar
    frames = np.arange(len(bar))
    nearest = np.where(held)[0]
    index = nearest[np.argmin(np.abs(frames[:, None] - nearest[None]), axis=1)]
    return np.asarray(bar[index])


def hand_goal(posed: Posed, setting: Setting, load: Load, bar: Array, curves: Curves, side: str) -> HandGoal:
    """Return the goal of one hand, blended between free and gripping."""
    sign = 1.0 if side == "R" else -1.0
    if setting.arms:
        return styled_hand(setting.arms, posed, sign, setting.arms_deg)
    shoulder = posed.joint(f"upperarm01.{side}")
    thorax = posed.rotations[:, posed.body.bone("spine01")]
    if setting.base == "floor" and load.kind == "none":
        return holds.floor_hand(posed.body, shoulder, sign)
    if setting.base != "standing":
        return holds.hips_hand(thorax, bar, setting.grip_z_m, sign)
    free = holds.free_hand(posed.body, shoulder, sign)
    if load.kind == "none":
        return free
    if load.kind == "back":
        held = holds.back_hand(thorax, bar, setting.grip_z_m, sign)
    elif load.kind == "sides":
        held = holds.side_hand(shoulder, bar, setting.grip_z_m, sign)
    else:
        held = holds.hanging_hand(shoulder, bar, setting.grip_z_m, sign)
    return blend(free, held, curves.grip)
