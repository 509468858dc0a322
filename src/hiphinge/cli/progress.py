"""`hiphinge progress`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hiphinge.cli.encoding import print_json
from hiphinge.cli.options import DatabaseOption
from hiphinge.cli.spelling import command_of

if TYPE_CHECKING:
    from hiphinge.history import History


def progress(
    athlete: Annotated[str | None, typer.Argument(help="The athlete's name; not needed if there is only one.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the progress as a page, progress.html.")
    ] = None,
    database: DatabaseOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the progress as JSON on standard output.")] = False,
) -> None:
    """Show what changed over an athlete's sessions, beside the smallest change that can be detected."""
    from rich.console import Console

    from hiphinge.history import open_history
    from hiphinge.report.page import progress as progress_page
    from hiphinge.report.terminal import progress as progress_terminal

    console = Console()
    with open_history(database, create=False) as history:
        name = athlete if athlete is not None else _only(history)
        if name is None:
            rows = [(each.name, each.sessions, each.recordings, each.last_utc) for each in history.athletes()]
            console.print(progress_terminal.people(rows))
            return
        found = history.progress(name)
        plan = None if as_json and output is None else history.plan(name)
    if output is not None:
        progress_page.write(found, output, plan=plan)
    if as_json:
        print_json(found.to_json())
        return
    console.print(progress_terminal.summary(found, plan=plan, command_of=command_of))
    if output is not None:
        console.print(f"\nProgress: {output}", soft_wrap=True, highlight=False, markup=False)


def _only(history: History) -> str | None:
    """Return the only athlete of a history; None if there are several, or none."""
    names = [each.name for each in history.athletes()]
    return names[0] if len(names) == 1 else None
