"""`hiphinge doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from hiphinge.cli.running import say


def doctor(
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Download the official pose model into the cache first.")
    ] = False,
) -> None:
    """Check what works on this machine, and say how to fix the rest."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hiphinge.diagnostics.doctor import examine

    if fetch:
        from hiphinge.pose.models import download_pose_model

        say(f"Fetched {download_pose_model().path}")
    checks = examine()
    table = Table(box=None, pad_edge=False)
    for heading in ("", "what", "found", "how to fix it"):
        table.add_column(heading, overflow="fold")
    for check in checks:
        table.add_row(
            "[green]ok[/]" if check.ok else "[red]--[/]",
            *(escape(cell) for cell in (check.name, check.found, check.remedy or "")),
        )
    Console().print(table)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
