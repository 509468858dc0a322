"""Faults of the load: held away from the body on the way up."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, FloatArray, Measure, medians
from hiphinge.judging.faults.posture import GRIP_TRUNKS, MIN_UPRIGHT
from hiphinge.judging.faults.rule import Context, FaultRule, Reading
from hiphinge.measures.arms import FREE_ARM_TRUNKS, SHOULDER_DEG

MIN_SEEN: Final = 0.6
"""Least share of the way up in which the load must have been seen."""

ARM_SIGMA_DEG: Final = 6.0
BAR_SIGMA_DEG: Final = 3.0
"""Standard error of the angle by the hands, which plates hide, and by a followed plate (rendered lifters,
`validation/faults`)."""

AT_THIGHS_DEG: Final = 13.0
"""Angle ahead of hanging of a bar that rests against the thighs in upright standing: 12-15° in rendered lifters, whose
thighs reach 0.09-0.12 m in front of the hip."""

APART_DEG: Final = 15.0
"""A bar whose angle differs by more than this from that of the hands did not rest against the thighs in the frames of
upright standing."""


def _bar_drift(context: Context) -> Reading | None:
    ascent = context.repetition.phase("ascent")
    if ascent is None:
        return None
    # Further up the load comes close to the thighs by itself.
    stop = ascent.start + max((ascent.stop - ascent.start) // 2, 1)
    part = slice(ascent.start, stop)
    by_bar = _by_bar(context)
    angle, sigma = (_by_hands(context, part), ARM_SIGMA_DEG) if by_bar is None else (by_bar[part], BAR_SIGMA_DEG)
    known = np.isfinite(angle)
    if known.mean() < MIN_SEEN or (by_bar is None and _arm(context, part) < FREE_ARM_TRUNKS):
        return None
    sigma = context.errors.reading(sigma)
    if by_bar is None:  # A followed bar is placed by upright standing, in which the same tilt is seen.
        sigma = math.hypot(sigma, context.kinematics.roll_sigma_deg)
    value, half = float(np.median(angle[known])), Z90 * sigma
    limit, _ = BAR_DRIFT.limits(context.exercise)
    if by_bar is None and limit < BAR_DRIFT.limit and value - half < BAR_DRIFT.major:
        return None  # Hands alone do not distinguish a bar, which belongs at the legs, from dumbbells, which hang.
    measure = Measure(value=value, low=value - half, high=value + half)
    return Reading(measure, part.start, part.stop, "ascent")


def _arm(context: Context, part: slice) -> float:
    """Return the median distance of hand and shoulder over some frames, trunk lengths; NaN where never seen."""
    arm = (context.kinematics.points.wrist - context.kinematics.points.shoulder)[part]
    return float(medians(np.hypot(*arm.T)[:, None])[0])


def _by_hands(context: Context, part: slice) -> FloatArray:
    """Return the angle of the line from shoulder to hand ahead of hanging, degrees, shape (frames of the part,)."""
    across, up = (context.kinematics.points.wrist[part] - context.kinematics.points.shoulder[part]).T
    return np.asarray(np.degrees(np.arctan2(across, -up)), dtype=np.float64)


def _by_bar(context: Context) -> FloatArray | None:
    """Return the same angle by the followed plate, shape (frames,); None where the bar cannot be placed.

    The bar is placed by upright standing, in which it rests against the thighs.
    """
    if context.bar is None:
        return None
    length = _arm(context, slice(None)) + GRIP_TRUNKS
    ahead = (context.bar - context.kinematics.points.shoulder)[:, 0]
    upright = ahead[context.upright & np.isfinite(ahead)]
    if upright.size < MIN_UPRIGHT or not np.isfinite(length):
        return None
    ahead = ahead - float(np.median(upright)) + length * float(np.sin(np.radians(AT_THIGHS_DEG)))
    angle = np.degrees(np.arcsin(np.clip(ahead / length, -1.0, 1.0))) + SHOULDER_DEG
    difference = np.abs(angle[context.repetition.frames] - _by_hands(context, context.repetition.frames))
    known = difference[np.isfinite(difference)]
    return np.asarray(angle, dtype=np.float64) if known.size and float(np.median(known)) < APART_DEG else None


BAR_DRIFT: Final = FaultRule(
    code="bar_drift",
    definition="Median angle of the line from shoulder to load ahead of hanging, over the first half of the way up (a "
    "barbell's plate where one was followed, else the hands).",
    unit="deg",
    limit=5.0,
    major=12.0,
    beyond="above",
    source="proposal: a load that hangs is under the shoulders or is drawn back to the legs; with an arm of 0.65 m, 5° "
    "holds it 0.06 m away",
    measure=_bar_drift,
)
