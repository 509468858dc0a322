"""The snap of a kettlebell swing: how fast the hips open."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.measure import Measure
from hiphinge.core.signal import bridge, derivative
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.result import Pattern, Swing

SNAP_ERROR: Final = 0.16
"""Half the 90 % interval of the fastest hip opening, as a share of it, on rendered swings (`validation/faults`)."""

MIN_SEEN: Final = 0.6
"""Share of the frames of the way up in which the hips must have been seen."""


def measure_swing(kinematics: Kinematics, repetition: RepetitionSpan, pattern: Pattern) -> Swing | None:
    """Return snap and style of one swing; None where the hips were not seen on the way up or the pattern is another."""
    ascent = repetition.phase("ascent")
    if ascent is None or pattern.name not in {"hinge", "squat", "mixed"}:
        return None
    hip = kinematics.angle("hip_flexion_deg")
    inside = slice(ascent.start, ascent.stop)
    if np.isfinite(hip[inside]).mean() < MIN_SEEN:
        return None
    opening = -derivative(kinematics.time_s, bridge(kinematics.time_s, hip))[inside]
    fastest = float(opening.max())
    half = kinematics.errors.reading(SNAP_ERROR) * fastest
    snap = Measure(value=fastest, low=fastest - half, high=fastest + half)
    return Swing(snap_deg_s=snap, style=pattern.name)
