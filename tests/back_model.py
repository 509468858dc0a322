"""The back of the planar lifter: pelvis, low back and neck whose angles are known exactly at every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import Curve, FloatArray, Measure
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.spine import Personal, Spine, spine_from_source
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis
from tests.body_model import STANDING, Camera, Script, film

ARCH_GONE_DEG: Final = 20.0


@dataclass(frozen=True)
class Back:
    """How a back bends with the thorax' turn T, degrees, and how well that is known.

    `lumbar` gives lumbar flexion for T, or a share of T; `arch` is extension at the top, gone at 20° of T; `neck` the
    neck's extension in the deepest bend; `sigma` the standard deviation of every curve.
    """

    lumbar: float | Callable[[FloatArray], FloatArray] = 0.15
    arch: float = 0.0
    neck: float = 5.0
    sigma: float = 3.0

    def curves(self, script: Script, time_s: FloatArray) -> dict[str, FloatArray]:
        """Values of pelvis, low back, hip and neck at times, degrees since standing, each of shape (frames,)."""
        truth = script.truth(time_s)
        thorax = truth["trunk_lean_deg"] - STANDING.trunk
        flexion = self.lumbar * thorax if isinstance(self.lumbar, float) else self.lumbar(thorax)
        flexion = flexion - self.arch * np.clip(1 - thorax / ARCH_GONE_DEG, 0, 1)
        thigh = truth["shank_deg"] - truth["knee_flexion_deg"] - (STANDING.shank - STANDING.knee)
        return {
            "pelvic_tilt_deg": thorax - flexion,
            "lumbar_flexion_deg": flexion,
            "hip_flexion_deg": thorax - flexion - thigh,
            "neck_extension_deg": self.neck * thorax / max(float(np.max(thorax)), 1.0),
        }

    def spine(self, script: Script, time_s: FloatArray) -> Spine:
        """The spine that a source gives which measures this back with `sigma`."""
        sigma = np.full_like(time_s, self.sigma)
        return spine_from_source({name: Curve.around(v, sigma) for name, v in self.curves(script, time_s).items()})


STIFF: Final = Back()


def analysed(
    script: Script,
    back: Back | None = None,
    *,
    camera: Camera | None = None,
    exercise: str = "auto",
    max_flexion: Measure | None = None,
) -> Analysis:
    """The analysis of the script as filmed, with the back measured beside it where one is given."""
    motion = film(script, camera)
    spine = None if back is None else back.spine(script, motion.time_s)
    movement = measure_movement(motion, spine=spine)
    return analyze(motion, exercise=exercise, movement=movement, personal=Personal(max_flexion=max_flexion))
