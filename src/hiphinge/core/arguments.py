"""Arguments of the functions that users call: a wrong type is refused with what was expected and how to fix it."""

from __future__ import annotations

import os
from typing import Final

from hiphinge.core.errors import ArgumentError

NUMBER: Final = (int, float)
PATH: Final = (str, os.PathLike)

_SHOWN: Final = 40
"""Most characters that are shown of a value."""


def check_type(
    value: object, kinds: tuple[type, ...], expected: str, remedy: str, *, argument: str, optional: bool = False
) -> None:
    """Raise ArgumentError unless a value is of one of some kinds; a truth value is not a number.

    Parameters
    ----------
    value
        The value of the argument.
    kinds
        The types that are accepted.
    expected
        What is expected, a noun phrase.
    remedy
        What to do, an imperative clause.
    argument
        The argument's name.
    optional
        Whether None is accepted too.
    """
    if value is None and optional:
        return
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise ArgumentError(expected, described(value), remedy, arguments=[argument])


def described(value: object) -> str:
    """Return a value with its type, for an error: "None", "the int 3", "the list []"."""
    if value is None:
        return "None"
    text = repr(value)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"the {type(value).__name__} {shown}"
