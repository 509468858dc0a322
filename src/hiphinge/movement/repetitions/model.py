"""The shapes of repetitions, their phases, and movements that are not counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hiphinge.result import PhaseName

Start = Literal["top", "bottom"]


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """A part of a repetition in frames, [start, stop)."""

    name: PhaseName
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class RepetitionSpan:
    """One repetition in frames: [start, stop), its deepest and its most extended frame, and its phases in order."""

    start: int
    stop: int
    bottom: int
    top: int
    phases: tuple[PhaseSpan, ...]

    def phase(self, name: PhaseName) -> PhaseSpan | None:
        """Return the phase of that name, or None where the repetition has none (a lift that was never lowered)."""
        return next((phase for phase in self.phases if phase.name == name), None)

    @property
    def frames(self) -> slice:
        """All frames of the repetition."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class ExcludedSpan:
    """A movement in frames, [start, stop), that is not counted as a repetition, and the reason."""

    start: int
    stop: int
    reason: str


@dataclass(frozen=True, slots=True)
class Repetitions:
    """The repetitions of a set and the movements that were not counted.

    Attributes
    ----------
    counted, excluded
        Both in order of time.
    starts
        The posture from which each repetition starts.
    floor_chance
        Chance that this is the bottom, where a load or the body rests.
    """

    counted: tuple[RepetitionSpan, ...]
    excluded: tuple[ExcludedSpan, ...]
    starts: Start
    floor_chance: float = 0.0
