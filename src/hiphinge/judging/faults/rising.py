"""Faults of coming up: hips that rise before the shoulders, and a lockout that is not finished."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.signal import bridge
from hiphinge.judging.faults.agreement import agreed
from hiphinge.judging.faults.posture import leans
from hiphinge.judging.faults.rule import Context, FaultRule, Reading
from hiphinge.movement.repetitions import PhaseSpan

MAX_OF_RISE: Final = 0.8
"""The part of the hips' rise that is looked at."""

TIP_SIGMA_DEG: Final = 2.0
"""Standard error of how far the trunk tips within a second or two: most of the landmarks' error is the same in both
readings (rendered lifters, `validation/faults`)."""

HANDS_SEEN: Final = 0.8
LIFTED: Final = 0.02
"""Hands seen over this share of the frames tell the lift-off: the last frame in which they have risen by no more than
this share of what they will."""

LOOK_BACK_S: Final = 2.0
STILL_FOLDED: Final = 0.1
MIN_RISE_TRUNKS: Final = 0.15
"""Hips that rise by less than this have not risen: nothing can come first."""


def _hips_rise_first(context: Context) -> Reading | None:
    ascent = context.repetition.phase("ascent")
    if ascent is None or ascent.stop - ascent.start < 4:
        return None
    # Hips that shoot up while the trunk tips hardly unfold: the rise is looked for from before the fold shows it.
    time = context.kinematics.time_s
    first = int(time.searchsorted(time[ascent.start] - LOOK_BACK_S))
    folded = context.trunk_thigh[first : ascent.start + 1]
    unfolded = np.flatnonzero(
        folded < folded[-1] - STILL_FOLDED * (folded[-1] - context.trunk_thigh[context.repetition.top])
    )
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
    if rise < MIN_RISE_TRUNKS:
        return None
    # From the last frame that is still low to the first that is nearly up.
    begun = height.size - 1 - int((risen_by[::-1] <= 0.05 * rise).argmax())
    risen = lowest + int((risen_by >= MAX_OF_RISE * rise).argmax())
    left = _lift_off(context, first, ascent.stop)
    if left is not None and left < risen:
        begun = max(begun, left)
    trunk = context.kinematics.angle("trunk_lean_deg")[first + begun : first + risen + 1]
    if risen <= begun or not np.isfinite(trunk[0]):
        return None
    furthest = int(np.nanargmax(trunk))
    ends = slice(first + begun, first + begun + furthest + 1)
    turned = [float(lean[-1] - lean[0]) for lean in leans(context.kinematics, context.spine, ends)]
    value = agreed(turned, context.errors.reading(TIP_SIGMA_DEG))
    start = max(ends.start, context.repetition.start)
    return None if value is None else Reading(value, start, max(ends.stop - 1, start) + 1, "ascent")


def _lift_off(context: Context, first: int, stop: int) -> int | None:
    """The frame, counted from `first`, in which the hands leave their lowest place for good; None if not told.

    Up to there a load in the hands lies still: a lifter who settles into the start has not begun to lift.
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
    value = agreed(_trunk_thighs(context, lockout), sigma)
    kind = "lying" if lying else None
    return None if value is None else Reading(value, lockout.start, lockout.stop, "lockout", kind=kind)


def _trunk_thighs(context: Context, lockout: PhaseSpan) -> list[float]:
    """How far the hips stay folded at the top, degrees, read in up to three ways, each with a zero of its own.

    From the landmarks and from the estimator against the same person's most extended posture, in which their bias
    cancels; and from the trunk's lean against quiet standing, since plates before the hips hide them and not the trunk.
    """
    top = slice(lockout.start, lockout.stop)
    trunk_thighs = []
    hips = context.kinematics.angle("hip_flexion_deg")
    if np.isfinite(hips[top]).any():
        trunk_thighs.append(
            float(np.fmin.reduce(hips[top])) - min(context.kinematics.standing_hip_deg, LOCKOUT_BIAS_DEG)
        )
    if context.spine.tells("hip_flexion_deg"):
        told = context.spine.curves["hip_flexion_deg"].value
        if np.isfinite(told[top]).any():
            trunk_thighs.append(float(np.fmin.reduce(told[top]) - min(np.nanpercentile(told, 2), LOCKOUT_BIAS_DEG)))
    lean = context.kinematics.angle("trunk_lean_deg")[top]
    if context.quiet_lean is not None and not context.exercise.lying and np.isfinite(lean).any():
        trunk_thighs.append(BALANCED * (float(np.fmin.reduce(lean)) - context.quiet_lean.value))
    return trunk_thighs


BALANCED: Final = 1.35
"""Hip flexion that goes with a degree of trunk lean near the top: to stay over the feet the hips go back by a third
(segment masses of de Leva 1996 on straight legs: 1.25 without a load, 1.35 with 0.4 of body mass in the hands)."""

LOCKOUT_BIAS_DEG: Final = 8.0
"""Hip flexion that landmarks may show in upright standing; a best posture beyond it was not upright."""

LOCKOUT_SIGMA_DEG: Final = 4.2
LYING_SIGMA_DEG: Final = 5.0
"""Standard error of how far the hips stay folded where the readings agree, standing and lying (rendered lifters,
`validation/faults`)."""


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
