"""One recording to one folder of results: read, analyse, draw, and move everything into place together."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from hiphinge.core.errors import ArgumentError, OutputError
from hiphinge.result import Analysis, Athlete
from hiphinge.result.read import FRAMES_NAME, JSON_NAME, VIDEO_NAME

if TYPE_CHECKING:
    from hiphinge.core.motion import Motion
    from hiphinge.core.props import Edge
    from hiphinge.drills.names import DrillName
    from hiphinge.movement.movement import Movement
    from hiphinge.movement.spine import Personal

REPORT_NAME: Final = "report.html"
RESULT_NAMES: Final = (JSON_NAME, FRAMES_NAME, REPORT_NAME, VIDEO_NAME)

HEEL_CM: Final = (0.0, 60.0)
"""Heels to wall that the drill can be done at: beyond the length of a thigh nobody reaches a wall behind."""

Stage = Literal["standing", "bending", "reading", "looking", "prop", "bar", "drawing"]

OnProgress = Callable[[Stage, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks of one recording.

    Attributes
    ----------
    recording
        A path, or the index of a camera.
    folder
        Where the results go; None for ``./<recording's stem>-hinge``.
    exercise
        The exercise that was done, or ``auto``.
    athlete
        What is known of the person.
    load_kg
        The load lifted, kilograms.
    video
        Whether the annotated video is drawn.
    estimator
        The pose estimator's name.
    pose_model
        The user's own model file, or None.
    duration_s
        How much of the recording is looked at, seconds; None for all of it (a camera: `CAMERA_DURATION_S`).
    standing
        A recording of the same person standing upright in the same clothes, or None.
    max_flexion
        A recording of the same person touching the toes, for the most that the low back bends, or None.
    drill
        The drill that was done, or None.
    wall_x_px
        Column of the picture as shown in which hips would meet the wall, or None.
    heel_cm
        Heels to wall, centimetres, or None.
    """

    recording: str | Path | int
    folder: Path | None = None
    exercise: str = "auto"
    athlete: Athlete = field(default_factory=Athlete)
    load_kg: float | None = None
    video: bool = True
    estimator: str = "mediapipe"
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
            return self.folder
        name = str(self.recording)
        stem = f"camera-{name}" if name.isdigit() else Path(name.rstrip("/\\")).stem or "recording"
        return Path(f"{stem}-hinge")

    def arguments(self) -> dict[str, Any]:
        """What is kept of the request in the provenance."""
        others = {"standing": self.standing, "max_flexion": self.max_flexion, "drill": self.drill}
        return {
            "recording": str(self.recording),
            "video": self.video,
            "estimator": self.estimator,
            **{name: str(clip) for name, clip in others.items() if clip is not None},
            **({"wall_x_px": self.wall_x_px} if self.wall_x_px is not None else {}),
            **({"heel_cm": self.heel_cm} if self.heel_cm is not None else {}),
        }


def deliver(request: Request, *, on_progress: OnProgress | None = None) -> tuple[Analysis, Path]:
    """Analyse a recording and write its results.

    All files are made in a folder beside the target and moved into place when the last is complete: an error or an
    interrupt leaves earlier results as they were.

    Returns
    -------
    tuple of Analysis and Path
        The analysis and the folder of the results.

    Raises
    ------
    HipHingeError
        If arguments, recording, model or folder cannot be used.
    """
    from hiphinge.pipeline.analyze import check_exercise
    from hiphinge.pipeline.load_inputs import check_load

    check_exercise(request.exercise)
    _spare_recording(request)
    check_load(request.load_kg)
    check_wall(request)
    tell = on_progress or (lambda _stage, _done, _total: None)
    with staged(request.target) as stage:
        analysis, motion = _analysed(request, tell)
        analysis = analysis.as_written()  # page, replay and terminal show the numbers of the file
        _give_back_memory()
        from hiphinge.report import export
        from hiphinge.report.page import html

        draw = request.video and motion.source.kind == "video" and not str(request.recording).isdigit()
        if draw:
            from hiphinge.report.replay import video as overlay

            frames = len(motion)
            overlay.write(motion, analysis, stage / VIDEO_NAME, on_frame=lambda done: tell("drawing", done, frames))
        export.write_json(analysis, stage / JSON_NAME)
        export.write_frames(analysis, stage / FRAMES_NAME)
        html.write(analysis, stage / REPORT_NAME, video=VIDEO_NAME if draw else None)
    return analysis, request.target


