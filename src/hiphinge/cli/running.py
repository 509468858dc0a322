"""One request run with its progress, its summary and its exit status."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from hiphinge.cli.spelling import spelled

if TYPE_CHECKING:
    from hiphinge.pipeline.recording import OnProgress
    from hiphinge.pipeline.request import Request
    from hiphinge.result import Analysis

EXIT_UNUSABLE: Final = 2
EXIT_NOTHING_JUDGED: Final = 3
EXIT_INTERRUPTED: Final = 130
EXIT_BY_SIGNAL: Final = 128
"""To which the number of the signal is added, as shells do."""

_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class _Ended(KeyboardInterrupt):
    """The system or a closed terminal asked the program to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def say(text: str) -> None:
    """Write a line on standard error."""
    typer.echo(text, err=True)


def run(request: Request, *, quiet: bool, as_json: bool) -> None:
    """Analyse what is asked, show progress and verdict, and raise `typer.Exit` where nothing could be judged."""
    from hiphinge.pipeline.delivery import REPORT_NAME, deliver

    try:
        with _ending_in_order(), _native_logs_hidden(), _progress(shown=not quiet) as tell:
            analysis, folder = deliver(request, on_progress=tell)
    except _Ended as ended:
        say("hiphinge: ended from outside; nothing was written.")
        raise typer.Exit(EXIT_BY_SIGNAL + ended.number) from None
    except KeyboardInterrupt:
        say("hiphinge: interrupted; nothing was written.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    from hiphinge.result import DowelDrill

    if as_json:
        typer.echo(analysis.to_json())
    elif not quiet:
        _tell(analysis, folder / REPORT_NAME)
    if isinstance(analysis.drill, DowelDrill) and not analysis.drill.judged:
        say(f"hiphinge: nothing could be judged: {analysis.drill.summary} {analysis.drill.cue}")
        raise typer.Exit(EXIT_NOTHING_JUDGED)
    if not analysis.judged:
        reasons = "; ".join(f"{gap.reason}; {gap.mend}{spelled(gap.arguments)}" for gap in analysis.cannot_judge[:1])
        say(f"hiphinge: nothing could be judged: {reasons}.")
        raise typer.Exit(EXIT_NOTHING_JUDGED)


def _tell(analysis: Analysis, report: Path) -> None:
    from rich.console import Console

    from hiphinge.report.terminal import analysis as terminal

    console = Console()
    console.print(terminal.summary(analysis, spell=spelled))
    console.print(f"\nReport: {report}", soft_wrap=True, highlight=False)


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Let the signals that end a program do so by an exception, so that nothing half-written is left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: object) -> None:
        for other in _ENDING:
            signal.signal(other, signal.SIG_IGN)  # cleaning up takes a moment, and is not to be ended too
        raise _Ended(number)

    # Whoever ignores a signal, as nohup does, goes on ignoring it.
    before = {number: signal.getsignal(number) for number in _ENDING}
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
    """Keep what libraries of other languages log (OpenCV of a camera, say) off standard error; ours still shows.

    They write to file descriptor 2 itself, past Python: it is turned to nowhere, and Python's standard error to a copy.
    """
    ours = sys.stderr
    try:
        direct = ours.fileno() == 2
    except (AttributeError, OSError, ValueError):
        direct = False
    if not direct:
        yield
        return
    ours.flush()
    copy = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        with os.fdopen(copy, "w", encoding=ours.encoding, errors="backslashreplace", closefd=False) as shown:
            sys.stderr = shown
            os.dup2(nowhere, 2)
            yield
    finally:
        sys.stderr = ours
        os.dup2(copy, 2)
        os.close(copy)
        os.close(nowhere)


@contextmanager
def _progress(*, shown: bool) -> Iterator[OnProgress | None]:
    """Progress bars on standard error, one a stage."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    titles = {
        "standing": "Looking at the standing clip",
        "bending": "Looking at the toe touch",
        "reading": "Looking at the frames",
        "prop": "Looking for the rod",
        "drawing": "Drawing the replay",
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

        def tell(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(titles[stage], total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell
