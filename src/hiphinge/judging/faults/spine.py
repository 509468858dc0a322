"""Faults of the spine: a low back that rounds, one that arches at the top, a head turned back.

Zero is the athlete's upright standing. Where that was never seen, the values are relative to the population, and their
intervals are wider.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, FloatArray, Measure
from hiphinge.judging.faults.rule import Context, FaultRule, Reading, format_measure, middle_of
from hiphinge.measures.light import UNCALLED_DEG
from hiphinge.measures.lumbopelvic import RoundingEpisode, held_peak, rounding_of
from hiphinge.movement.repetitions import PhaseSpan, RepetitionSpan
from hiphinge.result import PhaseName

SHARED_ERROR: Final = 0.25
"""Correlation of the estimator's errors in two postures of one athlete (`lab.spine.train`); this part of them cancels
in the difference."""

QUIET_LEAN_DEG: Final = 2.5
QUIET_HALF_DEG: Final = 4.0
"""Trunk lean of people in quiet standing and half its 90 % range: 0-5° in rendered people."""

LEAN_SIGMA_DEG: Final = 2.2
"""Standard error of the trunk's lean relative to the athlete's quiet standing (rendered people,
`validation/faults`)."""

MAX_HALF_WIDTH_DEG: Final = 12.0
"""Largest half width of the interval of an arch that is reported."""

HEAD_LEVEL_DEG: Final = 9.0
"""Head drop of a lifter who looks straight ahead over the hips in a thrust (median of rendered people)."""

HEAD_SIGMA_DEG: Final = 6.0
"""Standard error of the head drop at the top of a thrust, from the same people's scatter."""

MIN_SEEN: Final = 0.6
"""Least share of the top's frames in which the head must have been seen."""

_NOT_OWN: Final = "; compared with people in general, since upright standing was not seen"


def _phase_at(repetition: RepetitionSpan, frame: int) -> PhaseName:
    return next((phase.name for phase in repetition.phases if phase.start <= frame < phase.stop), "bottom")


def _lumbar_rounding(context: Context) -> Reading | None:
    spine, repetition, time = context.spine, context.repetition, context.kinematics.time_s
    peak = held_peak(spine.curves["lumbar_flexion_deg"], time, repetition.start, repetition.stop)
    if peak is None:
        return None
    limit, _ = LUMBAR_ROUNDING.limits(context.exercise)
    rounding = rounding_of(spine, repetition, time, limit)
    more = "" if spine.zeroed else _NOT_OWN
    phase = _phase_at(repetition, peak.frame)
    lumbar = spine.curves["lumbar_flexion_deg"].value
    # The back rounds most in the deepest posture, so it must be seen there too.
    seen = min(_seen(lumbar[repetition.frames]), _seen(lumbar[slice(*context.deepest)]), float(not peak.unseen))
    if rounding is None:
        return Reading(peak.value, peak.frame, peak.frame + 1, phase, more=more, seen=seen)
    kind = None if rounding.kind == "unclear" else rounding.kind
    more = _onset(rounding) + more
    return Reading(peak.value, rounding.start, rounding.stop, phase, kind=kind, more=more, seen=seen)


def _seen(values: FloatArray) -> float:
    """Return the share of the values that are known."""
    return float(np.isfinite(values).mean())


def _onset(rounding: RoundingEpisode) -> str:
    """Return in words when rounding set in, what that means, and the depth to work to."""
    joint = "the pelvis tipped" if rounding.hip_flexion is None else "the hips bent"
    reached = format_measure(rounding.hip_flexion or rounding.pelvic_tilt, "deg")
    meant = {
        "early": f"it set in early, with {joint} by {reached}, where the hips have range left: a matter of control",
        "late": f"it set in late, with {joint} by {reached}: a matter of range",
        "unclear": f"it set in with {joint} by {reached}",
    }[rounding.kind]
    depth = format_measure(rounding.pelvic_tilt, "deg")
    return f"; {meant}. Up to a pelvic tilt of {depth} it held its shape: work to that depth"


def _overextension(context: Context) -> Reading | None:
    lockout = context.repetition.phase("lockout")
    if lockout is None:
        return None
    if context.exercise.lying:
        return _ribs_flared(context, lockout)
    if context.spine.measured:
        arch = held_peak(
            context.spine.curves["lumbar_flexion_deg"],
            context.kinematics.time_s,
            lockout.start,
            lockout.stop,
            lowest=True,
        )
        seen = _seen(context.spine.curves["lumbar_flexion_deg"].value[lockout.start : lockout.stop])
        return None if arch is None else Reading(-arch.value, lockout.start, lockout.stop, "lockout", seen=seen)
    # The estimator underestimates an arch in upright standing, but hips pushed forward make the trunk lean back.
    lean = held_peak(
        context.kinematics.curves["trunk_lean_deg"],
        context.kinematics.time_s,
        lockout.start,
        lockout.stop,
        lowest=True,
    )
    if lean is None:
        return None
    own = context.quiet_lean is not None
    quiet_half = math.hypot(QUIET_HALF_DEG, Z90 * context.kinematics.roll_sigma_deg)
    upright = context.quiet_lean or Measure(
        value=QUIET_LEAN_DEG, low=QUIET_LEAN_DEG - quiet_half, high=QUIET_LEAN_DEG + quiet_half
    )
    back = upright.value - lean.value.value
    half = math.hypot((upright.high - upright.low) / 2, Z90 * context.errors.reading(LEAN_SIGMA_DEG))
    value = Measure(value=back, low=back - half, high=back + half)
    kind = "swing" if context.exercise.name == "kettlebell_swing" else None
    seen = _seen(context.kinematics.angle("trunk_lean_deg")[lockout.start : lockout.stop])
    more = "" if own else _NOT_OWN
    return Reading(value, lockout.start, lockout.stop, "lockout", kind=kind, more=more, seen=seen)