def _analysed(request: Request, tell: OnProgress) -> tuple[Analysis, Motion]:
    """Read and analyse: the analysis, and the motion that its angles were measured from, which is all that is kept."""
    from hiphinge.movement.movement import measure_movement
    from hiphinge.pipeline.analyze import analyze

    personal = _personal(request, tell)
    motion = _read(request, request.recording, "reading", tell)
    movement = measure_movement(motion, personal=personal)
    if request.drill is None:
        movement = _with_bar(request, movement, tell)
    analysis = analyze(
        motion,
        athlete=request.athlete,
        # A drill is a hinge without a load: arms along a rod or free say nothing of an exercise.
        exercise=request.exercise if request.drill is None else "unknown",
        load_kg=request.load_kg if request.drill is None else 0.0,
        arguments=request.arguments(),
        personal=personal,
        movement=movement,
        created_utc=datetime.now(UTC),
    )
    if request.drill == "wall":
        analysis = _wall_drill(request, analysis, motion, movement, tell)
    elif request.drill == "dowel":
        analysis = _with_dowel(analysis, motion, movement, tell)
    return analysis, movement.motion.without_outline()


def _with_bar(request: Request, movement: Movement, tell: OnProgress) -> Movement:
    """The movement with that of the barbell; the recording is read again where an exercise may have one."""
    from hiphinge.measures.bar import may_have_a_bar
    from hiphinge.movement.movement import with_bar
    from hiphinge.pipeline.analyze import exercise_of
    from hiphinge.props.plate import find_bar

    source = movement.motion.source
    pictures = source.kind == "video" and not str(request.recording).isdigit()
    if not pictures or request.load_kg == 0 or not movement.judged or not movement.repetitions.counted:
        return movement
    if not may_have_a_bar(exercise_of(movement, request.exercise)):
        return movement
    frames = len(movement.motion)
    bar = find_bar(movement, recording=str(request.recording), on_frame=lambda done: tell("bar", done, frames))
    return with_bar(movement, bar)


def check_wall(request: Request) -> None:
    """Raise ArgumentError where what was given of the wall cannot be.

    Raises
    ------
    ArgumentError
        If heels and column are both given, or the distance is none that the drill is done at.
    """
    if request.wall_x_px is not None and request.heel_cm is not None:
        raise ArgumentError("the wall's place told once", "both --wall-x and --heel-cm", "give one of them")
    if request.heel_cm is not None and not HEEL_CM[0] <= request.heel_cm <= HEEL_CM[1]:
        found = f"{request.heel_cm:g} cm"
        raise ArgumentError("heels 0 to 60 cm from the wall", found, "give --heel-cm again, in centimetres")


def _wall_drill(request: Request, analysis: Analysis, motion: Motion, movement: Movement, tell: OnProgress) -> Analysis:
    """The analysis with the wall drill; the recording is read again for the wall's edges where none was given."""
    from hiphinge.drills.wall.drill import Given
    from hiphinge.pipeline.drills import wall_drill, wall_seat, with_wall_drill
    from hiphinge.props.wall import wall_edges

    source = motion.source
    if request.wall_x_px is not None and not 0 <= request.wall_x_px <= source.width_px:
        found = f"{request.wall_x_px:g} in a picture {source.width_px} pixels wide"
        raise ArgumentError("a column of the picture as --wall-x", found, "count pixels from the picture's left side")
    given = Given(x_px=request.wall_x_px, heel_cm=request.heel_cm)
    edges: tuple[Edge, ...] = ()
    pictures = source.kind == "video" and not str(request.recording).isdigit()
    seat = wall_seat(motion, movement, request.athlete)
    if not isinstance(seat, str) and pictures and request.wall_x_px is None:
        frames = len(motion)
        edges = wall_edges(
            request.recording,
            motion,
            seat.stand.reach_px,
            seat.body_px,
            on_frame=lambda done: tell("looking", done, frames),
        )
    return with_wall_drill(analysis, wall_drill(movement, seat, given, edges))


