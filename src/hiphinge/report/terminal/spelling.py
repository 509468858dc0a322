"""How a front end spells the arguments of an analysis that a text speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Spelling = Callable[[Sequence[str]], str]
"""From the arguments' names in Python to what is put behind the text, with a space before it."""


def unspelled(arguments: Sequence[str]) -> str:  # noqa: ARG001
    """Return nothing: the text alone says what helps."""
    return ""
