"""Sample scenarios by seed: exercise, body, clothes, room and camera."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lab.balance import Load
from lab.body import BodySpec
from lab.camera import CameraSpec
from lab.clothing import Colour, Outfit
from lab.equipment import BLACK, Gear
from lab.exercises import EXERCISES, Exercise, drawn
from lab.legs import Stance
from lab.motions import SetPlan
from lab.picture import Grade
from lab.posing import Setting
from lab.scenario import Scenario
from lab.scene import Room
from lab.torso import Posture

# one cycle of exercises: a dataset of N sets takes the first N of repeated cycles
CYCLE = (
    "romanian_deadlift",
    "deadlift",
    "squat",
    "good_morning",
    "glute_bridge",
    "stoop",
    "romanian_deadlift",
    "deadlift",
    "kettlebell_swing",
    "squat",
    "hip_thrust",
    "romanian_deadlift",
    "deadlift",
    "good_morning",
    "rack_pull",
    "squat",
    "romanian_deadlift",
    "deadlift",
    "glute_bridge",
    "good_morning",
    "stoop",
    "romanian_deadlift",
    "squat",
    "kettlebell_swing",
)
Planner = Callable[[np.random.Generator, Exercise, str], SetPlan]
SKINS: tuple[Colour, ...] = (
    (0.88, 0.70, 0.60),
    (0.82, 0.62, 0.50),
    (0.72, 0.52, 0.40),
    (0.56, 0.39, 0.29),
    (0.42, 0.28, 0.21),
)
HAIRS: tuple[Colour, ...] = (
    (0.10, 0.08, 0.07),
    (0.20, 0.13, 0.09),
    (0.38, 0.25, 0.14),
    (0.58, 0.44, 0.26),
    (0.55, 0.54, 0.52),
)
PLATE_COLOURS: tuple[Colour, ...] = (
    (0.62, 0.10, 0.10),
    (0.10, 0.20, 0.52),
    (0.75, 0.60, 0.12),
    (0.12, 0.38, 0.18),
    BLACK,
    BLACK,
    BLACK,
)
WALLS: tuple[Colour, ...] = (
    (0.72, 0.73, 0.74),
    (0.80, 0.77, 0.70),
    (0.55, 0.60, 0.64),
    (0.38, 0.40, 0.42),
    (0.66, 0.52, 0.44),
    (0.86, 0.86, 0.85),
)
FLOORS: tuple[tuple[str, Colour], ...] = (
    ("rubber", (0.22, 0.22, 0.23)),
    ("rubber", (0.42, 0.42, 0.43)),
    ("wood", (0.55, 0.40, 0.27)),
    ("tiles", (0.60, 0.60, 0.58)),
    ("concrete", (0.52, 0.51, 0.50)),
)


def pick(rng: np.random.Generator, options: tuple[Colour, ...]) -> Colour:
    """One of some colours, slightly changed."""
    colour = np.asarray(options[int(rng.integers(len(options)))]) * rng.uniform(0.92, 1.08)
    return (float(colour[0]), float(colour[1]), float(colour[2]))


def sample_body(rng: np.random.Generator) -> BodySpec:
    """Return an adult."""
    sex = "female" if rng.random() < 0.45 else "male"
    height = rng.normal(1.655, 0.06) if sex == "female" else rng.normal(1.775, 0.065)
    local = {
        "buttocks-volume-incr": float(rng.uniform(-0.3, 0.7)),
        "stomach-tone-incr": float(rng.uniform(-0.4, 0.6)),
        "measure-waist-circ-incr": float(rng.uniform(-0.3, 0.3)),
        "measure-shoulder-dist-incr": float(rng.uniform(-0.3, 0.4)),
    }
    return BodySpec(
        sex=sex,
        age_years=drawn(rng, (19.0, 62.0)),
        muscle=drawn(rng, (0.45, 0.85)),
        weight=drawn(rng, (0.35, 0.72)),
        proportions=drawn(rng, (0.4, 0.8)),
        height_m=float(np.clip(height, 1.50, 1.95)),
        local=local,
    )


def bright(rng: np.random.Generator) -> Colour:
    """Any colour."""
    return (drawn(rng, (0.05, 0.85)), drawn(rng, (0.05, 0.80)), drawn(rng, (0.08, 0.85)))


def sample_outfit(rng: np.random.Generator, sex: str) -> Outfit:
    """Clothes, tight to loose."""
    dark = drawn(rng, (0.05, 0.25))
    share = float(rng.choice([0.30, 0.42, 0.48, 0.86, 0.90]))
    return Outfit(
        shirt=str(rng.choice(["tee", "tee", "tee", "tank", "long"])),
        shirt_colour=bright(rng),
        shirt_looseness=float(rng.choice([0.05, 0.2, 0.45, 0.7, 1.0])),
        tucked=bool(rng.random() < 0.25),
        trousers_share=share,
        trousers_looseness=float(rng.choice([0.0, 0.15, 0.4, 0.8])) * (0.5 if share > 0.6 else 1.0),
        trousers_colour=(dark, dark, dark * 1.15) if rng.random() < 0.65 else bright(rng),
        shoe_colour=pick(rng, ((0.85, 0.85, 0.86), (0.12, 0.12, 0.13), (0.70, 0.18, 0.15), (0.18, 0.30, 0.60))),
        skin_colour=pick(rng, SKINS),
        hair_colour=pick(rng, HAIRS),
        hair=str(
            rng.choice(["tail", "bun", "short"], p=[0.6, 0.25, 0.15])
            if sex == "female"
            else rng.choice(["short", "short", "short", "none"])
        ),
    )


def sample_camera(rng: np.random.Generator, yaw_max_deg: float, width: int, *, lying: bool) -> CameraSpec:
    """Return a phone on a bench or a tripod, about square to the lifter."""
    long_side = int(round(width * 4 / 3 / 2) * 2)
    portrait = rng.random() < (0.1 if lying else 0.7)
    return CameraSpec(
        facing="right" if rng.random() < 0.5 else "left",
        yaw_deg=drawn(rng, (-yaw_max_deg, yaw_max_deg)),
        pitch_deg=drawn(rng, (-2.0, 9.0)),
        roll_deg=float(np.clip(rng.normal(0.0, 1.3), -4, 4)),
        focal_mm=drawn(rng, (26.0, 50.0)),
        fill=drawn(rng, (0.52, 0.78)),
        width=width if portrait else long_side,
        height=long_side if portrait else width,
    )


def sample_room(rng: np.random.Generator) -> Room:
    """Return a gym, a garage or a living room."""
    kind, floor = FLOORS[int(rng.integers(len(FLOORS)))]
    return Room(
        wall_colour=pick(rng, WALLS),
        floor_colour=floor,
        floor_kind=kind,
        wall_m=drawn(rng, (1.5, 4.0)),
        clutter=int(rng.integers(0, 8)),
        light=drawn(rng, (0.75, 1.15)),
        key_side=drawn(rng, (-1.0, 1.0)),
        warmth=drawn(rng, (-0.4, 1.0)),
    )


def sample_gear(rng: np.random.Generator, exercise: Exercise, held: str) -> tuple[Gear, Load]:
    """Equipment that fits the exercise, and what it means for balance."""
    if held == "none":
        return Gear(), Load()
    if held == "swing":
        mass = float(rng.choice([12.0, 16.0, 20.0, 24.0]))
        return Gear("kettlebell", radius_m=0.062 + 0.0022 * mass, colour=pick(rng, PLATE_COLOURS)), Load("swing", mass)
    if held == "sides":
        return Gear("dumbbells"), Load("sides", float(rng.uniform(12.0, 40.0)))
    big = exercise.floor or exercise.base == "bench"
    radius = float(rng.choice([0.225, 0.16, 0.16, 0.19] if big else [0.10, 0.115, 0.13, 0.16, 0.225]))
    plates: tuple[tuple[float, float, Colour], ...] = (
        (radius, 0.045 if radius > 0.2 else 0.035, pick(rng, PLATE_COLOURS)),
    )
    if rng.random() < 0.5:
        plates += ((0.75 * radius, 0.03, pick(rng, PLATE_COLOURS)),)
    floor = 0.225 if exercise.floor else radius
    if exercise.name == "rack_pull":
        floor = drawn(rng, (0.40, 0.50))
    kind = "back" if held == "back" else "hanging"
    return Gear("barbell", plates), Load(kind, float(rng.uniform(30.0, 90.0)), floor_m=floor)


def sample_setting(rng: np.random.Generator, exercise: Exercise, load: Load, held: str) -> Setting:
    """Stance, grip and the lifter's own standing posture."""
    wide = {"squat": (0.17, 0.22), "kettlebell_swing": (0.18, 0.22)}.get(exercise.name, (0.11, 0.15))
    grip = {"back": (0.36, 0.44), "swing": (0.035, 0.045), "sides": (0.25, 0.29)}.get(held, (0.24, 0.30))
    tilt = float(np.clip(rng.normal(0.0, 3.0), -6, 6))
    first = drawn(rng, (0.30, 0.44))
    second = drawn(rng, (0.28, 0.38))
    posture = Posture(
        tilt,
        -tilt + float(rng.normal(0, 1.5)),
        float(np.clip(rng.normal(0, 3), -5, 6)),
        0.0,
        (first, second, 1 - first - second),
    )
    stance = Stance(drawn(rng, wide), drawn(rng, (4.0, 22.0)), 0.03 if exercise.name == "squat" else 0.0)
    return Setting(
        exercise.base,
        stance,
        posture,
        load,
        drawn(rng, grip),
        drawn(rng, (0.37, 0.43)),
        drawn(rng, (1.0, 10.0) if exercise.base == "floor" else (-6.0, 8.0)),
    )


