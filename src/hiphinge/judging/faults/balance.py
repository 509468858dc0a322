"""Weight on the toes: where body and load stand over the feet, told against the same person's upright standing.

Every error that is the same in both postures cancels: a camera that is tilted, landmarks beside their joints, feet
whose heel and toe are seen too roughly. Standing upright, people's weight is before the ankle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Z90, FloatArray, Measure, medians
from hiphinge.exercises.entry import LoadPlace
from hiphinge.judging.faults.legs import legs_seen
from hiphinge.judging.faults.posture import MIN_UPRIGHT, MedianPosture
from hiphinge.judging.faults.rule import Context, FaultRule, Reading

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
FOOT_MASS_TRUNKS: Final = (0.13, -0.1)
"""Length of the foot in trunk lengths, the ankle's place along it and the foot's mass against the ankle (Drillis &
Contini 1966: 0.152 of stature; de Leva 1996): the landmarks' own heel and toe are too rough for it."""

STANDING_PERCENT: Final = 45.0
"""Where the weight is in upright standing: 4-5 cm before the ankle."""

BAR_ON_BACK_TRUNKS: Final = (0.25, 0.10)
"""A bar on the upper back against the shoulder joints, in trunk lengths: behind the trunk and along it (level with the
neck's lowest vertebra, 0.03 of stature above the joints, and the depth of half a chest behind them)."""

SHORTEST_TRUNK: Final = 0.9
"""A trunk that bends is shorter from hip to shoulder by up to a tenth, and never longer."""

WELL_PLACED: Final = 0.6
"""A bar must have been followed in this share of a posture's frames."""

_UNTOLD: Final = Measure(value=0.4, low=0.0, high=1.2)
"""Load as a share of body mass where nobody told it."""

_NO_LOAD: Final = "; the load was not given, which makes this a rough figure"

BALANCE_SIGMA: Final = 0.075
BALANCE_BAR_SIGMA: Final = 0.065
"""Standard error of the balance point as a share of foot length: load seen by the hands or shoulders, and by a plate
(rendered people, `validation/faults`)."""


@dataclass(frozen=True, slots=True)
class StancePoints:
    """The median posture of some frames: points (2,) against the ankle, trunk lengths forward and up."""

    shoulder: FloatArray
    hip: FloatArray
    knee: FloatArray
    load: FloatArray


def centre(stance: StancePoints, load: LoadPlace, shares: FloatArray) -> FloatArray:
    """Centre of mass of body and load against the ankle, trunk lengths, shape (shares, 2).

    Parameters
    ----------
    stance
        The posture.
    load, shares
        Where the load is, and its mass as a share of body mass, shape (shares,).
    """
    trunk = stance.shoulder - stance.hip
    hands = stance.shoulder if load == "upper back" else stance.load
    body = (
        TRUNK_SHARE * (stance.hip + TRUNK_MASS_HEIGHT * trunk)
        + HEAD_SHARE * (stance.hip + HEAD_MASS_HEIGHT * trunk)
        + ARMS_SHARE * 0.5 * (stance.shoulder + hands)
        + THIGHS_SHARE * (0.6 * stance.hip + 0.4 * stance.knee)
        + SHANKS_SHARE * 0.56 * stance.knee
        + FEET_SHARE * np.array(FOOT_MASS_TRUNKS)
    )
    carried = stance.hip if load == "hips" else stance.load
    return np.asarray((body + shares[:, None] * carried) / (1.0 + shares[:, None]))


def balance_percent(upright: StancePoints, deepest: StancePoints, load: LoadPlace, shares: FloatArray) -> FloatArray:
    """Where the weight stands along the foot in the deepest posture, per cent, 0 = heel, 100 = toe, shape (shares,).

    The picture's vertical is the line from where the weight has to be over the feet in upright standing to where it is.
    """
    tall, low = centre(upright, load, shares), centre(deepest, load, shares)
    over = (STANDING_PERCENT / 100.0 - HEEL_SHARE) * FOOT_TRUNKS
    ahead = low[:, 0] - (tall[:, 0] - over) * low[:, 1] / np.maximum(tall[:, 1], 0.1)
    return np.asarray(100.0 * (ahead / FOOT_TRUNKS + HEEL_SHARE), dtype=np.float64)


