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
    paths = np.array([*near.T, *far.T, near[:, 0] - far[:, 0]])
    known = np.isfinite(paths).all(axis=0)
    if not known.all():
        paths = paths[:, known]
    last = paths.shape[1] - 1
    if last < 2:
        return False
    paths.sort(axis=1)
    low, middle, high = paths[:, [int(0.05 * last), last // 2, int(0.95 * last)]].T.tolist()
    near_wander, _, far_wander, _, apart = (b - a for a, b in zip(low, high, strict=True))
    _, near_lift, _, far_lift, _ = (b - a for a, b in zip(middle, high, strict=True))
    walked = apart > FEET_APART_TRUNKS and min(near_wander, far_wander) > FEET_WANDER_TRUNKS
    return bool(walked or min(near_lift, far_lift) > FEET_LIFT_TRUNKS)
