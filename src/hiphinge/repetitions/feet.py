"""Whether the feet stayed: walking and jumping are not repetitions."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.measure import FloatArray

FEET_WANDER_TRUNKS: Final = 0.20

FEET_APART_TRUNKS: Final = 0.33

FEET_LIFT_TRUNKS: Final = 0.30


def stepped(near: FloatArray, far: FloatArray) -> bool:
    """Whether the feet moved during a cycle, from the paths of both ankles, each (frames, 2), in trunk lengths.

    Walking moves both feet, and against each other (a camera that pans moves them together); a jump lifts both. One
    foot alone may leave its place: the free leg of a one-legged hinge does.
    """
    known = np.isfinite(near).all(axis=1) & np.isfinite(far).all(axis=1)
    if known.sum() < 3:
        return False
    columns = np.column_stack([near[known], far[known], near[known, 0] - far[known, 0]])
    ordered = np.sort(columns, axis=0)
    last = len(ordered) - 1
    high, middle, low = ordered[int(0.95 * last)], ordered[last // 2], ordered[int(0.05 * last)]
    wander = high - low
    walked = wander[4] > FEET_APART_TRUNKS and min(wander[0], wander[2]) > FEET_WANDER_TRUNKS
    jumped = bool(((high - middle)[[1, 3]] > FEET_LIFT_TRUNKS).all())
    return bool(walked) or jumped
