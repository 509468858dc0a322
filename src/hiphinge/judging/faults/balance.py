"""Weight on the toes: the place of body and load over the feet, relative to the athlete's upright standing.

Every error that is the same in both postures cancels: a tilted camera, landmarks beside their joints, imprecise
landmarks of heel and toe. In upright standing people's weight is in front of the ankle.
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
"""An ankle that rises by more than this, trunk lengths, is off the floor."""

HEAD_SHARE: Final = 0.068
TRUNK_SHARE: Final = 0.430
ARMS_SHARE: Final = 0.096
THIGHS_SHARE: Final = 0.289
SHANKS_SHARE: Final = 0.091
FEET_SHARE: Final = 0.026
"""Shares of body mass, means of men and women, de Leva 1996 (J Biomech 29:1223)."""

TRUNK_MASS_HEIGHT: Final = 0.56
HEAD_MASS_HEIGHT: Final = 1.45
"""Heights of the centres of mass of trunk and head along the line from hip to shoulder (de Leva 1996)."""

FOOT_TRUNKS: Final = 0.53
HEEL_SHARE: Final = 0.25
FOOT_MASS_TRUNKS: Final = (0.13, -0.1)
"""Length of the foot in trunk lengths, the ankle's place along it, and the foot's centre of mass relative to the ankle
(Drillis & Contini 1966: 0.152 of stature; de Leva 1996). The landmarks of heel and toe are too imprecise for this."""

STANDING_PERCENT: Final = 45.0
"""Place of the weight along the foot in upright standing, per cent: 4-5 cm in front of the ankle."""

BAR_ON_BACK_TRUNKS: Final = (0.25, 0.10)
"""Place of a bar on the upper back relative to the shoulder joints, trunk lengths, behind the trunk and along it: level
with the neck's lowest vertebra, 0.03 of stature above the joints, and the depth of half a chest behind them."""

MIN_TRUNK_SHARE: Final = 0.9
"""A trunk that bends is shorter from hip to shoulder by up to a tenth, and never longer."""

WELL_PLACED: Final = 0.6
"""Least share of a posture's frames in which the bar must have been followed."""

_UNKNOWN_SHARE: Final = Measure(value=0.4, low=0.0, high=1.2)
"""Load as a share of body mass where it was not given."""

_NO_LOAD: Final = "; the load was not given, which makes this a rough figure"

BALANCE_SIGMA: Final = 0.075
BALANCE_BAR_SIGMA: Final = 0.065
"""Standard error of the balance point as a share of foot length, with the load placed by hands or shoulders, and by a
plate (rendered people, `validation/faults`)."""


@dataclass(frozen=True, slots=True)
class StancePoints:
    """The median posture of some frames: points (2,) relative to the ankle, trunk lengths forward and up."""

    shoulder: FloatArray
    hip: FloatArray
    knee: FloatArray
    load: FloatArray


