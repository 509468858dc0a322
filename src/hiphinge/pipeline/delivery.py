"""Delivery of one recording's results to one folder, written atomically."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiphinge.core.errors import ArgumentError, OutputError, unwritable
from hiphinge.pipeline.recording import OnProgress, open_recording, run_request, silent
from hiphinge.pipeline.request import Request
from hiphinge.result import Analysis
from hiphinge.result.read import FRAMES_NAME, JSON_NAME, VIDEO_NAME

if TYPE_CHECKING:
    from hiphinge.core.motion import Motion
    from hiphinge.recordings.recording import Recording

REPORT_NAME: Final = "report.html"
RESULT_NAMES: Final = (JSON_NAME, FRAMES_NAME, REPORT_NAME, VIDEO_NAME)

_FOLDER: Final = ("folder",)


def deliver(request: Request, *, on_progress: OnProgress | None = None) -> tuple[Analysis, Path]:
    """Analyse a recording and write its results.

    All files are written in a temporary folder next to the target and moved into place when the last is complete: an
    error or an interrupt leaves earlier results unchanged.

    Returns
    -------
    tuple of Analysis and Path
        The analysis and the folder of the results.

    Raises
    ------
    HipHingeError
        If arguments, recording, model or folder cannot be used.
    """
    request.check()
    _spare_recording(request)
    with staged(request.target) as stage, open_recording(request.recording) as recording:
        if request.video:
            recording.keep_frames()
        analysis, motion = run_request(request, recording, on_progress)
        analysis = analysis.as_written()  # page, replay and terminal show the numbers of the file
        _give_back_memory()
        from hiphinge.report import export
        from hiphinge.report.page import html

        draw = request.video and recording.info.moving
        if draw:
            _draw(motion, analysis, stage / VIDEO_NAME, recording, on_progress)
        export.write_json(analysis, stage / JSON_NAME)
        export.write_frames(analysis, stage / FRAMES_NAME)
        html.write(analysis, stage / REPORT_NAME, video=VIDEO_NAME if draw else None)
    return analysis, request.target


def _draw(motion: Motion, analysis: Analysis, path: Path, recording: Recording, on_progress: OnProgress | None) -> None:
    from hiphinge.report.replay import video as replay

    report, frames = on_progress or silent, len(motion)
    replay.write(motion, analysis, path, recording=recording, on_frame=lambda done: report("drawing", done, frames))


def _give_back_memory() -> None:
    """Return freed memory to the system before drawing needs its own: glibc alone keeps about 100 MB."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries neither have nor need it
        if trim is not None:
            trim(0)


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Yield a temporary folder next to `target`; its files move into `target` on success, and it is always removed.

    Raises
    ------
    OutputError
        If `target` cannot be written to, or the disk is full.
    """
    try:
        if target.exists() and not target.is_dir():
            raise OutputError(
                "a folder for the results", f"a file called '{target}'", "choose another folder", arguments=_FOLDER
            )
        parent = target.absolute().parent
        created = [path for path in (parent, *parent.parents) if not path.exists()]
        parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=parent))
    except OSError as error:
        raise unwritable(target, error, arguments=_FOLDER) from error
    try:
        _check_writable(target)
        yield stage
        with _signals_held():
            _move(stage, target)
    except OSError as error:
        raise unwritable(target, error, arguments=_FOLDER) from error
    except OutputError as error:
        # Written in the stage, whose name says nothing to the user.
        if isinstance(error.__cause__, OSError):
            raise unwritable(target, error.__cause__, arguments=[*_FOLDER, *error.arguments]) from error
        raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        for path in created:
            _remove_if_empty(path)


def _check_writable(target: Path) -> None:
    """Raise OutputError if the folder exists and is read-only."""
    if target.is_dir() and not os.access(target, os.W_OK | os.X_OK):
        found = f"'{target}' is read-only"
        raise OutputError("a writable folder", found, "choose another folder", arguments=_FOLDER)


def _spare_recording(request: Request) -> None:
    """Raise ArgumentError if a result would replace one of the recordings."""
    inputs = [path for path in (request.recording, request.standing, request.max_flexion) if path is not None]
    results = {(request.target / name).resolve() for name in RESULT_NAMES}
    for recording in (Path(str(path)).resolve() for path in inputs):
        if recording in results:
            found = f"'{recording.name}', which a result with the same name would replace"
            expected = "a recording outside the folder of its results"
            raise ArgumentError(expected, found, "choose another folder", arguments=_FOLDER)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold the signals that end a program until the block is done, so that results are moved together or not at all."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    handlers = {
        number: signal.signal(number, lambda arrived, _frame: held.append(arrived))
        for number in (getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP"))
        if number is not None and signal.getsignal(number) not in {signal.SIG_IGN, None}
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)


def _move(stage: Path, target: Path) -> None:
    """Move every file of the stage into the target, and delete earlier results that have no successor."""
    target.mkdir(exist_ok=True)
    new = {path.name for path in stage.iterdir()}
    for name in RESULT_NAMES:
        if (target / name).is_dir():
            expected = f"a file or nothing at '{target / name}'"
            raise OutputError(expected, "a folder", "choose another folder", arguments=_FOLDER)
    for name in sorted(new):
        (stage / name).replace(target / name)
    for name in RESULT_NAMES:
        if name not in new:
            (target / name).unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
