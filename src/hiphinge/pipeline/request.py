"""The request for the analysis of one recording: the only place of its options and their defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypedDict

from hiphinge.core.arguments import NUMBER, check_type
from hiphinge.core.errors import ArgumentError
from hiphinge.core.props import DrillName
from hiphinge.drills.wall.drill import WallPosition
from hiphinge.pipeline.analyze import check_drill, check_exercise
from hiphinge.pipeline.load_inputs import check_load
from hiphinge.pose.factory import DEFAULT_ESTIMATOR
from hiphinge.recordings.recording import Recording
from hiphinge.result import Athlete
from hiphinge.sources.video import check_duration, check_pose

HEEL_CM: Final = (0.0, 60.0)
"""Possible distances of the heels from the wall: beyond a thigh's length nobody reaches the wall."""


@dataclass(frozen=True, slots=True)
class Request:
    """The options of the user for one recording.

    Attributes
    ----------
    recording
        A path, the index of a camera, or a `Recording` of one.
    folder
        Where the results go; None for ``./<recording's stem>-hinge``.
    exercise
        The exercise that was done, or ``auto``.
    athlete
        What is known about the person.
    load_kg
        The load lifted, kilograms; 0 for none, None if not given.
    video
        Whether the annotated video is drawn.
    estimator
        The pose estimator's name.
    pose_model
        The user's own folder of pose nets, or None.
    duration_s
        How much of the recording is analysed, seconds; None for all of it (a camera: `CAMERA_DURATION_S`).
    standing
        A recording of the same person standing upright in the same clothes, or None.
    max_flexion
        A recording of the same person touching the toes, for the full range of the low back, or None.
    drill
        The drill that was done, or None.
    wall_x_px
        Column of the picture as shown in which the hips meet the wall, or None.
    heel_cm
        Distance of the heels from the wall, centimetres, or None.
    """

    recording: Recording | str | Path | int
    folder: Path | None = None
    exercise: str = "auto"
    athlete: Athlete = field(default_factory=Athlete)
    load_kg: float | None = None
    video: bool = True
    estimator: str = DEFAULT_ESTIMATOR
    pose_model: Path | None = None
    duration_s: float | None = None
    standing: Path | None = None
    max_flexion: Path | None = None
    drill: DrillName | None = None
    wall_x_px: float | None = None
    heel_cm: float | None = None

    @property
    def target(self) -> Path:
        """The folder of the results."""
        if self.folder is not None:
            return Path(self.folder)
        return Path(f"{Recording.of(self.recording).name}-hinge")

    @property
    def wall(self) -> WallPosition:
        """What the user gave about the wall."""
        return WallPosition(x_px=self.wall_x_px, heel_cm=self.heel_cm)

    def check(self) -> None:
        """Raise ArgumentError if an option has an impossible value, before anything is read."""
        check_exercise(self.exercise)
        check_load(self.load_kg)
        check_drill(self.drill)
        check_duration(self.duration_s)
        check_pose(self.estimator, self.pose_model)
        for name, value in (("wall_x_px", self.wall_x_px), ("heel_cm", self.heel_cm)):
            check_type(value, NUMBER, "a number", "give one, or leave it out", argument=name, optional=True)
        check_type(self.athlete, (Athlete,), "athlete of the type Athlete", "make an Athlete", argument="athlete")
        if self.wall_x_px is not None and self.heel_cm is not None:
            found = "both its column and the distance of the heels from it"
            raise ArgumentError(
                "the place of the wall given once", found, "give one of them", arguments=("wall_x_px", "heel_cm")
            )
        if self.heel_cm is not None and not HEEL_CM[0] <= self.heel_cm <= HEEL_CM[1]:
            found = f"{self.heel_cm:g} cm"
            expected = "heels 0 to 60 cm from the wall"
            raise ArgumentError(expected, found, "give the distance in centimetres", arguments=("heel_cm",))

    def arguments(self) -> dict[str, Any]:
        """Return the options that the provenance keeps."""
        others = {"standing": self.standing, "max_flexion": self.max_flexion, "drill": self.drill}
        return {
            "recording": str(self.recording),
            "video": self.video,
            "estimator": self.estimator,
            **{name: str(clip) for name, clip in others.items() if clip is not None},
            **({"wall_x_px": self.wall_x_px} if self.wall_x_px is not None else {}),
            **({"heel_cm": self.heel_cm} if self.heel_cm is not None else {}),
            **({"duration_s": self.duration_s} if self.duration_s is not None else {}),
            **({"pose_model": str(self.pose_model)} if self.pose_model is not None else {}),
        }


class Options(TypedDict, total=False):
    """The options of an analysis as keyword arguments; meaning and defaults are those of `Request`."""

    exercise: str
    athlete: Athlete
    load_kg: float | None
    estimator: str
    pose_model: Path | None
    duration_s: float | None
    standing: Path | None
    max_flexion: Path | None
    drill: DrillName | None
    wall_x_px: float | None
    heel_cm: float | None
