"""Where the wall stands: what is given, what the picture shows and where hips stop, weighed on one line.

The line runs along the picture at the height of the hips and is told in centimetres behind the rearmost place that the
hips reached: 0 is a wall that they touched. The camera sees an edge of the wall at another depth than the body's
midline; where the edge meets the floor tells how deep, and the interval carries what that leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.result import WallSource

TOUCHED_CM: Final = 0.75
"""Hips nearer to the wall than this touch it: half a centimetre of cloth, and what a pixel hides."""

STOP_SIGMA_CM: Final = 0.45
"""Spread of the places at which the outline of hips that touch a wall comes to rest: most of a pixel."""

TOUCH_PRIOR: Final = 0.6
"""Chance that the rearmost reach of a drill touches, before anything is seen: it is what the person tries to do."""

TURN_SCALE_CM: Final = 2.0
"""Repetitions that nothing stops turn round this much short of the rearmost one, on average (exponential; our reading
of the spread of depth within sets)."""

SHORT_SCALE_CM: Final = 3.0
"""The same for the repetitions of a set that did not reach a wall which others touched."""

REST_SHARE: Final = {True: (0.48, 0.08), False: (0.32, 0.10)}
"""Share of a repetition for which hips rest at their rearmost place, where a wall stops them and where they turn by
themselves: mean and standard deviation (59 rendered repetitions; a wall cuts the far end of the way off)."""

MAX_REST: Final = 4.0
"""How much the rest of all repetitions together may speak for or against a wall: people also pause by themselves."""

USUAL_HEEL_CM: Final = (15.0, 6.0)
"""Heels to wall in this drill, mean and standard deviation: the drill asks for a hand's length (15 cm) to begin with,
and for a few centimetres more each time."""

LOST: Final = 0.1
LOST_FAINT: Final = 0.5
"""Chance that none of the edges in the picture is the wall's: where one is plain, and where all are faint."""

CERTAIN_CM: Final = 7.0
"""A 90 % interval wider than this leaves the wall's place unknown: half the usual way of the hips."""

STEP_CM: Final = 0.05
REACH_CM: Final = (-2.0, 45.0)


@dataclass(frozen=True, slots=True)
class Clue:
    """Something that says where the wall is: centimetres behind the rearmost reach, with its standard deviation."""

    source: WallSource
    at_cm: float
    sigma_cm: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class WallPosterior:
    """What is believed of the wall's place: chances (places,) over centimetres behind the rearmost reach (places,).

    `stopped` is the chance that the rearmost reach was stopped by it.
    """

    at_cm: FloatArray
    chance: FloatArray
    stopped: float
    sources: tuple[WallSource, ...]

    def quantile(self, share: float) -> float:
        """The place that the wall is behind of with a chance of 1 - `share`, centimetres."""
        total = np.cumsum(self.chance)
        return float(np.interp(share, total, self.at_cm))

    @property
    def place(self) -> Measure:
        """Median and 90 % interval, centimetres behind the rearmost reach."""
        middle = self.quantile(0.5)
        return Measure(value=middle, low=min(self.quantile(0.05), middle), high=max(self.quantile(0.95), middle))

    @property
    def certain(self) -> bool:
        """Whether the place can be told; where touched or not comes to nearly the same place it need not be settled."""
        return self.place.high - self.place.low <= CERTAIN_CM

    def touch_chance(self, short_cm: float) -> float:
        """Chance that hips which stopped `short_cm` before the rearmost reach touched the wall."""
        from scipy.stats import norm

        beyond = norm.cdf((TOUCHED_CM - self.at_cm - short_cm) / STOP_SIGMA_CM)
        return float(np.clip((self.chance * beyond).sum(), 0.0, 1.0))


def place_wall(
    short_cm: Sequence[float], rest_share: Sequence[float], heel_cm: float | None, clues: Sequence[Clue]
) -> WallPosterior:
    """Weigh everything that says where the wall is.

    Parameters
    ----------
    short_cm
        How far each repetition stopped before the rearmost reach of all, centimetres, one of them zero.
    rest_share
        Share of each repetition for which the hips rested where they were furthest back.
    heel_cm
        How far the heels stand ahead of the rearmost reach, centimetres, or None.
    clues
        What was given or seen.
    """
    at = np.arange(REACH_CM[0], REACH_CM[1], STEP_CM)
    touching = _normal(at, 0.0, STOP_SIGMA_CM)
    apart = np.where(at > 0, _usual(at, heel_cm), 0.0)
    apart = apart / max(float(apart.sum()) * STEP_CM, 1e-12)
    with_stop, without = _agreement(short_cm)
    with_stop *= _rested(short_cm, rest_share)
    touching *= TOUCH_PRIOR * with_stop
    apart *= (1.0 - TOUCH_PRIOR) * without
    says = np.ones_like(at)
    for source in ("given", "heel"):
        for clue in clues:
            if clue.source == source:
                says *= _normal(at, clue.at_cm, clue.sigma_cm)
    seen = [clue for clue in clues if clue.source == "picture"]
    if seen:
        total = sum(clue.weight for clue in seen)
        plain = min(max(clue.weight for clue in seen), 1.0)
        lost = LOST + (LOST_FAINT - LOST) * (1.0 - plain)
        says *= lost / (REACH_CM[1] - REACH_CM[0]) + (1 - lost) * sum(
            clue.weight / total * _normal(at, clue.at_cm, clue.sigma_cm) for clue in seen
        )
    chance = (touching + apart) * says
    chance /= chance.sum()
    stopped = float((touching * says).sum() / ((touching + apart) * says).sum())
    told: list[WallSource] = [source for source in ("given", "heel") if any(c.source == source for c in clues)]
    middle = float(np.interp(0.5, np.cumsum(chance), at))
    if any(abs(clue.at_cm - middle) < 2 * clue.sigma_cm for clue in seen):
        told.append("picture")
    if stopped > 0.5:
        told.append("contact")
    return WallPosterior(at, chance, stopped, tuple(told))


def _usual(at: FloatArray, heel_cm: float | None) -> FloatArray:
    """How likely a wall that was not touched is at each place, shape (places,)."""
    if heel_cm is None:
        return np.exp(-at / 6.0)
    return _normal(at + heel_cm, *USUAL_HEEL_CM) + 1e-4


def _agreement(short_cm: Sequence[float]) -> tuple[float, float]:
    """How likely the stops of the other repetitions are if the rearmost touched a wall, and if nothing stopped them."""
    others = sorted(short_cm)[1:]
    with_stop = without = 1.0
    for short in others:
        stop = 2.0 * float(_normal(np.array(short), 0.0, STOP_SIGMA_CM))
        with_stop *= TOUCH_PRIOR * stop + (1 - TOUCH_PRIOR) * np.exp(-short / SHORT_SCALE_CM) / SHORT_SCALE_CM
        without *= np.exp(-short / TURN_SCALE_CM) / TURN_SCALE_CM
    return with_stop, without


def _rested(short_cm: Sequence[float], rest_share: Sequence[float]) -> float:
    """How much likelier the rest of the repetitions that came furthest back is at a wall than without one."""
    rests = np.array([rest for short, rest in zip(short_cm, rest_share, strict=True) if short < 2 * STOP_SIGMA_CM])
    stopped, turned = (_normal(rests, *REST_SHARE[wall]) for wall in (True, False))
    return float(np.clip(np.prod(stopped / np.maximum(turned, 1e-9)), 1.0 / MAX_REST, MAX_REST))


def _normal(at: FloatArray, mean: float, sigma: float) -> FloatArray:
    return np.asarray(np.exp(-0.5 * ((at - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi)), dtype=np.float64)
