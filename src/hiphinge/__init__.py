"""hiphinge measures, explains and coaches the hip hinge. Everything is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hiphinge.analysis import analyze
    from hiphinge.deliver import deliver
    from hiphinge.errors import (
        ArgumentError,
        HipHingeError,
        MissingExtraError,
        ModelError,
        OutputError,
        PoseError,
        RecordingError,
    )
    from hiphinge.exercises.progression import make_plan
    from hiphinge.measure import Curve, Measure
    from hiphinge.motion import Motion
    from hiphinge.plan import Plan
    from hiphinge.result import Analysis, Athlete
    from hiphinge.sources import open_motion
    from hiphinge.spine import Personal, max_flexion_of, standing_of

__all__ = [
    "Analysis",
    "ArgumentError",
    "Athlete",
    "Curve",
    "HipHingeError",
    "Measure",
    "MissingExtraError",
    "ModelError",
    "Motion",
    "OutputError",
    "Personal",
    "Plan",
    "PoseError",
    "RecordingError",
    "analyze",
    "deliver",
    "make_plan",
    "max_flexion_of",
    "open_motion",
    "standing_of",
]

_HOMES = {
    "analysis": ("analyze",),
    "deliver": ("deliver",),
    "errors": (
        "ArgumentError",
        "HipHingeError",
        "MissingExtraError",
        "ModelError",
        "OutputError",
        "PoseError",
        "RecordingError",
    ),
    "exercises.progression": ("make_plan",),
    "measure": ("Curve", "Measure"),
    "motion": ("Motion",),
    "plan": ("Plan",),
    "result": ("Analysis", "Athlete"),
    "sources": ("open_motion",),
    "spine": ("Personal", "max_flexion_of", "standing_of"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attribute can be anything)
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"hiphinge.{module}"), name)
    raise AttributeError(f"module 'hiphinge' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
