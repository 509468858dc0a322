"""Define a scenario: all parts of one rendered set, and its metadata."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lab.body import Body, BodySpec
from lab.camera import CameraSpec, Placement
from lab.clothing import Outfit
from lab.curves import still
from lab.equipment import Gear
from lab.exercises import EXERCISES
from lab.motions import Motion, SetPlan
from lab.picture import Grade
from lab.posing import Setting, pose
from lab.scene import Room
from lab.timeline import Repetition
from lab.truth import measure

UPRIGHT_KNEE_DEG = 3.0


@dataclass(frozen=True)
class Scenario:
    """One set to render; `seed` drives all that is drawn after sampling (tremor, wrinkles, textures, noise)."""

    seed: int
    body: BodySpec
    outfit: Outfit
    plan: SetPlan
    setting: Setting
    camera: CameraSpec
    room: Room
    gear: Gear
    grade: Grade = field(default_factory=Grade)
    frame_rate_hz: int = 30


def upright_offsets(body: Body, setting: Setting) -> dict[str, float]:
    """Return what the joint-centre angles read in this body's quiet upright standing (degrees)."""
    from dataclasses import replace

    time = np.zeros(2)
    curves = replace(still(time), knee_deg=np.full(2, UPRIGHT_KNEE_DEG), grip=np.zeros(2))
    standing = replace(setting, base="standing", load=replace(setting.load, kind="none"))
    angles = measure(pose(body, standing, curves).posed)
    return {
        "trunk_lean_deg": float(angles.trunk[0]),
        "hip_flexion_deg": float(angles.hip[0]),
        "knee_flexion_deg": float(angles.knee[0]),
        "shank_deg": float(angles.shank[0]),
        "thigh_deg": float(angles.thigh[0]),
    }


def seconds(repetition: Repetition) -> dict[str, Any]:
    """Return a repetition as metadata."""
    return {
        "start_s": round(repetition.start_s, 4),
        "bottom_s": round(repetition.bottom_s, 4),
        "top_s": round(repetition.top_s, 4),
        "end_s": round(repetition.end_s, 4),
        "faults": list(repetition.faults),
        "grade": repetition.grade,
    }


def metadata(scenario: Scenario, body: Body, motion: Motion, placement: Placement, name: str) -> dict[str, Any]:
    """Return the JSON beside a clip."""
    camera, setting, outfit = scenario.camera, scenario.setting, scenario.outfit
    faults = sorted({fault for repetition in motion.repetitions for fault in repetition.faults})
    return {
        "name": name,
        "synthetic": True,
        "seed": scenario.seed,
        "exercise": scenario.plan.exercise,
        "pattern": EXERCISES[scenario.plan.exercise].pattern,
        "repetition_count": len(motion.repetitions),
        "repetitions": [seconds(repetition) for repetition in motion.repetitions],
        "faults": faults,
        "before": list(scenario.plan.before),
        "after": list(scenario.plan.after),
        "touch_and_go": scenario.plan.touch_and_go,
        "facing": camera.facing,
        "camera": {
            "yaw_deg": round(camera.yaw_deg, 3),
            "pitch_deg": round(camera.pitch_deg, 3),
            "roll_deg": round(camera.roll_deg, 3),
            "focal_mm": round(camera.focal_mm, 2),
            "distance_m": round(placement.distance_m, 3),
            "height_m": round(float(placement.position[1]), 3),
            "width_px": camera.width,
            "height_px": camera.height,
        },
        "frame_rate_hz": scenario.frame_rate_hz,
        "duration_s": round(len(motion.curves.time_s) / scenario.frame_rate_hz, 4),
        "body": {
            "sex": scenario.body.sex,
            "age_years": round(scenario.body.age_years, 1),
            "height_m": round(body.height_m, 4),
            "mass_kg": round(body.mass_kg, 1),
            "muscle": round(scenario.body.muscle, 3),
            "weight": round(scenario.body.weight, 3),
        },
        "posture": {
            "pelvis_deg": round(setting.posture.pelvis_deg, 2),
            "lumbar_deg": round(setting.posture.lumbar_deg, 2),
            "lumbar_shares": list(setting.posture.lumbar_shares),
        },
        "upright_offsets": {key: round(value, 2) for key, value in upright_offsets(body, setting).items()},
        "clothing": {
            "shirt": outfit.shirt,
            "shirt_looseness": round(outfit.shirt_looseness, 2),
            "tucked": outfit.tucked,
            "trousers_share": round(outfit.trousers_share, 2),
            "trousers_looseness": round(outfit.trousers_looseness, 2),
            "hair": outfit.hair,
        },
        "equipment": {
            "kind": scenario.gear.kind,
            "held": setting.load.kind,
            "mass_kg": round(setting.load.mass_kg, 1),
            "plate_radius_m": max((radius for radius, _, _ in scenario.gear.plates), default=0.0),
        },
    }
