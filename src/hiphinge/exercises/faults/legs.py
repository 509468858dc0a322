"""Faults of the legs: squatting the hinge, knees that travel forward or are locked, weight on the toes."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.exercises.faults.rule import Context, FaultRule, Reading
from hiphinge.exercises.pattern import trunk_share
from hiphinge.kinematics import AngleName, Kinematics
from hiphinge.measure import Z90, FloatArray, Measure, medians
from hiphinge.repetitions import Repetition
from hiphinge.result import PhaseName

DEEP_HINGE_DEG: Final = 45.0
"""Knees can only be called locked where the trunk leaned at least this far."""

FREE_LEG_TRUNKS: Final = 0.4
"""An ankle that rises by this much, in trunk lengths, is off the floor."""

HEAD_ARMS_TRUNK_SHARE: Final = 0.578
THIGHS_SHARE: Final = 0.283
SHANKS_SHARE: Final = 0.087
"""Shares of body mass, men, de Leva 1996 (J Biomech 29:1223): head 6.94, trunk 43.46 and arms 2 x 4.94 % add to 60.3,
less the forearms and hands that hang below the shoulders as load would; thighs 2 x 14.16; shanks 2 x 4.33."""

TRUNK_MASS_HEIGHT: Final = 0.60
"""Height of the mass of trunk, head and upper arms along the line from hip to shoulder (de Leva 1996, combined)."""

BALANCE_SIGMA: Final = 0.12
"""Standard error of the balance point as a share of foot length, on rendered people (`validation/pipeline`)."""


def _middle_of(curve_name: AngleName, kinematics: Kinematics, start: int, stop: int) -> Measure | None:
    curve = kinematics.curves[curve_name]
    inside = curve.value[start:stop]
    known = int(np.count_nonzero(np.isfinite(inside)))
    # Missing values are sorted behind all others.
    return curve.at(start + int(inside.argsort()[known // 2])) if known else None


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
    shank = _middle_of("shank_deg", context.kinematics, start, stop)
    return None if shank is None else Reading(shank, start, stop, "bottom")


def _shins_at_the_top(context: Context) -> Reading | None:
    """In bridges and thrusts the feet stand where the shins are upright at the top, neither near nor far."""
    lockout = context.repetition.phase("lockout")
    if lockout is None:
        return None
    shank = _middle_of("shank_deg", context.kinematics, lockout.start, lockout.stop)
    if shank is None:
        return None
    upright = shank if shank.value >= 0 else -shank
    return Reading(upright, lockout.start, lockout.stop, "lockout", kind="near" if shank.value >= 0 else "far")


def _knees_locked(context: Context) -> Reading | None:
    start, stop = context.deepest
    lean = _middle_of("trunk_lean_deg", context.kinematics, start, stop)
    knee = _middle_of("knee_flexion_deg", context.kinematics, start, stop)
    if lean is None or knee is None or lean.value < DEEP_HINGE_DEG:
        return None
    return Reading(knee, start, stop, "bottom")


def balance_percent(kinematics: Kinematics, part: slice) -> FloatArray:
    """Where the body's mass stands along the foot, per cent from heel (0) to toe (100), in a part of the frames.

    The body's own mass from trunk, thighs and shanks; a load in the hands is not in it, so a lifter who holds one well
    stands further back than this says he must.
    """
    points = kinematics.points
    shoulder, hip, knee, ankle, heel = (
        point[part, 0] for point in (points.shoulder, points.hip, points.knee, points.ankle, points.heel)
    )
    trunk = HEAD_ARMS_TRUNK_SHARE * (hip + TRUNK_MASS_HEIGHT * (shoulder - hip))
    thigh = THIGHS_SHARE * (hip + 0.41 * (knee - hip))
    shank = SHANKS_SHARE * (knee + 0.44 * (ankle - knee))
    centre = (trunk + thigh + shank) / (HEAD_ARMS_TRUNK_SHARE + THIGHS_SHARE + SHANKS_SHARE)
    return np.asarray(100.0 * (centre - heel) / kinematics.foot_length, dtype=np.float64)


def _one_legged(context: Context) -> bool:
    """Whether a foot is off the floor: the free leg then balances what the mass model does not see."""
    for ankle in context.kinematics.feet:
        height = ankle[context.repetition.frames, 1]
        height = height[np.isfinite(height)]
        if height.size and float(height.max() - height.min()) > FREE_LEG_TRUNKS:
            return True
    return False


def _weight_on_toes(context: Context) -> Reading | None:
    if _one_legged(context):
        return None
    start, stop = context.deepest
    value = float(medians(balance_percent(context.kinematics, slice(start, stop))[:, None])[0])
    if not np.isfinite(value):
        return None
    half = 100.0 * Z90 * BALANCE_SIGMA
    measure = Measure(value=round(value, 1), low=round(value - half, 1), high=round(value + half, 1))
    return Reading(measure, start, stop, "bottom")


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
    limit=17.0,
    major=27.0,
    beyond="above",
    source="proposal: shins within 10-12° in a strict hinge, beyond 20° in a squat",
    measure=_knees_forward,
)

KNEES_LOCKED: Final = FaultRule(
    code="knees_locked",
    definition="Knee flexion at the deepest posture of a hinge that leans at least 45°.",
    unit="deg",
    limit=5.0,
    major=0.0,
    beyond="below",
    source="proposal: a soft knee in Romanian deadlifts is 10-30° of flexion; 0-5° is a straight leg",
    measure=_knees_locked,
)

WEIGHT_ON_TOES: Final = FaultRule(
    code="weight_on_toes",
    definition="Place of the body's mass along the foot at the deepest posture, 0 = heel, 100 = toe.",
    unit="percent",
    limit=85.0,
    major=100.0,
    beyond="above",
    source="proposal: mass over the middle of the foot is balanced; the toes begin at about 75-80 % of its length",
    measure=_weight_on_toes,
)
