"""The result file, `hiphinge.analysis/1`: what every reader of an analysis relies on.

The contract: keys are added freely, never renamed or dropped. `hiphinge schema` prints the JSON Schema of `Analysis`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from hiphinge.core.measure import Measure
from hiphinge.result.calibration import CalibrationRecord
from hiphinge.result.drills import DowelDrill, Drill, WallDrill
from hiphinge.result.limitation import CannotJudge
from hiphinge.result.loads import Hands, LoadBasis, Loads
from hiphinge.result.part import File, Limit, Part

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


def _zoned(time: datetime) -> datetime:
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


Utc = Annotated[datetime, AfterValidator(_zoned)]
"""A time with its zone; one that was written without is taken for UTC."""


class View(Part):
    """How the camera stood to the lifter."""

    yaw_deg: Measure | None = Field(description="camera's turn off the side view, 0 = exactly from the side")
    roll_deg: Measure | None = Field(
        default=None, description="camera's tilt about its own axis, + = clockwise picture"
    )
    usable: bool
    reason: str | None


class Source(Part):
    """The recording."""

    path: str
    kind: Literal["video", "image", "markers", "keypoints", "angles", "imu"]
    duration_s: float
    frames: int
    frame_rate_hz: float
    view: View
    facing: Literal["left", "right"] | None = None
    recorded_utc: Utc | None = Field(default=None, description="when it was filmed; None where nothing says so")
    recorded_utc_from: Literal["container", "file", "given"] | None = Field(
        default=None,
        description="what says so: the container's metadata, the file's time of change, or the user",
    )
    content_hash: str | None = Field(
        default=None, description="SHA-256 of the recording's bytes, hexadecimal: the same for every copy of it"
    )

    @property
    def name(self) -> str:
        """The recording's file name."""
        return self.path.replace("\\", "/").rstrip("/").rsplit("/", maxsplit=1)[-1] or self.path


class Athlete(Part):
    """The person, as far as given."""

    id: str | None = Field(
        default=None, min_length=1, max_length=200, description="the user's own name or number for the person"
    )
    height_m: float | None = Field(default=None, gt=0.9, lt=2.6)
    mass_kg: float | None = Field(default=None, gt=20, lt=300)
    sex: Sex | None = None


class Exercise(Part):
    """Which exercise was done."""

    name: ExerciseName
    confidence: float = Field(ge=0, le=1)
    given: bool
    looks_like: ExerciseName | None = Field(
        default=None, description="what the movement looks like, where that surely is not the exercise given"
    )


class Pattern(Part):
    """Hinge or squat, as a continuum with its reasons."""

    name: PatternName
    hinge_index: float | None = Field(ge=0, le=1, description="1 = all hinge, 0 = all squat")
    reasons: list[str]


class Phase(Part):
    """One part of a repetition, [start_s, end_s)."""

    name: PhaseName
    start_s: float
    end_s: float


class Peak(Part):
    """Largest value of each angle within the repetition; None where it is absent (see `cannot_judge`)."""

    trunk_lean_deg: Measure | None = None
    hip_flexion_deg: Measure | None = None
    knee_flexion_deg: Measure | None = None
    shank_deg: Measure | None = None
    pelvic_tilt_deg: Measure | None = None
    lumbar_flexion_deg: Measure | None = None
    lumbar_extension_deg: Measure | None = None
    neck_extension_deg: Measure | None = None

    @property
    def seen(self) -> bool:
        """Whether the posture was measured at all, without which no fault can be ruled out."""
        return self.trunk_lean_deg is not None or self.pelvic_tilt_deg is not None


class Fault(Part):
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


class BendPart(Part):
    """How pelvis and low back shared one part of the bend: 0-30°, 30-60° or 60-90° of thorax turn (Esola 1996)."""

    name: BendPartName
    lumbar_share: Measure = Field(description="lumbar flexion's share of the thorax' turn within this part")
    lumbar_pelvis_ratio: Measure | None = Field(description="lumbar flexion to pelvic tilt; None if unbounded")


class Rounding(Part):
    """Where the low back left its neutral range: early is a matter of control, late of range."""

    start_s: float
    hip_flexion_deg: Measure | None = Field(
        description="how far the hips were folded by then; beside neutral_depth_deg"
    )
    kind: RoundingKind


class Lumbopelvic(Part):
    """How pelvis and low back worked together in one repetition."""

    neutral_limit_deg: float = Field(description="lumbar flexion beyond which the low back has left its neutral range")
    parts: list[BendPart]
    rounding: Rounding | None = Field(description="None where the limit was not passed")
    percent_of_range: Measure | None = Field(
        description="peak lumbar flexion in per cent of the person's own maximum, where that was given"
    )


