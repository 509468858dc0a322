"""What a plan reads of an analysis, tolerantly: newer files may hold more, older ones less.

Only the fields that a plan asks for are named; others are passed over. What is absent is absent, never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from hiphinge.core.measure import Measure
from hiphinge.result import SCHEMA, Analysis, ExerciseName, RoundingKind

SESSION_GAP_H: Final = 6.0
"""Recordings analysed within this many hours of the one before are one session: sets of one visit to the gym, with the
way home (proposal)."""


def _measure(value: object) -> object:
    """A bare number as a measure without width: counts and set distances come so."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"value": value, "low": value, "high": value}
    return value


Reading = Annotated[Measure | None, BeforeValidator(_measure)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Peak(_Part):
    """Largest angles of a repetition, degrees."""

    trunk_lean_deg: Measure | None = None
    pelvic_tilt_deg: Measure | None = None
    lumbar_flexion_deg: Measure | None = None
    knee_flexion_deg: Measure | None = None

    @property
    def seen(self) -> bool:
        """Whether the posture was measured at all, without which no fault can be ruled out."""
        return self.trunk_lean_deg is not None or self.pelvic_tilt_deg is not None


class Pattern(_Part):
    """Hinge or squat."""

    name: str
    hinge_index: float | None = None


class Rounding(_Part):
    """Where the low back left its neutral range."""

    kind: RoundingKind


class Lumbopelvic(_Part):
    """How pelvis and low back worked together."""

    neutral_limit_deg: float
    rounding: Rounding | None = None
    percent_of_range: Measure | None = None


class Fault(_Part):
    """A fault that was stated."""

    code: str
    severity: Literal["minor", "major"]


class Repetition(_Part):
    """One repetition."""

    pattern: Pattern
    peak: Peak
    lumbar_share: Measure | None = None
    neutral_depth_deg: Measure | None = None
    lumbopelvic: Lumbopelvic | None = None
    faults: list[Fault] = Field(default_factory=list)


class DrillRepetition(_Part):
    """One repetition of a drill; what the drill does not measure is not set."""

    touched: bool | None = None
    knee_travel_cm: Reading = None
    first_left: str | None = None

    @property
    def kept(self) -> bool | None:
        """Whether all contacts of the rod were kept; None where they were not told."""
        return self.first_left is None if "first_left" in self.model_fields_set else None


class Drill(_Part):
    """A wall or dowel drill."""

    name: str
    next_heel_cm: Reading = None
    repetitions: list[DrillRepetition] = Field(default_factory=list)


class Exercise(_Part):
    """Which exercise was done."""

    name: ExerciseName
    given: bool = False


class Source(_Part):
    """The recording."""

    path: str
    duration_s: float = 0.0
    frames: int = 0


class LowBack(_Part):
    """What pelvis and low back were told against."""

    zeroed: bool


class Gap(_Part):
    """Something that was not judged."""

    what: str
    reason: str
    mend: str


class Cue(_Part):
    """The one thing to try."""

    text: str
    fault: str = ""


class Provenance(_Part):
    """When the analysis was made."""

    created_utc: datetime


class Recorded(_Part):
    """One analysis, as far as a plan reads it."""

    schema_: Literal["hiphinge.analysis/1"] = Field(default=SCHEMA, alias="schema")
    source: Source
    exercise: Exercise
    pattern: Pattern
    repetitions: list[Repetition]
    low_back: LowBack | None = None
    drill: Drill | None = None
    cue: Cue | None = None
    cannot_judge: list[Gap] = Field(default_factory=list)
    provenance: Provenance

    @classmethod
    def of(cls, analysis: Analysis) -> Recorded:
        """What a plan reads of an analysis at hand."""
        return cls.parse(analysis.to_json())

    @classmethod
    def parse(cls, text: str | bytes) -> Recorded:
        """What a plan reads of the text of an analysis.json.

        Raises
        ------
        pydantic.ValidationError
            If the text is not an analysis of `hiphinge.analysis/1`.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            # A drill of a form that is not known here is not yet shown; anything else is not an analysis.
            if any(detail["loc"][:1] != ("drill",) for detail in error.errors()):
                raise
            return _WithoutDrill.model_validate_json(text)

    @property
    def when(self) -> datetime:
        """When it was analysed, with its zone."""
        made = self.provenance.created_utc
        return made if made.tzinfo is not None else made.replace(tzinfo=UTC)

    @property
    def own(self) -> bool:
        """Whether the low back was told against this person's own standing."""
        return self.low_back is None or self.low_back.zeroed

    @property
    def name(self) -> str:
        """The recording's file name."""
        return self.source.path.replace("\\", "/").rstrip("/").rsplit("/", maxsplit=1)[-1] or self.source.path


class _WithoutDrill(Recorded):
    drill: Annotated[None, BeforeValidator(lambda _: None)] = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Recordings that count as one session, oldest first; `index` counts from 1, the oldest session."""

    index: int
    recordings: tuple[Recorded, ...]

    @property
    def when(self) -> datetime:
        """When the last of its recordings was analysed."""
        return self.recordings[-1].when


def sittings_of(recordings: Sequence[Recorded]) -> tuple[list[Sitting], list[str]]:
    """Sort recordings, given in any order, into sessions, oldest first; of one analysed twice the newest counts.

    Returns
    -------
    tuple of list and list
        The sessions, and a note for each recording that was left out.
    """
    ordered = sorted(recordings, key=lambda one: (one.when, one.source.path))
    newest = {(one.source.path, one.source.duration_s, one.source.frames): one for one in ordered}
    counts = {id(one) for one in newest.values()}
    kept = [one for one in ordered if id(one) in counts]
    twice = sorted({one.name for one in ordered if id(one) not in counts})
    notes = [f"{name} was analysed more than once; the newest analysis counts" for name in twice]
    groups: list[list[Recorded]] = []
    for one in kept:
        if groups and one.when - groups[-1][-1].when <= timedelta(hours=SESSION_GAP_H):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [Sitting(index, tuple(group)) for index, group in enumerate(groups, start=1)], notes
