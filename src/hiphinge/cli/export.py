"""`hiphinge export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiphinge.cli.options import DatabaseOption
from hiphinge.cli.running import say


def export(
    file: Annotated[
        Path, typer.Argument(help="The file to write; one that ends in .csv or .parquet has the measurements alone.")
    ],
    athlete: Annotated[str | None, typer.Option(help="Write this athlete's part only.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Write everything in the history into one file, or its measurements as a table (CSV, Parquet)."""
    from hiphinge.history import open_history

    with open_history(database, create=False) as history:
        written = history.export(file, athlete=athlete)
    say(f"hiphinge: written to {written}.")