def sample_plan(rng: np.random.Generator, exercise: Exercise, held: str) -> SetPlan:
    """Repetitions, faults and what happens before and after."""
    slow = exercise.name in ("deadlift", "rack_pull")
    count = int(rng.integers(4, 9)) if exercise.name == "kettlebell_swing" else int(rng.integers(1, 5 if slow else 6))
    faults = [""] * count
    if exercise.faults and rng.random() < 0.55:
        fault = str(rng.choice(exercise.faults))
        share = 1.0 if rng.random() < 0.6 else 0.5
        faults = [fault if rng.random() < share else "" for _ in range(count)]
        faults[int(rng.integers(count))] = fault
    free = held == "none" or exercise.floor
    before = (
        ["stand"]
        if exercise.base != "standing"
        else [str(rng.choice(["stand", "stand", "fidget", "walk_in"])), "stand"]
    )
    after = ["stand"]
    if exercise.base == "standing" and rng.random() < 0.4:
        last = str(rng.choice(["crouch", "walk_out"])) if free else str(rng.choice(["fidget", "walk_out"]))
        # A crouch after squats without a load is a squat: nothing would tell them apart.
        after = ["stand", "fidget" if last == "crouch" and exercise.name == "squat" else last]
    return SetPlan(
        exercise.name, tuple(faults), tuple(before), tuple(after), bool(rng.random() < 0.3), drawn(rng, (0.8, 1.15))
    )


