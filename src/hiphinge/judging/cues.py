"""The one thing to try next: safety first, then the cause before what follows from it; nothing that was heeded."""

from __future__ import annotations

from typing import Final

from hiphinge.judging.faults.registry import CAUSES, FAULTS
from hiphinge.result import Cue, Fault, Repetition

SAFETY: Final = ("lumbar_rounding", "overextension_at_lockout")
"""Faults of the loaded spine: a major one is answered before anything else."""

OFTEN: Final = 3
"""A fault recurs if at least one repetition in so many shows it."""

HEEDED_AFTER: Final = 2
"""A fault that the last repetitions, so many, were free of has been mended."""

Shown = dict[str, list[tuple[int, Fault]]]


def choose_cue(repetitions: list[Repetition]) -> Cue | None:
    """The cue of the fault to answer first, or None where no fault is left to answer.

    Parameters
    ----------
    repetitions
        Judged repetitions in order of time.

    Notes
    -----
    A major fault of the spine comes first. Then faults that recur before those seen once, in the registry's order; and
    where what causes the chosen one was shown as well, the cause is answered.
    """
    shown = _shown(repetitions)
    if not shown:
        return None
    often = [code for code in FAULTS if len(shown.get(code, ())) * OFTEN >= len(repetitions)]
    ranked = often or [code for code in FAULTS if code in shown]
    grave = [code for code in SAFETY if any(fault.severity == "major" for _, fault in shown.get(code, ()))]
    code = next(iter(grave), None) or _root(ranked[0], ranked)
    number, fault = _telling(shown[code])
    count, of = len(shown[code]), len(repetitions)
    where = f"in {count} of {of} repetitions" if of > 1 else "in this repetition"
    because = f"{FAULTS[code].text.title} {where}: {fault.why} (repetition {number})."
    return Cue(text=fault.cue, because=because, fault=code)


def _shown(repetitions: list[Repetition]) -> Shown:
    """Faults with the repetitions that show them, by code, without those that have been mended since."""
    shown: Shown = {}
    for repetition in repetitions:
        for fault in repetition.faults:
            shown.setdefault(fault.code, []).append((repetition.index, fault))
    latest = (
        {repetition.index for repetition in repetitions[-HEEDED_AFTER:]} if len(repetitions) > HEEDED_AFTER else set()
    )
    return {code: cases for code, cases in shown.items() if not latest or any(number in latest for number, _ in cases)}


def _root(code: str, candidates: list[str]) -> str:
    """The first cause of a fault that is a candidate itself."""
    cause = next((cause for cause in CAUSES.get(code, ()) if cause in candidates), None)
    return code if cause is None else _root(cause, candidates)


def _telling(cases: list[tuple[int, Fault]]) -> tuple[int, Fault]:
    """The case to speak of: the furthest beyond its limit, of the early kind where any was early."""
    early = [case for case in cases if case[1].kind == "early"]
    return max(early or cases, key=lambda case: abs(case[1].value.value - case[1].limit))
