"""The chance that a measured value lies beyond a limit, and the chances from which that is reported."""

from __future__ import annotations

import math
from typing import Final

from hiphinge.core.measure import Z90, Measure

STATED_FROM: Final = 0.75
"""Chance of lying beyond a border from which a colour of the light, a lost contact or a criterion of the plan is
stated, where the value is the athlete's own."""

POSSIBLE_FROM: Final = 0.50
"""A fault that is not stated is called possible if the chance is at least this."""

SURE_FROM: Final = 0.95
"""Chance required to state a fault, and anything from population values instead of this person's own: the limit then
lies outside the 90 % interval."""


def required_chance(*, own: bool) -> float:
    """Return the chance required to state anything but faults: of the athlete's own values, or of the population's."""
    return STATED_FROM if own else SURE_FROM


def chance_beyond(value: Measure, limit: float, *, above: bool) -> float:
    """Return the chance that the true value lies beyond `limit`, for a normal distribution with this 90 % interval."""
    gap = (value.value - limit) if above else (limit - value.value)
    half = (value.value - value.low) if gap > 0 and above else (value.high - value.value)
    if gap < 0:
        half = (value.high - value.value) if above else (value.value - value.low)
    sigma = half / Z90
    if sigma <= 0:
        return 1.0 if gap > 0 else 0.0
    return 0.5 * (1.0 + math.erf(gap / sigma / math.sqrt(2.0)))
