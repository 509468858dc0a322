"""`hiphinge import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiphinge.cli.options import DatabaseOption
from hiphinge.cli.running import say


def import_(
    paths: Annotated[
        list[Path], typer.Argument(help="Files that export wrote, and folders that analyze or drill wrote.")
    ],
    athlete: Annotated[
        str | None, typer.Option(help="Whose the folders are; without it, the name in each analysis.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Add exported files and folders of results to the history; what is there already stays as it is."""
    from hiphinge.history import open_history

    with open_history(database) as history:
        added = history.import_all(paths, athlete=athlete)
    say(f"hiphinge: {added} {'analysis' if added == 1 else 'analyses'} added to the history.")
