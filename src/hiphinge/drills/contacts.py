"""Judge the contacts of a rod in one repetition, and compare them with the spine estimator."""

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
"""Growth of a gap since standing, centimetres, beyond which the contact has left."""

MIN_LEFT_S: Final = 0.1
"""Time for which a gap must stay beyond its limit, seconds."""

MIN_KNOWN: Final = 0.5
"""Share of a repetition's frames in which a gap must be known for its contact to be judged."""

MIN_KNOWN_KEPT: Final = 0.8
"""The same for a contact to be called kept, since it may have left while it was hidden."""


def least_chance(contact: ContactName) -> float:
    """Return the chance that the gap exceeds its limit from which a contact is said to have left.

    It is larger for the upper back, which carries the rod and is mostly hidden behind an arm.
    """
    return SURE_FROM if contact == "upper_back" else STATED_FROM


def state_of(growth: Measure, *, stated_from: float = STATED_FROM, limit_cm: float = LEFT_CM) -> ContactState:
    """Return the state of a contact whose gap has grown by `growth` centimetres: `left`, `kept` or `unclear`."""
    chance = chance_beyond(growth, limit_cm, above=True)
    if chance >= stated_from:
        return "left"
    return "kept" if chance <= 1.0 - STATED_FROM else "unclear"


def contact_state(
    growth: Curve, repetition: RepetitionSpan, time_s: FloatArray, *, stated_from: float = STATED_FROM
) -> tuple[ContactState, Measure | None, int | None]:
    """Return a contact's state in a repetition, the largest growth of its gap, and the frame in which it left."""
    inside = growth.value[repetition.frames]
    known = np.isfinite(inside)
    if not known.size or known.mean() < MIN_KNOWN:
        return "hidden", None, None
    step = float(np.median(np.diff(time_s))) if len(time_s) > 1 else MIN_LEFT_S
    min_frames = max(1, round(MIN_LEFT_S / step))
    ordered = np.sort(inside[known])
    largest = growth.at(repetition.start + int(np.flatnonzero(inside == ordered[-min(min_frames, ordered.size)])[0]))
    if largest is None:
        return "hidden", None, None
    state = state_of(largest, stated_from=stated_from)
    if state == "kept" and known.mean() < MIN_KNOWN_KEPT:
        return "unclear", largest, None
    if state != "left":
        return state, largest, None
    stretches = runs(np.asarray(known & (inside > LEFT_CM)))
    long = [start for start, stop in stretches if stop - start >= min_frames]
    first = (long or [stretches[0][0]])[0]
    return "left", largest, repetition.start + first


def rounded_by_spine(spine: Spine, repetition: RepetitionSpan) -> bool | None:
    """Return whether the spine estimator finds the low back rounded in a repetition; None where it is uncertain."""
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
    """Return the rod's rotation less the thorax's since standing, degrees: median and middle 90 % of all frames.

    The thorax's rotation is the spine estimator's. A rod on the upper back turns with the thorax, so the difference is
    the error of one or the other. None where either is unknown.
    """
    if not (spine.has("pelvic_tilt_deg") and spine.has("lumbar_flexion_deg")):
        return None
    turn = rod.lean_deg() - float(np.nanmedian(rod.lean_deg()[still]))
    thorax = spine.curves["pelvic_tilt_deg"].value + spine.curves["lumbar_flexion_deg"].value
    inside = np.zeros(len(turn), dtype=bool)
    for repetition in repetitions:
        inside[repetition.frames] = True
    differences = (turn - thorax)[inside & np.isfinite(turn - thorax)]
    if not differences.size:
        return None
    low, value, high = np.percentile(differences, [5, 50, 95]).tolist()
    return Measure(value, low, high)
