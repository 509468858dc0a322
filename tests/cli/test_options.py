"""The athlete that the options describe."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiphinge.cli.options import SexOption, athlete_of, folder_of, sex_of
from hiphinge.core.errors import ArgumentError
from hiphinge.result import Athlete


def test_what_was_given_is_kept() -> None:
    made = athlete_of(1.78, 80.0, SexOption.m, name="kim 7")
    assert made == Athlete(id="kim 7", height_m=1.78, mass_kg=80.0, sex="m")
    assert athlete_of(None, None, None) == Athlete()


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_name_has_a_length(name: str) -> None:
    with pytest.raises(ArgumentError, match="--athlete"):
        athlete_of(None, None, None, name=name)


def test_a_name_in_another_encoding_is_refused_as_such() -> None:
    with pytest.raises(ArgumentError, match="another encoding"):
        athlete_of(None, None, None, name="caf\udce9")


def test_an_implausible_height_is_refused() -> None:
    with pytest.raises(ArgumentError, match="--height-m"):
        athlete_of(17.8, None, None)
    with pytest.raises(ArgumentError, match=r"between 0\.9 and 2\.6 m, but found 178 m"):
        athlete_of(178.0, None, None)


def test_another_sex_is_refused_with_what_was_expected() -> None:
    assert sex_of("f") is SexOption.f
    with pytest.raises(ArgumentError, match="f or m, but found 'x'"):
        sex_of("x")


def test_an_empty_name_is_no_folder() -> None:
    assert folder_of("a b") == Path("a b")
    for name in ("", " "):
        with pytest.raises(ArgumentError, match="an empty name"):
            folder_of(name)
