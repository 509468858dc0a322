"""Take the load and the places of the hands, for the NIOSH equation, from an analysed recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np

from hiphinge.core.measure import Measure
from hiphinge.result import Analysis, Hands

LENGTHS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "horizontal_cm": ("lift_off", "horizontal_cm"),
        "origin_cm": ("lift_off", "height_cm"),
        "destination_cm": ("end", "height_cm"),
        "destination_horizontal_cm": ("end", "horizontal_cm"),
    }
)
"""Places in `result.Hands` of the lengths that the equation needs, by their names in `LiftDescription`."""

WORDS: Final = MappingProxyType(
    {
        "horizontal_cm": "hands in front of the ankles at the start",
        "origin_cm": "their height at the start",
        "destination_cm": "their height at the end",
        "destination_horizontal_cm": "in front at the end",
    }
)
"""Names of these lengths in sentences."""


@dataclass(frozen=True, slots=True)
class RecordedLift:
    """The lift in an analysed recording; `lengths` by the names of `LENGTHS`, centimetres."""

    name: str
    exercise: str
    load_kg: float | None
    lengths: Mapping[str, Measure] = field(default_factory=dict)

    def fills(self, given: Mapping[str, object]) -> dict[str, Measure]:
        """Return the lengths that the user did not give.

        The distance in front at the end is left out if the user gave another end.
        """
        missing = {name: length for name, length in self.lengths.items() if given.get(name) is None}
        if given.get("destination_cm") is not None:
            missing.pop("destination_horizontal_cm", None)
        return missing

    def note(self, given: Mapping[str, object]) -> str:
        """Return a sentence that says what is taken from the recording."""
        parts = []
        if given.get("load_kg") is None and self.load_kg is not None:
            parts.append(f"the load, {self.load_kg:g} kg")
        parts += [f"{WORDS[name]}, {fill.value:.0f} cm" for name, fill in self.fills(given).items()]
        if not self.lengths:
            parts.append("not where the hands were: it does not contain that")
        return f"taken from {self.name}: {'; '.join(parts) or 'nothing: everything was given'}"


def recording_of(analysis: Analysis) -> RecordedLift:
    """Return the lift in an analysis: the recording's name, the exercise, the load, and where the hands were."""
    load_kg = analysis.provenance.arguments.get("load_kg")
    known = isinstance(load_kg, int | float) and not isinstance(load_kg, bool)
    hands = [repetition.hands for repetition in analysis.repetitions if repetition.hands is not None]
    load = float(load_kg) if known and load_kg is not None else None
    return RecordedLift(analysis.source.name, analysis.exercise.name, load, lengths_of(hands))


def lengths_of(hands: Sequence[Hands]) -> dict[str, Measure]:
    """Return the lengths of a lift: the median over its repetitions, each only if it is above 0.

    Parameters
    ----------
    hands
        Where the hands were in each repetition.
    """
    lengths = {}
    for name, (end, axis) in LENGTHS.items():
        measures = [getattr(getattr(hand, end), axis) for hand in hands]
        if not measures:
            continue
        value, low, high = (
            float(np.median([getattr(measure, part) for measure in measures])) for part in ("value", "low", "high")
        )
        if value > 0:
            lengths[name] = Measure(value=value, low=max(low, 0.0), high=high)
    return lengths
