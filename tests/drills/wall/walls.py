"""Computed wall drills: a lifter whose buttocks, scale and wall are known exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hiphinge.core.body import Side
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import OUTLINE_SCALE, Motion
from hiphinge.drills.wall.hip_travel import PIXEL
from hiphinge.measures.scale import EAR_TO_HEEL, OUTLINE_HEIGHTS, upright_frames
from tests.body_model import Camera, film, from_the_top

HEIGHT_M = 1.75
BEHIND_TRUNKS = 0.25
TRUNK_PX = 90.0


@dataclass(frozen=True)
class Drilled:
    """A drill with its truth: centimetres per pixel, the rear of the buttocks and the wall, x forward in pixels."""

    motion: Motion
    cm_per_px: float
    rear_px: FloatArray
    wall_px: float

    @property
    def distance_cm(self) -> FloatArray:
        """Hips to wall, shape (frames,)."""
        return (self.rear_px - self.wall_px) * self.cm_per_px


def drilled(*, pressed_cm: float = 2.0, repetitions: int = 2, facing: Side = "right", outline: bool = True) -> Drilled:
    """Return a lifter whose hips would go `pressed_cm` beyond the wall if it were absent; negative stops before it."""
    motion = film(from_the_top(repetitions), Camera(trunk_px=TRUNK_PX, facing=facing, world=False))
    hip, shoulder, ear, heel, toe = (motion.middle(name) for name in ("hip", "shoulder", "ear", "heel", "toe"))
    upright = upright_frames(motion)
    tall = float(np.median(np.hypot(*(ear - heel)[upright].T))) / EAR_TO_HEEL
    cm_per_px = 100.0 * HEIGHT_M / tall
    free = hip[:, 0] - BEHIND_TRUNKS * TRUNK_PX
    wall = float(free.min()) + pressed_cm / cm_per_px
    rear = np.maximum(free, wall)
    outline_px = rear + (PIXEL if facing == "left" else 0.0)
    sole = float(np.median(heel[upright, 1]))
    crown = sole + OUTLINE_HEIGHTS * tall - float(np.median(ear[upright, 1]))
    half_px = 0.15 * TRUNK_PX
    corners = [
        np.column_stack([ear[:, 0], ear[:, 1] + crown]),
        np.column_stack([shoulder[:, 0] - half_px, shoulder[:, 1]]),
        np.column_stack([outline_px, hip[:, 1] + half_px]),
        np.column_stack([outline_px, hip[:, 1] - half_px]),
        np.column_stack([heel[:, 0] - 3.0, np.full(len(motion), sole)]),
        np.column_stack([toe[:, 0], np.full(len(motion), sole)]),
        np.column_stack([hip[:, 0] + half_px, hip[:, 1]]),
        np.column_stack([shoulder[:, 0] + half_px, shoulder[:, 1]]),
    ]
    sign = 1.0 if facing == "right" else -1.0
    shape = np.round(np.stack(corners, axis=1) * [sign, -1.0] * OUTLINE_SCALE).astype(np.int16)
    made = Motion.build(
        time_s=motion.time_s,
        position=motion.position,
        confidence=motion.confidence,
        source=motion.source,
        outline=shape if outline else None,
    )
    return Drilled(made, cm_per_px, rear, wall)
