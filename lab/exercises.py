"""Define the postures of each exercise: top and bottom, with typical ranges.

Ranges are the project's reading of the literature listed in the biomechanics notes (hinges: knees 10–30°, trunk 60–85°;
floor deadlift: hips about 110°, knees 55–70°, lumbar flexion 20–33°; squat: knees and hips 110–120°; stoop: knees
straight, lumbar 36–55°; swing: knees 40–70°; bridge and thrust: shank vertical at the top).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lab.timeline import Pose

Range = tuple[float, float]
Angle = TypeVar("Angle", float, npt.NDArray[np.float64])


@dataclass(frozen=True)
class Exercise:
    """An exercise as data: ranges of the bottom posture (degrees), how it is loaded and where it starts.

    load: hanging, back, sides, swing, none (several: one is drawn). floor: starts from the floor, and the pelvis
    follows from the bar's height.
    """

    name: str
    pattern: str
    pelvis: Range
    lumbar: Range
    knee: Range
    neck: Range
    loads: tuple[str, ...]
    descent_s: Range = (1.1, 2.2)
    ascent_s: Range = (0.8, 1.6)
    floor: bool = False
    base: str = "standing"
    thoracic: Range = (0.0, 6.0)
    faults: tuple[str, ...] = ()


HINGE_FAULTS = (
    "squatting_the_hinge",
    "knees_forward",
    "knees_locked",
    "incomplete_lockout",
    "weight_on_toes",
    "lumbar_rounding",
)
PULL_FAULTS = ("hips_rise_first", "incomplete_lockout", "lumbar_rounding")
SWING_REST_DEG = 15.0  # a kettlebell held still hangs before the thighs
LYING_TOP: Pose = {"floor": -116.0, "bench": -91.0}

EXERCISES = {
    e.name: e
    for e in (
        Exercise(
            "romanian_deadlift",
            "hinge",
            (54, 72),
            (2, 12),
            (12, 25),
            (5, 22),
            ("hanging", "hanging", "sides"),
            faults=HINGE_FAULTS,
        ),
        Exercise(
            "deadlift",
            "hinge",
            (50, 80),
            (12, 26),
            (55, 72),
            (5, 25),
            ("hanging",),
            (0.9, 1.6),
            (0.9, 1.6),
            floor=True,
            faults=PULL_FAULTS,
        ),
        Exercise(
            "rack_pull",
            "hinge",
            (35, 60),
            (6, 16),
            (22, 38),
            (5, 20),
            ("hanging",),
            (0.8, 1.4),
            (0.8, 1.4),
            floor=True,
            faults=PULL_FAULTS,
        ),
        Exercise(
            "good_morning",
            "hinge",
            (48, 64),
            (4, 14),
            (6, 16),
            (5, 20),
            ("back",),
            (1.2, 2.2),
            (0.9, 1.5),
            faults=HINGE_FAULTS,
        ),
        Exercise(
            "squat",
            "squat",
            (24, 36),
            (5, 20),
            (98, 118),
            (0, 15),
            ("back", "none"),
            (1.2, 2.0),
            (0.9, 1.6),
            faults=("hips_rise_first",),
        ),
        Exercise(
            "wall_drill",
            "hinge",
            (48, 62),
            (1, 9),
            (10, 24),
            (0, 12),
            ("none",),
            (1.2, 2.2),
            (0.9, 1.6),
            thoracic=(0, 5),
            faults=("squatting_the_hinge", "knees_forward", "lumbar_rounding"),
        ),
        Exercise("stoop", "stoop", (46, 60), (40, 55), (3, 12), (-5, 10), ("none", "hanging"), thoracic=(8, 18)),
        Exercise(
            "kettlebell_swing", "hinge", (50, 66), (3, 12), (32, 50), (5, 20), ("swing",), (0.65, 0.8), (0.55, 0.7)
        ),
        Exercise(
            "glute_bridge",
            "bridge",
            (-86, -84),
            (0, 4),
            (0, 0),
            (0, 0),
            ("none",),
            (0.8, 1.5),
            (0.7, 1.2),
            base="floor",
            thoracic=(0, 0),
        ),
        Exercise(
            "hip_thrust",
            "bridge",
            (-46, -36),
            (0, 6),
            (0, 0),
            (0, 0),
            ("hanging",),
            (0.8, 1.5),
            (0.7, 1.2),
            base="bench",
            thoracic=(0, 0),
        ),
    )
}


def level_head_deg(thorax_deg: Angle, base: str) -> Angle:
    """Neck angle that keeps a lying head on the floor, or looking ahead on a bench."""
    return thorax_deg + 91.0 if base == "floor" else 0.75 * (thorax_deg + 58.0) - 4.0


def drawn(rng: np.random.Generator, limits: Range) -> float:
    """Return a value from a range."""
    return float(rng.uniform(*limits))


def bottom_pose(exercise: Exercise, rng: np.random.Generator) -> Pose:
    """Return the bottom posture of one lifter's set."""
    pose = {name: drawn(rng, getattr(exercise, name)) for name in ("pelvis", "lumbar", "knee", "neck", "thoracic")}
    pose["swing"] = drawn(rng, (-34.0, -24.0)) if exercise.name == "kettlebell_swing" else SWING_REST_DEG
    return pose


def top_pose(exercise: Exercise, rng: np.random.Generator) -> Pose:
    """Return the top posture: upright, or hips high when lying."""
    pose: Pose = dict.fromkeys(("pelvis", "lumbar", "thoracic", "neck", "pressure", "swing", "drift"), 0.0)
    pose |= {"knee": drawn(rng, (2.0, 6.0)), "grip": 1.0, "swing": SWING_REST_DEG}
    if exercise.base != "standing":
        pose["lumbar"] = drawn(rng, (-8.0, 0.0))
        pose["pelvis"] = LYING_TOP[exercise.base] - pose["lumbar"] + drawn(rng, (-3.0, 3.0))
    return pose
