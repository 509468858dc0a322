"""Faults of the legs: squatting the hinge, knees that travel forward or are locked, weight on the toes."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from hiphinge.exercises.catalogue.entry import LoadPlace
from hiphinge.exercises.faults.agreement import agreed, middle, shanks
from hiphinge.exercises.faults.rule import Context, FaultRule, Reading, middle_of
from hiphinge.exercises.pattern import trunk_share
from hiphinge.kinematics import Kinematics, Pose2D
from hiphinge.measure import Z90, FloatArray, Measure, medians, pooled
from hiphinge.repetitions import Repetition
from hiphinge.result import PhaseName

DEEP_HINGE_DEG: Final = 45.0
"""Knees can only be called locked where the trunk leaned at least this far."""

FREE_LEG_TRUNKS: Final = 0.4
"""An ankle that rises by this much, in trunk lengths, is off the floor."""

HEAD_SHARE: Final = 0.068
TRUNK_SHARE: Final = 0.430
ARMS_SHARE: Final = 0.096
THIGHS_SHARE: Final = 0.289
SHANKS_SHARE: Final = 0.091
FEET_SHARE: Final = 0.026
"""Shares of body mass, means of men and women, de Leva 1996 (J Biomech 29:1223)."""

TRUNK_MASS_HEIGHT: Final = 0.56
HEAD_MASS_HEIGHT: Final = 1.45
"""Heights of the masses of trunk and head along the line from hip to shoulder (de Leva 1996)."""

FOOT_TRUNKS: Final = 0.53
HEEL_SHARE: Final = 0.25
"""Length of the foot in trunk lengths, and the ankle's place along it (Drillis & Contini 1966: 0.152 of stature; de
Leva 1996): the landmarks' own heel and toe are too rough for it."""

BAR_BEHIND_TRUNKS: Final = 0.05

_UNTOLD: Final = Measure(value=0.4, low=0.0, high=1.2)
"""Load as a share of body mass where nobody told it."""

_NO_LOAD: Final = "; the load was not told (--load-kg, --mass-kg), which makes this rough"

FEWEST_SEEN: Final = 0.6
TRUSTED: Final = 0.7
"""A leg is judged for its balance where it was seen over this share of the frames, with at least this trust."""

KNEE_SIGMA_DEG: Final = 2.5
KNEE_SPARE_DEG: Final = 4.0
"""Standard error of the pooled knee over the deepest posture, and by how much the frames' own intervals are wider than
the median of many frames needs (rendered people, `validation/faults`)."""

SHANK_SIGMA_DEG: Final = 2.2
"""Standard error of the shank's inclination over the deepest posture where both readings of it agree (rendered people
whose legs are seen, `validation/faults`)."""

BALANCE_SIGMA: Final = 0.095
"""Standard error of the balance point as a share of foot length, on rendered people (`validation/faults`)."""


def _squatting(context: Context) -> Reading | None:
    share = trunk_share(context.moved)
    if share is None:
        return None
    _, stop = context.deepest
    kind = "swing" if context.exercise.name == "kettlebell_swing" else None
    return Reading(share, context.repetition.start, stop, _first_phase(context.repetition), kind=kind)


def _first_phase(repetition: Repetition) -> PhaseName:
    return repetition.phases[0].name


def _knees_forward(context: Context) -> Reading | None:
    if context.exercise.lying:
        return _shins_at_the_top(context)
    start, stop = context.deepest
    if not _legs_seen(context.kinematics, start, stop):
        return None
    shank = agreed([middle(one[start:stop]) for one in shanks(context)], SHANK_SIGMA_DEG)
    return None if shank is None else Reading(shank, start, stop, "bottom")


def _shins_at_the_top(context: Context) -> Reading | None:
    """In bridges and thrusts the feet stand where the shins are upright at the top, neither near nor far."""
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
    """Knee flexion by landmarks and outline together: the median over the frames [start, stop)."""
    curve, spine = context.kinematics.curves["knee_flexion_deg"], context.spine
    if not spine.tells("knee_flexion_deg"):
        return middle_of(context.kinematics.curves["knee_flexion_deg"], start, stop)
    if not spine.measured:
        curve = pooled(curve, spine.curves["knee_flexion_deg"])
    inside = curve.value[start:stop]
    known = np.isfinite(inside)
    if np.count_nonzero(known) < FEWEST_SEEN * inside.size:
        return None
    value, half = float(np.median(inside[known])), Z90 * KNEE_SIGMA_DEG
    half = max(half, float(np.median((curve.high - curve.low)[start:stop][known])) / 2 - KNEE_SPARE_DEG)
    return Measure(value=round(value, 1), low=round(value - half, 1), high=round(value + half, 1))


