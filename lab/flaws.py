"""Put faults into a repetition: change its far posture, its finish or its timing.

A clear fault is drawn from the ranges here; a slight one is a share of that change from the clean posture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.exercises import Exercise, drawn
from lab.timeline import Pose

SLIGHT = 0.45  # share of the way to a clear fault


@dataclass(frozen=True)
class Flaw:
    """A fault of one repetition: its code ('' = none) and the share of the way from clean (0) to clear (1)."""

    code: str = ""
    share: float = 1.0

    @property
    def grade(self) -> str:
        """Slight or clear, '' without a fault."""
        return "" if not self.code else "clear" if self.share > 0.75 else "slight"

    @property
    def codes(self) -> tuple[str, ...]:
        """The fault as a repetition names it."""
        return (self.code,) if self.code else ()


def part_way(clean: Pose, faulty: Pose, share: float) -> Pose:
    """A posture between a clean and a faulty one; `faulty` names what differs, zero where `clean` does not say."""
    return clean | {
        name: clean.get(name, 0.0) + share * (value - clean.get(name, 0.0)) for name, value in faulty.items()
    }


def with_flaw(bottom: Pose, flaw: Flaw, rng: np.random.Generator) -> Pose:
    """The far posture of a standing repetition with a fault put in."""
    faulty: Pose = {}
    if flaw.code == "squatting_the_hinge":
        faulty = {"knee": drawn(rng, (92.0, 112.0)), "pelvis": drawn(rng, (22.0, 32.0))}
    elif flaw.code == "knees_forward":
        faulty = {"knee": drawn(rng, (68.0, 82.0)), "pelvis": bottom["pelvis"] - 20.0, "pressure": 0.035}
    elif flaw.code == "knees_locked":
        faulty = {"knee": drawn(rng, (0.5, 2.5))}
    elif flaw.code == "weight_on_toes":
        faulty = {"pressure": drawn(rng, (0.065, 0.085))}
    elif flaw.code == "lumbar_rounding":
        rounding = drawn(rng, (32.0, 46.0))
        faulty = {
            "lumbar": rounding,
            "pelvis": bottom["pelvis"] - 0.75 * (rounding - bottom["lumbar"]),
            "thoracic": drawn(rng, (4.0, 14.0)),
        }
    elif flaw.code == "neck_extension":
        faulty = {"neck": drawn(rng, (62.0, 76.0))}
    elif flaw.code == "bar_drift":
        faulty = {"drift": drawn(rng, (0.13, 0.19))}
    return part_way(bottom, faulty, flaw.share)


def lying_with_flaw(top: Pose, rest: Pose, flaw: Flaw, exercise: Exercise, rng: np.random.Generator) -> Pose:
    """The high posture of a bridge or thrust with a fault put in.

    Hips left low; ribs flared, the low back arched instead of the hips opened; a chin thrown up (bench only).
    """
    faulty: Pose = {}
    if flaw.code == "incomplete_lockout":
        # The hips fold fast over the first part of the way down: a slight fault is a small part of it.
        low = drawn(rng, (0.28, 0.38)) * flaw.share
        faulty = {name: top[name] + low * (rest[name] - top[name]) for name in ("pelvis", "lumbar")}
    elif flaw.code == "overextension_at_lockout":
        arch = drawn(rng, (20.0, 28.0))
        faulty = {"lumbar": top["lumbar"] - arch, "pelvis": top["pelvis"] + arch}
    elif flaw.code == "neck_extension" and exercise.base == "bench":
        faulty = {"neck": drawn(rng, (60.0, 78.0))}
    return part_way(top, faulty, flaw.share)


def finish(home: Pose, flaw: Flaw, knee: tuple[float, float], rng: np.random.Generator) -> Pose:
    """The upright end of a standing repetition: hips left folded, or pushed through with an arched back."""
    faulty: Pose = {}
    if flaw.code == "incomplete_lockout":
        faulty = {"pelvis": drawn(rng, (14.0, 20.0)), "knee": drawn(rng, knee)}
    elif flaw.code == "overextension_at_lockout":
        faulty = {"lumbar": -drawn(rng, (18.0, 26.0)), "pelvis": drawn(rng, (-7.0, 0.0))}
    return part_way(home, faulty, flaw.share)


def hips_first(far: Pose, home: Pose, flaw: Flaw, knees: float, tip_deg: float) -> Pose:
    """The posture in the middle of coming up when the knees straighten first.

    knees: share of the knees' way done by then; tip_deg: how far the pelvis tips on meanwhile.
    """
    share = flaw.share
    return {
        "knee": far["knee"] + (0.4 + share * (knees - 0.4)) * (home["knee"] - far["knee"]),
        "pelvis": min(far["pelvis"] + (2.0 * share - 1.0) * tip_deg, 84.0),
    }