def _with_dowel(analysis: Analysis, motion: Motion, movement: Movement, tell: OnProgress) -> Analysis:
    """The analysis with the rod that was held along the back."""
    from hiphinge.drills.dowel import frame_columns
    from hiphinge.pipeline.drills import dowel_drill, with_dowel_drill
    from hiphinge.props.rod import find_rod

    frames = len(motion)
    rod = find_rod(motion, on_frame=lambda done: tell("prop", done, frames))
    drill, read = dowel_drill(movement, rod, analysis.athlete.height_m)
    return with_dowel_drill(analysis, drill, frame_columns(movement.motion, rod, read))


def _personal(request: Request, tell: OnProgress) -> Personal:
    """What the other recordings of the request tell of the person."""
    from hiphinge.movement.spine import Personal, max_flexion_of, standing_of

    standing, most = None, None
    if request.standing is not None:
        standing = standing_of(_read(request, request.standing, "standing", tell))
    if request.max_flexion is not None:
        most = max_flexion_of(_read(request, request.max_flexion, "bending", tell), standing)
    return Personal(standing, most)


def _read(request: Request, recording: str | Path | int, stage: Stage, tell: OnProgress) -> Motion:
    from hiphinge.sources.video import open_motion

    return open_motion(
        recording,
        estimator=request.estimator,
        pose_model=request.pose_model,
        duration_s=request.duration_s,
        on_frame=lambda done, total: tell(stage, done, total),
    )


def _give_back_memory() -> None:
    """Let the system have again what reading has freed before drawing takes its own: glibc alone keeps about 100 MB."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries than glibc have none, and need none
        if trim is not None:
            trim(0)


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A folder beside `target` in which results are made; moved into place on success, removed in any case.

    Raises
    ------
    OutputError
        If `target` cannot be written to, or the disk is full.
    """
    try:
        if target.exists() and not target.is_dir():
            raise OutputError("a folder for the results", f"a file called '{target}'", "choose another with -o")
        parent = target.absolute().parent
        made = [path for path in (parent, *parent.parents) if not path.exists()]
        parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=parent))
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        if target.is_dir() and not os.access(target, os.W_OK | os.X_OK):
            raise OutputError("a folder that can be written to", f"'{target}' is read-only", "choose another with -o")
        yield stage
        _move(stage, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        for path in made:
            _remove_if_empty(path)


def _spare_recording(request: Request) -> None:
    """Raise ArgumentError where a result would replace one of the recordings."""
    given = [one for one in (request.recording, request.standing, request.max_flexion) if one is not None]
    results = {(request.target / name).resolve() for name in RESULT_NAMES}
    for recording in (Path(str(one)).resolve() for one in given):
        if recording in results:
            found = f"'{recording.name}', which a result of that name would replace"
            raise ArgumentError("a recording outside the folder of its results", found, "choose another folder with -o")


def _move(stage: Path, target: Path) -> None:
    """Put every file of the stage into the target and take out results of an earlier run that have no successor."""
    target.mkdir(exist_ok=True)
    new = {path.name for path in stage.iterdir()}
    for name in RESULT_NAMES:
        if (target / name).is_dir():
            raise OutputError(f"a file or nothing at '{target / name}'", "a folder", "choose another folder with -o")
    for name in sorted(new):
        (stage / name).replace(target / name)
    for name in RESULT_NAMES:
        if name not in new:
            (target / name).unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _unwritable(target: Path, error: OSError) -> OutputError:
    found = f"{error.strerror or error} at '{target}'"
    return OutputError("a folder that results can be written to", found, "free some space or choose another with -o")
