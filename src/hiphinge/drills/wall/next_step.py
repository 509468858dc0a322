"""Decide what follows from a wall drill: its verdict, and how far from the wall to stand next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from hiphinge.core.measure import Measure
from hiphinge.result import WallRepetition, WallVerdict

STEP_OUT_CM: Final = (2.0, 3.0, 5.0)
"""Least, usual and largest step further from the wall."""

STEP_SOURCE: Final = "the drill's practice: stand 2 to 5 cm further out once the wall is touched with quiet knees"


def next_step(reps: Sequence[WallRepetition], heel: Measure | None) -> tuple[WallVerdict, str, Measure | None]:
    """Return the set's verdict, what to do next, and the heels' next distance from the wall, centimetres."""
    verdicts = {rep.verdict for rep in reps}
    if "knees_travelled" in verdicts:
        return "knees_travelled", "Same distance: touch the wall and leave the knees where they are.", heel
    if verdicts == {"not_reached"}:
        distances = [rep.smallest_distance_cm.value for rep in reps if rep.smallest_distance_cm is not None]
        closer = float(np.clip(np.median(distances), STEP_OUT_CM[0], STEP_OUT_CM[2]))
        return "not_reached", f"Stand {closer:.0f} cm closer and reach back until you touch.", shifted(heel, -closer)
    if "not_reached" in verdicts:
        return "not_reached", "Same distance, until every repetition touches.", heel
    if verdicts != {"touched"}:
        return "unclear", "Same distance: whether the wall was touched cannot be determined.", heel
    backs = {rep.back for rep in reps}
    if backs & {"rounded", "unknown"}:
        rounded, unseen = "touch the wall without rounding the low back", "whether the low back rounded was not seen"
        return "touched", f"Same distance: {rounded if 'rounded' in backs else unseen}.", heel
    low, step, high = STEP_OUT_CM
    text = f"Step out {step:.0f} cm ({low:.0f} to {high:.0f}) and do it again."
    return "touched", text, shifted(heel, step)


def shifted(heel: Measure | None, by_cm: float) -> Measure | None:
    """Return a distance from heels to wall increased by `by_cm`, at least zero; None where it is not known."""
    if heel is None:
        return None
    value, low, high = (max(end + by_cm, 0.0) for end in (heel.value, heel.low, heel.high))
    return Measure(value=value, low=low, high=high)
