"""Base classes of the result files."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from hiphinge.result.part import File, Limit


class Small(File):
    """A file with one limit."""

    limit: Limit


def limit(value: float = 20.0) -> Limit:
    return Limit(what="low-back flexion", value=value, unit="deg", source="a study: 20°")


def test_parts_are_frozen_and_refuse_unknown_keys() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        limit().value = 3.0  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra"):
        Limit.model_validate({**limit().model_dump(), "colour": "red"})


def test_a_file_is_plain_json_that_is_read_back_unchanged() -> None:
    text = Small(limit=limit()).to_json()
    assert "°" in text
    assert Small.model_validate_json(text).limit == limit()
