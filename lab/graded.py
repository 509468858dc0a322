"""Render sets in which one fault is absent, slight and clear: `python -m lab.graded --out DIR --sets 440`.

Set n takes the code n mod 11 of `GRADED` (the last is no fault) and cycles through the exercises in which it can
occur, so that the first part of the sets is as balanced as all of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lab.command import parser_of, render_missing
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


def exercise_of(number: int) -> str:
    """The exercise of set `number`."""
    names = GRADED[tuple(GRADED)[number % len(GRADED)]]
    return names[number // len(GRADED) % len(names)]


def graded_scenario(seed: int, number: int, yaw_max_deg: float, width: int) -> Scenario:
    """Scenario `number`: one repetition of each grade, in any order; a clean set without a fault to grade."""
    rng = np.random.default_rng([seed, number, 7])
    code = tuple(GRADED)[number % len(GRADED)]
    exercise = EXERCISES[exercise_of(number)]
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


def render(options: argparse.Namespace, number: int, name: str) -> tuple[str, int]:
    """Render one set."""
    scenario = graded_scenario(options.seed, number, options.yaw_max, options.width)
    return f"{scenario.plan.exercise} {scenario.plan.faults}", render_set(scenario, options.out, name)


def main(argv: Sequence[str] | None = None) -> int:
    """Render the sets that are not there yet."""
    parser = parser_of("lab.graded", __doc__, seed=20, sets=440, yaw_max_deg=20.0)
    parser.add_argument("--exercise", action="append", choices=list(EXERCISES), help="only sets of it (repeatable)")
    options = parser.parse_args(argv)
    return render_missing(options, render, lambda n: not options.exercise or exercise_of(n) in options.exercise)


if __name__ == "__main__":
    raise SystemExit(main())
