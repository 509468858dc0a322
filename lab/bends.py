"""Sample how a person bends: one movement from standing to its deepest posture, from which stills are taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.exercises import LYING_TOP, drawn, level_head_deg

WAYS = ((0.40, 0.10, 6.0), (0.33, 0.28, 8.0), (0.25, 0.55, 10.0))
"""Ways to bend: share of postures, lumbar share of the bend, and spread of lumbar flexion about it in degrees. A held
back, a natural one (trained lifters have 20-33° in a floor deadlift, Bengtsson 2022) and a rounded one (Esola 1996)."""

LUMBAR_DEG = (-25.0, 60.0)
MAX_FLEXION_DEG = 58.0
KNEE_DEG = {
    "squat": (40.0, 122.0),
    "deadlift": (15.0, 105.0),
    "rack_pull": (10.0, 50.0),
    "stoop": (1.0, 18.0),
    "kettlebell_swing": (8.0, 58.0),
}
OTHER_KNEE_DEG = (1.0, 42.0)
THORAX_DEG = (35.0, 98.0)
SQUAT_THORAX_DEG = (20.0, 68.0)
FOLD_THORAX_DEG = (95.0, 155.0)
FOLD_SHARE = 0.4
"""Share of stoops that go as far down as touching the toes."""

Values = dict[str, float]


@dataclass(frozen=True)
class Movement:
    """One person's way from rest (share 0) to the far end (share 1), values of `Curves` in degrees and metres.

    `power` bends each value's path: below 1 it comes early, above 1 late.
    """

    rest: Values
    far: Values
    power: Values

    def at(self, share: float, rng: np.random.Generator) -> Values:
        """The posture after a share of the way, with the unsteadiness of a living body."""
        unsteady = {"pelvis_deg": 1.0, "lumbar_deg": 1.2, "thoracic_deg": 1.2, "neck_deg": 3.0, "knee_deg": 1.5}
        out = {}
        for name, far in self.far.items():
            here = self.rest[name] + (far - self.rest[name]) * share ** self.power.get(name, 1.0)
            out[name] = here + unsteady.get(name, 0.0) * float(rng.standard_normal())
        out["knee_deg"] = max(out["knee_deg"], 0.5)
        return out


def natural_lumbar(thorax_deg: float, rng: np.random.Generator) -> float:
    """Lumbar flexion, degrees, of a body whose thorax has leant so far, in one of the ways of people."""
    odds = np.array([share for share, _, _ in WAYS])
    _, part, spread = WAYS[int(rng.choice(len(WAYS), p=odds / odds.sum()))]
    return float(np.clip(min(part * thorax_deg, MAX_FLEXION_DEG) + rng.normal(0.0, spread), *LUMBAR_DEG))


def standing_movement(exercise: str, rng: np.random.Generator) -> Movement:
    """A bend from upright standing."""
    folds = exercise == "stoop" and rng.random() < FOLD_SHARE
    thorax = drawn(rng, SQUAT_THORAX_DEG if exercise == "squat" else FOLD_THORAX_DEG if folds else THORAX_DEG)
    lumbar = natural_lumbar(thorax, rng)
    knee = drawn(rng, KNEE_DEG.get(exercise, OTHER_KNEE_DEG)) if rng.random() < 0.85 else drawn(rng, (1.0, 115.0))
    far = {
        "pelvis_deg": thorax - lumbar,
        "lumbar_deg": lumbar,
        "thoracic_deg": float(np.clip(rng.normal(1.0 + 0.15 * lumbar, 5.0), -10.0, 26.0)),
        "neck_deg": float(rng.normal(12.0, 11.0)) if rng.random() < 0.7 else drawn(rng, (-35.0, 60.0)),
        "knee_deg": knee,
        "pressure_m": float(np.clip(rng.normal(0.0, 0.02), -0.03, 0.07)),
    }
    rest = dict.fromkeys(far, 0.0) | {"knee_deg": drawn(rng, (0.8, 6.0))}
    early = {"lumbar_deg": 0.5, "thoracic_deg": 0.4, "knee_deg": 0.35, "neck_deg": 0.4}
    power = {name: float(np.clip(np.exp(rng.normal(0.05, spread)), 0.4, 3.0)) for name, spread in early.items()}
    return Movement(rest, far, power)


def lying_movement(base: str, rng: np.random.Generator) -> Movement:
    """A bridge from the floor, or a thrust from a bench: hips low to hips high."""
    floor = base == "floor"
    low, high = float(rng.normal(6.0, 8.0)), float(rng.normal(-3.0, 8.0))
    down = drawn(rng, (-92.0, -84.0)) if floor else drawn(rng, (-60.0, -30.0))
    up = LYING_TOP[base] + drawn(rng, (-6.0, 10.0))
    ends = []
    for thorax, lumbar in ((down, low), (up, high)):
        level = level_head_deg(thorax, base)
        ends.append(
            {
                "pelvis_deg": thorax - lumbar,
                "lumbar_deg": lumbar,
                "thoracic_deg": 0.0,
                "neck_deg": level if floor else level + float(rng.normal(0.0, 9.0)),
                "knee_deg": 0.0,
            }
        )
    return Movement(ends[0], ends[1], {"lumbar_deg": float(np.clip(np.exp(rng.normal(0.0, 0.4)), 0.4, 3.0))})
