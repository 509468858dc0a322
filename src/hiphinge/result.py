"""The result file, `hiphinge.analysis/1`: what every reader of an analysis relies on.

The contract: keys are added freely, never renamed or dropped. `hiphinge schema` prints the JSON Schema of `Analysis`.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from hiphinge.measure import Measure

if TYPE_CHECKING:
    import polars as pl

SCHEMA: Literal["hiphinge.analysis/1"] = "hiphinge.analysis/1"

ExerciseName = Literal[
    "romanian_deadlift",
    "deadlift",
    "rack_pull",
    "good_morning",
    "kettlebell_swing",
    "glute_bridge",
    "hip_thrust",
    "squat",
    "stoop",
    "bag_lift",
    "other",
    "unknown",
]
PatternName = Literal["hinge", "squat", "stoop", "mixed", "bridge", "unknown"]
PhaseName = Literal["descent", "bottom", "ascent", "lockout"]
Light = Literal["green", "amber", "red", "unknown"]
Severity = Literal["minor", "major"]
BendPartName = Literal["early", "middle", "late"]
RoundingKind = Literal["early", "late", "unclear"]
Sex = Literal["f", "m"]
ScaleSource = Literal["height", "population"]
WallSource = Literal["given", "heel", "picture", "contact"]
WallVerdict = Literal["touched", "knees_travelled", "not_reached", "unclear"]
WallBack = Literal["kept", "rounded", "unclear", "unknown"]
ContactName = Literal["head", "upper_back", "tailbone"]
ContactState = Literal["kept", "left", "unclear", "hidden"]
WhatIfName = Literal["closer", "less_rounded", "lighter"]
LoadPlace = Literal["none", "hands", "back", "hips"]
DowelVerdict = Literal["kept", "head", "upper_back", "tailbone", "unclear", "no_rod"]

CONTACTS: tuple[ContactName, ...] = ("head", "upper_back", "tailbone")
"""The three places that a rod along the back touches, from the top down."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class View(_Part):
    """How the camera stood to the lifter."""

    yaw_deg: Measure | None = Field(description="camera's turn off the side view, 0 = exactly from the side")
    roll_deg: Measure | None = Field(
        default=None, description="camera's tilt about its own axis, + = clockwise picture"
    )
    usable: bool
    reason: str | None


class Source(_Part):
    """The recording."""

    path: str
    kind: Literal["video", "image", "markers", "keypoints", "angles", "imu"]
    duration_s: float
    frames: int
    frame_rate_hz: float
    view: View
    facing: Literal["left", "right"] | None = None


class Athlete(_Part):
    """The person, as far as told."""

    height_m: float | None = Field(default=None, gt=0.9, lt=2.6)
    mass_kg: float | None = Field(default=None, gt=20, lt=300)
    sex: Sex | None = None


class Exercise(_Part):
    """Which exercise was done."""

    name: ExerciseName
    confidence: float = Field(ge=0, le=1)
    given: bool
    looks_like: ExerciseName | None = Field(
        default=None, description="what the movement looks like, where that surely is not the exercise given"
    )


class Pattern(_Part):
    """Hinge or squat, as a continuum with its reasons."""

    name: PatternName
    hinge_index: float | None = Field(ge=0, le=1, description="1 = all hinge, 0 = all squat")
    reasons: list[str]


class Phase(_Part):
    """One part of a repetition, [start_s, end_s)."""

    name: PhaseName
    start_s: float
    end_s: float


class Peak(_Part):
    """Largest value of each angle within the repetition; None where it is absent (see `cannot_judge`)."""

    trunk_lean_deg: Measure | None = None
    hip_flexion_deg: Measure | None = None
    knee_flexion_deg: Measure | None = None
    shank_deg: Measure | None = None
    pelvic_tilt_deg: Measure | None = None
    lumbar_flexion_deg: Measure | None = None
    lumbar_extension_deg: Measure | None = None
    neck_extension_deg: Measure | None = None


