"""The limits that the report draws: those that the analysis was judged by."""

from __future__ import annotations

from hiphinge.drills.dowel import LEFT_CM
from hiphinge.measures.lumbopelvic import LIGHT_LIMITS, LightLimits
from hiphinge.result import Analysis, DowelDrill


def light_limits(analysis: Analysis) -> LightLimits:  # noqa: ARG001  (read from it as soon as the file carries them)
    """The limits of the light of the low back."""
    return LIGHT_LIMITS


def gap_limit_cm(analysis: Analysis) -> float:
    """By how much the gap beside a rod has grown when the contact has left, centimetres."""
    limits = analysis.drill.limits if isinstance(analysis.drill, DowelDrill) else []
    return next((limit.value for limit in limits if limit.unit == "cm"), LEFT_CM)
