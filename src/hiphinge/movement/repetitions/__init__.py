"""Repetitions and their phases, from the trunk–thigh angle.

The trunk–thigh angle (hip flexion, interpolated where a leg is hidden) rises and falls once per repetition in every
exercise of the family: standing lifts, lifts from the floor, bridges and thrusts. Its clear turning points are tops
(hips extended) and bottoms (hips flexed). A repetition from the top is top, bottom, top; one from the floor is bottom,
top and the way back down if there is one. A movement that begins or ends outside the recording, moves the feet, or ends
in another posture than it began in is listed with the reason and not counted.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import bridge, smooth_columns
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.cycles import Finder
from hiphinge.movement.repetitions.model import ExcludedSpan, PhaseSpan, Repetitions, RepetitionSpan, Start
from hiphinge.movement.repetitions.start import floor_evidence, loaded_tops, tops_by_bar
from hiphinge.movement.repetitions.turns import MIN_LYING_DEG, MIN_TRUNK_THIGH_DEG, find_turns

__all__ = [
    "LYING_TRUNK_DEG",
    "MIN_TRUNK_THIGH_DEG",
    "ExcludedSpan",
    "PhaseSpan",
    "RepetitionSpan",
    "Repetitions",
    "Start",
    "find_repetitions",
    "trunk_thigh_deg",
]

LYING_TRUNK_DEG: Final = 45.0
"""A trunk that leans backwards by this much or more is supported: a bridge or a thrust."""

AT_END_S: Final = 0.12
"""A turn this near to an end of the recording may be the end's and not the movement's, seconds."""

DETECTION_CUTOFF_HZ: Final = 3.0
"""Cut-off of the filter before turning points are searched, Hz. Repetitions are slower: a swing takes about 1.3 s."""


def trunk_thigh_deg(kinematics: Kinematics) -> FloatArray:
    """Return the trunk–thigh angle (hip flexion), degrees, shape (frames,); NaN only if it is unknown in all frames.

    Where a leg is hidden, the thigh's angle is interpolated and added to the trunk's, which is still seen.
    """
    trunk = bridge(kinematics.time_s, kinematics.angle("trunk_lean_deg"))
    thigh = bridge(kinematics.time_s, kinematics.angle("hip_flexion_deg") - kinematics.angle("trunk_lean_deg"))
    if not np.isfinite(thigh).any():
        thigh = np.zeros_like(trunk)
    trunk_thigh = (trunk + thigh)[:, None]
    return smooth_columns(kinematics.time_s, trunk_thigh, kinematics.frame_rate_hz, ceiling_hz=DETECTION_CUTOFF_HZ)[
        :, 0
    ]


def find_repetitions(kinematics: Kinematics, trunk_thigh: FloatArray, bar: FloatArray | None = None) -> Repetitions:
    """Return the repetitions of a recording and the movements that are not counted, in order of time.

    Parameters
    ----------
    kinematics
        Angles and points.
    trunk_thigh
        Trunk–thigh angle of `trunk_thigh_deg`, degrees, shape (frames,).
    bar
        Path of the barbell, trunk lengths, shape (frames, 2), where one was followed.
    """
    if len(kinematics) < 5 or not np.isfinite(trunk_thigh).all():
        return Repetitions((), (), "top")
    trunk = bridge(kinematics.time_s, kinematics.angle("trunk_lean_deg"))
    high = trunk_thigh <= np.percentile(trunk_thigh, 30.0)
    lying = bool(np.median(trunk[high]) < -LYING_TRUNK_DEG)
    smallest = MIN_LYING_DEG if lying else MIN_TRUNK_THIGH_DEG
    turns = find_turns(trunk_thigh, smallest, at_end=max(2, round(AT_END_S * kinematics.frame_rate_hz)))
    if len(turns) < 2:
        return Repetitions((), (), "top")
    load = None if lying else loaded_tops(kinematics, trunk_thigh, turns)
    floor = floor_evidence(kinematics, trunk_thigh, turns) + (0.0 if load is None else load.floor)
    if load is None and floor <= 0.0 and bar is not None and not lying:
        load = tops_by_bar(kinematics.time_s, trunk_thigh, turns, bar[:, 1])
        floor = floor if load is None else load.floor
    starts: Start = "bottom" if lying or floor > 0.0 else "top"
    held = {} if load is None else load.tops
    counted, excluded = Finder(kinematics, trunk_thigh, turns, held, smallest_deg=smallest).found(starts)
    chance = 1.0 if lying else 1.0 / (1.0 + math.exp(-floor))
    return Repetitions(_without_overlaps(counted), tuple(excluded), starts, chance)


def _without_overlaps(counted: list[RepetitionSpan]) -> tuple[RepetitionSpan, ...]:
    """Return the repetitions, with the last phase of each ended where the next repetition starts."""
    separate = []
    for i, repetition in enumerate(counted):
        stop = min(repetition.stop, counted[i + 1].start) if i + 1 < len(counted) else repetition.stop
        *before, last = repetition.phases
        phases = (*before, replace(last, stop=max(stop, last.start + 1)))
        separate.append(replace(repetition, stop=stop, phases=phases))
    return tuple(separate)
