"""Combination of two or three readings of one quantity, since landmarks behind a plate are hallucinated.

Landmarks give joint centres; the estimator of pelvis and spine, which uses the whole outline, has learnt what plates
hide. Where the readings agree, their combination is more certain than each; where they differ, its interval is wide.
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


def combine_readings(readings: Sequence[float | None], sigma: float) -> Measure | None:
    """Return the median of several readings of one quantity, with an interval that grows with their differences.

    Parameters
    ----------
    readings
        Readings; absent ones are None or NaN.
    sigma
        Standard error of the median where they agree; the median distance from it is added in quadrature.

    Returns
    -------
    Measure or None
        None without any reading.
    """
    known = [reading for reading in readings if reading is not None and math.isfinite(reading)]
    if not known:
        return None
    value = median(known)
    half = Z90 * math.hypot(sigma, median([abs(other - value) for other in known]))
    return Measure(value=value, low=value - half, high=value + half)


def shanks(context: Context, frames: Frames) -> list[FloatArray]:
    """Return the shank's inclination by knee and ankle and, where known, by hip, ankle and the estimator's knee.

    In degrees, each of shape (frames selected,). The second does not need the knee's landmark: hip and ankle give the
    leg's direction, and knee flexion gives how far the knee is off that line.
    """
    kinematics, spine = context.kinematics, context.spine
    readings = [kinematics.angle("shank_deg")[frames]]
    if spine.has("knee_flexion_deg") and not spine.measured:
        across, up = (kinematics.points.hip[frames] - kinematics.points.ankle[frames]).T
        knee = np.radians(spine.curves["knee_flexion_deg"].value[frames])
        off_line = np.arctan2(THIGH_SHANK * np.sin(knee), 1.0 + THIGH_SHANK * np.cos(knee))
        readings.append(np.degrees(np.arctan2(across, up) + off_line))
    return readings


def middle(values: FloatArray) -> float | None:
    """Return the median of the known values; None where there are none."""
    median_value = float(medians(values[:, None])[0])
    return None if math.isnan(median_value) else median_value
