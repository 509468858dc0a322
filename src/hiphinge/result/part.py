"""Base classes of the result files: frozen parts, and numbers that are rounded when written."""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict, Field

from hiphinge.result.digits import rounded


class Part(BaseModel):
    """A part of the result, the plan or the lift file.

    Constructing it with unknown keys raises an error; `hiphinge.result.read` ignores them, so that an older program can
    read a newer file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class File(Part):
    """A whole file: the result, the plan or the lift."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    def to_json(self) -> str:
        """Return the text of the file, with the decimals of `hiphinge.result.digits`."""
        content = rounded(self.model_dump(mode="json", by_alias=True))
        return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


class Limit(Part):
    """A limit that was applied, and its source."""

    code: str | None = Field(
        default=None, description="stable name of the limit, for programs; None in files of release 0.1.0"
    )
    what: str
    value: float
    unit: str
    source: str