class Fault(_Part):
    """Something that went wrong, with the measurement that says so."""

    code: str
    start_s: float
    end_s: float
    phase: PhaseName
    value: Measure
    limit: float
    unit: str
    severity: Severity
    confidence: float = Field(ge=0, le=1)
    kind: str | None = Field(default=None, description="which kind of the fault it is, where its words differ by kind")
    why: str
    cue: str
    source: str


class BendPart(_Part):
    """How pelvis and low back shared one part of the bend: 0-30°, 30-60° or 60-90° of thorax turn (Esola 1996)."""

    name: BendPartName
    lumbar_share: Measure = Field(description="lumbar flexion's share of the thorax' turn within this part")
    lumbar_pelvis_ratio: Measure | None = Field(description="lumbar flexion to pelvic tilt; None if unbounded")


class Rounding(_Part):
    """Where the low back left its neutral range: early is a matter of control, late of range."""

    start_s: float
    hip_flexion_deg: Measure | None = Field(
        description="how far the hips were folded by then; beside neutral_depth_deg"
    )
    kind: RoundingKind


class Lumbopelvic(_Part):
    """How pelvis and low back worked together in one repetition."""

    neutral_limit_deg: float = Field(description="lumbar flexion beyond which the low back has left its neutral range")
    parts: list[BendPart]
    rounding: Rounding | None = Field(description="None where the limit was not passed")
    percent_of_range: Measure | None = Field(
        description="peak lumbar flexion in per cent of the person's own maximum, where that was given"
    )


class Published(_Part):
    """A published figure to read one's own beside: a mean, not a mark to pass."""

    what: str
    group: str
    lumbar_flexion_deg: float
    standard_deviation_deg: float | None
    source: str


class LowBack(_Part):
    """What pelvis and low back were told against."""

    zeroed: bool = Field(description="against this person's own standing; False: against what people are like")
    max_flexion_deg: Measure | None
    published: list[Published]


class WhatIf(_Part):
    """The same moment of the lift with one thing changed, and what that takes from the load on the low back."""

    name: WhatIfName
    what: str = Field(description="the change, in words")
    l5s1_moment_nm: Measure
    l5s1_compression_n: Measure
    l5s1_shear_n: Measure
    change_percent: Measure = Field(description="of the compression at L5/S1; negative: less")


class Loads(_Part):
    """What one repetition asked of the joints: of each quantity the value largest in size, at a moment of its own.

    Moments are of both legs together, + = extending (hip, low back, knee) as in `hiphinge.loads.lift`. Compression is
    along the disc's axis, shear across it, + = the upper body forward.
    """

    l5s1_moment_nm: Measure
    l5s1_compression_n: Measure
    l5s1_shear_n: Measure
    hip_moment_nm: Measure
    knee_moment_nm: Measure
    passive_share: Measure = Field(description="of the extending moment at L5/S1, borne by discs, ligaments, fascia")
    compression_over_standing: Measure = Field(description="compression at L5/S1 over that of standing without a load")
    demand: dict[str, float] = Field(description="largest share of a muscle group's strength that was used")
    demand_low: dict[str, float]
    demand_high: dict[str, float]
    peak_s: dict[str, float] = Field(description="when each of the above was largest, seconds")
    what_if: list[WhatIf] = Field(description="at the moment of the largest compression")


class PublishedLoad(_Part):
    """A published load of L5/S1 or another joint: for context, neither safe nor unsafe."""

    what: str
    value: str
    source: str


class LoadBasis(_Part):
    """What the loads were computed for."""

    height_m: Measure
    mass_kg: Measure
    height_given: bool
    mass_given: bool
    sex_given: bool = Field(description="False: the man's and the woman's model both stand in the intervals")
    load_kg: float
    where: LoadPlace
    hands_seen: bool = Field(description="False: arms were taken as the exercise has them")
    supported: bool = Field(description="whether floor or bench bore the upper back")
    standing_compression_n: Measure = Field(description="at L5/S1, the same person standing without a load")
    notes: list[str] = Field(description="what was taken for granted, in words")
    published: list[PublishedLoad] = Field(description="published figures to read one's own beside: not limits")


