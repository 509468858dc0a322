"""The load: its mass where that was told, and the path of a barbell, told by one of its plates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.exercises.catalogue import Exercise
from hiphinge.measure import FloatArray, Measure

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


def may_have_a_bar(exercise: Exercise) -> bool:
    """Whether a barbell is worth looking for in an exercise: in the hands or on the upper back, or what may be there.

    How far a barbell rises and where it lies down tell an exercise that hands behind its plates did not.
    """
    carried = exercise.load in {"hands", "upper back"} and exercise.name not in WITHOUT_A_BAR
    return carried or exercise.name == "unknown"


@dataclass(frozen=True, slots=True)
class Bar:
    """How a barbell moved, in the sagittal points' frame and unit (trunk lengths, forward and up).

    The plate stands nearer to the camera than the body, or further off: its movement is brought to the size that the
    body is seen in. Its place is not known so, only its movement: whoever uses it says where it was at one time.

    Attributes
    ----------
    path
        Shape (frames, 2); NaN where it was not seen.
    reason
        Why there is none, or None.
    """

    path: FloatArray
    reason: str | None = None

    @classmethod
    def absent(cls, frames: int, reason: str) -> Bar:
        """No barbell in any of `frames` frames, and why."""
        return cls(np.full((frames, 2), np.nan), reason)

    @property
    def found(self) -> bool:
        """Whether a barbell's plate was followed in this recording."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Load:
    """What is known of the load: its share of body mass where it was told, and the bar where one was looked for."""

    share: Measure | None = None
    bar: Bar | None = None

    @property
    def path(self) -> FloatArray | None:
        """How a barbell moved, shape (frames, 2); None where none was followed."""
        return self.bar.path if self.bar is not None and self.bar.found else None
