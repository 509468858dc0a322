"""A posture as it was seen: medians over some frames, and the frames of upright standing that a set shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray, medians
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.spine import Spine

GRIP_TRUNKS: Final = 0.15
"""From the wrist to what the fist holds, in trunk lengths: 8 cm (palm of de Leva 1996, J Biomech 29:1223)."""

LUMBAR_PART: Final = 0.62
"""By how much the line from hip to shoulder leans for a degree of lumbar flexion, the pelvis held still: regression on
the joints of rendered people."""

MIN_UPRIGHT: Final = 5
MAX_UPRIGHT: Final = 300
"""So many frames of upright standing are needed and at most looked at."""

Frames = slice | NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class MedianPosture:
    """One posture: its frames, medians of the points against the ankle, trunk lengths, and of the trunk's leans."""

    frames: NDArray[np.intp]
    hip: FloatArray
    knee: FloatArray
    shoulder: FloatArray
    grip: FloatArray
    leans: FloatArray

    @classmethod
    def of(cls, kinematics: Kinematics, spine: Spine, frames: NDArray[np.intp]) -> MedianPosture:
        """Look at some frames."""
        points = kinematics.points
        ankle, wrist, up = (point[frames] for point in (points.ankle, points.wrist, points.shoulder))
        arm = wrist - up
        arm /= np.maximum(np.hypot(*arm.T), 1e-9)[:, None]
        named = (points.hip[frames], points.knee[frames], up, wrist + GRIP_TRUNKS * arm)
        hip, knee, shoulder, grip = medians(np.column_stack([point - ankle for point in named])).reshape(4, 2)
        return cls(frames, hip, knee, shoulder, grip, medians(np.column_stack(leans(kinematics, spine, frames))))


def upright_posture(kinematics: Kinematics, spine: Spine, upright: NDArray[np.bool_]) -> MedianPosture | None:
    """The upright posture of a set, from frames marked in `upright`, shape (frames,); None where they are too few."""
    frames = np.flatnonzero(upright)
    frames = frames[:: max(1, frames.size // MAX_UPRIGHT)]
    return None if frames.size < MIN_UPRIGHT else MedianPosture.of(kinematics, spine, frames)


def leans(kinematics: Kinematics, spine: Spine, frames: Frames) -> list[FloatArray]:
    """Trunk lean of some frames from landmarks and, where told, from pelvis and spine, each (some,), degrees.

    Their zeros differ, since the second counts from upright standing: compare changes only.
    """
    found = [kinematics.angle("trunk_lean_deg")[frames]]
    if spine.tells("pelvic_tilt_deg") and spine.tells("lumbar_flexion_deg"):
        pelvis, lumbar = (spine.curves[name].value[frames] for name in ("pelvic_tilt_deg", "lumbar_flexion_deg"))
        found.append(pelvis + LUMBAR_PART * lumbar)
    return found