class Swing(_Part):
    """How the hips drove one kettlebell swing."""

    snap_deg_s: Measure = Field(description="fastest opening of the hips on the way up, degrees a second")
    style: Literal["hinge", "squat", "mixed"]


class Repetition(_Part):
    """One repetition, [start_s, end_s)."""

    index: int = Field(ge=1)
    start_s: float
    bottom_s: float
    end_s: float
    phases: list[Phase]
    pattern: Pattern
    light: Light
    peak: Peak
    lumbar_share: Measure | None = None
    neutral_depth_deg: Measure | None = None
    lumbopelvic: Lumbopelvic | None = None
    faults: list[Fault]
    possible_faults: list[Fault] = Field(
        default_factory=list, description="beyond the limit, but the interval reaches back over it: not stated"
    )
    unread_faults: list[str] = Field(
        default_factory=list, description="codes of the faults that could not be looked for in this repetition"
    )
    exercise: Exercise | None = Field(
        default=None, description="what this repetition was, where it surely was another exercise than the set"
    )
    swing: Swing | None = None
    loads: Loads | None = None


class DrillScale(_Part):
    """Centimetres of the body's plane in one pixel of the analysed picture, and what told them."""

    cm_per_px: Measure
    source: ScaleSource = Field(description="the height as given, or that of adults at large")


class WallPlace(_Part):
    """Where the wall stands."""

    x_px: float = Field(description="column of the picture as shown in which hips meet the wall, at hip height")
    behind_reach_cm: Measure = Field(description="wall behind the rearmost place that the hips reached")
    sources: list[WallSource] = Field(description="what told it, the surest first")


class WallRepetition(_Part):
    """One repetition at the wall; contact is [contact_start_s, contact_end_s), None where it was not touched."""

    index: int = Field(ge=1)
    start_s: float
    end_s: float
    smallest_distance_cm: Measure | None
    touch_chance: float | None = Field(ge=0, le=1, description="chance that the hips touched the wall")
    contact_start_s: float | None
    contact_end_s: float | None
    knee_travel_cm: Measure | None = Field(description="furthest forward of the knees since standing")
    shank_deg: Measure | None = Field(description="largest inclination of the shin")
    peak_lumbar_flexion_deg: Measure | None
    back: WallBack = Field(description="whether the low back kept its shape")
    verdict: WallVerdict
    why: str


class WallDrill(_Part):
    """The wall drill: hips pushed back to a wall, knees quiet, spine in its shape.

    The distance over time is in the table of frames: `wall_distance_cm` with `_low` and `_high`.
    """

    name: Literal["wall"] = "wall"
    scale: DrillScale | None
    wall: WallPlace | None
    heel_to_wall_cm: Measure | None
    repetitions: list[WallRepetition]
    verdict: WallVerdict
    next_heel_to_wall_cm: Measure | None
    next_step: str
    limits: dict[str, str] = Field(description="the limits applied, with their sources")


class Cue(_Part):
    """The one thing to try next."""

    text: str
    because: str
    fault: str


class CannotJudge(_Part):
    """Something that was not judged, why, and how to mend it."""

    what: str
    reason: str
    mend: str


class NotCounted(_Part):
    """A movement that was seen and is not a repetition."""

    start_s: float
    end_s: float
    reason: str


class Quality(_Part):
    """How well the recording could be read."""

    detected_fraction: float = Field(ge=0, le=1)
    mean_confidence: float = Field(ge=0, le=1)
    warnings: list[str]


class Provenance(_Part):
    """What made this result."""

    hiphinge: str
    pose_model: str | None
    spine_model: str | None
    created_utc: datetime
    arguments: dict[str, Any]


class Limit(_Part):
    """A limit that something was judged by, and where it comes from."""

    what: str
    value: float
    unit: str
    source: str


class DowelContact(_Part):
    """One contact of the rod in one repetition."""

    contact: ContactName
    state: ContactState
    largest_gap_cm: Measure | None = Field(description="how far the gap grew beyond this person's own in standing")
    left_s: float | None = None
    trunk_lean_deg: Measure | None = Field(default=None, description="when the contact left")
    hip_flexion_deg: Measure | None = Field(default=None, description="when the contact left")