def centre(stance: StancePoints, load: LoadPlace, shares: FloatArray) -> FloatArray:
    """Return the centre of mass of body and load relative to the ankle, trunk lengths, shape (shares, 2).

    Parameters
    ----------
    stance
        The posture.
    load, shares
        Place of the load, and its mass as a share of body mass, shape (shares,).
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
    load_place = stance.hip if load == "hips" else stance.load
    return np.asarray((body + shares[:, None] * load_place) / (1.0 + shares[:, None]))


def balance_percent(upright: StancePoints, deepest: StancePoints, load: LoadPlace, shares: FloatArray) -> FloatArray:
    """Return the weight's place along the foot in the deepest posture, per cent, 0 = heel, 100 = toe, shape (shares,).

    The picture's vertical is the line from the place of the weight over the feet in upright standing to the centre of
    mass found there.
    """
    tall, low = centre(upright, load, shares), centre(deepest, load, shares)
    over = (STANDING_PERCENT / 100.0 - HEEL_SHARE) * FOOT_TRUNKS
    ahead = low[:, 0] - (tall[:, 0] - over) * low[:, 1] / np.maximum(tall[:, 1], 0.1)
    return np.asarray(100.0 * (ahead / FOOT_TRUNKS + HEEL_SHARE), dtype=np.float64)


def _one_legged(context: Context) -> bool:
    """Return whether a foot is off the floor, since the mass model does not include a free leg."""
    for ankle in context.kinematics.feet:
        height = ankle[context.repetition.frames, 1]
        height = height[np.isfinite(height)]
        if height.size and float(height.max() - height.min()) > FREE_LEG_TRUNKS:
            return True
    return False


def _stances(context: Context, load: LoadPlace) -> tuple[StancePoints, StancePoints, bool] | None:
    """Return the upright and the deepest posture, and whether a plate gave the movement of the load.

    Plates on the back hide the shoulders, so the trunk hardly changes its length, and it turns by the mean of landmarks
    and estimator. A followed bar moves like its plate, and on the back the shoulders move with it.
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
    length, deep_length = (float(np.linalg.norm(seen.shoulder - seen.hip)) for seen in (tall, low))
    deep_length = length if math.isnan(deep_length) else min(max(deep_length, MIN_TRUNK_SHARE * length), length)
    shoulders = [tall.hip + length * ways[0], low.hip + deep_length * ways[1]]
    bar_change = _bar_change(context, tall.frames, low.frames) if load in {"hands", "upper back"} else None
    if load == "upper back":
        behind, above = BAR_ON_BACK_TRUNKS
        beside = [above * way + behind * np.array([-way[1], way[0]]) for way in ways]
        if bar_change is not None:
            shoulders[1] = shoulders[0] + beside[0] + bar_change - beside[1]
        loads = [shoulder + away for shoulder, away in zip(shoulders, beside, strict=True)]
    else:
        loads = [tall.grip, low.grip if bar_change is None else tall.grip + bar_change]
    upright, deepest = (
        StancePoints(shoulder, seen.hip, seen.knee, place)
        for shoulder, seen, place in zip(shoulders, (tall, low), loads, strict=True)
    )
    return upright, deepest, bar_change is not None


def _along(lean: float) -> FloatArray:
    """Return the unit vector from hip to shoulder of a trunk with a lean in radians."""
    return np.array([math.sin(lean), math.cos(lean)])


def _bar_change(context: Context, upright: NDArray[np.intp], deepest: NDArray[np.intp]) -> FloatArray | None:
    """Return the bar's displacement from the upright to the deepest posture, (2,); None if not followed in both."""
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
    spread = _UNKNOWN_SHARE if share is None and place != "none" else share or Measure(value=0.0, low=0.0, high=0.0)
    stances = _stances(context, place)
    if stances is None:
        return None
    upright, deepest, followed = stances
    ends = balance_percent(upright, deepest, place, np.array([spread.low, spread.value, spread.high])).tolist()
    if not np.isfinite(ends).all() or not 0.0 <= ends[1] <= 100.0:
        return None  # Nobody balances beyond the foot, so the reading is wrong.
    sigma = context.errors.reading(BALANCE_BAR_SIGMA if followed else BALANCE_SIGMA)
    half = math.hypot(100.0 * Z90 * sigma, (max(ends) - min(ends)) / 2)
    measure = Measure(value=ends[1], low=ends[1] - half, high=ends[1] + half)
    known = share is not None or place == "none"
    return Reading(measure, start, stop, "bottom", more="" if known else _NO_LOAD)


WEIGHT_ON_TOES: Final = FaultRule(
    code="weight_on_toes",
    definition="Place of the centre of mass of body and load along the foot at the deepest posture, 0 = heel, "
    "100 = toe.",
    unit="percent",
    limit=62.0,
    major=77.0,
    beyond="above",
    source="proposal: a mass at 40-50 % of the foot, in front of the ankle, is balanced; the toes begin at about 75 %",
    measure=_weight_on_toes,
)
