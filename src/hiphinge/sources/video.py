"""The source for videos, images, folders of images and cameras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from hiphinge.core.arguments import NUMBER, PATH, check_type
from hiphinge.core.errors import ArgumentError
from hiphinge.core.motion import Motion
from hiphinge.core.props import DrillName
from hiphinge.pose.factory import DEFAULT_ESTIMATOR, ESTIMATORS
from hiphinge.recordings.recording import MAX_RATE_HZ, MAX_SIDE_PX, Recording

if TYPE_CHECKING:
    from hiphinge.pose.estimator import PoseEstimator
    from hiphinge.pose.observer import Observer

CAMERA_DURATION_S = 60.0
"""Length of a recording from a camera unless another is given, seconds."""

Progress = Callable[[int, int | None], None]
"""Called after each frame with the numbers of processed and expected frames (None where unknown)."""


def open_motion(  # noqa: PLR0913  (independent options)
    recording: Recording | str | Path | int,
    *,
    drill: DrillName | None = None,
    props: bool = True,
    estimator: str = DEFAULT_ESTIMATOR,
    pose_model: str | Path | None = None,
    max_side_px: int = MAX_SIDE_PX,
    max_rate_hz: float = MAX_RATE_HZ,
    duration_s: float | None = None,
    on_frame: Progress | None = None,
) -> Motion:
    """Return the motion of the lifter in a recording, with evidence of objects besides the lifter.

    Parameters
    ----------
    recording
        A video file, a still image, a folder of images, the index of a camera, or a `Recording` of one, which has its
        own size and pace.
    drill
        The drill in the recording: its prop (wall, rod) is observed instead of a barbell's plate.
    props
        Whether props are observed; no use in a clip of quiet standing.
    estimator
        ``movenet``, ``blazepose`` or ``rtmlib`` (an extra).
    pose_model
        Another folder with the nets of the estimator.
    max_side_px
        Longest side of the analysed pictures, pixels.
    max_rate_hz
        Largest rate of the analysed frames, approximate, hertz.
    duration_s
        Length of the analysed part, seconds; None for all of a file and `CAMERA_DURATION_S` of a camera, which has no
        end.
    on_frame
        Called after each frame.

    Returns
    -------
    Motion
        Landmarks in the sagittal frame, missing in frames in which nobody was found.

    Raises
    ------
    ArgumentError
        If an argument is of another type, or `duration_s` is not above 0.
    RecordingError
        If the recording cannot be read.
    ModelError, MissingExtraError
        If a pose net is missing or wrong, or the estimator's package is missing.
    PoseError
        If the pose estimator cannot be started.
    """
    from hiphinge.pose.factory import open_estimator
    from hiphinge.props.observers import observers_for

    check_duration(duration_s)
    check_pose(estimator, pose_model)

    folder = None if pose_model is None else Path(pose_model)

    def read(recording: Recording) -> Motion:
        observers = observers_for(drill) if props else ()
        make = partial(open_estimator, estimator, model=folder)
        # What a drill's prop touches is measured in the pictures themselves.
        return _read(recording, make, observers, duration_s, on_frame, steady=drill is None)

    if isinstance(recording, Recording):
        return read(recording)
    with closing(Recording(recording, max_side_px=max_side_px, max_rate_hz=max_rate_hz)) as own:
        return read(own)


def check_pose(estimator: object, pose_model: object) -> None:
    """Raise ArgumentError unless the estimator is a name, and the model a path or None."""
    known = ", ".join(ESTIMATORS)
    check_type(estimator, (str,), f"an estimator among {known}", "choose one of them", argument="estimator")
    what, remedy = "a folder with the pose nets", "give its path, or leave it out"
    check_type(pose_model, PATH, what, remedy, argument="pose_model", optional=True)


def check_duration(duration_s: float | None) -> None:
    """Raise ArgumentError unless `duration_s` is above 0; None is allowed."""
    remedy = "give a number of seconds above 0"
    check_type(duration_s, NUMBER, "a number of seconds", remedy, argument="duration_s", optional=True)
    # Written so that NaN fails it.
    if duration_s is not None and not duration_s > 0:
        expected, found = "a length to analyse above 0 s", f"{duration_s:g} s"
        raise ArgumentError(expected, found, remedy, arguments=("duration_s",))


def _read(
    recording: Recording,
    make_estimator: Callable[[], PoseEstimator],
    observers: Sequence[Observer],
    duration_s: float | None,
    on_frame: Progress | None,
    *,
    steady: bool,
) -> Motion:
    from hiphinge.pose.camera import CameraObserver
    from hiphinge.pose.follow import follow
    from hiphinge.pose.lifter import look_around

    with make_estimator() as pose:
        if duration_s is None and recording.live:
            duration_s = CAMERA_DURATION_S
        lifter = look_around(recording, pose)
        info = recording.info
        with recording.frames() as frames:
            motion = follow(
                frames if duration_s is None else takewhile(lambda frame: frame.time_s < duration_s, frames),
                info,
                pose,
                lifter=lifter,
                observers=observers if info.moving else (),
                camera=CameraObserver() if info.moving and steady else None,
                warnings=lambda: frames.warnings,
                on_frame=(lambda done: on_frame(done, info.frames)) if on_frame is not None else None,
            )
    length_s = motion.source.duration_s if frames.info.duration_s is None else frames.info.duration_s
    source = replace(
        motion.source,
        duration_s=length_s if duration_s is None else min(length_s, duration_s),
        recorded_utc=recording.recorded_utc,
        recorded_utc_from=recording.recorded_utc_from,
        content_hash=recording.content_hash,
    )
    return replace(motion, source=source)
