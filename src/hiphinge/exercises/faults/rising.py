"""Faults of coming up: hips that rise before the shoulders, and a lockout that is not finished."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.exercises.faults.rule import Context, FaultRule, Reading
from hiphinge.measure import Z90, Measure
from hiphinge.signal import bridge

MOST_OF_RISE: Final = 0.8
"""The part of the hips' rise that is looked at."""

TIP_SIGMA_DEG: Final = 2.0
"""Standard error of how far the trunk tips within a second or two: most of the landmarks' error is the same in both
readings (rendered lifters, `validation/faults`)."""

LOOK_BACK_S: Final = 2.0
STILL_FOLDED: Final = 0.1
LEAST_RISE_TRUNKS: Final = 0.15
"""Hips that rise by less than this have not risen: nothing can come first."""


def _hips_rise_first(context: Context) -> Reading | None:
    ascent = context.repetition.phase("ascent")
    if ascent is None or ascent.stop - ascent.start < 4:
        return None
    # Hips that shoot up while the trunk tips hardly unfold: the rise is looked for from before the fold shows it.
    time = context.kinematics.time_s
    first = int(time.searchsorted(time[ascent.start] - LOOK_BACK_S))
    folded = context.fold[first : ascent.start + 1]
    unfolded = np.flatnonzero(folded < folded[-1] - STILL_FOLDED * (folded[-1] - context.fold[context.repetition.top]))
    first += int(unfolded[-1]) + 1 if unfolded.size else 0
    height = context.kinematics.points.hip[first : ascent.stop, 1]
    known = np.isfinite(height)
    if np.count_nonzero(known) < 0.8 * known.size:
        return None
    if not known.all():
        height = bridge(time[first : ascent.stop], height)
    lowest = int(height.argmin())
    risen_by = height[lowest:] - height[lowest]
    rise = float(risen_by.max())
    if rise < LEAST_RISE_TRUNKS:
        return None
    # From the last frame that is still low to the first that is nearly up.
    begun = height.size - 1 - int((risen_by[::-1] <= 0.05 * rise).argmax())
    risen = lowest + int((risen_by >= MOST_OF_RISE * rise).argmax())
    trunk = context.kinematics.angle("trunk_lean_deg")[first + begun : first + risen + 1]
    if risen <= begun or not np.isfinite(trunk[0]):
        return None
    furthest = int(np.nanargmax(trunk))
    change, half = float(trunk[furthest] - trunk[0]), Z90 * TIP_SIGMA_DEG
    value = Measure(value=round(change, 1), low=round(change - half, 1), high=round(change + half, 1))
    start = max(first + begun, context.repetition.start)
    return Reading(value, start, max(first + begun + furthest, start) + 1, "ascent")


def _incomplete_lockout(context: Context) -> Reading | None:
    lockout = context.repetition.phase("lockout")
    if lockout is None:
        return None
    curve = context.kinematics.curves["hip_flexion_deg"]
    inside = curve.value[lockout.start : lockout.stop]
    if not inside.size:
        return None
    value = curve.at(lockout.start + int(np.where(np.isfinite(inside), inside, np.inf).argmin()))
    if value is None:
        return None
    # Against the same person's most extended posture the landmarks' bias cancels; what is left is scatter.
    change = value.value - min(context.kinematics.standing_hip_deg, LOCKOUT_BIAS_DEG)
    half = Z90 * LOCKOUT_SCATTER_DEG
    value = Measure(value=round(change, 1), low=round(change - half, 1), high=round(change + half, 1))
    return Reading(value, lockout.start, lockout.stop, "lockout", kind="lying" if context.exercise.lying else None)


LOCKOUT_BIAS_DEG: Final = 8.0
"""Hip flexion that landmarks may show in upright standing; a best posture beyond it was not upright."""

LOCKOUT_SCATTER_DEG: Final = 3.0


HIPS_RISE_FIRST: Final = FaultRule(
    code="hips_rise_first",
    definition="How much further the trunk tips than at the start of the hips' rise, before the hips are nearly up.",
    unit="deg",
    limit=4.0,
    major=10.0,
    beyond="above",
    source="proposal: hips and shoulders rise at one rate in a competition lift-off "
    "(trunk angle nearly constant from lift-off to knee passing, Escamilla 2000, MSSE 32:1265)",
    measure=_hips_rise_first,
)

INCOMPLETE_LOCKOUT: Final = FaultRule(
    code="incomplete_lockout",
    definition="Least hip flexion at the top, against the same person's most extended posture of the recording.",
    unit="deg",
    limit=18.0,
    major=28.0,
    beyond="above",
    source="proposal: a straight vertical line is the finish; 18° is beyond what clean rendered lifts read",
    measure=_incomplete_lockout,
)
