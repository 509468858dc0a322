"""Faults of the legs: squatting the hinge, knees that travel forward or are locked, weight on the toes."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, Measure, pooled
from hiphinge.judging.faults.agreement import combine_readings, middle, shanks
from hiphinge.judging.faults.rule import Context, FaultRule, Reading, middle_of
from hiphinge.measures.pattern import trunk_share
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.result import PhaseName

DEEP_HINGE_DEG: Final = 45.0
"""Knees are only judged as locked where the trunk leans at least this far."""

MIN_SEEN: Final = 0.6
TRUSTED: Final = 0.7
"""A leg counts as seen if at least this share of the frames shows it, each with more than this trust."""

KNEE_SIGMA_DEG: Final = 2.5
KNEE_SPARE_DEG: Final = 4.0
"""Standard error of the pooled knee flexion over the deepest posture, and the excess of a single frame's half width
over that of the median of many frames (rendered people, `validation/faults`)."""

SHANK_SIGMA_DEG: Final = 2.2
"""Standard error of the shank's inclination over the deepest posture where both readings agree (rendered people whose
legs are seen, `validation/faults`)."""


def _squatting(context: Context) -> Reading | None:
    share = trunk_share(context.excursion)
    if share is None:
        return None
    _, stop = context.deepest
    kind = "swing" if context.exercise.name == "kettlebell_swing" else None
    return Reading(share, context.repetition.start, stop, _first_phase(context.repetition), kind=kind)


def _first_phase(repetition: RepetitionSpan) -> PhaseName:
    return repetition.phases[0].name


def _knees_forward(context: Context) -> Reading | None:
    if context.exercise.lying:
        return _shins_at_the_top(context)
    start, stop = context.deepest
    if not legs_seen(context.kinematics, start, stop):
        return None
    shank = combine_readings(
        [middle(angle_deg) for angle_deg in shanks(context, slice(start, stop))],
        math.hypot(context.errors.reading(SHANK_SIGMA_DEG), context.kinematics.roll_sigma_deg),
    )
    return None if shank is None else Reading(shank, start, stop, "bottom")


def _shins_at_the_top(context: Context) -> Reading | None:
    """Read how far the shins are off the vertical at the top of bridges and thrusts, the feet too near or too far."""
    lockout = context.repetition.phase("lockout")
    if lockout is None:
        return None
    shank = middle_of(context.kinematics.curves["shank_deg"], lockout.start, lockout.stop)
    if shank is None:
        return None
    upright = shank if shank.value >= 0 else -shank
    return Reading(upright, lockout.start, lockout.stop, "lockout", kind="near" if shank.value >= 0 else "far")


def _knees_locked(context: Context) -> Reading | None:
    start, stop = context.deepest
    lean = middle_of(context.kinematics.curves["trunk_lean_deg"], start, stop)
    knee = _pooled_knee(context, start, stop)
    if lean is None or knee is None or lean.value < DEEP_HINGE_DEG:
        return None
    return Reading(knee, start, stop, "bottom")


def _pooled_knee(context: Context, start: int, stop: int) -> Measure | None:
    """Return knee flexion by landmarks and outline together: the median over the frames [start, stop)."""
    curve, spine = context.kinematics.curves["knee_flexion_deg"], context.spine
    if not spine.has("knee_flexion_deg"):
        return middle_of(context.kinematics.curves["knee_flexion_deg"], start, stop)
    if not spine.measured:
        curve = pooled(curve, spine.curves["knee_flexion_deg"])
    inside = curve.value[start:stop]
    known = np.isfinite(inside)
    if np.count_nonzero(known) < MIN_SEEN * inside.size:
        return None
    value = float(np.median(inside[known]))
    sigma, spare = (context.errors.reading(error) for error in (KNEE_SIGMA_DEG, KNEE_SPARE_DEG))
    half = max(Z90 * sigma, float(np.median((curve.high - curve.low)[start:stop][known])) / 2 - spare)
    return Measure(value=value, low=value - half, high=value + half)


def legs_seen(kinematics: Kinematics, start: int, stop: int) -> bool:
    """Return whether knee and ankle were seen with enough trust in most of the frames [start, stop)."""
    known = np.isfinite(kinematics.angle("shank_deg")[start:stop])
    trust = np.minimum(*(kinematics.points.trust[name][start:stop] for name in ("knee", "ankle")))
    return bool((known & (trust > TRUSTED)).mean() >= MIN_SEEN)


SQUATTING_THE_HINGE: Final = FaultRule(
    code="squatting_the_hinge",
    definition="The trunk's share of the bend of trunk and knees together, in an exercise that is meant to be a hinge.",
    unit="percent",
    limit=35.0,
    major=27.0,
    beyond="below",
    source="proposal between the two: parallel squats lean 30-50° at 110-120° of knee flexion (a quarter to a third), "
    "competition deadlifts bend the knees by 55-70° (studies in Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27)",
    measure=_squatting,
)

KNEES_FORWARD: Final = FaultRule(
    code="knees_forward",
    definition="Inclination of the shank at the deepest posture, + = knee ahead of the ankle; in bridges and thrusts "
    "its angle off the vertical at the top.",
    unit="deg",
    limit=13.0,
    major=23.0,
    beyond="above",
    source="proposal: shins within 10-12° in a strict hinge, beyond 20° in a squat",
    measure=_knees_forward,
)

KNEES_LOCKED: Final = FaultRule(
    code="knees_locked",
    definition="Knee flexion at the deepest posture of a hinge that leans at least 45°.",
    unit="deg",
    limit=12.0,
    major=5.0,
    beyond="below",
    source="proposal: a soft knee in Romanian deadlifts is 10-30° of flexion (Lee 2018, J Exerc Sci Fit 16:87); with "
    "an interval of 4° each way, 12° states what reads less than 8°",
    measure=_knees_locked,
)
