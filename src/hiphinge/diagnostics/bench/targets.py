"""Targets of the benchmarks."""

from __future__ import annotations


def against(value: float, target: float, words: str, *, more: bool = False) -> str:
    """Return the target in words and whether it was met; `more` if the value has to be at least the target."""
    met = value >= target if more else value <= target
    return f" (target {words.format(target)}: {'met' if met else 'MISSED'})"
