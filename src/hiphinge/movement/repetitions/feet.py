"""Detection of steps and jumps: walking and jumping are not repetitions."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray

FEET_WANDER_TRUNKS: Final = 0.20
"""In walking each foot moves forward or back by more than this, trunk lengths."""

FEET_APART_TRUNKS: Final = 0.33
"""In walking the distance between the feet changes by more than this, trunk lengths."""

FEET_LIFT_TRUNKS: Final = 0.30
"""In a jump both feet rise by more than this, trunk lengths."""

LIFTED_SHARE: Final = 0.05
"""In a jump the feet are off the floor for more than this share of the cycle."""


def stepped(near: FloatArray, far: FloatArray, hip: FloatArray) -> bool:
    """Return whether the feet moved during a cycle, from paths of both ankles and the hip, (frames, 2), trunk lengths.

    In walking both feet move, and relative to each other (a panning camera moves them together). In a jump both feet
    rise together with the hips: feet that rise while the hips sink are hallucinated behind plates. One foot alone may
    leave its place, as the free leg of a one-legged hinge does.
    """
    paths = np.array([*near.T, *far.T, near[:, 0] - far[:, 0], hip[:, 1]])
    known = np.isfinite(paths).all(axis=0)
    if not known.all():
        paths = paths[:, known]
    last = paths.shape[1] - 1
    if last < 2:
        return False
    ordered = np.sort(paths, axis=1)
    low, middle, high = ordered[:, [int(0.05 * last), last // 2, int(0.95 * last)]].T.tolist()
    near_wander, near_rise, far_wander, far_rise, apart, _ = (b - a for a, b in zip(low, high, strict=True))
    if apart > FEET_APART_TRUNKS and min(near_wander, far_wander) > FEET_WANDER_TRUNKS:
        return True
    if min(near_rise, far_rise) <= FEET_LIFT_TRUNKS:
        return False
    lifted = (paths[1] > middle[1] + FEET_LIFT_TRUNKS) & (paths[3] > middle[3] + FEET_LIFT_TRUNKS)
    return bool(lifted.mean() > LIFTED_SHARE and np.median(paths[5, lifted]) > middle[5])
