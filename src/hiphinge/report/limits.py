"""The limits that the report draws: those by which the analysis was judged, from its file."""

from __future__ import annotations

from itertools import chain
from typing import Final

from hiphinge.drills.contacts import LEFT_CM
from hiphinge.measures.light import LIGHT_LIMITS, LightLimits
from hiphinge.result import Analysis, DowelDrill

_CODES: Final = {
    "green_deg": "light_green",
    "red_deg": "light_red",
    "green_percent": "light_green_range",
    "red_percent": "light_red_range",
    "green_share": "light_green_share",
    "uncalled_deg": "lumbar_called",
}
"""The code of each limit of the light in the result file."""


def light_limits(analysis: Analysis) -> LightLimits:
    """Return the limits of the light of the low back; those of this release where the file has none."""
    limits = {limit.code: limit.value for limit in analysis.limits}
    return LightLimits(**{name: limits.get(code, getattr(LIGHT_LIMITS, name)) for name, code in _CODES.items()})


def gap_limit_cm(analysis: Analysis) -> float:
    """Return the limit of a gap beside the rod, centimetres of growth since standing, beyond which the contact is lost.

    Release 0.1.0 wrote no codes: there the limit is the one in centimetres.
    """
    limits = analysis.drill.limits if isinstance(analysis.drill, DowelDrill) else []
    coded = (limit.value for limit in limits if limit.code == "rod_gap")
    uncoded = (limit.value for limit in limits if limit.code is None and limit.unit == "cm")
    return next(chain(coded, uncoded), LEFT_CM)