def balance_percent(points: Pose2D, part: slice, load: LoadPlace, shares: FloatArray) -> FloatArray:
    """Where body and load stand along the foot, per cent from heel (0) to toe (100), in a part of the frames.

    Parameters
    ----------
    points
        Sagittal points in trunk lengths.
    part
        The frames to look at.
    load, shares
        Where the load is, and its mass as a share of body mass, shape (shares,).

    Returns
    -------
    Array of shape (frames of the part, shares).
    """
    shoulder, hip, knee, ankle, wrist = (
        point[part, 0] for point in (points.shoulder, points.hip, points.knee, points.ankle, points.wrist)
    )
    trunk = shoulder - hip
    hands = shoulder if load == "upper back" else wrist
    carried = shoulder - BAR_BEHIND_TRUNKS if load == "upper back" else hip if load == "hips" else wrist
    body = (
        TRUNK_SHARE * (hip + TRUNK_MASS_HEIGHT * trunk)
        + HEAD_SHARE * (hip + HEAD_MASS_HEIGHT * trunk)
        + ARMS_SHARE * 0.5 * (shoulder + hands)
        + THIGHS_SHARE * (0.6 * hip + 0.4 * knee)
        + SHANKS_SHARE * (0.56 * knee + 0.44 * ankle)
        + FEET_SHARE * (ankle + 0.25 * FOOT_TRUNKS)
    )
    ahead = (body[:, None] + shares * carried[:, None]) / (1.0 + shares) - ankle[:, None]
    return np.asarray(100.0 * (ahead / FOOT_TRUNKS + HEEL_SHARE), dtype=np.float64)


def _one_legged(context: Context) -> bool:
    """Whether a foot is off the floor: the free leg then balances what the mass model does not see."""
    for ankle in context.kinematics.feet:
        height = ankle[context.repetition.frames, 1]
        height = height[np.isfinite(height)]
        if height.size and float(height.max() - height.min()) > FREE_LEG_TRUNKS:
            return True
    return False


def _legs_seen(kinematics: Kinematics, start: int, stop: int) -> bool:
    """Whether knee and ankle were seen and believed over most of the frames [start, stop)."""
    told = np.isfinite(kinematics.angle("shank_deg")[start:stop])
    trust = np.minimum(kinematics.points.trust["knee"], kinematics.points.trust["ankle"])[start:stop]
    return bool((told & (trust > TRUSTED)).mean() >= FEWEST_SEEN)


def _weight_on_toes(context: Context) -> Reading | None:
    if _one_legged(context):
        return None
    start, stop = context.deepest
    if not _legs_seen(context.kinematics, start, stop):
        return None
    share = context.load_share
    place = context.exercise.load if share is not None or context.exercise.name != "squat" else "none"
    spread = _UNTOLD if share is None and place != "none" else share or Measure(value=0.0, low=0.0, high=0.0)
    shares = np.array([spread.low, spread.value, spread.high])
    ends = medians(balance_percent(context.kinematics.points, slice(start, stop), place, shares)).tolist()
    if not np.isfinite(ends).all():
        return None
    half = math.hypot(100.0 * Z90 * BALANCE_SIGMA, (max(ends) - min(ends)) / 2)
    measure = Measure(value=round(ends[1], 1), low=round(ends[1] - half, 1), high=round(ends[1] + half, 1))
    more = "" if share is not None or place == "none" else _NO_LOAD
    return Reading(measure, start, stop, "bottom", more=more)


SQUATTING_THE_HINGE: Final = FaultRule(
    code="squatting_the_hinge",
    definition="The trunk's part of the bend of trunk and knees together, in an exercise that is meant to hinge.",
    unit="percent",
    limit=35.0,
    major=27.0,
    beyond="below",
    source="proposal between the two: parallel squats lean 30-50° at 110-120° of knee flexion (a quarter to a third), "
    "competition deadlifts fold the knees by 55-70° (studies in Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27)",
    measure=_squatting,
)

KNEES_FORWARD: Final = FaultRule(
    code="knees_forward",
    definition="Inclination of the shank at the deepest posture, + = knee ahead of the ankle; in bridges and thrusts "
    "how far it is off the vertical at the top.",
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
    limit=9.0,
    major=2.0,
    beyond="below",
    source="proposal: a soft knee in Romanian deadlifts is 10-30° of flexion; less is a straight leg",
    measure=_knees_locked,
)

WEIGHT_ON_TOES: Final = FaultRule(
    code="weight_on_toes",
    definition="Place of the mass of body and load along the foot at the deepest posture, 0 = heel, 100 = toe.",
    unit="percent",
    limit=62.0,
    major=77.0,
    beyond="above",
    source="proposal: mass before the ankle, at 40-50 % of the foot, is balanced; the toes begin at about 75 % of it",
    measure=_weight_on_toes,
)
