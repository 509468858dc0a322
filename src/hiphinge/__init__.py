"""hiphinge measures, explains and coaches the hip hinge. Everything is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hiphinge.core.errors import (
        ArgumentError,
        HipHingeError,
        MissingExtraError,
        ModelError,
        OutputError,
        PoseError,
        RecordingError,
    )
    from hiphinge.core.measure import Curve, Measure
    from hiphinge.core.motion import Motion
    from hiphinge.history import History, open_history
    from hiphinge.movement.spine import Personal, max_flexion_of, standing_of
    from hiphinge.pipeline.analyze import analyze
    from hiphinge.pipeline.coach import Coach
    from hiphinge.pipeline.delivery import deliver
    from hiphinge.pipeline.recording import analyze_recording
    from hiphinge.pipeline.request import Request
    from hiphinge.progression import make_plan
    from hiphinge.recordings.recording import Recording
    from hiphinge.result import Analysis, Athlete
    from hiphinge.result.plan import Plan
    from hiphinge.result.progress import Progress
    from hiphinge.result.read import read
    from hiphinge.sources.video import open_motion

__all__ = [
    "Analysis",
    "ArgumentError",
    "Athlete",
    "Coach",
    "Curve",
    "HipHingeError",
    "History",
    "Measure",
    "MissingExtraError",
    "ModelError",
    "Motion",
    "OutputError",
    "Personal",
    "Plan",
    "PoseError",
    "Progress",
    "Recording",
    "RecordingError",
    "Request",
    "analyze",
    "analyze_recording",
    "deliver",
    "make_plan",
    "max_flexion_of",
    "open_history",
    "open_motion",
    "read",
    "standing_of",
]

_HOMES = {
    "core.errors": (
        "ArgumentError",
        "HipHingeError",
        "MissingExtraError",
        "ModelError",
        "OutputError",
        "PoseError",
        "RecordingError",
    ),
    "core.measure": ("Curve", "Measure"),
    "core.motion": ("Motion",),
    "history": ("History", "open_history"),
    "movement.spine": ("Personal", "max_flexion_of", "standing_of"),
    "pipeline.analyze": ("analyze",),
    "pipeline.coach": ("Coach",),
    "pipeline.delivery": ("deliver",),
    "pipeline.recording": ("analyze_recording",),
    "pipeline.request": ("Request",),
    "progression": ("make_plan",),
    "recordings.recording": ("Recording",),
    "result": ("Analysis", "Athlete"),
    "result.plan": ("Plan",),
    "result.progress": ("Progress",),
    "result.read": ("read",),
    "sources.video": ("open_motion",),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attribute can be anything)
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"hiphinge.{module}"), name)
    raise AttributeError(f"module 'hiphinge' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
