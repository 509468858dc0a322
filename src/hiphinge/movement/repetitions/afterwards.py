"""Movements after the set that fold the hips like a repetition: crouching to the camera, picking something up."""

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
"""A set is over when a pause is this long, and this many times longer than the longest within it."""

OTHER_POSTURE: Final = (30.0, 20.0, 0.35)
"""... and another movement follows: knee and trunk at its bottom differ by so many degrees from the set's median, or
the hand's distance from the shoulder by so much of a trunk length."""

LOOK_FRAMES: Final = 3


def after_the_set(
    kinematics: Kinematics, trunk_thigh: FloatArray, counted: Sequence[RepetitionSpan]
) -> tuple[tuple[RepetitionSpan, ...], tuple[ExcludedSpan, ...]]:
    """The repetitions of the set, and the last one apart where it was another movement after a pause."""
    if len(counted) < 3:
        return tuple(counted), ()
    *others, last = counted
    time = kinematics.time_s
    pauses = [float(time[b.start] - time[min(_up(a), time.size - 1)]) for a, b in pairwise(counted)]
    if pauses[-1] < max(MIN_PAUSE_S, PAUSE_RATIO * max(pauses[:-1])):
        return tuple(counted), ()
    postures = np.array([_posture(kinematics, trunk_thigh, repetition) for repetition in counted])
    differs = np.abs(postures[-1] - medians(postures[:-1])) > OTHER_POSTURE
    if not differs.any():
        return tuple(counted), ()
    return tuple(others), (ExcludedSpan(last.start, last.stop, "another movement after the set"),)


def _up(repetition: RepetitionSpan) -> int:
    """Frame at which the body is back up."""
    ascent = repetition.phase("ascent")
    return repetition.stop if ascent is None else ascent.stop


def _posture(kinematics: Kinematics, trunk_thigh: FloatArray, repetition: RepetitionSpan) -> FloatArray:
    """Knee and trunk, degrees, and the hand's distance from the shoulder, trunk lengths, at the deepest, shape (3,)."""
    at = repetition.start + int(trunk_thigh[repetition.frames].argmax())
    near = slice(max(at - LOOK_FRAMES, 0), at + LOOK_FRAMES + 1)
    arm = np.hypot(*(kinematics.points.wrist - kinematics.points.shoulder)[near].T)
    knee, trunk = (kinematics.angle(name)[near] for name in ("knee_flexion_deg", "trunk_lean_deg"))
    return medians(np.column_stack([knee, trunk, arm]))
