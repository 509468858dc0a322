"""The load: its mass where that was told, and how a barbell moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.core.props import Bar
from hiphinge.exercises.catalogue import CatalogueEntry

WITHOUT_A_BAR: Final = frozenset({"kettlebell_swing", "stoop", "other"})
"""Exercises in which no barbell is looked for."""


ADULT_MASS_KG: Final = (53.0, 75.0, 105.0)
"""Body mass of adults: 5th, 50th and 95th percentile, about (ANSUR II 2012, men and women together)."""


def load_share(load_kg: float | None, mass_kg: float | None) -> Measure | None:
    """The load as a share of body mass; of an adult's where that was not told."""
    if load_kg is None:
        return None
    low, usual, high = ADULT_MASS_KG if mass_kg is None else (mass_kg, mass_kg, mass_kg)
    return Measure(value=load_kg / usual, low=load_kg / high, high=load_kg / low)


def may_have_a_bar(exercise: CatalogueEntry) -> bool:
    """Whether a barbell is worth looking for in an exercise: in the hands or on the upper back, or what may be there.

    How far a barbell rises and where it lies down tell an exercise that hands behind its plates did not.
    """
    carried = exercise.load in {"hands", "upper back"} and exercise.name not in WITHOUT_A_BAR
    return carried or exercise.name == "unknown"


@dataclass(frozen=True, slots=True)
class Load:
    """What is known of the load: its share of body mass where it was told, and the bar where one was looked for."""

    share: Measure | None = None
    bar: Bar | None = None

    @property
    def path(self) -> FloatArray | None:
        """How a barbell moved, shape (frames, 2); None where none was followed."""
        return self.bar.path if self.bar is not None and self.bar.found else None
