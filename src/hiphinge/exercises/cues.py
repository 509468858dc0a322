"""The one thing to try next."""

from __future__ import annotations

from collections import Counter

from hiphinge.exercises.faults.registry import FAULTS
from hiphinge.result import Cue, Repetition


def choose_cue(repetitions: list[Repetition]) -> Cue | None:
    """The cue of the fault to answer first, or None where no fault was stated.

    Faults that recur come before those seen once; among them the registry's order puts the cause before what follows
    from it.
    """
    if not repetitions:
        return None
    seen = Counter(fault.code for repetition in repetitions for fault in repetition.faults)
    if not seen:
        return None
    often = [code for code in FAULTS if seen[code] * 3 >= len(repetitions)]
    code = often[0] if often else next(code for code in FAULTS if seen[code])
    rule = FAULTS[code]
    showing = [(one.index, fault) for one in repetitions for fault in one.faults if fault.code == code]
    number, worst = max(showing, key=lambda item: abs(item[1].value.value - item[1].limit))
    where = f"in {len(showing)} of {len(repetitions)} repetitions" if len(repetitions) > 1 else "in this repetition"
    because = f"{rule.title} {where}: {worst.why} (repetition {number})."
    return Cue(text=worst.cue, because=because, fault=code)
