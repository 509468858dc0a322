"""What the files that are written have in common: frozen parts, and numbers that are rounded when they are written."""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict, Field

from hiphinge.result.digits import rounded


class Part(BaseModel):
    """A part of the result, the plan or the lift file.

    Made in Python it refuses keys that it does not know; `hiphinge.result.read` passes over them, so that an older
    program reads a newer file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class File(Part):
    """A whole file: the result, the plan or the lift."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    def to_json(self) -> str:
        """The file's text; numbers have the digits of `hiphinge.result.digits`."""
        content = rounded(self.model_dump(mode="json", by_alias=True))
        return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


class Limit(Part):
    """A limit that something was judged by, and where it comes from."""

    code: str | None = Field(
        default=None, description="stable name of the limit, for programs; None in files of release 0.1.0"
    )
    what: str
    value: float
    unit: str
    source: str
