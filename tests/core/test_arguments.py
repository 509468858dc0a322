"""Types of arguments."""

from __future__ import annotations

import pytest

from hiphinge.core.arguments import NUMBER, check_type, described
from hiphinge.core.errors import ArgumentError


def test_a_truth_value_is_no_number_and_none_may_be_allowed() -> None:
    for value in (1, 1.5):
        check_type(value, NUMBER, "a number", "give one", argument="load_kg")
    check_type(None, NUMBER, "a number", "give one", argument="load_kg", optional=True)
    for wrong in (True, None, "1"):
        with pytest.raises(ArgumentError, match=r"a number, but found .*; give one") as caught:
            check_type(wrong, NUMBER, "a number", "give one", argument="load_kg")
        assert caught.value.arguments == ("load_kg",)


def test_values_are_described_in_short() -> None:
    assert (described(None), described([]), described(3)) == ("None", "the list []", "the int 3")
    assert len(described("x" * 1000)) < 60
