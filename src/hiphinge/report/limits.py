"""The limits that the report draws: those that the analysis was judged by, from its file."""

from __future__ import annotations

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
"""The code in the file of each limit of the light."""


def light_limits(analysis: Analysis) -> LightLimits:
    """The limits of the light of the low back; those of this release where the file has none."""
    given = {limit.code: limit.value for limit in analysis.limits}
    return LightLimits(**{name: given.get(code, getattr(LIGHT_LIMITS, name)) for name, code in _CODES.items()})


def gap_limit_cm(analysis: Analysis) -> float:
    """By how much the gap beside a rod has grown when the contact has left, centimetres."""
    limits = analysis.drill.limits if isinstance(analysis.drill, DowelDrill) else []
    return next((limit.value for limit in limits if limit.unit == "cm"), LEFT_CM)