class DowelRepetition(_Part):
    """One hinge with the rod: which contacts held, and which left first."""

    index: int = Field(ge=1)
    contacts: list[DowelContact]
    first_left: ContactName | None
    means: str
    cue: str
    rounded_by_spine: bool | None = Field(description="what the estimator of the spine says; None where it cannot tell")
    agrees: bool | None = Field(description="whether rod and estimator say the same of the low back")


class DowelDepth(_Part):
    """A depth of the hinge."""

    trunk_lean_deg: Measure | None
    hip_flexion_deg: Measure | None


class DowelDrill(_Part):
    """The drill with a rod along the back."""

    name: Literal["dowel"] = "dowel"
    verdict: DowelVerdict
    summary: str
    cue: str
    reason: str | None = Field(default=None, description="why no rod was found, or why it could not be judged")
    found_fraction: float = Field(default=0.0, ge=0, le=1, description="frames in which the rod was found")
    height_given: bool = Field(default=False, description="False: the scale rests on the usual height of adults")
    centimetres_per_pixel: Measure | None = None
    standing_gap_cm: dict[ContactName, Measure] = Field(default_factory=dict)
    repetitions: list[DowelRepetition] = Field(default_factory=list)
    work_to: DowelDepth | None = Field(default=None, description="the depth up to which all contacts held")
    turn_against_spine_deg: Measure | None = Field(
        default=None, description="the rod's turn since standing less that of the thorax by the estimator of the spine"
    )
    limits: list[Limit] = Field(default_factory=list)

    @property
    def judged(self) -> bool:
        """Whether any contact of any hinge could be judged."""
        told = (contact.state for one in self.repetitions for contact in one.contacts)
        return any(state in {"kept", "left"} for state in told)


class Analysis(_Part):
    """The whole result of one recording."""

    schema_: Literal["hiphinge.analysis/1"] = Field(default=SCHEMA, alias="schema")
    source: Source
    athlete: Athlete
    exercise: Exercise
    hip_flexion_basis: Literal["pelvis", "trunk"]
    pattern: Pattern
    repetitions: list[Repetition]
    not_counted: list[NotCounted] = Field(default_factory=list)
    low_back: LowBack | None = None
    load_basis: LoadBasis | None = Field(default=None, description="None where no loads were computed: cannot_judge")
    drill: WallDrill | DowelDrill | None = Field(default=None, discriminator="name")
    cue: Cue | None
    cannot_judge: list[CannotJudge]
    quality: Quality
    provenance: Provenance

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    _frames: pl.DataFrame | None = PrivateAttr(default=None)

    @property
    def judged(self) -> bool:
        """Whether anything at all could be judged."""
        drilled = self.drill is not None and bool(self.drill.repetitions)
        return bool(self.repetitions) or self.pattern.name != "unknown" or drilled

    def to_json(self) -> str:
        """The result file's text."""
        return self.model_dump_json(indent=2, by_alias=True)

    def to_frame(self) -> pl.DataFrame:
        """One row a frame, the columns of `frames.parquet`; empty for an analysis that was read back from JSON."""
        import polars as pl

        return pl.DataFrame() if self._frames is None else self._frames

    def with_frames(self, frames: pl.DataFrame) -> Analysis:
        """The same analysis carrying its table of frames."""
        carried = self.model_copy()
        carried._frames = frames  # noqa: SLF001  (its own)
        return carried

    def with_drill(self, drill: WallDrill | DowelDrill, columns: pl.DataFrame) -> Analysis:
        """The same analysis with a drill, and the drill's columns beside those of its table of frames."""
        import polars as pl

        carried = self.model_copy(update={"drill": drill})
        carried._frames = pl.concat([self.to_frame(), columns], how="horizontal")  # noqa: SLF001  (its own)
        return carried

    def report(self, path: str | Path) -> Path:
        """Write the self-contained HTML report to `path`."""
        from hiphinge.report import html

        return html.write(self, Path(path))
