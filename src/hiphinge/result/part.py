"""What every part of the files that are written has in common: it is frozen and knows its keys."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the result, the plan or the lift file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
