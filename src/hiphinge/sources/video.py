"""Sources: recordings in, a `Motion` out. `open_motion` chooses the reader by what it is given."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

from hiphinge.core.motion import Motion

CAMERA_DURATION_S = 60.0

Progress = Callable[[int, int | None], None]
"""Called after each frame with the frames done and the frames expected (None where unknown)."""


def open_motion(
    recording: str | Path | int,
    *,
    estimator: str = "mediapipe",
    pose_model: Path | None = None,
    max_side_px: int = 720,
    max_rate_hz: float = 30.0,
    duration_s: float | None = None,
    on_frame: Progress | None = None,
) -> Motion:
    """The motion of the lifter in a recording.

    Parameters
    ----------
    recording
        A video file, a still image, a folder of images, or the index of a camera.
    estimator
        ``mediapipe`` or ``rtmlib`` (an extra).
    pose_model
        A model file of your own for the estimator.
    max_side_px
        Longest side of the pictures that the landmarks are looked for in, pixels.
    max_rate_hz
        Frames a second that are looked at, at most about.
    duration_s
        Look at no more than this much of the recording, seconds; None for all of a file and `CAMERA_DURATION_S` of a
        camera, which has no end of its own.
    on_frame
        Progress.

    Returns
    -------
    Motion
        Landmarks in the sagittal frame; frames in which nobody was seen are missing.

    Raises
    ------
    RecordingError
        If the recording cannot be read.
    ModelError, MissingExtraError
        If the pose model or its package is not there.
    """
    from hiphinge.pose.estimator import estimator as make_estimator
    from hiphinge.pose.follow import follow
    from hiphinge.pose.lifter import look_around
    from hiphinge.recordings.frames import open_frames

    if duration_s is None and str(recording).isdigit() and not Path(str(recording)).exists():
        duration_s = CAMERA_DURATION_S
    # The estimator first: its process starts while the recording is opened.
    with (
        make_estimator(estimator, model=pose_model) as pose,
        open_frames(recording, max_side_px=max_side_px, max_rate_hz=max_rate_hz) as frames,
    ):
        info = frames.info
        lifter = look_around(recording, info, pose, max_side_px=max_side_px)
        tell = (lambda done: on_frame(done, info.frames)) if on_frame is not None else None
        return follow(
            frames if duration_s is None else takewhile(lambda frame: frame.time_s < duration_s, frames),
            info,
            pose,
            region=lifter.region,
            people=lifter.people,
            warnings=lambda: frames.warnings,
            on_frame=tell,
        )
