"""Sample postures for training stills, posed in balance.

Most people's postures lie on one movement, as in a recording; the others' thorax and lumbar spine are drawn
independently, so that every posture a spine can take is covered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lab.arms import reach_m
from lab.bends import KNEE_DEG, LUMBAR_DEG, OTHER_KNEE_DEG, Movement, lying_movement, standing_movement
from lab.body import SIDES, Array, Body
from lab.curves import Curves, still
from lab.exercises import LYING_TOP, SWING_REST_DEG, drawn
from lab.free_legs import BALL, sample_free_legs
from lab.people import Person
from lab.posing import Scene3D, Setting, pose
from lab.scenario import upright_offsets
from lab.truth import columns, leg

PELVIS_DEG = (-18.0, 90.0)
HIP_DEG = (-22.0, 128.0)  # pelvis-based hip flexion that bodies reach
MOVING_SHARE = 0.8
TRIES = 60
UNDER_FLOOR_M = 0.008
"""So far a free foot may sink into the floor."""


@dataclass(frozen=True)
class Still:
    """One posture: its kind, its scene (T = 1), curves, setting and true angles.

    kind: standing, moving or lying (on the person's movement), upright, rigid, free, lying_free or seated.
    """

    kind: str
    scene: Scene3D
    curves: Curves
    setting: Setting
    angles: dict[str, float]


def kinds(person: Person, count: int, rng: np.random.Generator, *, moving: bool) -> list[str]:
    """Kinds of a person's postures; the first is quiet standing."""
    if person.setting.base == "seat":
        others = ["seated"]
    elif person.setting.base != "standing":
        others = ["lying" if moving else "lying_free"]
    else:
        others = ["moving"] if moving else ["free"] * 11 + ["rigid"] * 7 + ["upright"] * 2
    return ["standing"] + [str(rng.choice(others)) for _ in range(count - 1)]


def one(values: dict[str, float]) -> Curves:
    """Curves of a single frame."""
    return replace(still(np.zeros(1)), **{name: np.array([value]) for name, value in values.items()})


def draw_bend(kind: str, exercise: str, rng: np.random.Generator) -> dict[str, float]:
    """Pelvis, lumbar and knees of a standing posture, degrees.

    Thorax (pelvis + lumbar) and lumbar flexion are drawn independently: the trunk's lean says little about rounding.
    """
    limits = KNEE_DEG.get(exercise, OTHER_KNEE_DEG)
    knee = drawn(rng, limits) if rng.random() < 0.8 else drawn(rng, (1.0, 95.0))
    high = 72.0 if exercise == "squat" else 105.0
    for _ in range(TRIES):
        if kind == "upright":
            thorax, lumbar, knee = drawn(rng, (-14.0, 18.0)), drawn(rng, (-22.0, 30.0)), drawn(rng, (1.0, 22.0))
        elif kind == "rigid":
            thorax, lumbar = drawn(rng, (8.0, 92.0)), float(np.clip(rng.normal(3.0, 6.0), -12, 14))
        else:
            thorax, lumbar = drawn(rng, (0.0, high)), drawn(rng, LUMBAR_DEG)
        if PELVIS_DEG[0] <= thorax - lumbar <= PELVIS_DEG[1]:
            break
    return {"pelvis_deg": thorax - lumbar, "lumbar_deg": lumbar, "knee_deg": knee}


def draw_seat(rng: np.random.Generator) -> dict[str, float]:
    """Pelvis, lumbar and knees of somebody who sits, upright, slumped or bent over, degrees."""
    thorax, lumbar = drawn(rng, (-15.0, 65.0)), drawn(rng, (-5.0, 50.0))
    return {"pelvis_deg": float(np.clip(thorax - lumbar, -45.0, 35.0)), "lumbar_deg": lumbar, "knee_deg": 0.0}


def draw_posture(kind: str, person: Person, movement: Movement | None, rng: np.random.Generator) -> dict[str, float]:
    """Values of `Curves` for one posture, degrees and metres."""
    if kind == "standing":
        values = {name: float(rng.normal(0.0, 1.0)) for name in ("pelvis_deg", "lumbar_deg", "thoracic_deg")}
        values |= {"neck_deg": float(rng.normal(0.0, 4.0)), "knee_deg": drawn(rng, (0.8, 6.0))}
    elif movement is not None:
        values = movement.at(1.0 if rng.random() < 0.25 else drawn(rng, (0.08, 1.0)), rng)
    elif kind == "lying_free":
        values = lying_movement(person.setting.base, rng).at(drawn(rng, (0.0, 1.0)), rng)
        thorax, lumbar = values["pelvis_deg"] + values["lumbar_deg"], drawn(rng, (-22.0, 34.0))
        values |= {"lumbar_deg": lumbar, "pelvis_deg": thorax - lumbar}
    else:
        values = draw_seat(rng) if kind == "seated" else draw_bend(kind, person.exercise, rng)
        values["thoracic_deg"] = float(np.clip(rng.normal(3.0 + 0.08 * values["lumbar_deg"], 8.0), -14.0, 30.0))
        values["neck_deg"] = drawn(rng, (-35.0, 60.0))
        values["pressure_m"] = float(np.clip(rng.normal(0.0, 0.02), -0.03, 0.07))
    values["swing_deg"] = SWING_REST_DEG
    if person.exercise == "kettlebell_swing" and kind != "standing":
        values["swing_deg"] = drawn(rng, (-38.0, 30.0)) if values["pelvis_deg"] > 25.0 else drawn(rng, (10.0, 85.0))
    return values


def setting_for(kind: str, person: Person, rng: np.random.Generator) -> Setting:
    """Return how this posture meets its surroundings: who stands by may leave bench, floor or bar."""
    setting = person.setting
    angle = drawn(rng, (-15.0, 32.0)) if person.arms in ("hang", "reach", "overhead") else drawn(rng, (-1.0, 1.0))
    setting = replace(setting, arms=person.arms, arms_deg=angle)
    if kind != "standing":
        return setting
    free = replace(setting, arms="hang", arms_deg=drawn(rng, (-6.0, 14.0)))
    empty = replace(setting.load, kind="none")
    if setting.base != "standing":
        return replace(free, base="standing", load=empty)
    if setting.load.kind in ("hanging", "swing") and rng.random() < 0.5:
        return replace(free, load=empty)
    return free if person.arms in ("reach", "thighs") else setting


def feasible(still_: Still, body: Body) -> bool:
    """Say whether a body could do that: joints within reach, hands at the bar, hips above the floor."""
    posed, angles = still_.scene.posed, still_.angles
    hip = posed.joint("upperleg01.R")[0]
    thigh, shank = carrying_deg(still_)
    if not HIP_DEG[0] <= angles["hip_flexion_pelvis_deg"] + angles["thigh_deg"] - thigh <= HIP_DEG[1] or hip[1] < 0.085:
        return False
    if not -22.0 < shank < 44.0 and still_.setting.base == "standing":
        return False
    for free in still_.setting.free_legs:
        ball = f"{BALL[0]}.{free.side}"
        if posed.joint(ball)[0, 1] < body.head(ball)[1] - UNDER_FLOOR_M:
            return False
    load = still_.setting.load
    if still_.setting.base == "standing" and load.kind in ("hanging", "swing") and not still_.setting.arms:
        grip = still_.scene.bar[0] + [0.0, 0.0, still_.setting.grip_z_m]
        far = float(np.linalg.norm(grip - posed.joint("upperarm01.R")[0])) / reach_m(body)
        return 0.93 < far < 1.06
    return True


def carrying_deg(still_: Still) -> tuple[float, float]:
    """Mean inclination of thigh and shank of the legs that carry, degrees; of both in a jump."""
    free = {each.side for each in still_.setting.free_legs}
    sides = [side for side in SIDES if side not in free] or SIDES
    thigh, shank = np.mean([[track[0] for track in leg(still_.scene.posed, side)] for side in sides], axis=0)
    return float(thigh), float(shank)


def posed_still(
    kind: str, person: Person, body: Body, thigh_deg: float, movement: Movement | None, rng: np.random.Generator
) -> Still:
    """Draw one posture and pose it."""
    values = draw_posture(kind, person, movement, rng)
    setting = setting_for(kind, person, rng)
    curves, legs = one(values), rng.spawn(1)[0]
    if setting.base == "standing":
        if rng.random() < 0.15 and kind != "standing":
            step = float(rng.normal(0.0, 0.05 if rng.random() < 0.6 else 0.14))
            curves = replace(curves, feet_m=np.array([[step, -step]]))
        if kind != "standing" and legs.random() < person.free_legs:
            setting = replace(setting, free_legs=sample_free_legs(legs, values["pelvis_deg"]))
        scene = pose(body, setting, curves)
    elif setting.base == "seat":
        scene = pose(body, setting, curves)
    else:
        scene = lying_scene(body, setting, curves)
    angles = {name: float(track[0]) for name, track in columns(scene.posed, curves, thigh_deg).items()}
    return Still(kind, scene, curves, setting, angles)


def lying_scene(body: Body, setting: Setting, curves: Curves) -> Scene3D:
    """Pose one lying posture together with the highest one, which says where the feet are."""
    top = {"pelvis_deg": LYING_TOP[setting.base], "knee_deg": 3.0}
    both = {
        name: np.concatenate([getattr(curves, name), getattr(one(top), name)]) for name in curves.__dataclass_fields__
    }
    scene = pose(body, setting, Curves(**both))
    posed = replace(scene.posed, rotations=scene.posed.rotations[:1], heads=scene.posed.heads[:1])
    return Scene3D(posed, scene.bar[:1], scene.hand_direction[:1])


def draw_stills(person: Person, body: Body, count: int) -> list[Still]:
    """Return a person's postures, the first quiet standing; what no body can do is drawn again."""
    rng = np.random.default_rng([person.seed, 3])
    thigh = upright_offsets(body, replace(person.setting, arms=""))["thigh_deg"]
    moves = rng.random() < MOVING_SHARE and person.setting.base != "seat"
    movement = draw_movement(person, body, thigh, rng) if moves else None
    stills = []
    for kind in kinds(person, count, rng, moving=movement is not None):
        for _ in range(TRIES):
            found = posed_still(kind, person, body, thigh, movement, rng)
            if feasible(found, body):
                break
        else:
            found = posed_still("standing", person, body, thigh, None, rng)
        stills.append(found)
    return stills


def draw_movement(person: Person, body: Body, thigh_deg: float, rng: np.random.Generator) -> Movement | None:
    """A movement whose far end this body can reach; None if none was found."""
    base = person.setting.base
    for _ in range(TRIES):
        movement = standing_movement(person.exercise, rng) if base == "standing" else lying_movement(base, rng)
        still_way = replace(movement, rest=movement.far)
        kind = "moving" if base == "standing" else "lying"
        if feasible(posed_still(kind, person, body, thigh_deg, still_way, rng), body):
            return movement
    return None


def resting_bar(still_: Still, person: Person) -> Array:
    """Where the equipment is (3,): in the hands, or on the floor when they are free; metres."""
    if still_.setting.load.kind != "none" or person.setting.load.kind == "none":
        return np.asarray(still_.scene.bar[0])
    radius = max((radius for radius, _, _ in person.gear.plates), default=0.0)
    if person.gear.kind == "kettlebell":
        return np.array([0.16, 2.0 * person.gear.radius_m + 0.085, 0.0])
    ahead = 0.30 if person.setting.base == "bench" else 0.12
    return np.array([ahead, max(radius, 0.06), 0.0])
