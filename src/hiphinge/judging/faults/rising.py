"""Faults of coming up: hips that rise before the shoulders, and a lockout that is not finished."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.signal import bridge
from hiphinge.judging.faults.agreement import combine_readings
from hiphinge.judging.faults.posture import leans
from hiphinge.judging.faults.rule import Context, FaultRule, Reading
from hiphinge.movement.repetitions import PhaseSpan

RISE_SHARE: Final = 0.8
"""The first part of the hips' rise, which is judged, as a share of the rise."""

TIP_SIGMA_DEG: Final = 2.0
"""Standard error of how far the trunk tips within a second or two: most of the landmarks' error is the same in both
readings (rendered lifters, `validation/faults`)."""

HANDS_SEEN: Final = 0.8
LIFTED: Final = 0.02
"""Lift-off is determined where the hands were seen in at least `HANDS_SEEN` of the frames. It is the last frame in
which they have risen by no more than `LIFTED` of their whole rise."""

TRUNK_SEEN: Final = 0.8
"""Least share of the frames of the hips' rise in which the trunk must be seen."""

LOOK_BACK_S: Final = 2.0
"""Time before the way up in which the hips' rise is searched."""

STILL_FLEXED: Final = 0.1
"""Before the way up the trunk–thigh angle has changed by no more than this share of its excursion."""

MIN_RISE_TRUNKS: Final = 0.15
"""Smallest rise of the hips that is judged, trunk lengths."""


def _hips_rise_first(context: Context) -> Reading | None:
    ascent = context.repetition.phase("ascent")
    if ascent is None or ascent.stop - ascent.start < 4:
        return None
    # Hips that shoot up while the trunk tips hardly extend, so the rise begins before the trunk–thigh angle shows it.
    time = context.kinematics.time_s
    first = int(time.searchsorted(time[ascent.start] - LOOK_BACK_S))
    flexion = context.trunk_thigh[first : ascent.start + 1]
    extended = np.flatnonzero(
        flexion < flexion[-1] - STILL_FLEXED * (flexion[-1] - context.trunk_thigh[context.repetition.top])
    )
    first += int(extended[-1]) + 1 if extended.size else 0
    height = context.kinematics.points.hip[first : ascent.stop, 1]
    known = np.isfinite(height)
    if np.count_nonzero(known) < 0.8 * known.size:
        return None
    if not known.all():
        height = bridge(time[first : ascent.stop], height)
    lowest = int(height.argmin())
    risen_by = height[lowest:] - height[lowest]
    rise = float(risen_by.max())
    if rise < MIN_RISE_TRUNKS:
        return None
    # From the last frame with low hips to the first with hips nearly up.
    begun = height.size - 1 - int((risen_by[::-1] <= 0.05 * rise).argmax())
    risen = lowest + int((risen_by >= RISE_SHARE * rise).argmax())
    lift_off = _lift_off(context, first, ascent.stop)
    if lift_off is not None and lift_off < risen:
        begun = max(begun, lift_off)
    trunk = context.kinematics.angle("trunk_lean_deg")[first + begun : first + risen + 1]
    if risen <= begun or not np.isfinite(trunk[0]) or np.isfinite(trunk).mean() < TRUNK_SEEN:
        return None
    furthest = int(np.nanargmax(trunk))
    ends = slice(first + begun, first + begun + furthest + 1)
    tips = [float(lean[-1] - lean[0]) for lean in leans(context.kinematics, context.spine, ends)]
    value = combine_readings(tips, context.errors.reading(TIP_SIGMA_DEG))
    start = max(ends.start, context.repetition.start)
    return None if value is None else Reading(value, start, max(ends.stop - 1, start) + 1, "ascent")


def _lift_off(context: Context, first: int, stop: int) -> int | None:
    """Return the frame, counted from `first`, in which the hands leave their lowest place for good; None if unknown.

    Until then a load in the hands rests on the floor, and a lifter who settles into the start has not begun to lift.
    """
    height = context.kinematics.points.wrist[first:stop, 1]
    if context.exercise.load != "hands" or np.isfinite(height).mean() < HANDS_SEEN:
        return None
    risen_by = bridge(context.kinematics.time_s[first:stop], height) - np.nanmin(height)
    return int(np.flatnonzero(risen_by <= LIFTED * risen_by[int(risen_by.argmin()) :].max())[-1])


def _incomplete_lockout(context: Context) -> Reading | None:
    lockout = context.repetition.phase("lockout")
    if lockout is None:
        return None
    lying = context.exercise.lying
    sigma = context.errors.reading(LYING_SIGMA_DEG if lying else LOCKOUT_SIGMA_DEG)
    value = combine_readings(_flexion_at_top(context, lockout), sigma)
    kind = "lying" if lying else None
    return None if value is None else Reading(value, lockout.start, lockout.stop, "lockout", kind=kind)


def _flexion_at_top(context: Context, lockout: PhaseSpan) -> list[float]:
    """Return up to three readings of the hips' remaining flexion at the top, degrees, each with a zero of its own.

    Those by the landmarks and by the estimator are relative to the athlete's most extended posture, so that their bias
    cancels. That by the trunk's lean is relative to quiet standing; plates hide the hips but not the trunk.
    """
    top = slice(lockout.start, lockout.stop)
    readings = []
    hips = context.kinematics.angle("hip_flexion_deg")
    if np.isfinite(hips[top]).any():
        readings.append(float(np.fmin.reduce(hips[top])) - min(context.kinematics.standing_hip_deg, LOCKOUT_BIAS_DEG))
    if context.spine.has("hip_flexion_deg"):
        estimated = context.spine.curves["hip_flexion_deg"].value
        if np.isfinite(estimated[top]).any():
            zero = min(np.nanpercentile(estimated, 2), LOCKOUT_BIAS_DEG)
            readings.append(float(np.fmin.reduce(estimated[top]) - zero))
    lean = context.kinematics.angle("trunk_lean_deg")[top]
    if context.quiet_lean is not None and not context.exercise.lying and np.isfinite(lean).any():
        readings.append(BALANCED * (float(np.fmin.reduce(lean)) - context.quiet_lean.value))
    return readings


BALANCED: Final = 1.35
"""Degrees of hip flexion per degree of trunk lean near the top: to stay balanced over the feet, the legs lean back by a
third of the trunk's lean (segment masses of de Leva 1996 on straight legs: 1.25 without a load, 1.35 with 0.4 of body
mass in the hands)."""

LOCKOUT_BIAS_DEG: Final = 8.0
"""Largest hip flexion that landmarks show in upright standing; a most extended posture beyond it was not upright."""

LOCKOUT_SIGMA_DEG: Final = 4.2
LYING_SIGMA_DEG: Final = 5.0
"""Standard error of the hips' flexion at the top where the readings agree, standing and lying (rendered lifters,
`validation/faults`)."""


HIPS_RISE_FIRST: Final = FaultRule(
    code="hips_rise_first",
    definition="Largest forward tip of the trunk after the start of the hips' rise, until the hips are nearly up.",
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
    definition="Smallest hip flexion at the top, relative to the athlete's most extended posture in the recording.",
    unit="deg",
    limit=14.0,
    major=24.0,
    beyond="above",
    source="proposal: the finish is a straight vertical line; 19 of 20 clean rendered lifts read less than 14°",
    measure=_incomplete_lockout,
)
