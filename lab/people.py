"""Sample people for training stills, with wider ranges than the plausible sets of `dataset`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lab.balance import Load
from lab.body import BodySpec
from lab.camera import CameraSpec
from lab.clothing import Outfit
from lab.dataset import FLOORS, HAIRS, SKINS, WALLS, bright, pick, sample_gear
from lab.drape import Fabric
from lab.equipment import Gear
from lab.exercises import EXERCISES, drawn
from lab.finish import Finish, sample_finish
from lab.legs import Stance
from lab.posing import Setting
from lab.scene import Room
from lab.torso import Posture

SHARES = {
    "romanian_deadlift": 0.19,
    "deadlift": 0.15,
    "rack_pull": 0.04,
    "good_morning": 0.10,
    "squat": 0.13,
    "stoop": 0.10,
    "kettlebell_swing": 0.08,
    "glute_bridge": 0.11,
    "hip_thrust": 0.10,
}
SEATED_ARMS = ("hang", "hips", "crossed", "reach", "thighs")
FREE_ARMS = ("hang", "hang", "hips", "crossed", "reach", "thighs", "behind_head", "overhead")
LYING_ARMS = ("behind_head", "overhead", "crossed", "hips")
SUMO_SHARE = 0.2
ASPECTS = ((9, 16), (9, 16), (3, 4), (1, 1), (4, 3), (16, 9), (16, 9))
LONG_SIDES_PX = ((720, 0.72), (640, 0.18), (426, 0.10))
YAW_MAX_DEG, PITCH_MAX_DEG, ROLL_MAX_DEG = 60.0, 14.0, 6.0
YAW_SHARES = ((1 / 3, 0.45), (2 / 3, 0.33), (1.0, 0.22))
"""Shares of cameras within a part of the largest yaw."""
SEATED_SHARE = 0.07
TOP_DEG = {"standing": (0.0, 0.0), "floor": (-3.0, 25.0), "bench": (-20.0, 15.0), "seat": (-25.0, 25.0)}
"""Where the feet are, by what the body rests on: see `lying.lie` and `lying.sit`."""


@dataclass(frozen=True)
class Person:
    """One lifter before one camera; `seed` drives all that is drawn after sampling.

    arms: style of the free arms ('' where they hold the load); rack: posts stand before and behind the lifter;
    free_legs: share of the postures in which a leg does not carry (`free_legs.WAYS`).
    """

    seed: int
    exercise: str
    body: BodySpec
    outfit: Outfit
    fabric: Fabric
    setting: Setting
    camera: CameraSpec
    room: Room
    gear: Gear
    finish: Finish
    arms: str = ""
    rack: bool = False
    free_legs: float = 0.0


def sample_shape(rng: np.random.Generator) -> BodySpec:
    """Return an adult: thin to fat, young to old."""
    sex = "female" if rng.random() < 0.48 else "male"
    height = rng.normal(1.64, 0.07) if sex == "female" else rng.normal(1.77, 0.075)
    spread = {
        "buttocks-volume-incr": 0.8,
        "stomach-tone-incr": 0.7,
        "stomach-navel-out": 0.6,
        "measure-waist-circ-incr": 0.5,
        "measure-hips-circ-incr": 0.5,
        "measure-bust-circ-incr": 0.5,
        "measure-thigh-circ-incr": 0.5,
        "measure-shoulder-dist-incr": 0.5,
        "torso-scale-depth-incr": 0.4,
        "torso-muscle-dorsi-incr": 0.6,
        "torso-scale-vert-incr": 0.4,
        "hip-scale-depth-incr": 0.4,
        "neck-trans-forward": 0.5,
        "neck-back-scale-depth-incr": 0.5,
        "upperlegs-height-incr": 0.4,
    }
    local = {name: drawn(rng, (-width, width)) for name, width in spread.items()}
    if rng.random() < 0.15:
        local["stomach-pregnant-incr"] = drawn(rng, (0.0, 0.7))
    return BodySpec(
        sex=sex,
        age_years=drawn(rng, (18.0, 78.0)),
        muscle=drawn(rng, (0.25, 0.95)),
        weight=drawn(rng, (0.25, 0.92)),
        proportions=drawn(rng, (0.2, 0.9)),
        height_m=float(np.clip(height, 1.45, 2.02)),
        local=local,
    )


def sample_clothes(rng: np.random.Generator, sex: str) -> tuple[Outfit, Fabric]:
    """Clothes: bare, tight, or a shirt or hoodie that hangs by its own weight."""
    kind = str(
        rng.choice(
            ["bare", "tight", "loose", "hoodie"],
            p=[0.09 if sex == "male" else 0.03, 0.26, 0.50, 0.15] if sex == "male" else [0.03, 0.34, 0.48, 0.15],
        )
    )
    dark = drawn(rng, (0.03, 0.25))
    share = float(rng.choice([0.22, 0.32, 0.42, 0.50, 0.62, 0.88, 0.93]))
    baggy = float(rng.choice([0.0, 0.1, 0.3, 0.6, 1.0]))
    shirt = {
        "bare": "none",
        "tight": str(rng.choice(["tee", "tank", "tank", "long"])),
        "loose": str(rng.choice(["tee", "tee", "tee", "tank", "long"])),
        "hoodie": "long",
    }[kind]
    looseness = {"bare": 0.0, "tight": drawn(rng, (0.0, 0.12)), "loose": drawn(rng, (0.25, 1.0)), "hoodie": 0.8}[kind]
    tails = ["tail", "bun", "long", "short"]
    outfit = Outfit(
        shirt=shirt,
        shirt_colour=bright(rng) if rng.random() < 0.7 else (dark, dark, dark),
        shirt_looseness=looseness,
        tucked=bool(rng.random() < (0.12 if kind == "loose" else 0.25)),
        trousers_share=share,
        trousers_looseness=baggy * (0.6 if share > 0.6 else 1.0),
        trousers_colour=(dark, dark, dark * 1.15) if rng.random() < 0.6 else bright(rng),
        shoe_colour=pick(rng, ((0.85, 0.85, 0.86), (0.12, 0.12, 0.13), (0.70, 0.18, 0.15), (0.18, 0.30, 0.60))),
        skin_colour=pick(rng, SKINS),
        hair_colour=pick(rng, HAIRS),
        hair=str(
            rng.choice(tails, p=[0.38, 0.2, 0.3, 0.12])
            if sex == "female"
            else rng.choice(["short", "none", "long"], p=[0.75, 0.17, 0.08])
        ),
        shirt_hem=drawn(rng, (-0.045, 0.035)) if kind != "tight" else drawn(rng, (-0.02, 0.1)),
        pattern=str(rng.choice(["plain", "stripes", "print", "halves"], p=[0.6, 0.12, 0.18, 0.10])),
        second_colour=bright(rng),
    )
    return outfit, sample_fabric(rng, kind, looseness)


def sample_fabric(rng: np.random.Generator, kind: str, looseness: float) -> Fabric:
    """How the shirt hangs; tight shirts do not."""
    if kind in ("bare", "tight"):
        return Fabric(hangs=False)
    hoodie = kind == "hoodie"
    return Fabric(
        hangs=True,
        ease=drawn(rng, (0.06, 0.28)) if hoodie else 0.01 + 0.30 * looseness,
        length=drawn(rng, (0.0, 0.12)),
        stiffness=drawn(rng, (0.35, 0.7)) if hoodie else drawn(rng, (0.04, 0.3)),
        gap_m=0.014 if hoodie else 0.006,
        friction=drawn(rng, (0.1, 0.6)),
        weight=drawn(rng, (0.35, 1.9)),
    )


def sample_view(rng: np.random.Generator, *, lying: bool) -> CameraSpec:
    """Return a camera; the picture has at most 720 px on its long side."""
    sizes, odds = zip(*LONG_SIDES_PX, strict=True)
    long_side = int(rng.choice(sizes, p=odds))
    aspects = ASPECTS[2:] if lying else ASPECTS
    wide, tall = aspects[int(rng.integers(len(aspects)))]
    scale = long_side / max(wide, tall)
    parts, shares = zip(*YAW_SHARES, strict=True)
    spread = YAW_MAX_DEG * float(rng.choice(parts, p=shares))
    usual = rng.random() < 0.6
    return CameraSpec(
        facing="right" if rng.random() < 0.5 else "left",
        yaw_deg=drawn(rng, (-spread, spread)),
        pitch_deg=float(np.clip(rng.normal(2.5, 3.5), -PITCH_MAX_DEG, PITCH_MAX_DEG))
        if usual
        else drawn(rng, (-PITCH_MAX_DEG, PITCH_MAX_DEG)),
        roll_deg=float(np.clip(rng.normal(0.0, 1.3), -4, 4)) if usual else drawn(rng, (-ROLL_MAX_DEG, ROLL_MAX_DEG)),
        focal_mm=drawn(rng, (22.0, 60.0)),
        fill=drawn(rng, (0.50, 0.96)),
        width=int(round(wide * scale / 2) * 2),
        height=int(round(tall * scale / 2) * 2),
    )


def sample_place(rng: np.random.Generator) -> Room:
    """Return a room, dark to bright, bare to cluttered."""
    kind, floor = FLOORS[int(rng.integers(len(FLOORS)))]
    return Room(
        wall_colour=pick(rng, WALLS) if rng.random() < 0.7 else bright(rng),
        floor_colour=floor,
        floor_kind=kind,
        wall_m=drawn(rng, (0.9, 4.5)),
        clutter=int(rng.integers(0, 14)),
        light=drawn(rng, (0.55, 1.25)),
        key_side=drawn(rng, (-1.4, 1.4)),
        warmth=drawn(rng, (-0.8, 1.0)),
    )


def sample_stance(rng: np.random.Generator, exercise: str) -> Stance:
    """Feet narrow to wide."""
    sole = drawn(rng, (0.006, 0.034))
    if exercise == "deadlift" and rng.random() < SUMO_SHARE:
        return Stance(drawn(rng, (0.28, 0.46)), drawn(rng, (22.0, 45.0)), drawn(rng, (0.02, 0.07)), sole)
    wide = (0.14, 0.30) if exercise in ("squat", "kettlebell_swing") else (0.08, 0.17)
    return Stance(drawn(rng, wide), drawn(rng, (0.0, 25.0)), drawn(rng, (-0.01, 0.04)), sole)


def sample_posture(rng: np.random.Generator) -> Posture:
    """Return a lifter's own standing: swayed, flat or hollow backs."""
    tilt = float(np.clip(rng.normal(0.0, 4.5), -10, 10))
    first, second = drawn(rng, (0.26, 0.46)), drawn(rng, (0.26, 0.40))
    thoracic = float(np.clip(rng.normal(1.0, 5.0), -9, 14))
    return Posture(
        tilt,
        -tilt + float(np.clip(rng.normal(0, 3.0), -7, 7)),
        thoracic,
        0.6 * thoracic + float(np.clip(rng.normal(0, 4.0), -8, 8)),
        (first, second, 1 - first - second),
    )


