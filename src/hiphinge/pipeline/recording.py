"""From a recording to its analysis: the one place that composes reading, measuring and judging.

Command line, Python, pages and validation all come through here, so that they all give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple, Unpack

from hiphinge.core.motion import Motion
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.spine import Personal, max_flexion_of, standing_of
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.drills import with_rod_found
from hiphinge.pipeline.request import Options, Request
from hiphinge.recordings.recording import Recording
from hiphinge.result import Analysis
from hiphinge.sources.video import open_motion

Stage = Literal["standing", "bending", "reading", "prop", "drawing"]

OnProgress = Callable[[Stage, int, int | None], None]
"""Called with what is being done, the frames done and the frames expected (None where unknown)."""


class RecordingResult(NamedTuple):
    """An analysis, and the motion that its angles were measured from: without outline and pictures, to be drawn on."""

    analysis: Analysis
    motion: Motion


def analyze_recording(
    recording: Recording | str | Path | int, *, on_progress: OnProgress | None = None, **options: Unpack[Options]
) -> Analysis:
    """Analyse a recording; nothing is written.

    Parameters
    ----------
    recording
        A video file, an image, a folder of images, the index of a camera, or a `Recording` of one.
    on_progress
        Called after each frame.
    **options
        What is asked for, with the names, meanings and defaults of `Request`: ``exercise``, ``athlete``, ``load_kg``,
        ``drill`` and others.

    Returns
    -------
    Analysis
        The same numbers as those of ``hiphinge analyze`` and of ``analyze(open_motion(recording), ...)``.

    Raises
    ------
    HipHingeError
        If arguments, recording or model cannot be used.
    """
    request = Request(recording, **options)
    request.check()
    with opened(recording) as read:
        return analysed(request, read, on_progress).analysis


@contextmanager
def opened(recording: Recording | str | Path | int) -> Iterator[Recording]:
    """A recording as an object: the one given, which stays open, or one that is closed afterwards."""
    if isinstance(recording, Recording):
        yield recording
        return
    with Recording(recording) as own:
        yield own


def silent(_stage: Stage, _done: int, _total: int | None) -> None:
    """Say nothing of the progress."""


def analysed(request: Request, recording: Recording, on_progress: OnProgress | None = None) -> RecordingResult:
    """Read and analyse what a checked request asks for, in one pass over the recording."""
    tell = on_progress or silent
    personal = _personal(request, tell)
    motion = _motion(request, recording, "reading", tell)
    movement = measure_movement(motion, personal=personal)
    if request.drill == "dowel":
        motion = with_rod_found(motion, on_frame=lambda done: tell("prop", done, len(motion)))
    analysis = analyze(
        motion,
        athlete=request.athlete,
        exercise=request.exercise,
        load_kg=request.load_kg,
        drill=request.drill,
        wall=request.wall,
        arguments=request.arguments(),
        personal=personal,
        movement=movement,
    )
    return RecordingResult(analysis, movement.motion.without_outline().with_observations({}))


def _personal(request: Request, tell: OnProgress) -> Personal:
    """What the other recordings of the request tell of the person."""
    standing, most = None, None
    if request.standing is not None:
        standing = standing_of(_motion(request, request.standing, "standing", tell))
    if request.max_flexion is not None:
        most = max_flexion_of(_motion(request, request.max_flexion, "bending", tell), standing)
    return Personal(standing, most)


def _motion(request: Request, recording: Recording | Path, stage: Stage, tell: OnProgress) -> Motion:
    return open_motion(
        recording,
        drill=request.drill,
        props=stage == "reading",
        estimator=request.estimator,
        pose_model=request.pose_model,
        duration_s=request.duration_s,
        on_frame=lambda done, total: tell(stage, done, total),
    )
