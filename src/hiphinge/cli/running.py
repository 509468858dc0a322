"""Run one request, with its progress, its summary and its exit status."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from hiphinge.cli.encoding import print_json
from hiphinge.cli.spelling import spelled
from hiphinge.core.errors import HipHingeError

if TYPE_CHECKING:
    from hiphinge.pipeline.recording import OnProgress
    from hiphinge.pipeline.request import Request
    from hiphinge.result import Analysis

EXIT_UNUSABLE: Final = 2
EXIT_NOTHING_JUDGED: Final = 3
EXIT_INTERRUPTED: Final = 130
EXIT_BY_SIGNAL: Final = 128
"""Exit status to which the number of the signal is added, as shells do."""

_ENDING_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals of the system or of a closed terminal that end the program."""


class _Ended(KeyboardInterrupt):
    """A signal of the system or of a closed terminal ended the program."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def say(text: str) -> None:
    """Write a line on standard error."""
    typer.echo(text, err=True)


def run(request: Request, *, quiet: bool, as_json: bool, keep: Callable[[Analysis], str] | None = None) -> None:
    """Run a request, show progress and summary, and raise `typer.Exit` if nothing could be judged.

    `keep` is called with the analysis once its files are written, and returns a line for standard error.
    """
    from hiphinge.pipeline.delivery import REPORT_NAME, deliver

    before = _written_at(request)
    try:
        with _ending_in_order(), _native_logs_hidden(), _progress(shown=not quiet) as report:
            analysis, folder = deliver(request, on_progress=report)
    except _Ended as ended:
        say(f"hiphinge: stopped by a signal; {_outcome(before, request)}.")
        raise typer.Exit(EXIT_BY_SIGNAL + ended.number) from None
    except KeyboardInterrupt:
        say(f"hiphinge: interrupted; {_outcome(before, request)}.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    from hiphinge.result import DowelDrill

    if as_json:
        print_json(analysis.to_json())
    elif not quiet:
        _print_summary(analysis, folder / REPORT_NAME)
    if keep is not None:
        kept = keep(analysis)
        if not quiet:
            say(kept)
    if isinstance(analysis.drill, DowelDrill) and not analysis.drill.judged:
        say(f"hiphinge: nothing could be judged: {analysis.drill.summary} {analysis.drill.cue}")
        raise typer.Exit(EXIT_NOTHING_JUDGED)
    if not analysis.judged:
        reasons = "; ".join(
            f"{each.reason}; {each.mend}{spelled(each.arguments)}" for each in analysis.cannot_judge[:1]
        )
        say(f"hiphinge: nothing could be judged: {reasons}.")
        raise typer.Exit(EXIT_NOTHING_JUDGED)


def _written_at(request: Request) -> int | None:
    """Return when the request's result file was last written, nanoseconds; None if there is none."""
    from hiphinge.result.read import JSON_NAME

    try:
        return (request.target / JSON_NAME).stat().st_mtime_ns
    except (OSError, HipHingeError):
        return None


def _outcome(before: int | None, request: Request) -> str:
    """Return what became of the results of a run that was stopped: they are moved together or not at all."""
    return "nothing was written" if _written_at(request) == before else "the results were complete"


def _print_summary(analysis: Analysis, report: Path) -> None:
    from rich.console import Console

    from hiphinge.report.terminal import analysis as terminal

    console = Console()
    console.print(terminal.summary(analysis, spell=spelled))
    console.print(f"\nReport: {report}", soft_wrap=True, highlight=False, markup=False)


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Turn the signals that end a program into an exception, so that no partial results are left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: object) -> None:
        for other in _ENDING_SIGNALS:
            signal.signal(other, signal.SIG_IGN)  # cleaning up takes a moment and must not be interrupted
        raise _Ended(number)

    # A signal that is ignored, as under nohup, stays ignored.
    before = {number: signal.getsignal(number) for number in _ENDING_SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _native_logs_hidden() -> Iterator[None]:
    """Keep the logs of native libraries (OpenCV's about a camera, for example) off standard error.

    They write to file descriptor 2, bypassing Python: it is sent to the null device and `sys.stderr` to a copy of it.
    """
    original = sys.stderr
    try:
        direct = original.fileno() == 2
    except (AttributeError, OSError, ValueError):
        direct = False
    if not direct:
        yield
        return
    original.flush()
    errors = getattr(original, "errors", None) or "backslashreplace"
    copy = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        with os.fdopen(copy, "w", encoding=original.encoding, errors=errors, closefd=False) as shown:
            sys.stderr = shown
            os.dup2(null, 2)
            yield
    finally:
        sys.stderr = original
        os.dup2(copy, 2)
        os.close(copy)
        os.close(null)


@contextmanager
def _progress(*, shown: bool) -> Iterator[OnProgress | None]:
    """Yield a callback that shows a progress bar per stage on standard error; None if not shown."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    titles = {
        "standing": "Reading the standing clip",
        "bending": "Reading the toe-touch clip",
        "reading": "Reading the recording",
        "prop": "Looking for the rod",
        "drawing": "Drawing the annotated video",
    }
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} frames"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        refresh_per_second=4,
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(titles[stage], total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report
