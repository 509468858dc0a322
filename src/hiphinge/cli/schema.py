"""`hiphinge schema`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class SchemaOption(StrEnum):
    """Kinds of file that have a schema."""

    analysis = "analysis"
    plan = "plan"
    lift = "lift"
    progress = "progress"


def schema(
    of: Annotated[
        SchemaOption, typer.Argument(help="The kind of file: analysis, plan, lift or progress.")
    ] = SchemaOption.analysis,
    changes: Annotated[
        bool, typer.Option("--changes", help="Print what changed in analysis.json with each release.")
    ] = False,
) -> None:
    """Print the JSON Schema of an analysis, a plan, a lift or progress."""
    import json

    from pydantic import BaseModel

    from hiphinge.result import Analysis
    from hiphinge.result.lift import Lift
    from hiphinge.result.plan import Plan
    from hiphinge.result.progress import Progress
    from hiphinge.result.versions import CHANGES, schema_of

    if changes:
        for release, entries in CHANGES.items():
            typer.echo(release)
            for change in entries:
                typer.echo(f"  {change.key}: {change.what}")
        return
    models: dict[str, type[BaseModel]] = {"analysis": Analysis, "plan": Plan, "lift": Lift, "progress": Progress}
    typer.echo(json.dumps(schema_of(models[of.value]), indent=2))
