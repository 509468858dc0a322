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


_TOP: Final = frozenset({"incomplete_lockout", "overextension_at_lockout"})
_HINGE: Final = _TOP | {
    "lumbar_rounding",
    "squatting_the_hinge",
    "knees_forward",
    "knees_locked",
    "hips_rise_first",
    "weight_on_toes",
    "neck_extension",
}

_SHIN_DEG: Final = 27.0
_SHIN_SOURCE: Final = "deadlift starts fold the knees by 55-70° (Escamilla 2000, MSSE 32:1265): the shin leans further"

_LOADED_LOW_DEG: Final = 25.0
"""Lumbar flexion that is still usual where a load is taken low or fast."""


def _limits(**limits: float) -> Mapping[str, float]:
    return MappingProxyType(limits)


CATALOGUE: Final[Mapping[ExerciseName, Exercise]] = MappingProxyType(
    {
        exercise.name: exercise
        for exercise in (
            Exercise("romanian_deadlift", "Romanian deadlift", "standing", "hinge", _HINGE),
            Exercise(
                "deadlift",
                "deadlift",
                "standing",
                "hinge",
                _HINGE,
                _limits(knees_forward=_SHIN_DEG, lumbar_rounding=_LOADED_LOW_DEG),
                f"{_SHIN_SOURCE}; lifters start from the floor with 21° (Schellenberg 2013, BMC Sports Sci Med Rehabil "
                "5:27) to 33° (Bengtsson 2022, IJSPT) of lumbar flexion",
            ),
            Exercise(
                "rack_pull", "rack pull", "standing", "hinge", _HINGE, _limits(knees_forward=_SHIN_DEG), _SHIN_SOURCE
            ),
            Exercise(
                "good_morning",
                "good morning",
                "standing",
                "hinge",
                _HINGE - {"knees_locked"},
                source="its knees bend by 5.3 ± 6.7° (Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27)",
            ),
            Exercise(
                "kettlebell_swing",
                "kettlebell swing",
                "standing",
                "hinge",
                _HINGE - {"hips_rise_first"},
                _limits(lumbar_rounding=_LOADED_LOW_DEG),
                "practised swings show about 26° of lumbar flexion (McGill & Marshall 2012, JSCR 26:16, as quoted)",
            ),
            Exercise("glute_bridge", "glute bridge", "lying", "bridge", _TOP),
            Exercise("hip_thrust", "hip thrust", "lying", "bridge", _TOP),
            Exercise(
                "squat",
                "squat",
                "standing",
                "squat",
                _TOP | {"lumbar_rounding", "weight_on_toes"},
                _limits(lumbar_rounding=_LOADED_LOW_DEG),
                "squat lifts bend the low back by 25.1 ± 8.2° (von Arx 2021, Front Bioeng Biotechnol 9:769117)",
            ),
            # A stoop is bent in the back by its nature, and a guessed one may be a hinge gone wrong: it is told.
            Exercise("stoop", "stoop lift", "standing", "stoop", _TOP | {"lumbar_rounding"}),
            Exercise("other", "another exercise", "standing", None, frozenset()),
            Exercise(
                "unknown",
                "unknown exercise",
                "standing",
                None,
                _HINGE,
                _limits(lumbar_rounding=_LOADED_LOW_DEG),
                "the most that any exercise of this catalogue allows",
            ),
        )
    }
)
"""Every exercise by its name."""