def _one_legged(context: Context) -> bool:
    """Whether a foot is off the floor: the free leg then balances what the mass model does not see."""
    for ankle in context.kinematics.feet:
        height = ankle[context.repetition.frames, 1]
        height = height[np.isfinite(height)]
        if height.size and float(height.max() - height.min()) > FREE_LEG_TRUNKS:
            return True
    return False


def _stances(context: Context, load: LoadPlace) -> tuple[StancePoints, StancePoints, bool] | None:
    """The upright and the deepest posture, and whether a plate told where the load went.

    The trunk hardly changes its length and turns as landmarks and estimator have it on the mean: plates on the back
    hide the shoulders. A bar that was followed moves as its plate does, and on the back it takes the shoulders along.
    """
    tall = context.tall
    if tall is None:
        return None
    low = MedianPosture.of(context.kinematics, context.spine, np.arange(*context.deepest))
    turn = low.leans - tall.leans
    turn = turn[np.isfinite(turn)]
    if not turn.size:
        return None
    lean = math.radians(float(tall.leans[0]))
    ways = [_along(lean), _along(lean + math.radians(float(turn.mean())))]
    length, folded = (float(np.linalg.norm(seen.shoulder - seen.hip)) for seen in (tall, low))
    folded = length if math.isnan(folded) else min(max(folded, SHORTEST_TRUNK * length), length)
    shoulders = [tall.hip + length * ways[0], low.hip + folded * ways[1]]
    moved = _bar_moved(context, tall.frames, low.frames) if load in {"hands", "upper back"} else None
    if load == "upper back":
        behind, above = BAR_ON_BACK_TRUNKS
        beside = [above * way + behind * np.array([-way[1], way[0]]) for way in ways]
        if moved is not None:
            shoulders[1] = shoulders[0] + beside[0] + moved - beside[1]
        loads = [shoulder + away for shoulder, away in zip(shoulders, beside, strict=True)]
    else:
        loads = [tall.grip, low.grip if moved is None else tall.grip + moved]
    one, two = (
        StancePoints(shoulder, seen.hip, seen.knee, place)
        for shoulder, seen, place in zip(shoulders, (tall, low), loads, strict=True)
    )
    return one, two, moved is not None


def _along(lean: float) -> FloatArray:
    """Unit vector from hip to shoulder of a trunk that leans, radians."""
    return np.array([math.sin(lean), math.cos(lean)])


def _bar_moved(context: Context, upright: NDArray[np.intp], deepest: NDArray[np.intp]) -> FloatArray | None:
    """How far the bar went from the upright to the deepest posture (2,); None where it was not followed in both."""
    if context.bar is None:
        return None
    places = [context.bar[frames] for frames in (upright, deepest)]
    if np.isfinite(places[0][:, 0]).sum() < MIN_UPRIGHT or np.isfinite(places[1][:, 0]).mean() < WELL_PLACED:
        return None
    return medians(places[1]) - medians(places[0])


def _weight_on_toes(context: Context) -> Reading | None:
    start, stop = context.deepest
    if _one_legged(context) or not legs_seen(context.kinematics, start, stop):
        return None
    share, place = context.load_share, context.exercise.load
    if context.exercise.name == "squat" and (share is None or share.value <= 0):
        place = "none"
    spread = _UNTOLD if share is None and place != "none" else share or Measure(value=0.0, low=0.0, high=0.0)
    stances = _stances(context, place)
    if stances is None:
        return None
    upright, deepest, followed = stances
    ends = balance_percent(upright, deepest, place, np.array([spread.low, spread.value, spread.high])).tolist()
    if not np.isfinite(ends).all() or not 0.0 <= ends[1] <= 100.0:
        return None  # Nobody stands on what is beyond the foot: something was misread.
    sigma = BALANCE_BAR_SIGMA if followed else BALANCE_SIGMA
    half = math.hypot(100.0 * Z90 * sigma, (max(ends) - min(ends)) / 2)
    measure = Measure(value=ends[1], low=ends[1] - half, high=ends[1] + half)
    told = share is not None or place == "none"
    return Reading(measure, start, stop, "bottom", own=told, more="" if told else _NO_LOAD)


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
