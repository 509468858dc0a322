"""The load: its mass where it was given, and how a barbell moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.core.props import Bar
from hiphinge.exercises.catalogue import CatalogueEntry

WITHOUT_A_BAR: Final = frozenset({"kettlebell_swing", "stoop", "other"})
"""Exercises in which no barbell is searched."""

ADULT_MASS_KG: Final = (53.0, 75.0, 105.0)
"""Body mass of adults: 5th, 50th and 95th percentile, about (ANSUR II 2012, men and women together)."""

MIN_UNUSUAL_SHARE: Final = 2.5
"""Load in body masses from which it may have been given in pounds (proposal). Of young powerlifters tested for drugs,
one in ten deadlifts more than 3.25 (men) or 2.66 (women) once (van den Hoek et al. 2024, 809,986 entries)."""


def load_share(load_kg: float | None, mass_kg: float | None) -> Measure | None:
    """Return the load as a share of body mass, of an adult's body mass where none was given; None without a load."""
    if load_kg is None:
        return None
    low, usual, high = ADULT_MASS_KG if mass_kg is None else (mass_kg, mass_kg, mass_kg)
    return Measure(value=load_kg / usual, low=load_kg / high, high=load_kg / low)


def may_have_a_bar(exercise: CatalogueEntry) -> bool:
    """Return whether a barbell is searched: with a load in the hands or on the upper back, or an unknown exercise.

    How far a barbell rises and where it is put down identify an exercise that hands behind its plates did not.
    """
    loaded = exercise.load in {"hands", "upper back"} and exercise.name not in WITHOUT_A_BAR
    return loaded or exercise.name == "unknown"


@dataclass(frozen=True, slots=True)
class Load:
    """The load: its share of body mass where it was given, and the bar where one was searched."""

    share: Measure | None = None
    bar: Bar | None = None

    @property
    def path(self) -> FloatArray | None:
        """Path of the barbell, trunk lengths, shape (frames, 2); None where none was followed."""
        return self.bar.path if self.bar is not None and self.bar.found else None
