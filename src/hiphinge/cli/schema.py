"""`hiphinge schema`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class SchemaOption(StrEnum):
    """Files that have a schema."""

    analysis = "analysis"
    plan = "plan"
    lift = "lift"


def schema(
    of: Annotated[SchemaOption, typer.Argument(help="Which file's: analysis, plan or lift.")] = SchemaOption.analysis,
) -> None:
    """Print the JSON Schema of analysis.json, of a plan or of a lift."""
    import json

    from pydantic import BaseModel

    from hiphinge.result import Analysis
    from hiphinge.result.lift import Lift
    from hiphinge.result.plan import Plan

    models: dict[str, type[BaseModel]] = {"analysis": Analysis, "plan": Plan, "lift": Lift}
    model = models[of.value]
    typer.echo(json.dumps(model.model_json_schema(by_alias=True, mode="serialization"), indent=2))
