"""Command: render sets in which one fault is absent, slight and clear (`python -m lab.graded --out DIR --sets 440`).

Set n takes the code n mod 11 of `GRADED` (the last is no fault at all) and goes round the exercises in which it can
occur, so that any first part of the sets is as even as the whole.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from lab.dataset import sample_exercise, sample_plan
from lab.exercises import EXERCISES, Exercise
from lab.flaws import SLIGHT
from lab.motions import SetPlan
from lab.render import render_set
from lab.scenario import Scenario

GRADED: dict[str, tuple[str, ...]] = {
    "lumbar_rounding": ("romanian_deadlift", "deadlift", "good_morning", "rack_pull", "kettlebell_swing"),
    "squatting_the_hinge": ("romanian_deadlift", "good_morning", "kettlebell_swing", "deadlift"),
    "overextension_at_lockout": (
        "hip_thrust",
        "romanian_deadlift",
        "glute_bridge",
        "deadlift",
        "kettlebell_swing",
        "good_morning",
    ),
    "incomplete_lockout": ("glute_bridge", "deadlift", "hip_thrust", "rack_pull", "romanian_deadlift"),
    "hips_rise_first": ("deadlift",),
    "neck_extension": ("good_morning", "hip_thrust", "romanian_deadlift", "rack_pull", "kettlebell_swing"),
    "knees_forward": ("romanian_deadlift", "good_morning", "kettlebell_swing"),
    "knees_locked": ("romanian_deadlift",),
    "bar_drift": ("rack_pull", "romanian_deadlift", "deadlift"),
    "weight_on_toes": ("good_morning", "romanian_deadlift", "squat"),
    "": ("squat", "stoop", "glute_bridge", "hip_thrust", "rack_pull", "kettlebell_swing", "squat", "stoop"),
}
GRADES = (0.0, SLIGHT, 1.0)


def graded_scenario(seed: int, number: int, yaw_max_deg: float, width: int) -> Scenario:
    """Scenario `number`: one repetition of each grade, in any order; a clean set without a fault to grade."""
    rng = np.random.default_rng([seed, number, 7])
    code = tuple(GRADED)[number % len(GRADED)]
    names = GRADED[code]
    exercise = EXERCISES[names[number // len(GRADED) % len(names)]]
    if code == "bar_drift":
        exercise = replace(exercise, loads=("hanging",))

    def planned(rng: np.random.Generator, exercise: Exercise, held: str) -> SetPlan:
        usual = sample_plan(rng, exercise, held)
        shares = tuple(float(share) for share in rng.permutation(GRADES)) if code else (0.0,) * 3
        if exercise.name == "kettlebell_swing":  # the last swing ends in the stand: not one of those that are graded
            shares = (*shares, 0.0)
        faults = tuple(code if share else "" for share in shares)
        return replace(usual, faults=faults, shares=shares)

    return sample_exercise(rng, exercise, planned, yaw_max_deg, width)


def main(argv: Sequence[str] | None = None) -> int:
    """Render the sets that are not there yet; progress on standard error."""
    parser = argparse.ArgumentParser(prog="python -m lab.graded", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the sets")
    parser.add_argument("--sets", type=int, default=440, help="number of sets")
    parser.add_argument("--first", type=int, default=0, help="number of the first set")
    parser.add_argument("--every", type=int, default=1, help="take every so many (to share the work)")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--yaw-max", type=float, default=20.0, help="largest camera yaw off the side view, degrees")
    parser.add_argument("--width", type=int, default=404, help="short side of the picture, pixels (4:3)")
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    for number in range(options.first, options.sets, options.every):
        name = f"set_{number:03d}"
        if (options.out / f"{name}.json").exists():
            continue
        scenario = graded_scenario(options.seed, number, options.yaw_max, options.width)
        start = time.perf_counter()
        count = render_set(scenario, options.out, name)
        what = f"{scenario.plan.exercise} {scenario.plan.faults}: {count} frames"
        sys.stderr.write(f"{name} {what}, {time.perf_counter() - start:.1f} s\n")
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
