"""What this release knows of each exercise: its posture, whether it is meant to hinge, and its own limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from hiphinge.result import ExerciseName, PatternName

Posture = Literal["standing", "lying"]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise.

    Attributes
    ----------
    name
        Its name in the result file.
    title
        Its name for people.
    posture
        Whether the trunk is held up by the legs alone or lies on something.
    pattern
        The pattern it is meant to show, None where any is right.
    faults
        Codes of the faults that can occur in it.
    limits
        Limits that differ from the fault's own, by fault code, in the fault's unit.
    source
        Where the limits come from.
    """

    name: ExerciseName
    title: str
    posture: Posture
    pattern: PatternName | None
    faults: frozenset[str]
    limits: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""


_HINGE: Final = frozenset(
    {"squatting_the_hinge", "knees_forward", "knees_locked", "hips_rise_first", "incomplete_lockout", "weight_on_toes"}
)
_BRIDGE: Final = frozenset({"incomplete_lockout"})

_DEADLIFT: Final = MappingProxyType({"knees_forward": 27.0})
_DEADLIFT_SOURCE: Final = (
    "deadlift starts fold the knees by 55-70° (Escamilla 2000, MSSE 32:1265): the shin leans further"
)

CATALOGUE: Final[Mapping[ExerciseName, Exercise]] = MappingProxyType(
    {
        exercise.name: exercise
        for exercise in (
            Exercise("romanian_deadlift", "Romanian deadlift", "standing", "hinge", _HINGE),
            Exercise("deadlift", "deadlift", "standing", "hinge", _HINGE, _DEADLIFT, _DEADLIFT_SOURCE),
            Exercise("rack_pull", "rack pull", "standing", "hinge", _HINGE, _DEADLIFT, _DEADLIFT_SOURCE),
            Exercise(
                "good_morning",
                "good morning",
                "standing",
                "hinge",
                _HINGE - {"knees_locked"},
                source="its knees bend by 5.3 ± 6.7° (Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27)",
            ),
            Exercise("kettlebell_swing", "kettlebell swing", "standing", "hinge", _HINGE - {"hips_rise_first"}),
            Exercise("glute_bridge", "glute bridge", "lying", "bridge", _BRIDGE),
            Exercise("hip_thrust", "hip thrust", "lying", "bridge", _BRIDGE),
            Exercise("squat", "squat", "standing", "squat", frozenset({"incomplete_lockout", "weight_on_toes"})),
            Exercise("stoop", "stoop lift", "standing", "stoop", frozenset({"incomplete_lockout"})),
            Exercise("other", "another exercise", "standing", None, frozenset()),
            Exercise("unknown", "unknown exercise", "standing", None, _HINGE),
        )
    }
)
"""Every exercise by its name."""
