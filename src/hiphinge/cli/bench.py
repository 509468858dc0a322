"""`hiphinge bench`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def bench(
    what: Annotated[
        str, typer.Argument(help="What to measure: pipeline, memory, loads, kinematics, start or all.")
    ] = "all",
    clip: Annotated[Path | None, typer.Option(help="Your own video instead of the bundled clip.")] = None,
) -> None:
    """Measure speed and memory on this machine, as ratios within one run."""
    from hiphinge.diagnostics.bench.run import measure

    for line in measure(what, clip):
        typer.echo(line)
