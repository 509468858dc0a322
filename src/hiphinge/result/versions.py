"""JSON Schemas of the result files, and the changes of the analysis file in each release."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pydantic import BaseModel


class SchemaChange(NamedTuple):
    """A change of the analysis file: its key, and what changed."""

    key: str
    what: str


UNRELEASED: Final = "unreleased"

CHANGES: Final[Mapping[str, tuple[SchemaChange, ...]]] = MappingProxyType(
    {
        "0.1.0": (SchemaChange("hiphinge.analysis/1", "the first release"),),
        UNRELEASED: (
            SchemaChange("source.recorded_utc", "when it was filmed"),
            SchemaChange("source.recorded_utc_from", "where that time comes from: container, file or given"),
            SchemaChange("source.content_hash", "SHA-256 of the recording's bytes"),
            SchemaChange("athlete.id", "the user's own name or number for the person"),
            SchemaChange("cannot_judge[].code", "stable name of the limitation"),
            SchemaChange("cannot_judge[].arguments", "the arguments of an analysis that would help, by name"),
            SchemaChange("provenance.calibration", "what values refer to: facing, unit, view, standing, planted feet"),
            SchemaChange("limits", "every limit that was applied, with code, value, unit and source"),
            SchemaChange("drill.limits[].code", "stable name of the limit, in dowel drills"),
            SchemaChange(
                "repetitions[].unread_faults",
                "lists all faults of the exercise if none could be judged, and those whose frames were mostly hidden",
            ),
            SchemaChange(
                "repetitions[].faults[].value",
                "two decimals for every fault in degrees; some had one before",
            ),
        ),
    }
)
"""The changes of each release, the oldest first. Keys are added, never renamed or dropped."""


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a written file; it allows keys of later versions."""
    schema = model.model_json_schema(by_alias=True, mode="serialization")
    _open(schema)
    return schema


def _open(schema: object) -> None:
    """Allow unknown keys in a schema and in all its parts."""
    if isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
        for part in schema.values():
            _open(part)
    elif isinstance(schema, list):
        for part in schema:
            _open(part)
