"""The result file, `hiphinge.analysis/1`: the contract with every reader of an analysis.

Keys are added freely, never renamed or dropped. `hiphinge schema` prints the JSON Schema of `Analysis`.
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
"""A time with its zone; a time written without a zone is read as UTC."""


class View(Part):
    """The camera's position relative to the lifter."""

    yaw_deg: Measure | None = Field(description="angle of the camera to the side view, 0 = exactly from the side")
    roll_deg: Measure | None = Field(
        default=None, description="tilt of the camera about its own axis, + = clockwise picture"
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
    recorded_utc: Utc | None = Field(default=None, description="when it was filmed; None if unknown")
    recorded_utc_from: Literal["container", "file", "given"] | None = Field(
        default=None,
        description="where that time comes from: the container's metadata, the file's modification time, or the user",
    )
    content_hash: str | None = Field(
        default=None, description="SHA-256 of the recording's bytes, hexadecimal: the same for every copy of it"
    )

    @property
    def name(self) -> str:
        """File name of the recording."""
        return self.path.replace("\\", "/").rstrip("/").rsplit("/", maxsplit=1)[-1] or self.path


class Athlete(Part):
    """What the user gave about the person."""

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
        default=None, description="what the movement looks like, if it is clearly not the exercise given"
    )

    @property
    def unnamed(self) -> bool:
        """Whether it was neither recognised nor given."""
        return self.name == "unknown" and not self.given


class Pattern(Part):
    """Where the movement lies on the continuum from squat to hinge, with reasons."""

    name: PatternName
    hinge_index: float | None = Field(ge=0, le=1, description="1 = all hinge, 0 = all squat")
    reasons: list[str]


class Phase(Part):
    """One part of a repetition, [start_s, end_s)."""

    name: PhaseName
    start_s: float
    end_s: float


class Peak(Part):
    """Largest value of each angle within the repetition; None if not measured (see `cannot_judge`)."""

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
        """Whether the posture was measured at all; otherwise no fault can be ruled out."""
        return self.trunk_lean_deg is not None or self.pelvic_tilt_deg is not None


class Fault(Part):
    """A fault, with the measurement that shows it."""

    code: str
    start_s: float
    end_s: float
    phase: PhaseName
    value: Measure
    limit: float
    unit: str
    severity: Severity
    confidence: float = Field(ge=0, le=1)
    kind: str | None = Field(default=None, description="the variant of the fault, if its texts differ by variant")
    why: str
    cue: str
    source: str


class BendPart(Part):
    """How pelvis and low back shared one part of the bend: 0-30°, 30-60° or 60-90° of thorax rotation (Esola 1996)."""

    name: BendPartName
    lumbar_share: Measure = Field(description="share of lumbar flexion in the rotation of the thorax within this part")
    lumbar_pelvis_ratio: Measure | None = Field(description="ratio of lumbar flexion to pelvic tilt; None if unbounded")


class Rounding(Part):
    """Where the low back left its neutral range: early points to control, late to range of motion."""

    start_s: float
    hip_flexion_deg: Measure | None = Field(description="hip flexion at that moment, in addition to neutral_depth_deg")
    kind: RoundingKind


class Lumbopelvic(Part):
    """How pelvis and low back worked together in one repetition."""

    neutral_limit_deg: float = Field(description="lumbar flexion beyond which the low back has left its neutral range")
    parts: list[BendPart]
    rounding: Rounding | None = Field(description="None if the limit was not exceeded")
    percent_of_range: Measure | None = Field(
        description="peak lumbar flexion in per cent of the person's own maximum, if a clip of it was given"
    )


class PublishedFigure(Part):
    """A published mean for comparison; it is not a limit."""

    what: str
    group: str
    lumbar_flexion_deg: float
    standard_deviation_deg: float | None
    source: str


class LowBack(Part):
    """The references for pelvis and low back."""

    zeroed: bool = Field(description="measured from this person's own standing; False: from average standing")
    max_flexion_deg: Measure | None
    published: list[PublishedFigure]


class Swing(Part):
    """How the hips drove one kettlebell swing."""

    snap_deg_s: Measure = Field(description="highest speed of hip extension on the way up, degrees per second")
    style: Literal["hinge", "squat", "mixed"]


