"""What an analysed recording gives of a lift that the NIOSH equation judges: the load, and where the hands were."""

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
"""Where the lengths that the equation asks stand in `result.Hands`, by the names in which they are told."""

WORDS: Final = MappingProxyType(
    {
        "horizontal_cm": "hands in front of the ankles at the start",
        "origin_cm": "their height at the start",
        "destination_cm": "their height at the end",
        "destination_horizontal_cm": "in front at the end",
    }
)


@dataclass(frozen=True, slots=True)
class RecordedLift:
    """What an analysed recording gives of a lift; `lengths` by the names of `LENGTHS`, centimetres."""

    name: str
    exercise: str
    load_kg: float | None
    lengths: Mapping[str, Measure] = field(default_factory=dict)

    def fills(self, told: Mapping[str, object]) -> dict[str, Measure]:
        """The lengths that it gives and nobody told; how far in front the end is only for the end that it saw."""
        found = {name: length for name, length in self.lengths.items() if told.get(name) is None}
        if told.get("destination_cm") is not None:
            found.pop("destination_horizontal_cm", None)
        return found

    def note(self, told: Mapping[str, object]) -> str:
        """Say what is taken from it."""
        parts = []
        if told.get("load_kg") is None and self.load_kg is not None:
            parts.append(f"the load, {self.load_kg:g} kg")
        parts += [f"{WORDS[name]}, {fill.value:.0f} cm" for name, fill in self.fills(told).items()]
        if not self.lengths:
            parts.append("not where the hands were: it does not hold that")
        return f"taken from {self.name}: {'; '.join(parts) or 'nothing: all of it was told'}"


def recording_of(analysis: Analysis) -> RecordedLift:
    """What an analysis gives of a lift: the recording's name, the exercise, the load, and where the hands were."""
    load_kg = analysis.provenance.arguments.get("load_kg")
    known = isinstance(load_kg, int | float) and not isinstance(load_kg, bool)
    hands = [repetition.hands for repetition in analysis.repetitions if repetition.hands is not None]
    load = float(load_kg) if known and load_kg is not None else None
    return RecordedLift(analysis.source.name, analysis.exercise.name, load, lengths_of(hands))


def lengths_of(hands: Sequence[Hands]) -> dict[str, Measure]:
    """The lengths of a lift from those of its repetitions, the median of each; none that is not above 0.

    Parameters
    ----------
    hands
        Where the hands were in each repetition.
    """
    found = {}
    for name, (end, axis) in LENGTHS.items():
        each = [getattr(getattr(hand, end), axis) for hand in hands]
        if not each:
            continue
        value, low, high = (
            float(np.median([getattr(measure, part) for measure in each])) for part in ("value", "low", "high")
        )
        if value > 0:
            found[name] = Measure(value=value, low=max(low, 0.0), high=high)
    return found
