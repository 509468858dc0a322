"""The same quantity read in two or three ways: landmarks behind a plate are invented, and the outline tells on them.

Landmarks give joint centres; the estimator of pelvis and spine, which looks at the whole outline, has learnt what
plates hide. Where they agree the value is worth more than either; where they differ the interval says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, FloatArray, Measure, medians
from hiphinge.judging.faults.posture import Frames
from hiphinge.judging.faults.rule import Context

THIGH_SHANK: Final = 0.82 / 0.85
"""Length of the thigh over that of the shank, between joint centres (de Leva 1996, J Biomech 29:1223)."""


def agreed(readings: Sequence[float | None], sigma: float) -> Measure | None:
    """Readings of one quantity as one: their median, with an interval that grows with how far they lie apart.

    Parameters
    ----------
    readings
        The readings, absent ones None or NaN.
    sigma
        Standard error of the median where they agree; the median distance from it is added in quadrature.

    Returns
    -------
    Measure or None
        None where nothing was read.
    """
    known = [reading for reading in readings if reading is not None and math.isfinite(reading)]
    if not known:
        return None
    value = median(known)
    half = Z90 * math.hypot(sigma, median([abs(other - value) for other in known]))
    return Measure(value=value, low=value - half, high=value + half)


def shanks(context: Context, frames: Frames) -> list[FloatArray]:
    """Inclination of the shank from knee and ankle and, where told, from hip, ankle and the estimator's knee, degrees.

    Each of shape (some,), for those frames. The second does not need to see the knee: hip and ankle give the leg's
    direction, and its flexion how far the knee stands off that line.
    """
    kinematics, spine = context.kinematics, context.spine
    found = [kinematics.angle("shank_deg")[frames]]
    if spine.tells("knee_flexion_deg") and not spine.measured:
        across, up = (kinematics.points.hip[frames] - kinematics.points.ankle[frames]).T
        knee = np.radians(spine.curves["knee_flexion_deg"].value[frames])
        aside = np.arctan2(THIGH_SHANK * np.sin(knee), 1.0 + THIGH_SHANK * np.cos(knee))
        found.append(np.degrees(np.arctan2(across, up) + aside))
    return found


def middle(values: FloatArray) -> float | None:
    """Median of the known values; None where there are none."""
    found = float(medians(values[:, None])[0])
    return None if math.isnan(found) else found
