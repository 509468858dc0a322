"""Choice of the one thing to try next: safety first, then causes before consequences; no fault that was corrected."""

from __future__ import annotations

from typing import Final

from hiphinge.judging.faults.registry import CAUSES, FAULTS
from hiphinge.result import Cue, Fault, Repetition

SAFETY: Final = ("lumbar_rounding", "overextension_at_lockout")
"""Faults of the loaded spine: a major one is answered before anything else."""

OFTEN: Final = 3
"""A fault recurs if at least one repetition in this many shows it."""

HEEDED_AFTER: Final = 2
"""A fault that is absent from this many last repetitions has been corrected."""

FaultCases = dict[str, list[tuple[int, Fault]]]
"""The numbers of the repetitions that show a fault, with the fault, by its code."""


def choose_cue(repetitions: list[Repetition]) -> Cue | None:
    """Return the cue of the fault to correct first, or None where no fault is left.

    Parameters
    ----------
    repetitions
        Judged repetitions in order of time.

    Notes
    -----
    A major fault of the spine comes first. Recurring faults come before others, in the registry's order. Where a cause
    of the chosen fault was found as well, the cue is that of the cause.
    """
    cases = _uncorrected(repetitions)
    if not cases:
        return None
    often = [code for code in FAULTS if len(cases.get(code, ())) * OFTEN >= len(repetitions)]
    ranked = often or [code for code in FAULTS if code in cases]
    grave = [code for code in SAFETY if any(fault.severity == "major" for _, fault in cases.get(code, ()))]
    code = next(iter(grave), None) or _root(ranked[0], ranked)
    number, fault = _clearest(cases[code])
    count, of = len(cases[code]), len(repetitions)
    where = f"in {count} of {of} repetitions" if of > 1 else "in this repetition"
    because = f"{FAULTS[code].text.title} {where}: {fault.why} (repetition {number})."
    return Cue(text=fault.cue, because=because, fault=code)


def _uncorrected(repetitions: list[Repetition]) -> FaultCases:
    """Return the faults with the repetitions that show them, by code, without faults that have been corrected."""
    found: FaultCases = {}
    for repetition in repetitions:
        for fault in repetition.faults:
            found.setdefault(fault.code, []).append((repetition.index, fault))
    latest = (
        {repetition.index for repetition in repetitions[-HEEDED_AFTER:]} if len(repetitions) > HEEDED_AFTER else set()
    )
    return {code: cases for code, cases in found.items() if not latest or any(number in latest for number, _ in cases)}


def _root(code: str, candidates: list[str]) -> str:
    """Return the first cause of a fault that is itself a candidate, or the fault without one."""
    cause = next((cause for cause in CAUSES.get(code, ()) if cause in candidates), None)
    return code if cause is None else _root(cause, candidates)


def _clearest(cases: list[tuple[int, Fault]]) -> tuple[int, Fault]:
    """Return the case furthest beyond its limit, among those of the early kind where there are any."""
    early = [case for case in cases if case[1].kind == "early"]
    return max(early or cases, key=lambda case: abs(case[1].value.value - case[1].limit))
