"""Base classes of the result files: frozen parts, and numbers that are rounded when written."""

from __future__ import annotations

import json
import re
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from hiphinge.result.digits import rounded

_NO_TEXT: Final = re.compile("[\ud800-\udfff]")  # what Python makes of bytes in a file name that are not UTF-8


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
        return _NO_TEXT.sub("\ufffd", json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


class Limit(Part):
    """A limit that was applied, and its source."""

    code: str | None = Field(
        default=None, description="stable name of the limit, for programs; None in files of release 0.1.0"
    )
    what: str
    value: float
    unit: str
    source: str
