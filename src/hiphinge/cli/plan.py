"""`hiphinge plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiphinge.cli.encoding import print_json
from hiphinge.cli.options import DatabaseOption
from hiphinge.cli.spelling import command_of, spelled


def plan(
    results: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders that analyze wrote, or their analysis.json files, in any order."),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the plan as a page, plan.html.")] = None,
    athlete: Annotated[
        str | None, typer.Option(help="Plan from the history of this athlete, instead of from results.")
    ] = None,
    database: DatabaseOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON on standard output.")] = False,
) -> None:
    """Show your place on the ladder of the hinge and the next step; without results, what to film first."""
    from rich.console import Console

    from hiphinge.core.errors import ArgumentError
    from hiphinge.progression import plan_of
    from hiphinge.report.page import plan as plan_page
    from hiphinge.report.terminal import plan as plan_terminal
    from hiphinge.result.read import files_of, read_all

    if athlete is None:
        planned = plan_of(read_all(results or []))
    elif results:
        raise ArgumentError("results or the name of an athlete", "both", "leave one out", arguments=["athlete"])
    else:
        from hiphinge.history import open_history

        with open_history(database, create=False) as history:
            planned = history.plan(athlete)
    if output is not None:
        plan_page.write(planned, output, spare=files_of(results or []))
    if as_json:
        print_json(planned.to_json())
        return
    console = Console()
    console.print(plan_terminal.summary(planned, spell=spelled, command_of=command_of))
    if output is not None:
        console.print(f"\nPlan: {output}", soft_wrap=True, highlight=False, markup=False)
