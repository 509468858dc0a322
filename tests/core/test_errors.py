"""Exceptions of the package: one base class, one form of message."""

from __future__ import annotations

import pickle

import pytest

from hiphinge.core import errors
from hiphinge.core.errors import HipHingeError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, HipHingeError)]


def test_there_are_six_kinds_and_their_base() -> None:
    assert len(KINDS) == 7


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_says_what_was_expected_what_was_found_and_what_to_do(kind: type[HipHingeError]) -> None:
    error = kind("a load of 0 to 1000 kg", "-1 kg", "give the load in kilograms")
    assert str(error) == "Expected a load of 0 to 1000 kg, but found -1 kg; give the load in kilograms."
    assert (error.expected, error.found, error.remedy) == (
        "a load of 0 to 1000 kg",
        "-1 kg",
        "give the load in kilograms",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_in_the_module_names_it(kind: type[HipHingeError]) -> None:
    assert kind.__name__ in str(errors.__doc__)
    assert kind.__doc__


@pytest.mark.parametrize("kind", KINDS)
def test_it_passes_between_processes(kind: type[HipHingeError]) -> None:
    error = kind("one thing", "another", "change it", arguments=("load_kg",))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
    assert (type(again), str(again), again.arguments) == (kind, str(error), ("load_kg",))


def test_one_except_catches_them_all() -> None:
    for kind in KINDS:
        with pytest.raises(HipHingeError):
            raise kind("one thing", "another", "change it")
