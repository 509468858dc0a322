"""The progress file, `hiphinge.progress/1`: what changed over a person's sessions, beside what can be detected.

As in the result file, keys are added, never renamed or dropped. `hiphinge schema progress` prints the JSON Schema of
`Progress`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import Direction
from hiphinge.result import PublishedFigure
from hiphinge.result.part import File, Part

PROGRESS_SCHEMA: Literal["hiphinge.progress/1"] = "hiphinge.progress/1"

ChangeVerdict = Literal["better", "worse", "more", "less", "no_change", "one_session", "error_unknown"]
ChangeBasis = Literal["own_days", "own_sets", "published", "intervals"]
SkillPlace = Literal["less_than_both", "experienced", "between", "beginner", "more_than_both", "unclear"]


class TrendPoint(Part):
    """The reading of one session: the mean of its recordings, each the median of its repetitions."""

    session: int = Field(ge=1, description="number of the session, the oldest is 1")
    when_utc: datetime = Field(description="when the session began")
    reading: Measure = Field(description="in the unit of the quantity's key")
    recordings: int = Field(ge=1, description="number of recordings behind it")
    repetitions: int = Field(ge=0, description="number of repetitions behind it")
    load_kg: float | None = Field(description="largest weight lifted in these recordings; null if it was not given")


class Detectable(Part):
    """The smallest change between the first and the latest session that is reported as a change."""

    least: float = Field(description="in the unit of the quantity's key")
    basis: ChangeBasis = Field(
        description="own_days: this person's own sessions of the same week; own_sets: their own sets within sessions; "
        "published: a published figure; intervals: the 90 % intervals of both sessions, which are wider than that"
    )
    own_deviation: float | None = Field(
        description="pooled standard deviation of the person's own repeated readings, where it was used"
    )
    degrees_of_freedom: int | None = Field(description="of that standard deviation")
    source: str


class Unmeasured(Part):
    """Recordings in which a quantity could not be measured."""

    code: str | None = Field(description="code of the limitation; null if the analysis has none")
    reason: str
    recordings: int = Field(ge=1)


class Trend(Part):
    """One quantity of one exercise over the sessions."""

    exercise: str = Field(description="the exercise, or `wall_drill` or `dowel_drill`")
    quantity: str = Field(description="key of the quantity, with its unit")
    better: Direction | None = Field(description="which way an improvement goes; null if neither is one by itself")
    points: list[TrendPoint] = Field(description="the sessions in which it was measured, oldest first")
    change: Measure | None = Field(description="latest minus first session; null for a single session")
    detectable: Detectable | None = Field(
        description="null for a single session, or if neither own readings nor a published figure say it"
    )
    verdict: ChangeVerdict = Field(
        description="better and worse, or more and less where neither is an improvement: beyond the detectable change; "
        "no_change: no detectable change; error_unknown: the measurement error between days is not known"
    )
    unmeasured: list[Unmeasured] = Field(description="recordings in which it could not be measured, and why")


class Skill(Part):
    """How far the low back bends, beside what studies found in experienced and in inexperienced people."""

    exercise: str
    session: int = Field(ge=1, description="the latest session that shows it")
    lumbar_flexion_deg: Measure
    pelvic_tilt_deg: Measure | None
    experienced: PublishedFigure
    beginner: PublishedFigure
    place: SkillPlace
    others: list[PublishedFigure] = Field(description="published figures of the exercise, or of the most similar one")


class TrainedSession(Part):
    """Recordings that count as one session, by when they were filmed."""

    index: int = Field(ge=1)
    started_utc: datetime
    ended_utc: datetime
    recordings: list[str]
    exercises: list[str]


class OlderAnalysis(Part):
    """A recording whose newest analysis is by an older version of the program than the one that reads it."""

    recording: str
    version: str


class Progress(File):
    """What changed over a person's sessions."""

    schema_: Literal["hiphinge.progress/1"] = Field(default=PROGRESS_SCHEMA, alias="schema")
    athlete: str
    sessions: list[TrainedSession]
    trends: list[Trend]
    skill: list[Skill] = Field(description="for each exercise in which the low back was measured")
    analyse_again: list[OlderAnalysis] = Field(
        description="recordings to analyse again, so that like is compared with like"
    )
    undated: list[str] = Field(description="recordings whose date of filming is not known; that of the analysis counts")
