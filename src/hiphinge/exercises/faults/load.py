"""Faults of the load: held away from the body on the way up."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.exercises.faults.rule import Context, FaultRule, Reading
from hiphinge.measure import Z90, Measure, medians

FEWEST_SEEN: Final = 0.6
"""Share of the way up over which the hand must have been seen."""

ARM_SIGMA_DEG: Final = 2.0
"""Standard error of that angle on rendered lifters (`validation/faults`)."""

FREE_ARM_TRUNKS: Final = 0.7
"""Hands nearer to the shoulder than this, in trunk lengths, hold nothing that hangs."""


def _bar_drift(context: Context) -> Reading | None:
    ascent = context.repetition.phase("ascent")
    if ascent is None:
        return None
    points = context.kinematics.points
    arm = (points.wrist - points.shoulder)[ascent.start : ascent.stop]
    across, up = arm.T
    if np.count_nonzero(np.isfinite(across)) < FEWEST_SEEN * across.size:
        return None
    value, length = medians(np.column_stack([np.degrees(np.arctan2(across, -up)), np.hypot(across, up)])).tolist()
    if length < FREE_ARM_TRUNKS:
        return None
    half = Z90 * ARM_SIGMA_DEG
    measure = Measure(value=round(value, 1), low=round(value - half, 1), high=round(value + half, 1))
    return Reading(measure, ascent.start, ascent.stop, "ascent")


BAR_DRIFT: Final = FaultRule(
    code="bar_drift",
    definition="Median angle of the line from shoulder to hand ahead of hanging, over the way up (hands stand for the "
    "load).",
    unit="deg",
    limit=8.0,
    major=15.0,
    beyond="above",
    source="proposal: a load that hangs finds its place under the shoulders or is drawn back to the legs; with an arm "
    "of 0.65 m, 8° holds it 0.09 m away",
    measure=_bar_drift,
)