class Repetition(Part):
    """One repetition, [start_s, end_s)."""

    index: int = Field(ge=1)
    start_s: float
    bottom_s: float
    end_s: float
    confidence: float | None = Field(default=None, ge=0, le=1, description="chance that it is a repetition of the set")
    phases: list[Phase]
    pattern: Pattern
    light: Light
    peak: Peak
    lumbar_share: Measure | None = None
    neutral_depth_deg: Measure | None = None
    lumbopelvic: Lumbopelvic | None = None
    faults: list[Fault]
    possible_faults: list[Fault] = Field(
        default_factory=list,
        description="the value exceeds the limit but its interval includes the limit, so the fault is not stated",
    )
    unread_faults: list[str] = Field(
        default_factory=list, description="codes of the faults that could not be judged in this repetition"
    )
    exercise: Exercise | None = Field(
        default=None, description="the exercise of this repetition, if it clearly differs from that of the set"
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
    """A movement that was not counted as a repetition."""

    start_s: float
    end_s: float
    reason: str


class Quality(Part):
    """How well the recording could be read."""

    detected_fraction: float = Field(ge=0, le=1)
    mean_confidence: float = Field(ge=0, le=1)
    warnings: list[str]


class Provenance(Part):
    """Versions, models, arguments and calibration that produced this result."""

    hiphinge: str
    pose_model: str | None
    spine_model: str | None
    created_utc: Utc
    arguments: dict[str, Any]
    calibration: CalibrationRecord | None = Field(
        default=None, description="the references that the numbers are measured from"
    )


class Analysis(File):  # noqa: PLW1641  (its lists have no hash either)
    """The whole result of one recording; two are equal if their result files and their tables of frames are."""

    schema_: Literal["hiphinge.analysis/1"] = Field(default=SCHEMA, alias="schema")
    source: Source
    athlete: Athlete
    exercise: Exercise
    hip_flexion_basis: Literal["pelvis", "trunk"]
    pattern: Pattern
    repetitions: list[Repetition]
    not_counted: list[NotCounted] = Field(default_factory=list)
    low_back: LowBack | None = None
    load_basis: LoadBasis | None = Field(default=None, description="None if no loads were computed; see cannot_judge")
    drill: Drill | None = None
    cue: Cue | None
    cannot_judge: list[CannotJudge]
    limits: list[Limit] = Field(
        default_factory=list, description="every limit that was applied; empty in files of release 0.1.0"
    )
    quality: Quality
    provenance: Provenance

    _frames: pl.DataFrame | None = PrivateAttr(default=None)
    _video: Path | None = PrivateAttr(default=None)

    def __eq__(self, other: object) -> bool:
        """Return whether the other analysis has the same written content, frames included."""
        if not isinstance(other, Analysis):
            return NotImplemented
        return self.model_dump() == other.model_dump() and self.to_frame().equals(other.to_frame())

    @property
    def judged(self) -> bool:
        """Whether anything could be judged; from front or back repetitions are counted and nothing is judged."""
        drilled = self.drill is not None and bool(self.drill.repetitions)
        seen = all(limitation.code != "view_refused" for limitation in self.cannot_judge)
        return (bool(self.repetitions) and seen) or self.pattern.name != "unknown" or drilled

    @property
    def when_utc(self) -> datetime:
        """When it was filmed; if unknown, when it was analysed."""
        return self.source.recorded_utc or self.provenance.created_utc

    def as_written(self) -> Analysis:
        """Return the analysis with its numbers rounded as in the result file, as `hiphinge.read` would return it."""
        written = Analysis.model_validate_json(self.to_json())
        written._frames, written._video = self._frames, self._video  # noqa: SLF001  (its own)
        return written

    def to_frame(self) -> pl.DataFrame:
        """Return the table of frames, the columns of `frames.parquet`; empty if the analysis was read without it."""
        import polars as pl

        return pl.DataFrame() if self._frames is None else self._frames

    def with_frames(self, frames: pl.DataFrame) -> Analysis:
        """Return the analysis with a table of frames."""
        carried = self.model_copy()
        carried._frames = frames  # noqa: SLF001  (its own)
        return carried

    def with_video(self, path: Path) -> Analysis:
        """Return the analysis with the path of its annotated video, for its page."""
        carried = self.model_copy()
        carried._video = path  # noqa: SLF001  (its own)
        return carried

    def with_drill(self, drill: WallDrill | DowelDrill, columns: pl.DataFrame) -> Analysis:
        """Return the analysis with a drill, and the drill's columns added to the table of frames."""
        import polars as pl

        table = pl.concat([self.to_frame(), columns], how="horizontal")
        return self.model_copy(update={"drill": drill}).with_frames(table)

    def report(self, path: str | Path) -> Path:
        """Write the self-contained HTML report; the recording is not needed.

        The annotated video that was read with the analysis is linked, relative to the page. The writer is looked up by
        its entry point, so that `result` does not depend on `report`.

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
        """Return the path of the annotated video relative to a page; None if there is no video or no such path."""
        if self._video is None:
            return None
        try:
            return Path(os.path.relpath(self._video, page.absolute().parent)).as_posix()
        except ValueError:  # on another drive
            return None