class PublishedFigure(Part):
    """A published figure to read one's own beside: a mean, not a mark to pass."""

    what: str
    group: str
    lumbar_flexion_deg: float
    standard_deviation_deg: float | None
    source: str


class LowBack(Part):
    """What pelvis and low back were told against."""

    zeroed: bool = Field(description="against this person's own standing; False: against what people are like")
    max_flexion_deg: Measure | None
    published: list[PublishedFigure]


class Swing(Part):
    """How the hips drove one kettlebell swing."""

    snap_deg_s: Measure = Field(description="fastest opening of the hips on the way up, degrees a second")
    style: Literal["hinge", "squat", "mixed"]


class Repetition(Part):
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
    hands: Hands | None = None


class Cue(Part):
    """The one thing to try next."""

    text: str
    because: str
    fault: str


class NotCounted(Part):
    """A movement that was seen and is not a repetition."""

    start_s: float
    end_s: float
    reason: str


class Quality(Part):
    """How well the recording could be read."""

    detected_fraction: float = Field(ge=0, le=1)
    mean_confidence: float = Field(ge=0, le=1)
    warnings: list[str]


class Provenance(Part):
    """What made this result."""

    hiphinge: str
    pose_model: str | None
    spine_model: str | None
    created_utc: Utc
    arguments: dict[str, Any]
    calibration: CalibrationRecord | None = Field(default=None, description="what the numbers are told against")


class Analysis(File):  # noqa: PLW1641  (its lists have no hash either)
    """The whole result of one recording.

    Two analyses are equal when all that is written of them is: the result file, and the table of frames.
    """

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
    drill: Drill | None = None
    cue: Cue | None
    cannot_judge: list[CannotJudge]
    limits: list[Limit] = Field(
        default_factory=list, description="every limit that this was judged by; empty in files of release 0.1.0"
    )
    quality: Quality
    provenance: Provenance

    _frames: pl.DataFrame | None = PrivateAttr(default=None)
    _video: Path | None = PrivateAttr(default=None)

    def __eq__(self, other: object) -> bool:
        """Whether the other is an analysis of which the same is written, frames included."""
        if not isinstance(other, Analysis):
            return NotImplemented
        return self.model_dump() == other.model_dump() and self.to_frame().equals(other.to_frame())

    @property
    def judged(self) -> bool:
        """Whether anything at all could be judged."""
        drilled = self.drill is not None and bool(self.drill.repetitions)
        return bool(self.repetitions) or self.pattern.name != "unknown" or drilled

    @property
    def when_utc(self) -> datetime:
        """When it was filmed; when it was analysed where that is not known."""
        return self.source.recorded_utc or self.provenance.created_utc

    def as_written(self) -> Analysis:
        """The same analysis with its numbers as the result file has them: what `hiphinge.read` would give."""
        written = Analysis.model_validate_json(self.to_json())
        written._frames, written._video = self._frames, self._video  # noqa: SLF001  (its own)
        return written

    def to_frame(self) -> pl.DataFrame:
        """One row a frame, the columns of `frames.parquet`; empty where the analysis was read without its frames."""
        import polars as pl

        return pl.DataFrame() if self._frames is None else self._frames

    def with_frames(self, frames: pl.DataFrame) -> Analysis:
        """The same analysis carrying its table of frames."""
        carried = self.model_copy()
        carried._frames = frames  # noqa: SLF001  (its own)
        return carried

    def with_video(self, path: Path) -> Analysis:
        """The same analysis knowing the annotated video that was drawn of it, for its page."""
        carried = self.model_copy()
        carried._video = path  # noqa: SLF001  (its own)
        return carried

    def with_drill(self, drill: WallDrill | DowelDrill, columns: pl.DataFrame) -> Analysis:
        """The same analysis with a drill, and the drill's columns beside those of its table of frames."""
        import polars as pl

        carried = self.model_copy(update={"drill": drill})
        carried._frames = pl.concat([self.to_frame(), columns], how="horizontal")  # noqa: SLF001  (its own)
        return carried

    def report(self, path: str | Path) -> Path:
        """Write the self-contained HTML report; the recording is not needed.

        The annotated video that was read with the analysis is linked, relative to the page.

        The writer is looked up by its entry point, so that the result file knows nothing of pages.

        Parameters
        ----------
        path
            The file to write.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        (writer,) = entry_points(group="hiphinge.reports", name="html")
        written: Path = writer.load()(self.as_written(), Path(path), video=self._video_beside(Path(path)))
        return written

    def _video_beside(self, page: Path) -> str | None:
        """The annotated video relative to a page; None where there is none, or no way to it."""
        if self._video is None:
            return None
        try:
            return Path(os.path.relpath(self._video, page.absolute().parent)).as_posix()
        except ValueError:  # on another drive
            return None