def sample_load(rng: np.random.Generator, exercise: str) -> tuple[str, Gear, Load, str]:
    """Return what is held, its gear and load, and the style of free arms."""
    plan = EXERCISES[exercise]
    held = str(rng.choice(plan.loads))
    if exercise != "hip_thrust" and rng.random() < (0.15 if exercise == "kettlebell_swing" else 0.33):
        held = "none"
    gear, load = sample_gear(rng, plan, held)
    if plan.base != "standing" and held == "none" and rng.random() < 0.55:
        return held, gear, load, str(rng.choice(LYING_ARMS))
    if plan.base != "standing" or held != "none":
        return held, gear, load, ""
    if exercise in ("romanian_deadlift", "good_morning", "stoop") and rng.random() < 0.4:
        return held, Gear("dowel"), Load(), "dowel"
    return held, gear, load, str(rng.choice(FREE_ARMS))


def sample_person(seed: int, number: int, free_legs: float = 0.0) -> Person:
    """Person `number` of the stills with this seed; free_legs: see `Person`."""
    rng = np.random.default_rng([seed, number, 77])
    exercise = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    held, gear, load, arms = sample_load(rng, exercise)
    shape = sample_shape(rng)
    outfit, fabric = sample_clothes(rng, shape.sex)
    grip = {"back": (0.32, 0.46), "swing": (0.035, 0.045), "sides": (0.25, 0.32)}.get(held, (0.22, 0.36))
    plan = EXERCISES[exercise]
    if load.kind == "hanging" and plan.base == "standing":
        load = replace(load, floor_m=max(radius for radius, _, _ in gear.plates))
    base = plan.base
    if base == "standing" and load.kind == "none" and rng.random() < SEATED_SHARE / 0.4:
        base, gear, load, arms = "seat", Gear(), Load(), str(rng.choice(SEATED_ARMS))
    stance = sample_stance(rng, exercise)
    if stance.half_width_m > 0.30 and held == "hanging":
        grip = (0.14, 0.20)
    setting = Setting(
        base,
        stance,
        sample_posture(rng),
        load,
        drawn(rng, grip),
        drawn(rng, (0.36, 0.44)),
        drawn(rng, TOP_DEG[base]),
    )
    camera = sample_view(rng, lying=plan.base != "standing")
    return Person(
        seed=int(rng.integers(2**31)),
        exercise=exercise,
        body=shape,
        outfit=outfit,
        fabric=fabric,
        setting=setting,
        camera=camera,
        room=sample_place(rng),
        gear=gear,
        finish=sample_finish(rng, max(camera.width, camera.height)),
        arms=arms,
        rack=bool(base == "standing" and rng.random() < 0.10),
        free_legs=free_legs,
    )
