"""`hiphinge forget`."""

from __future__ import annotations

from typing import Annotated

import typer

from hiphinge.cli.options import DatabaseOption
from hiphinge.cli.running import say


def forget(
    athlete: Annotated[str, typer.Argument(help="The athlete's name.")],
    database: DatabaseOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Delete an athlete from the history, so that nothing stays in the files of the database."""
    from hiphinge.history import open_history

    with open_history(database, create=False) as history:
        if not yes:
            question = f"Delete everything about {athlete} from {history}? There is no way back"
            typer.confirm(question, abort=True, err=True)
        history.forget(athlete)
    say(f"hiphinge: {athlete} is deleted. Result folders, exported files and backups are not touched.")
