"""The light of the low back: green, amber, red, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import Measure
from hiphinge.core.uncertainty import SURE_FROM, chance_beyond, required_chance
from hiphinge.result import Light

GREEN_DEG: Final = 20.0
RED_DEG: Final = 35.0
GREEN_PERCENT: Final = 50.0
RED_PERCENT: Final = 70.0
GREEN_SHARE: Final = 0.30
"""Limits of the light: lumbar flexion in degrees and in per cent of the maximum, and lumbar share. Proposal: trained
lifters show 20-33° in deadlifts from the floor (Bengtsson 2022, IJSPT; Schellenberg 2013, BMC Sports Sci Med Rehabil
5:27); the bending moment on passive tissue grows steeply beyond half of the range (Adams & Dolan 1991); a feedback
device alarms at 70 % of it (PostureCoach)."""

UNCALLED_DEG: Final = 10.0
"""Lumbar flexion below this is ignored, whatever its share: lordosis has a minimal detectable change of 10-15° (Laird
2016, BMC Musculoskelet Disord), and every shallow bend begins in the low back (Esola 1996)."""


@dataclass(frozen=True, slots=True)
class LightLimits:
    """The limits of the light: lumbar flexion in degrees and in per cent of the athlete's maximum, and lumbar share.

    The defaults are those of this release.
    """

    green_deg: float = GREEN_DEG
    red_deg: float = RED_DEG
    green_percent: float = GREEN_PERCENT
    red_percent: float = RED_PERCENT
    green_share: float = GREEN_SHARE
    uncalled_deg: float = UNCALLED_DEG


LIGHT_LIMITS: Final = LightLimits()


def light_of(
    peak: Measure | None,
    share: Measure | None,
    percent: Measure | None,
    *,
    own: bool = True,
    limits: LightLimits = LIGHT_LIMITS,
) -> Light:
    """Return the light of a repetition's low back, by the limits from `GREEN_DEG` to `GREEN_SHARE`.

    Red is beyond `RED_PERCENT` of the athlete's maximum, or beyond `RED_DEG` where that is unknown. Green is within all
    of `GREEN_DEG`, `GREEN_PERCENT` and, for flexion beyond `UNCALLED_DEG`, `GREEN_SHARE`. Amber is between. A worse
    light is reported only where the chance that its limit was passed is at least `STATED_FROM` (`SURE_FROM` where the
    values are not the athlete's `own`), so an uncertain value gets the better one. The light is unknown where green is
    uncertain and either red cannot be excluded or the interval of flexion is wider than ± `UNCALLED_DEG`.
    """
    if peak is None:
        return "unknown"
    red = chance_beyond(peak, limits.red_deg, above=True)
    amber = chance_beyond(peak, limits.green_deg, above=True)
    if percent is not None:
        red = chance_beyond(percent, limits.red_percent, above=True)
        amber = max(amber, chance_beyond(percent, limits.green_percent, above=True))
    if share is not None:
        called = chance_beyond(peak, limits.uncalled_deg, above=True)
        amber = max(amber, min(called, chance_beyond(share, limits.green_share, above=True)))
    min_chance = required_chance(own=own)
    if red >= min_chance:
        return "red"
    wide = red > 1 - SURE_FROM or peak.high - peak.low > 2 * limits.uncalled_deg
    if wide and 1 - SURE_FROM < amber < SURE_FROM:
        return "unknown"
    return "amber" if amber >= min_chance else "green"


def share_counts(peak: Measure, *, own: bool = True, limits: LightLimits = LIGHT_LIMITS) -> bool:
    """Return whether flexion is so surely beyond `UNCALLED_DEG` that its share could turn green to amber."""
    return chance_beyond(peak, limits.uncalled_deg, above=True) >= required_chance(own=own)


def light_at(
    flexion: Measure, maximum: Measure | None = None, *, own: bool = True, limits: LightLimits = LIGHT_LIMITS
) -> tuple[Light, bool]:
    """Return the light of one moment, and whether both ends of the interval have the same light.

    The rule is that of `light_of` without the lumbar share, which is defined in the deepest posture only.

    Parameters
    ----------
    flexion
        Lumbar flexion at that moment, degrees.
    maximum
        The athlete's maximum of lumbar flexion, degrees, where it is known.
    own
        Whether flexion is relative to the athlete's own standing.
    limits
        The limits of the light.
    """

    def light(at: Measure) -> Light:
        percent = None if maximum is None else percent_of(at, maximum)
        return light_of(at, None, percent, own=own, limits=limits)

    middle = light(flexion)
    ends = (light(Measure(value=end, low=end, high=end)) for end in (flexion.low, flexion.high))
    return middle, all(end == middle for end in ends)


def percent_of(flexion: Measure, maximum: Measure) -> Measure:
    """Return lumbar flexion in per cent of the athlete's maximum, both in degrees and measured independently."""
    share = 100.0 * flexion.value / maximum.value
    ends = []
    for numerator, denominator in ((flexion.low, maximum.high), (flexion.high, maximum.low)):
        flexion_error = 100.0 * (numerator - flexion.value) / maximum.value
        maximum_error = share * (denominator - maximum.value) / maximum.value
        ends.append(float(np.hypot(flexion_error, maximum_error)))
    low, high = ends
    return Measure(value=share, low=share - low, high=share + high)
