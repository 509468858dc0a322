"""What every part of the result file has in common: it is frozen and knows its keys."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the result file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
