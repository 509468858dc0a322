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
    """One repetition in frames: [start, stop), its deepest and its most extended frame, and its phases in order.

    `chance` is the chance that it is a repetition of the set.
    """

    start: int
    stop: int
    bottom: int
    top: int
    phases: tuple[PhaseSpan, ...]
    chance: float = 1.0

    def phase(self, name: PhaseName) -> PhaseSpan | None:
        """Return the phase of that name, or None where the repetition has none (a lift that was never lowered)."""
        return next((phase for phase in self.phases if phase.name == name), None)

    @property
    def frames(self) -> slice:
        """All frames of the repetition."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class ExcludedSpan:
    """A movement that is not counted, frames [start, stop), the reason, and the chance that it is a repetition."""

    start: int
    stop: int
    reason: str
    chance: float = 0.0


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
