"""Whether the contacts of a rod held, and whether the estimator of the spine says the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Curve, FloatArray, Measure
from hiphinge.core.props import Rod
from hiphinge.core.signal import runs
from hiphinge.core.uncertainty import STATED_FROM, SURE_FROM, chance_beyond
from hiphinge.measures.light import UNCALLED_DEG
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.movement.spine import Spine
from hiphinge.result import ContactName, ContactState

LEFT_CM: Final = 2.0
"""A contact has left when its gap has grown by this since standing."""


LASTS_S: Final = 0.1
"""A contact that leaves stays off for at least so long."""


MIN_KNOWN: Final = 0.5


MIN_KNOWN_KEPT: Final = 0.8
"""Shares of a repetition in which a contact must be readable: to be told at all, and to be told as kept, since it may
have left where it was hidden."""


def least_chance(contact: ContactName) -> float:
    """The chance of a gap beyond its limit from which a contact is said to have left.

    It is larger for the upper back, which is mostly behind an arm, and carries the rod.
    """
    return SURE_FROM if contact == "upper_back" else STATED_FROM


def state_of(growth: Measure, *, stated_from: float = STATED_FROM, limit_cm: float = LEFT_CM) -> ContactState:
    """The state of a contact by the growth of its gap in centimetres: `left`, `kept`, or `unclear` in between."""
    chance = chance_beyond(growth, limit_cm, above=True)
    if chance >= stated_from:
        return "left"
    return "kept" if chance <= 1.0 - STATED_FROM else "unclear"


def contact_state(
    growth: Curve, repetition: RepetitionSpan, time_s: FloatArray, *, stated_from: float = STATED_FROM
) -> tuple[ContactState, Measure | None, int | None]:
    """Whether a contact held in a repetition, by how much its gap grew at most, and the frame in which it left."""
    inside = growth.value[repetition.frames]
    known = np.isfinite(inside)
    if not known.size or known.mean() < MIN_KNOWN:
        return "hidden", None, None
    step = float(np.median(np.diff(time_s))) if len(time_s) > 1 else LASTS_S
    lasting = max(1, round(LASTS_S / step))
    ordered = np.sort(inside[known])
    largest = growth.at(repetition.start + int(np.flatnonzero(inside == ordered[-min(lasting, ordered.size)])[0]))
    if largest is None:
        return "hidden", None, None
    state = state_of(largest, stated_from=stated_from)
    if state == "kept" and known.mean() < MIN_KNOWN_KEPT:
        return "unclear", largest, None
    if state != "left":
        return state, largest, None
    off = runs(np.asarray(known & (inside > LEFT_CM)))
    long = [start for start, stop in off if stop - start >= lasting]
    first = (long or [off[0][0]])[0]
    return "left", largest, repetition.start + first


def rounded_by_spine(spine: Spine, repetition: RepetitionSpan) -> bool | None:
    """Whether the estimator reads a rounded low back in a repetition; None where it cannot tell."""
    if not spine.has("lumbar_flexion_deg"):
        return None
    curve = spine.curves["lumbar_flexion_deg"]
    inside = curve.value[repetition.frames]
    if not np.isfinite(inside).any():
        return None
    peak = curve.at(repetition.start + int(np.nanargmax(inside)))
    if peak is None:
        return None
    chance = chance_beyond(peak, UNCALLED_DEG, above=True)
    return True if chance >= STATED_FROM else False if chance <= 1.0 - STATED_FROM else None


def turn_against_spine(
    rod: Rod, spine: Spine, still: NDArray[np.bool_], repetitions: Sequence[RepetitionSpan]
) -> Measure | None:
    """The rod's turn since standing less the thorax' turn by the estimator, degrees: median and middle 90 % of frames.

    A rod that lies on the upper back turns with the thorax, so this is the error of either. None where unknown.
    """
    if not (spine.has("pelvic_tilt_deg") and spine.has("lumbar_flexion_deg")):
        return None
    turn = rod.lean_deg() - float(np.nanmedian(rod.lean_deg()[still]))
    thorax = spine.curves["pelvic_tilt_deg"].value + spine.curves["lumbar_flexion_deg"].value
    inside = np.zeros(len(turn), dtype=bool)
    for repetition in repetitions:
        inside[repetition.frames] = True
    off = (turn - thorax)[inside & np.isfinite(turn - thorax)]
    if not off.size:
        return None
    low, value, high = np.percentile(off, [5, 50, 95]).tolist()
    return Measure(value, low, high)