def sample(seed: int, number: int, yaw_max_deg: float, width: int) -> Scenario:
    """Scenario `number` of the dataset with this seed."""
    rng = np.random.default_rng([seed, number])
    return sample_exercise(rng, EXERCISES[CYCLE[number % len(CYCLE)]], sample_plan, yaw_max_deg, width)


def sample_exercise(
    rng: np.random.Generator, exercise: Exercise, planned: Planner, yaw_max_deg: float, width: int
) -> Scenario:
    """A scenario of an exercise; `planned` draws its repetitions from what is held."""
    held = str(rng.choice(exercise.loads))
    gear, load = sample_gear(rng, exercise, held)
    body = sample_body(rng)
    grade = Grade(
        noise=drawn(rng, (0.5, 5.0)),
        blur=float(max(0.45, rng.normal(0.55, 0.3))),
        gain=drawn(rng, (0.88, 1.1)),
        gamma=drawn(rng, (0.8, 1.15)),
        quality=int(rng.integers(22, 31)),
    )
    return Scenario(
        seed=int(rng.integers(2**31)),
        body=body,
        outfit=sample_outfit(rng, body.sex),
        plan=planned(rng, exercise, held),
        setting=sample_setting(rng, exercise, load, held),
        camera=sample_camera(rng, yaw_max_deg, width, lying=exercise.base != "standing"),
        room=sample_room(rng),
        gear=gear,
        grade=grade,
    )
