"""The plan file, `hiphinge.plan/1`: a person's place on the ladder of the hinge, why, and the next step.

As in the result file, keys are added, never renamed or dropped. `hiphinge schema plan` prints the
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
    """One requirement for passing a step, and how the latest session that shows the step meets it."""

    code: str
    asks: str
    unit: Literal["deg", "percent", "share", "cm", "count"]
    limit: float
    sense: Literal["at_least", "at_most"]
    source: str
    needed: bool = Field(description="False: counts only if it could be measured")
    verdict: Verdict | None = Field(
        description="passed: the bound of the interval passes; not_passed: the value surely fails; within_error: the "
        "interval includes the limit; cannot_judge: not measured. None if the step was not recorded"
    )
    figure: Measure | None = Field(description="value that four in five repetitions match or better")
    passed_in: int | None = Field(default=None, description="number of repetitions that passed")
    of: int | None = Field(default=None, description="number of repetitions that were considered")
    told: str = Field(description="the result in a sentence")
    mend: str | None = Field(default=None, description="what makes it measurable, or narrows its interval")
    arguments: list[str] = Field(
        default_factory=list, description="the arguments of an analysis that `mend` refers to, by their names in Python"
    )


class Entry(Part):
    """What a person needs before beginning a step."""

    says: str
    after: StepName | None = Field(
        description="the step that has to be passed, or a harder one; None: anyone may begin here"
    )
    neutral_depth_deg: float | None = Field(
        description="pelvic tilt; with a depth limit below it the step is not begun"
    )


class Step(Part):
    """One step of the ladder, and its state."""

    name: StepName
    title: str
    kind: StepKind
    exercise: ExerciseName | None = Field(description="None for drills")
    beside: StepName | None = Field(description="the step that this one may replace; None for the main ladder")
    purpose: str
    practise: str
    film: str
    source: str
    entry: Entry
    criteria: list[Criterion]
    state: StepState = Field(
        description="passed; covered: not recorded, but a harder step was passed; open: recorded, not all passed; "
        "step_back: what failed is practised in an easier step; unjudged: recorded, could not be judged; "
        "not_shown: not recorded; not_asked: not recorded, and below the person's place"
    )
    recordings: list[str] = Field(description="the recordings that decided the state")
    here: bool = Field(description="whether this is the person's place")


class DepthPoint(Part):
    """The depth that four in five repetitions of one session reached with a neutral low back."""

    session: int = Field(ge=1)
    created_utc: datetime = Field(description="when the last of the session's recordings was analysed")
    when_utc: datetime | None = Field(default=None, description="when the last of them was filmed, if known")
    neutral_depth_deg: Measure = Field(description="pelvic tilt, degrees from standing")
    rounded: bool = Field(
        description="False: the low back stayed neutral to the full depth, so its limit may be deeper"
    )
    kind: RoundingKind | None
    work_to_deg: float | None = Field(description="the depth limit after this session; None: no limit")

    @property
    def dated_utc(self) -> datetime:
        """When the session was filmed; when it was analysed where that is not known."""
        return self.when_utc or self.created_utc


class Depth(Part):
    """Neutral depth over the sessions of one exercise, and the resulting depth limit."""

    exercise: ExerciseName
    neutral_limit_deg: float = Field(description="lumbar flexion beyond which the low back is no longer neutral")
    points: list[DepthPoint]
    work_to_deg: float | None = Field(description="depth limit as a pelvic tilt; None: no limit")
    change_deg: Measure | None = Field(description="last minus first session; None for a single session")
    detectable_deg: float | None = Field(description="smallest change that is reported as a change")
    told: str
    source: str


class LeftOut(Part):
    """A recording that belongs to no step, because the exercise was not recognised or nothing could be judged."""

    recording: str
    reason: str
    mend: str = Field(description="what makes it count")
    arguments: list[str] = Field(
        default_factory=list, description="the arguments of an analysis that `mend` refers to, by their names in Python"
    )


class Session(Part):
    """Recordings that count as one session, oldest first."""

    index: int = Field(ge=1)
    created_utc: datetime = Field(description="when the last of its recordings was analysed")
    when_utc: datetime | None = Field(
        default=None, description="when the last of them was filmed; if unknown, when it was analysed"
    )
    recordings: list[str]
    shows: list[StepName]

    @property
    def dated_utc(self) -> datetime:
        """When the session was filmed; when it was analysed where that is not known."""
        return self.when_utc or self.created_utc


class Next(Part):
    """The next step."""

    step: StepName
    title: str
    decision: Decision
    why: str
    practise: str
    film: str
    cue: str | None = Field(description="the cue of the latest recording, if it applies to this step")
    work_to_deg: float | None
    arguments: list[str] = Field(
        default_factory=list, description="the arguments of an analysis that `why` refers to, by their names in Python"
    )


class Everyday(Part):
    """Rules for lifting a bag from the floor."""

    rules: list[str]
    source: str


class Plan(File):
    """A person's place on the ladder, and the next step."""

    schema_: Literal["hiphinge.plan/1"] = Field(default=PLAN_SCHEMA, alias="schema")
    next: Next
    ladder: list[Step]
    depth: Depth | None
    everyday: Everyday
    sessions: list[Session]
    left_out: list[LeftOut] = Field(
        default_factory=list, description="recordings whose exercise was not recognised, or that could not be judged"
    )
    notes: list[str] = Field(description="recordings left out for other reasons or read with reservations, and why")
    how_to_film: str
    disclaimer: str

    @property
    def here(self) -> Step:
        """The step at the person's place."""
        return next(step for step in self.ladder if step.here)
