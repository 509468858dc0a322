"""Published minimal detectable changes: how far two readings of different days must differ to count as a change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from hiphinge.core.measure import Measure

_LAIRD: Final = "(Laird 2016, BMC Musculoskelet Disord)"

MIN_CHANGE_DEG: Final = 10.0
"""Smallest change between days that is reported: the middle of minimal detectable changes of 5 to 15° for ranges of
motion (Laird 2016, BMC Musculoskelet Disord); within one session 1 to 8° in deadlifts (Aasa 2019, Sports Biomech)."""

MIN_CHANGE_SHARE: Final = 0.115
"""The same for the low back's share of the bend: the middle of 8 to 15 % for the lumbar contribution (Laird 2016)."""

RANGE_SOURCE: Final = (
    f"no less than {MIN_CHANGE_DEG:g}°, the middle of 5 to 15° for ranges of motion between days {_LAIRD}"
)
"""Where `MIN_CHANGE_DEG` comes from, as a clause."""

_SHARE_SOURCE: Final = f"the middle of 8 to 15 % for the lumbar contribution between days {_LAIRD}"


@dataclass(frozen=True, slots=True)
class PublishedChange:
    """A published minimal detectable change between days, in the unit of the files, with its source."""

    value: float
    source: str


_RANGE: Final = PublishedChange(MIN_CHANGE_DEG, RANGE_SOURCE)

PUBLISHED_CHANGES: Final[Mapping[str, PublishedChange]] = MappingProxyType(
    {
        "pelvic_tilt_deg": _RANGE,
        "lumbar_flexion_deg": _RANGE,
        "lumbar_extension_deg": _RANGE,
        "neutral_depth_deg": _RANGE,
        "lumbar_share": PublishedChange(MIN_CHANGE_SHARE, _SHARE_SOURCE),
    }
)
"""By the key of the quantity; of the others no figure between days was found."""


def combined_half(one: Measure, other: Measure) -> float:
    """Return the half-width of the 90 % interval of the difference of two readings, in their unit."""
    return math.hypot(_half(one), _half(other))


def detectable(one: Measure, other: Measure, least: float = MIN_CHANGE_DEG) -> float:
    """Return the smallest change between two readings that is reported as a change.

    Parameters
    ----------
    one, other
        The two readings.
    least
        The minimal detectable change, in the unit of the readings.

    Returns
    -------
    float
        `least` or, if larger, both intervals combined.
    """
    return max(least, combined_half(one, other))


def _half(measure: Measure) -> float:
    return max(measure.high - measure.value, measure.value - measure.low)
