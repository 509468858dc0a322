"""What a repetition is: frames, phases, and what was seen and not counted."""

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
    """One repetition in frames: [start, stop), its deepest frame, its most extended frame, and its phases in order."""

    start: int
    stop: int
    bottom: int
    top: int
    phases: tuple[PhaseSpan, ...]

    def phase(self, name: PhaseName) -> PhaseSpan | None:
        """The phase of that name, or None where the repetition has none (a lift that was never lowered)."""
        return next((phase for phase in self.phases if phase.name == name), None)

    @property
    def frames(self) -> slice:
        """All frames of the repetition."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class ExcludedSpan:
    """A movement in frames, [start, stop), that is not a repetition, and why."""

    start: int
    stop: int
    reason: str


@dataclass(frozen=True, slots=True)
class Repetitions:
    """What was counted and what was not, and from which posture the set starts."""

    counted: tuple[RepetitionSpan, ...]
    excluded: tuple[ExcludedSpan, ...]
    starts: Start
