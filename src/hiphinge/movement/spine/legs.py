"""Removal of legs hallucinated behind plates; the spine's estimator, which has learnt what plates hide, shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np

from hiphinge.core.body import INDEX
from hiphinge.core.motion import Motion
from hiphinge.movement.kinematics import AngleName, Kinematics
from hiphinge.movement.spine.estimate import Spine

KNEES_APART_DEG: Final = 28.0
"""Difference of knee flexion between landmarks and estimator that shows a hallucinated leg: it is up to 17° on legs
that are seen (deep squats of a real clip), and 39° and more on rendered legs that a plate hides."""

OF_THE_LEG: Final[tuple[AngleName, ...]] = ("hip_flexion_deg", "shank_deg")


HIDDEN_KNEE: Final[Mapping[str, float]] = MappingProxyType(
    {"pelvic_tilt_deg": 1.2, "hip_flexion_deg": 1.25, "knee_flexion_deg": 1.25}
)
"""Factors by which intervals are wider where the near knee is hidden, so that they cover 90 % there: 83, 82 and 80 %
without (rendered lifters behind plates, seeds 404 and 405 of `lab.graded`)."""


def with_hidden_knees(motion: Motion, kinematics: Kinematics, spine: Spine) -> tuple[Kinematics, Spine]:
    """Return angles and spine with wider intervals where the source says that the near knee was hidden."""
    if motion.hidden is None or spine.measured:
        return kinematics, spine
    hidden = motion.hidden[:, INDEX[f"{motion.source.near_side}_knee"]]
    knee = kinematics.curves["knee_flexion_deg"].widened(hidden, HIDDEN_KNEE["knee_flexion_deg"])
    curves = {
        name: curve.widened(hidden, HIDDEN_KNEE[name]) if name in HIDDEN_KNEE else curve
        for name, curve in spine.curves.items()
    }
    return replace(kinematics, curves=kinematics.curves | {"knee_flexion_deg": knee}), replace(spine, curves=curves)


def without_hallucinated_legs(kinematics: Kinematics, spine: Spine) -> Kinematics:
    """Return the angles, in frames with a hallucinated leg with the estimator's knee and without hip and shank.

    A leg is hallucinated where the outline contradicts the landmarks.
    """
    if spine.measured or not spine.has("knee_flexion_deg"):
        return kinematics
    by_landmarks, by_estimator = kinematics.curves["knee_flexion_deg"], spine.curves["knee_flexion_deg"]
    difference = np.abs(by_landmarks.value - by_estimator.value)
    hallucinated = np.nan_to_num(difference, nan=0.0) > KNEES_APART_DEG
    if not hallucinated.any():
        return kinematics
    knee = by_landmarks.replaced(hallucinated, by_estimator)
    curves = {name: kinematics.curves[name].masked(hallucinated) for name in OF_THE_LEG}
    return replace(kinematics, curves=kinematics.curves | curves | {"knee_flexion_deg": knee})
