"""Repetitions and their phases, from the trunk–thigh angle.

The trunk–thigh angle (hip flexion, interpolated where a leg is hidden) rises and falls once per repetition in every
exercise of the family: standing lifts, lifts from the floor, bridges and thrusts. Its clear turning points are tops
(hips extended) and bottoms (hips flexed). A repetition from the top is top, bottom, top; one from the floor is bottom,
top and the way back down if there is one. A movement that begins or ends outside the recording, moves the feet, or ends
in another posture than it began in is listed with the reason and not counted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import bridge, smooth_columns
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.afterwards import after_the_set
from hiphinge.movement.repetitions.cycles import LYING_TRUNK_DEG, Finder
from hiphinge.movement.repetitions.model import ExcludedSpan, PhaseSpan, Repetitions, RepetitionSpan, Start
from hiphinge.movement.repetitions.start import loaded_tops, start_posture, tops_by_bar
from hiphinge.movement.repetitions.turns import MIN_TRUNK_THIGH_DEG, find_turns

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
    turns = find_turns(trunk_thigh)
    if len(turns) < 2:
        return Repetitions((), (), "top")
    trunk = bridge(kinematics.time_s, kinematics.angle("trunk_lean_deg"))
    starts = start_posture(kinematics.time_s, trunk_thigh, trunk, turns)
    loaded = loaded_tops(kinematics, trunk_thigh, turns)
    if loaded is None and starts == "top" and bar is not None:
        loaded = tops_by_bar(kinematics.time_s, trunk_thigh, turns, bar[:, 1])
    if loaded is not None:
        starts = "bottom"
    finder = Finder(kinematics, trunk_thigh, turns, loaded or {})
    counted, excluded = finder.from_bottom() if starts == "bottom" else finder.from_top()
    kept, after = after_the_set(kinematics, trunk_thigh, _without_overlaps(counted))
    return Repetitions(kept, (*excluded, *after), starts)


def _without_overlaps(counted: list[RepetitionSpan]) -> tuple[RepetitionSpan, ...]:
    """Return the repetitions, with the last phase of each ended where the next repetition starts."""
    separate = []
    for i, repetition in enumerate(counted):
        stop = min(repetition.stop, counted[i + 1].start) if i + 1 < len(counted) else repetition.stop
        *before, last = repetition.phases
        phases = (*before, replace(last, stop=max(stop, last.start + 1)))
        separate.append(replace(repetition, stop=stop, phases=phases))
    return tuple(separate)
