"""Movements after the set that flex the hips like a repetition: crouching to the camera, picking something up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, medians
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.model import ExcludedSpan, RepetitionSpan

MIN_PAUSE_S: Final = 1.5
PAUSE_RATIO: Final = 2.0
"""A set is over when a pause is at least this long, and this many times as long as the longest pause within the set."""

OTHER_POSTURE: Final = (30.0, 20.0, 0.35)
"""Smallest difference from the set's median at the bottom that makes it another movement: knee flexion and trunk lean,
degrees, and the distance from shoulder to hand, trunk lengths."""

LOOK_FRAMES: Final = 3
"""Frames on either side of the deepest one over which the posture is a median."""


def after_the_set(
    kinematics: Kinematics, trunk_thigh: FloatArray, counted: Sequence[RepetitionSpan]
) -> tuple[tuple[RepetitionSpan, ...], tuple[ExcludedSpan, ...]]:
    """Return the repetitions of the set, and separately the last one if it was another movement after a pause."""
    if len(counted) < 3:
        return tuple(counted), ()
    *others, last = counted
    time = kinematics.time_s
    pauses = [float(time[b.start] - time[min(_end_of_ascent(a), time.size - 1)]) for a, b in pairwise(counted)]
    if pauses[-1] < max(MIN_PAUSE_S, PAUSE_RATIO * max(pauses[:-1])):
        return tuple(counted), ()
    postures = np.array([_posture(kinematics, trunk_thigh, repetition) for repetition in counted])
    differs = np.abs(postures[-1] - medians(postures[:-1])) > OTHER_POSTURE
    if not differs.any():
        return tuple(counted), ()
    return tuple(others), (ExcludedSpan(last.start, last.stop, "another movement after the set"),)


def _end_of_ascent(repetition: RepetitionSpan) -> int:
    """Return the frame at which the lifter is back up."""
    ascent = repetition.phase("ascent")
    return repetition.stop if ascent is None else ascent.stop


def _posture(kinematics: Kinematics, trunk_thigh: FloatArray, repetition: RepetitionSpan) -> FloatArray:
    """Return knee and trunk angle, degrees, and shoulder–hand distance, trunk lengths, at the deepest frame, (3,)."""
    at = repetition.start + int(trunk_thigh[repetition.frames].argmax())
    near = slice(max(at - LOOK_FRAMES, 0), at + LOOK_FRAMES + 1)
    arm = np.hypot(*(kinematics.points.wrist - kinematics.points.shoulder)[near].T)
    knee, trunk = (kinematics.angle(name)[near] for name in ("knee_flexion_deg", "trunk_lean_deg"))
    return medians(np.column_stack([knee, trunk, arm]))
