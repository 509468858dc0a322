"""A first, cautious guess at the exercise, from posture, start and hands; `unknown` when unsure."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.exercises.pattern import Excursion
from hiphinge.kinematics import Kinematics
from hiphinge.measure import medians
from hiphinge.repetitions import LYING_TRUNK_DEG, Repetitions
from hiphinge.result import Exercise, ExerciseName, Pattern

HANDS_LOW_TRUNKS: Final = 0.55
"""Hands this close above the ankles at the bottom, in trunk lengths, take something from near the floor."""

FLAT_TRUNK_DEG: Final = 75.0
"""A trunk leaning back by more than this lies on the floor; by less, its shoulders are raised on a bench."""

UNSURE: Final = 0.5
LIKELY: Final = 0.7


def recognise(kinematics: Kinematics, repetitions: Repetitions, moved: list[Excursion], pattern: Pattern) -> Exercise:
    """The exercise of a set, with a confidence that never passes 0.7 in this release."""
    if not repetitions.counted:
        return Exercise(name="unknown", confidence=0.0, given=False)
    name, confidence = _guess(kinematics, repetitions, moved, pattern)
    return Exercise(name=name, confidence=confidence, given=False)


def _guess(
    kinematics: Kinematics, repetitions: Repetitions, moved: list[Excursion], pattern: Pattern
) -> tuple[ExerciseName, float]:
    postures = np.array([(one.extended_trunk, one.folded_trunk, one.knee) for one in moved])
    top, bottom, knees = medians(postures).tolist()
    if abs(top) > LYING_TRUNK_DEG:
        # A trunk on the floor stays flat at the bottom; one on a bench sits up when the hips sink.
        return ("glute_bridge" if abs(bottom) > FLAT_TRUNK_DEG else "hip_thrust"), LIKELY
    hands = _hand_height(kinematics, repetitions)
    low = hands is not None and hands < HANDS_LOW_TRUNKS
    if pattern.name == "squat":
        return ("unknown", 0.0) if low else ("squat", UNSURE)
    if pattern.name == "stoop":
        return "stoop", UNSURE
    if pattern.name in {"hinge", "mixed"} and low:
        straight = knees < 45.0 and repetitions.starts == "top"
        return ("romanian_deadlift" if straight else "deadlift"), UNSURE
    return "unknown", 0.0


def _hand_height(kinematics: Kinematics, repetitions: Repetitions) -> float | None:
    """Median height of the near hand over the ankle at the bottoms, trunk lengths; None where it was hidden."""
    points = kinematics.points
    frames = [repetition.bottom for repetition in repetitions.counted]
    heights = (points.wrist - points.ankle)[frames, 1]
    heights = heights[np.isfinite(heights)]
    return float(np.median(heights)) if heights.size else None
