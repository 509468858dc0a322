"""The plan file, `hiphinge.plan/1`: where a person stands on the ladder of the hinge, why, and what comes next.

The contract is that of the result file: keys are added, never renamed or dropped. `hiphinge schema plan` prints the
JSON Schema of `Plan`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from hiphinge.core.measure import Measure
from hiphinge.result import ExerciseName, RoundingKind
from hiphinge.result.part import File, Part

PLAN_SCHEMA: Literal["hiphinge.plan/1"] = "hiphinge.plan/1"

StepName = Literal[
    "glute_bridge",
    "hip_thrust",
    "wall_drill",
    "dowel_drill",
    "rack_pull",
    "romanian_deadlift_knee",
    "romanian_deadlift_shin",
    "good_morning",
    "deadlift",
    "kettlebell_swing",
]
StepKind = Literal["entry", "drill", "lift"]
Verdict = Literal["passed", "not_passed", "within_error", "cannot_judge"]
StepState = Literal["passed", "covered", "open", "step_back", "unjudged", "not_shown", "not_asked"]
Decision = Literal["start", "move_on", "stay", "step_back", "record_again", "keep"]


class Criterion(Part):
    """One thing that a step asks for before it is left, and how the latest session that shows the step answers it."""

    code: str
    asks: str
    unit: Literal["deg", "percent", "share", "cm", "count"]
    limit: float
    sense: Literal["at_least", "at_most"]
    source: str
    needed: bool = Field(description="False: counts only where it could be measured")
    verdict: Verdict | None = Field(
        description="passed: the interval's bound passes; not_passed: the value surely does not; within_error: the "
        "interval lies on both sides; cannot_judge: not measured. None where the step was not recorded"
    )
    figure: Measure | None = Field(description="that of the repetition which four in five are as good as or better")
    passed_in: int | None = Field(default=None, description="repetitions in which it was passed")
    of: int | None = Field(default=None, description="repetitions that were looked at")
    told: str = Field(description="the answer in a sentence")
    mend: str | None = Field(default=None, description="what makes it measurable, or narrows its interval")
    arguments: list[str] = Field(
        default_factory=list, description="the arguments of an analysis that `mend` speaks of, by their names in Python"
    )


class Entry(Part):
    """What has to be there before a step is begun."""

    says: str
    after: StepName | None = Field(description="this step, or a harder one, passed; None: anyone may begin here")
    neutral_depth_deg: float | None = Field(description="a depth limit below this pelvic tilt keeps from beginning")


class Step(Part):
    """One step of the ladder, and how it stands with it."""

    name: StepName
    title: str
    kind: StepKind
    exercise: ExerciseName | None = Field(description="None for drills")
    beside: StepName | None = Field(description="the step that this one may stand for; None for the main ladder")
    purpose: str
    practise: str
    film: str
    source: str
    entry: Entry
    criteria: list[Criterion]
    state: StepState = Field(
        description="passed; covered: not shown, a harder one was passed; open: shown, not all passed; step_back: what "
        "failed is practised lower down; unjudged: recorded, could not be judged; not_shown; not_asked: not shown, and "
        "below the place that a harder one gives"
    )
    recordings: list[str] = Field(description="those that decided it")
    here: bool = Field(description="whether this is the person's place")


class DepthPoint(Part):
    """The depth that four in five repetitions of one session kept with a neutral low back."""

    session: int = Field(ge=1)
    created_utc: datetime = Field(description="when the last of the session's recordings was analysed")
    when_utc: datetime | None = Field(default=None, description="when the last of them was filmed, as far as known")
    neutral_depth_deg: Measure = Field(description="pelvic tilt, degrees since standing")
    rounded: bool = Field(description="False: the low back kept its shape as far as it went, so this is no end")
    kind: RoundingKind | None
    work_to_deg: float | None = Field(description="the depth limit after this session; None: no limit")

    @property
    def dated_utc(self) -> datetime:
        """When the session was filmed; when it was analysed where that is not known."""
        return self.when_utc or self.created_utc


class Depth(Part):
    """Neutral depth over the sessions of one exercise, and the limit that follows from it."""

    exercise: ExerciseName
    neutral_limit_deg: float = Field(description="lumbar flexion beyond which the low back is no longer neutral")
    points: list[DepthPoint]
    work_to_deg: float | None = Field(description="work to this pelvic tilt; None: no limit")
    change_deg: Measure | None = Field(description="last less first session; None for one session")
    detectable_deg: float | None = Field(description="the least change that is called one")
    told: str
    source: str


class Session(Part):
    """Recordings that count as one session, oldest first."""

    index: int = Field(ge=1)
    created_utc: datetime = Field(description="when the last of its recordings was analysed")
    when_utc: datetime | None = Field(
        default=None, description="when the last of them was filmed; when it was analysed where that is not known"
    )
    recordings: list[str]
    shows: list[StepName]

    @property
    def dated_utc(self) -> datetime:
        """When the session was filmed; when it was analysed where that is not known."""
        return self.when_utc or self.created_utc


class Next(Part):
    """The one clear next step."""

    step: StepName
    title: str
    decision: Decision
    why: str
    practise: str
    film: str
    cue: str | None = Field(description="the cue of the latest recording, where it still belongs here")
    work_to_deg: float | None
    arguments: list[str] = Field(
        default_factory=list, description="the arguments of an analysis that `why` speaks of, by their names in Python"
    )


class Everyday(Part):
    """What of this applies to a bag on the floor."""

    rules: list[str]
    source: str


class Plan(File):
    """Where a person stands, and what comes next."""

    schema_: Literal["hiphinge.plan/1"] = Field(default=PLAN_SCHEMA, alias="schema")
    next: Next
    ladder: list[Step]
    depth: Depth | None
    everyday: Everyday
    sessions: list[Session]
    notes: list[str] = Field(description="what was left out or read with a grain of salt, and why")
    how_to_film: str
    disclaimer: str

    @property
    def here(self) -> Step:
        """The step at the person's place."""
        return next(step for step in self.ladder if step.here)
