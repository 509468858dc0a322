"""Define the sagittal curves that a motion prescribes, one value per frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.body import Array


@dataclass(frozen=True)
class Curves:
    """Prescribed movement, arrays (T,) unless said otherwise; degrees and metres.

    pelvis, lumbar, thoracic, neck: rotations relative to upright standing (+ forward; neck + = chin up).
    knee: knee flexion. pressure: centre of pressure ahead of its usual place. walk: how far the lifter stands from
    his spot.
    stride (T, 2): lift of the left and right foot; feet (T, 2): x of the left and right ankle relative to the spot.
    grip: 1 = hands on the equipment, 0 = free. swing: angle of the arms from vertical, + = forward (used by swings).
    drift_m: how far a bar in hanging hands is held ahead of where it would hang, metres.
    """

    time_s: Array
    pelvis_deg: Array
    lumbar_deg: Array
    thoracic_deg: Array
    neck_deg: Array
    knee_deg: Array
    pressure_m: Array
    walk_m: Array
    stride_m: Array
    feet_m: Array
    grip: Array
    swing_deg: Array
    drift_m: Array


def still(time_s: Array) -> Curves:
    """Curves of quiet upright standing."""
    zero = np.zeros_like(time_s)
    pair = np.zeros((len(time_s), 2))
    return Curves(time_s, zero, zero, zero, zero, zero, zero, zero, pair, pair, zero + 1.0, zero, zero)
