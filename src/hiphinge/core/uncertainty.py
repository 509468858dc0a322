"""When a measured value is said to lie beyond a limit: its interval has to leave little doubt."""

from __future__ import annotations

import math
from typing import Final

from hiphinge.core.measure import Z90, Measure

STATED_FROM: Final = 0.75
"""Something is stated when the chance that the true value lies beyond the limit is at least this."""

POSSIBLE_FROM: Final = 0.50
"""From this chance on something is called possible, as long as it is not stated."""

SURE_FROM: Final = 0.95
"""The same for values that rest on what people are like instead of on this person: the limit lies outside the 90 %
interval."""


def chance_beyond(value: Measure, limit: float, *, above: bool) -> float:
    """Chance that the true value lies beyond `limit`, taking the interval for the middle 90 % of a normal one."""
    gap = (value.value - limit) if above else (limit - value.value)
    half = (value.value - value.low) if gap > 0 and above else (value.high - value.value)
    if gap < 0:
        half = (value.high - value.value) if above else (value.value - value.low)
    sigma = half / Z90
    if sigma <= 0:
        return 1.0 if gap > 0 else 0.0
    return 0.5 * (1.0 + math.erf(gap / sigma / math.sqrt(2.0)))