def _ribs_flared(context: Context, lockout: PhaseSpan) -> Reading | None:
    """Return how far the low back arched from low to high hips; None where the interval is too wide."""
    curve, time = context.spine.curves["lumbar_flexion_deg"], context.kinematics.time_s
    peak = held_peak(curve, time, lockout.start, lockout.stop, lowest=True)
    arched = None if peak is None else _since_low(context, peak.value)
    if arched is None or arched.high - arched.low > 2 * MAX_HALF_WIDTH_DEG:
        return None
    seen = _seen(curve.value[lockout.start : lockout.stop])
    return Reading(arched, lockout.start, lockout.stop, "lockout", kind="lying", seen=seen)


def _since_low(context: Context, top: Measure) -> Measure | None:
    """Return how far the low back arched from low to high hips, degrees; the change needs no standing as its zero."""
    start, stop = context.deepest
    low = middle_of(context.spine.curves["lumbar_flexion_deg"], start, stop)
    if low is None:
        return None
    correlated = context.errors.correlated if context.spine.measured else SHARED_ERROR
    shared = math.sqrt(1.0 - correlated)
    half = shared * math.hypot((low.high - low.low) / 2, (top.high - top.low) / 2)
    change = low.value - top.value
    return Measure(value=change, low=change - half, high=change + half)


def _neck_extension(context: Context) -> Reading | None:
    if context.exercise.lying:
        return _head_thrown(context)
    start, stop = context.deepest
    peak = held_peak(context.spine.curves["neck_extension_deg"], context.kinematics.time_s, start, stop)
    if peak is None:
        return None
    more = "" if context.spine.zeroed else _NOT_OWN
    seen = _seen(context.spine.curves["neck_extension_deg"].value[start:stop])
    return Reading(peak.value, start, stop, "bottom", more=more, seen=seen)


def _head_thrown(context: Context) -> Reading | None:
    """Read the head's angle to the trunk's line at the top of a thrust, from shoulder and ear, + = thrown back."""
    lockout = context.repetition.phase("lockout")
    if lockout is None:
        return None
    dropped = context.kinematics.head_drop_deg[lockout.start : lockout.stop]
    if np.isfinite(dropped).mean() < MIN_SEEN:
        return None
    value, half = HEAD_LEVEL_DEG - float(np.nanmedian(dropped)), Z90 * context.errors.reading(HEAD_SIGMA_DEG)
    back = Measure(value=value, low=value - half, high=value + half)
    return Reading(back, lockout.start, lockout.stop, "lockout", kind="lying")


LUMBAR_ROUNDING: Final = FaultRule(
    code="lumbar_rounding",
    definition="Largest lumbar flexion from upright standing that was held for 0.1 s.",
    unit="deg",
    limit=20.0,
    major=35.0,
    beyond="above",
    source="proposal: with a load the low back bends by 17° in good mornings and 21-33° in deadlifts from the floor, "
    "so 0° is not a useful limit (Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27; Bengtsson 2022, IJSPT); early is "
    "before the 50° that a standing bow requires in neutral (Monnier 2012, BMC Musculoskelet Disord 13:263)",
    measure=_lumbar_rounding,
    max_half_width=UNCALLED_DEG,
)

OVEREXTENSION_AT_LOCKOUT: Final = FaultRule(
    code="overextension_at_lockout",
    definition="Backward lean of the trunk beyond quiet standing at the top, held for 0.1 s (where a source measures "
    "the low back itself, its arch); in bridges and thrusts the arch of the low back from low to high hips.",
    unit="deg",
    limit=8.0,
    major=14.0,
    beyond="above",
    source="proposal: a straight vertical line is the finish; 8° of lean is about 15° of arch below it, the smallest "
    "detectable change of lordosis (10-15°, Laird 2016, BMC Musculoskelet Disord)",
    measure=_overextension,
)

NECK_EXTENSION: Final = FaultRule(
    code="neck_extension",
    definition="Backward turn of the head relative to the thorax from standing, held for 0.1 s at the deepest posture; "
    "in thrusts relative to a head that looks ahead, at the top.",
    unit="deg",
    limit=75.0,
    major=85.0,
    beyond="above",
    source="proposal: beyond the 65-75° by which necks of adults extend (American Academy of Orthopaedic Surgeons); "
    "lifters who look ahead or at the floor some metres ahead read 20-83° in clean lifts on real clips",
    measure=_neck_extension,
    max_half_width=UNCALLED_DEG,
)
