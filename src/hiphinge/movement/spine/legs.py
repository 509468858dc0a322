"""Legs that the landmarks invented behind plates, known by the estimator's knee, which has learnt what plates hide."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from hiphinge.core.measure import Curve, FloatArray
from hiphinge.movement.kinematics import AngleName, Kinematics
from hiphinge.movement.spine.estimate import Spine

KNEES_APART_DEG: Final = 28.0
"""Landmarks and estimator differ by up to 17° on legs that are seen (deep squats of a real clip), and by 39° and more
on rendered legs that a plate hides."""

OF_THE_LEG: Final[tuple[AngleName, ...]] = ("hip_flexion_deg", "shank_deg")


def without_hallucinated_legs(kinematics: Kinematics, spine: Spine) -> Kinematics:
    """The angles without those of a leg that the landmarks put where the outline says it is not.

    There the knee is the estimator's, and hip and shank are absent.
    """
    if spine.measured or not spine.tells("knee_flexion_deg"):
        return kinematics
    seen, told = kinematics.curves["knee_flexion_deg"], spine.curves["knee_flexion_deg"]
    apart = np.abs(seen.value - told.value)
    hallucinated = np.nan_to_num(apart, nan=0.0) > KNEES_APART_DEG
    if not hallucinated.any():
        return kinematics
    knee = Curve(*(np.where(hallucinated, b, a) for a, b in zip(_parts(seen), _parts(told), strict=True)))
    curves = {name: kinematics.curves[name].masked(hallucinated) for name in OF_THE_LEG}
    return replace(kinematics, curves=kinematics.curves | curves | {"knee_flexion_deg": knee})


def _parts(curve: Curve) -> tuple[FloatArray, FloatArray, FloatArray]:
    return curve.value, curve.low, curve.high
