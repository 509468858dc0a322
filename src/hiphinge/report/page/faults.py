"""The faults on the page: each kind once, major ones first, its cases on one common scale with the limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hiphinge.report import words
from hiphinge.result import Fault, Repetition


def kinds(repetitions: Iterable[Repetition]) -> list[dict[str, Any]]:
    """Return the faults by kind, major kinds first, then the most frequent."""
    by_code: dict[str, list[dict[str, Any]]] = {}
    for repetition in repetitions:
        for fault in repetition.faults:
            by_code.setdefault(fault.code, []).append({"repetition": repetition.index, "fault": fault})
    gathered = [_kind(code, cases) for code, cases in by_code.items()]
    return sorted(gathered, key=lambda kind: (not kind["major"], -len(kind["cases"])))


def _kind(code: str, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one kind of fault with its cases."""
    faults: list[Fault] = [case["fault"] for case in cases]
    for case, bar in zip(cases, _bars(faults), strict=True):
        case["bar"] = bar
    return {
        "name": words.fault_name(code),
        "cases": cases,
        "worst": max(faults, key=_excess),
        "major": any(fault.severity == "major" for fault in faults),
        "cues": list(dict.fromkeys(fault.cue for fault in faults)),
        "sources": list(dict.fromkeys(fault.source for fault in faults)),
    }


def _excess(fault: Fault) -> tuple[bool, float]:
    """Return the key that orders faults: minor before major, then by distance from the limit."""
    return fault.severity == "major", abs(fault.value.value - fault.limit)


def _bars(faults: Sequence[Fault]) -> list[dict[str, float]]:
    """Return the positions of values, intervals and limits of one kind of fault on a common scale of 0 to 100."""
    low = min(min(fault.value.low, fault.limit) for fault in faults)
    high = max(max(fault.value.high, fault.limit) for fault in faults)
    margin = 0.08 * (high - low) or 1.0
    span = high - low + 2 * margin

    def place(value: float) -> float:
        return round(100 * (value - low + margin) / span, 1)

    return [
        {
            "low": place(fault.value.low),
            "high": place(fault.value.high),
            "value": place(fault.value.value),
            "limit": place(fault.limit),
        }
        for fault in faults
    ]
