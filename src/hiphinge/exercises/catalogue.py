"""The catalogue of exercises: postures, signs for recognition, what counts as a repetition, and limits of each.

A new exercise is one entry in a module of this package, listed in `CATALOGUE`, a case in
`tests/contract/test_exercises.py` and a page under `docs/reference/exercises`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiphinge.exercises.contrasts import BAG_LIFT, OTHER, SQUAT, STOOP, UNKNOWN
from hiphinge.exercises.entry import SIGNS, CatalogueEntry, JointRange, Range, Sign, Way
from hiphinge.exercises.hinges import (
    DEADLIFT,
    GOOD_MORNING,
    KETTLEBELL_SWING,
    RACK_PULL,
    ROMANIAN_DEADLIFT,
)
from hiphinge.exercises.supported import GLUTE_BRIDGE, HIP_THRUST
from hiphinge.result import ExerciseName

__all__ = ["CATALOGUE", "SIGNS", "CatalogueEntry", "JointRange", "Range", "Sign", "Way"]

CATALOGUE: Final[Mapping[ExerciseName, CatalogueEntry]] = MappingProxyType(
    {
        exercise.name: exercise
        for exercise in (
            ROMANIAN_DEADLIFT,
            DEADLIFT,
            RACK_PULL,
            GOOD_MORNING,
            KETTLEBELL_SWING,
            GLUTE_BRIDGE,
            HIP_THRUST,
            SQUAT,
            STOOP,
            BAG_LIFT,
            OTHER,
            UNKNOWN,
        )
    }
)
"""All exercises by their names."""
