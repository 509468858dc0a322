"""The light of the low back: green, amber, red, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import Measure
from hiphinge.core.uncertainty import STATED_FROM, SURE_FROM, chance_beyond
from hiphinge.result import Light

GREEN_DEG: Final = 20.0


RED_DEG: Final = 35.0


GREEN_PERCENT: Final = 50.0


RED_PERCENT: Final = 70.0


GREEN_SHARE: Final = 0.30
"""Borders of the light. Proposal: trained lifters show 20-33° in deadlifts from the floor (Bengtsson 2022, IJSPT;
Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27); the bending moment on passive tissue grows steeply beyond half of
the range (Adams & Dolan 1991); a feedback device alarms at 70 % of it (PostureCoach)."""


UNCALLED_DEG: Final = 10.0
"""Lumbar flexion below this is not called, whatever its share: lordosis has a minimal detectable change of 10-15°
(Laird 2016, BMC Musculoskelet Disord), and every shallow bend begins in the low back (Esola 1996)."""


@dataclass(frozen=True, slots=True)
class LightLimits:
    """The limits of the light: lumbar flexion in degrees and in per cent of the own maximum, and its share of the bend.

    Those of this release unless others are given.
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
    """The light of a repetition's low back, by the limits from `GREEN_DEG` to `GREEN_SHARE`.

    Red is beyond `RED_PERCENT` of the person's own maximum, or beyond `RED_DEG` where that is not known; green is
    within all of `GREEN_DEG`, `GREEN_PERCENT` and, once flexion is called at all, `GREEN_SHARE`; amber is between. A
    worse light is given only where the chance that its limit was passed is at least `STATED_FROM` (`SURE_FROM` where
    the values are not the person's `own`): a value in doubt gets the better one. Where green cannot be excluded and
    neither can red, or flexion is known no better than to `UNCALLED_DEG`, that is too wide to tell: it is unknown.
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
    least = STATED_FROM if own else SURE_FROM
    if red >= least:
        return "red"
    wide = red > 1 - SURE_FROM or peak.high - peak.low > 2 * limits.uncalled_deg
    if wide and 1 - SURE_FROM < amber < SURE_FROM:
        return "unknown"
    return "amber" if amber >= least else "green"


def light_at(
    flexion: Measure, maximum: Measure | None = None, *, own: bool = True, limits: LightLimits = LIGHT_LIMITS
) -> tuple[Light, bool]:
    """The light of one moment, and whether both ends of the interval would have it too.

    It is that of `light_of`, without the share of the bend: that is defined at the deepest posture only.

    Parameters
    ----------
    flexion
        Lumbar flexion at that moment, degrees.
    maximum
        The person's own maximum of lumbar flexion, degrees, where it is known.
    own
        Whether flexion is measured against this person's own standing.
    limits
        The limits of the light.
    """

    def light(at: Measure) -> Light:
        percent = None if maximum is None else percent_of(at, maximum)
        return light_of(at, None, percent, own=own, limits=limits)

    found = light(flexion)
    ends = (light(Measure(value=end, low=end, high=end)) for end in (flexion.low, flexion.high))
    return found, all(end == found for end in ends)


def percent_of(flexion: Measure, maximum: Measure) -> Measure:
    """Lumbar flexion in per cent of the person's own maximum, both in degrees and measured independently."""
    share = 100.0 * flexion.value / maximum.value
    ends = []
    for mine, most in ((flexion.low, maximum.high), (flexion.high, maximum.low)):
        apart = 100.0 * (mine - flexion.value) / maximum.value, share * (most - maximum.value) / maximum.value
        ends.append(float(np.hypot(*apart)))
    low, high = ends
    return Measure(value=share, low=share - low, high=share + high)
