"""`hiphinge doctor`."""

from __future__ import annotations

import typer


def doctor() -> None:
    """Check what works on this machine, and say how to fix the rest."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hiphinge.diagnostics.doctor import examine

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
