"""A measured value beside its target."""

from __future__ import annotations


def against(value: float, target: float, words: str, *, more: bool = False) -> str:
    """The target in words, and whether it was met; `more` where it is the least that is wanted."""
    met = value >= target if more else value <= target
    return f" (target {words.format(target)}: {'met' if met else 'MISSED'})"
