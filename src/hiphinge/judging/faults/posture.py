"""Median postures over some frames, among them the upright posture of a set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray, medians
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.spine import Spine

GRIP_TRUNKS: Final = 0.15
"""Distance from the wrist to the middle of the fist, trunk lengths: 8 cm (palm of de Leva 1996, J Biomech 29:1223)."""

LUMBAR_PART: Final = 0.62
"""Lean of the line from hip to shoulder per degree of lumbar flexion with a still pelvis: regression on the joints of
rendered people."""

MIN_UPRIGHT: Final = 5
MAX_UPRIGHT: Final = 300
"""Least and largest number of frames of upright standing that are used."""

Frames = slice | NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class MedianPosture:
    """One posture: its frames, medians of points relative to the ankle, trunk lengths, and of the trunk's leans."""

    frames: NDArray[np.intp]
    hip: FloatArray
    knee: FloatArray
    shoulder: FloatArray
    grip: FloatArray
    leans: FloatArray

    @classmethod
    def of(cls, kinematics: Kinematics, spine: Spine, frames: NDArray[np.intp]) -> MedianPosture:
        """Return the median posture over some frames."""
        points = kinematics.points
        ankle, wrist, up = (point[frames] for point in (points.ankle, points.wrist, points.shoulder))
        arm = wrist - up
        arm /= np.maximum(np.hypot(*arm.T), 1e-9)[:, None]
        named = (points.hip[frames], points.knee[frames], up, wrist + GRIP_TRUNKS * arm)
        hip, knee, shoulder, grip = medians(np.column_stack([point - ankle for point in named])).reshape(4, 2)
        return cls(frames, hip, knee, shoulder, grip, medians(np.column_stack(leans(kinematics, spine, frames))))


def upright_posture(kinematics: Kinematics, spine: Spine, upright: NDArray[np.bool_]) -> MedianPosture | None:
    """Return the upright posture of a set from the frames marked in `upright`, shape (frames,); None if too few."""
    frames = np.flatnonzero(upright)
    frames = frames[:: max(1, frames.size // MAX_UPRIGHT)]
    return None if frames.size < MIN_UPRIGHT else MedianPosture.of(kinematics, spine, frames)


def leans(kinematics: Kinematics, spine: Spine, frames: Frames) -> list[FloatArray]:
    """Return the trunk lean by landmarks and, where known, by pelvis and spine, degrees, each (frames selected,).

    Their zeros differ, since the second is relative to upright standing, so only changes are comparable.
    """
    readings = [kinematics.angle("trunk_lean_deg")[frames]]
    if spine.has("pelvic_tilt_deg") and spine.has("lumbar_flexion_deg"):
        pelvis, lumbar = (spine.curves[name].value[frames] for name in ("pelvic_tilt_deg", "lumbar_flexion_deg"))
        readings.append(pelvis + LUMBAR_PART * lumbar)
    return readings
