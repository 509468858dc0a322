"""Legs outside the picture: what a pose model infers there is not reported."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.motion import Motion
from hiphinge.movement.kinematics import AngleName, Kinematics
from hiphinge.movement.spine import Spine

MARGIN: Final = 0.03
"""A landmark lies outside the picture beyond this distance from it, as a share of its larger side."""

MOSTLY: Final = 0.5
"""Share of the frames in which the shoulder must be in the picture."""

OF_THE_KNEE: Final[tuple[AngleName, ...]] = ("hip_flexion_deg", "knee_flexion_deg", "shank_deg")
"""Angles that need the knee."""


def knee_outside(motion: Motion) -> NDArray[np.bool_]:
    """Return the frames in which the near knee lies outside the picture, shape (frames,).

    There are none without a picture, nor where the shoulder is not in it either: such positions have another origin.
    """
    source = motion.source
    size = source.scale * np.array([source.width_px, source.height_px], dtype=np.float64)
    if motion.unit != "px" or not size.all():
        return np.zeros(len(motion), dtype=bool)
    margin = MARGIN * float(size.max())
    shoulder, knee = (motion.in_picture(motion.point(f"{source.near_side}_{name}")) for name in ("shoulder", "knee"))
    outside = [((place < -margin) | (place > size + margin)).any(axis=1) for place in (shoulder, knee)]
    return np.asarray(outside[1] & (float(outside[0].mean()) < MOSTLY))


def without_outside_legs(motion: Motion, kinematics: Kinematics, spine: Spine) -> tuple[Kinematics, Spine]:
    """Return both without the leg's angles and points in frames in which the near knee lies outside the picture."""
    outside = knee_outside(motion)
    if not outside.any() or spine.measured:
        return kinematics, spine
    points, gone = kinematics.points, outside[:, None]
    knee, ankle, heel, toe = (
        np.where(gone, np.nan, point) for point in (points.knee, points.ankle, points.heel, points.toe)
    )
    seen = replace(
        kinematics,
        curves=kinematics.curves | {name: kinematics.curves[name].masked(outside) for name in OF_THE_KNEE},
        points=replace(points, knee=knee, ankle=ankle, heel=heel, toe=toe),
    )
    estimated = {name: curve.masked(outside) if name in OF_THE_KNEE else curve for name, curve in spine.curves.items()}
    return seen, replace(spine, curves=estimated)
