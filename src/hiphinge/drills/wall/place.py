"""Estimate where the wall stands, from what is given, what the picture shows and where the hips stop.

Places lie on a line through the picture at the height of the hips, in centimetres behind the rearmost place that the
hips reached: 0 is a wall that they touched. The camera sees an edge of the wall at another depth than the body's
midline; the point where the edge meets the floor gives its depth, and the interval includes what remains uncertain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.result import WallSource

TOUCHED_CM: Final = 0.75
"""Distance to the wall below which the hips touch it: half a centimetre of cloth, and what a pixel hides."""

STOP_SIGMA_CM: Final = 0.45
"""Spread of the places at which the outline of hips that touch a wall comes to rest: most of a pixel."""

TOUCH_PRIOR: Final = 0.6
"""Prior chance that the rearmost reach of a drill touches the wall: it is what the athlete tries to do."""

TURN_SCALE_CM: Final = 2.0
"""Mean distance before the rearmost reach at which repetitions turn when nothing stops them (exponential; our reading
of the spread of depth within sets)."""

SHORT_SCALE_CM: Final = 3.0
"""The same for the repetitions of a set that did not reach a wall which others touched."""

REST_SHARE: Final = {True: (0.48, 0.08), False: (0.32, 0.10)}
"""Share of a repetition for which the hips rest at their rearmost place, with and without a wall that stops them: mean
and standard deviation (59 rendered repetitions; a wall cuts off the far end of the travel)."""

MAX_REST: Final = 4.0
"""Largest likelihood ratio, for or against a wall, from the rest of all repetitions: people also pause on their own."""

USUAL_HEEL_CM: Final = (15.0, 6.0)
"""Heels to wall in this drill, mean and standard deviation: the drill starts at a hand's length (15 cm) and adds a few
centimetres each time."""

NO_WALL_EDGE: Final = 0.1
"""Chance that none of the edges in the picture is the wall's, where one of them is clear."""

NO_WALL_EDGE_FAINT: Final = 0.5
"""The same where all of them are faint."""

CERTAIN_CM: Final = 7.0
"""Width of the 90 % interval beyond which the wall's place is unknown: half the usual travel of the hips."""

STEP_CM: Final = 0.05
"""Spacing of the places that are compared."""

PLACES_CM: Final = (-2.0, 45.0)
"""First and last of these places, behind the rearmost reach."""


@dataclass(frozen=True, slots=True)
class Clue:
    """One source's estimate of the wall's place: centimetres behind the rearmost reach, with standard deviation."""

    source: WallSource
    at_cm: float
    sigma_cm: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class WallPosterior:
    """The posterior of the wall's place: `chance` (places,) at `at_cm` (places,) behind the rearmost reach.

    `stopped` is the chance that the wall stopped the rearmost reach.
    """

    at_cm: FloatArray
    chance: FloatArray
    stopped: float
    sources: tuple[WallSource, ...]

    def quantile(self, share: float) -> float:
        """Return the place up to which the wall stands with a chance of `share`, centimetres."""
        cumulative = np.cumsum(self.chance)
        return float(np.interp(share, cumulative, self.at_cm))

    @property
    def place(self) -> Measure:
        """Median and 90 % interval, centimetres behind the rearmost reach."""
        middle = self.quantile(0.5)
        return Measure(value=middle, low=min(self.quantile(0.05), middle), high=max(self.quantile(0.95), middle))

    @property
    def certain(self) -> bool:
        """Whether the place is known well enough, even if it is not known whether the hips touched."""
        return self.place.high - self.place.low <= CERTAIN_CM

    def touch_chance(self, short_cm: float) -> float:
        """Return the chance that hips which stopped `short_cm` before the rearmost reach touched the wall."""
        beyond = _normal_cdf((TOUCHED_CM - self.at_cm - short_cm) / STOP_SIGMA_CM)
        return float(np.clip((self.chance * beyond).sum(), 0.0, 1.0))


def _normal_cdf(values: FloatArray) -> FloatArray:
    return np.array([0.5 * (1.0 + math.erf(value / math.sqrt(2.0))) for value in values.ravel()]).reshape(values.shape)


