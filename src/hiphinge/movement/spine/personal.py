"""Results from another recording of the same athlete: upright standing, and the low back's maximum flexion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Measure, medians
from hiphinge.core.motion import Motion
from hiphinge.movement.hallucinated import trunk_hallucinated
from hiphinge.movement.spine.estimate import HIDDEN, Spine, Standing, absent_spine, estimate_spine
from hiphinge.movement.view import estimate_view

DEEP_BEND_DEG: Final = 60.0
"""Smallest turn of the thorax in a bend to the toes: people bend by 111° on average, 42° of it in the low back
(Esola 1996, Spine 21:71)."""

MIN_MAXIMUM_DEG: Final = 20.0
"""Smallest plausible maximum flexion of the low back: published ranges begin at 24° (Esola 1996, Spine 21:71)."""

DEEPEST_SHARE: Final = 0.95
"""Frames that reach this share of the deepest bend represent it."""

_HOW: Final = "film the whole body exactly from the side"


@dataclass(frozen=True, slots=True)
class Personal:
    """The results from other recordings of the same athlete.

    Attributes
    ----------
    standing
        Upright standing in the same clothes (`standing_of`); None takes that of the recording itself.
    max_flexion
        Maximum flexion of the athlete's low back, degrees (`max_flexion_of`), or None.
    """

    standing: Standing | None = None
    max_flexion: Measure | None = None


def standing_of(motion: Motion) -> Standing:
    """Return an athlete's upright standing, from a recording that shows it, for another recording of the same athlete.

    Raises
    ------
    RecordingError
        If the recording has no outline, is not seen from the side, or never shows upright standing.
    """
    spine = _spine_of(motion, None, "a recording of upright standing")
    if spine.standing is None:
        raise RecordingError(
            "a recording of upright standing",
            f"no upright standing in '{motion.source.path}'",
            f"{_HOW}, upright and still for a second, with straight knees",
        )
    return spine.standing


def max_flexion_of(motion: Motion, standing: Standing | None = None) -> Measure:
    """Return the maximum flexion of an athlete's low back, degrees from standing, in a recording of touching the toes.

    Parameters
    ----------
    motion
        The athlete stands upright, bends down to touch the toes with straight knees, and lets the back round.
    standing
        The athlete's upright standing, for a recording that does not show it itself.

    Raises
    ------
    RecordingError
        If the recording has no outline, is not seen from the side, shows no standing, or its bend is too shallow.
    """
    expected = "a recording of touching the toes"
    spine = _spine_of(motion, None, expected)
    if not spine.zeroed and standing is not None:
        spine = _spine_of(motion, standing, expected)
    if not spine.zeroed:
        remedy = "stand upright for a second before bending, or give a clip of quiet standing as well"
        raise RecordingError(
            expected, f"no upright standing in '{motion.source.path}'", remedy, arguments=("standing",)
        )
    pelvis, lumbar = spine.curves["pelvic_tilt_deg"], spine.curves["lumbar_flexion_deg"]
    thorax = pelvis.value + lumbar.value
    deepest = float(np.nanmax(thorax)) if np.isfinite(thorax).any() else 0.0
    rows = np.column_stack([lumbar.value, lumbar.low, lumbar.high])[thorax >= DEEPEST_SHARE * deepest]
    value, low, high = medians(rows).tolist()
    if deepest < DEEP_BEND_DEG or value < MIN_MAXIMUM_DEG:
        bend = f"a bend of {deepest:.0f}° with {value:.0f}° of it in the low back" if deepest > 0 else "no bend"
        reading = f"{bend} in '{motion.source.path}'"
        raise RecordingError(expected, reading, "bend down to the toes as far as you can, and let the back round")
    return Measure(value=value, low=min(low, value), high=max(high, value))


def _spine_of(motion: Motion, standing: Standing | None, expected: str) -> Spine:
    hidden = trunk_hallucinated(motion)
    spine = absent_spine(motion, HIDDEN) if hidden else estimate_spine(motion, estimate_view(motion), standing=standing)
    if spine.reason is not None:
        found = f"nothing that could be judged in '{motion.source.path}': {spine.reason}"
        raise RecordingError(expected, found, f"{_HOW}, and leave the pose estimator at its default")
    return spine