def place_wall(
    short_cm: Sequence[float], rest_share: Sequence[float], heel_cm: float | None, clues: Sequence[Clue]
) -> WallPosterior:
    """Return the posterior of the wall's place from the repetitions and all clues.

    Parameters
    ----------
    short_cm
        Distance of each repetition's stop before the rearmost reach of all, centimetres, one of them zero.
    rest_share
        Share of each repetition for which the hips rested at their rearmost place.
    heel_cm
        Distance of the heels ahead of the rearmost reach, centimetres, or None.
    clues
        Clues given by the user or found in the picture.
    """
    at = np.arange(PLACES_CM[0], PLACES_CM[1], STEP_CM)
    touching = _normal(at, 0.0, STOP_SIGMA_CM)
    untouched = np.where(at > 0, _untouched_prior(at, heel_cm), 0.0)
    untouched = untouched / max(float(untouched.sum()) * STEP_CM, 1e-12)
    with_wall, without_wall = _stop_likelihoods(short_cm)
    with_wall *= _rest_ratio(short_cm, rest_share)
    touching *= TOUCH_PRIOR * with_wall
    untouched *= (1.0 - TOUCH_PRIOR) * without_wall
    likelihood = np.ones_like(at)
    for source in ("given", "heel"):
        for clue in clues:
            if clue.source == source:
                likelihood *= _normal(at, clue.at_cm, clue.sigma_cm)
    edges = [clue for clue in clues if clue.source == "picture"]
    if edges:
        total = sum(clue.weight for clue in edges)
        clarity = min(max(clue.weight for clue in edges), 1.0)
        none = NO_WALL_EDGE + (NO_WALL_EDGE_FAINT - NO_WALL_EDGE) * (1.0 - clarity)
        likelihood *= none / (PLACES_CM[1] - PLACES_CM[0]) + (1 - none) * sum(
            clue.weight / total * _normal(at, clue.at_cm, clue.sigma_cm) for clue in edges
        )
    chance = (touching + untouched) * likelihood
    chance /= chance.sum()
    stopped = float((touching * likelihood).sum() / ((touching + untouched) * likelihood).sum())
    sources: list[WallSource] = [source for source in ("given", "heel") if any(c.source == source for c in clues)]
    median = float(np.interp(0.5, np.cumsum(chance), at))
    if any(abs(clue.at_cm - median) < 2 * clue.sigma_cm for clue in edges):
        sources.append("picture")
    if stopped > 0.5:
        sources.append("contact")
    return WallPosterior(at, chance, stopped, tuple(sources))


def _untouched_prior(at: FloatArray, heel_cm: float | None) -> FloatArray:
    """Return the unnormalised prior of a wall that was not touched at each place, shape (places,)."""
    if heel_cm is None:
        return np.exp(-at / 6.0)
    return _normal(at + heel_cm, *USUAL_HEEL_CM) + 1e-4


def _stop_likelihoods(short_cm: Sequence[float]) -> tuple[float, float]:
    """Return the likelihood of the other repetitions' stops if a wall stopped the rearmost one, and if none did."""
    others = sorted(short_cm)[1:]
    with_wall = without_wall = 1.0
    for short in others:
        stop = 2.0 * float(_normal(np.array(short), 0.0, STOP_SIGMA_CM))
        with_wall *= TOUCH_PRIOR * stop + (1 - TOUCH_PRIOR) * np.exp(-short / SHORT_SCALE_CM) / SHORT_SCALE_CM
        without_wall *= np.exp(-short / TURN_SCALE_CM) / TURN_SCALE_CM
    return with_wall, without_wall


def _rest_ratio(short_cm: Sequence[float], rest_share: Sequence[float]) -> float:
    """Return the likelihood ratio, wall over no wall, of the rests of the repetitions that came furthest back."""
    rests = np.array([rest for short, rest in zip(short_cm, rest_share, strict=True) if short < 2 * STOP_SIGMA_CM])
    stopped, turned = (_normal(rests, *REST_SHARE[wall]) for wall in (True, False))
    return float(np.clip(np.prod(stopped / np.maximum(turned, 1e-9)), 1.0 / MAX_REST, MAX_REST))


def _normal(at: FloatArray, mean: float, sigma: float) -> FloatArray:
    """Return the density of a normal distribution at each place."""
    return np.asarray(np.exp(-0.5 * ((at - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi)), dtype=np.float64)
