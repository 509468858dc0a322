"""Make sinusoidal movements on which programs and bodies are compared."""

from __future__ import annotations

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.posture import Posture

RATE_HZ = 100.0
CYCLES = 3

MOVEMENTS: dict[str, tuple[float, tuple[float, float, float, float, float, float]]] = {
    "hinge": (3.0, (60.0, 10.0, 20.0, 3.0, 72.0, 5.0)),
    "squat": (3.0, (40.0, 10.0, 90.0, 25.0, 50.0, 5.0)),
    "rounded stoop": (3.0, (40.0, 45.0, 10.0, 0.0, 80.0, 5.0)),
    "swing": (1.5, (55.0, 15.0, 40.0, 8.0, 25.0, 0.0)),
}
"""Duration of a cycle, seconds, and the deepest posture: pelvis, low back, knee, shank, shoulder, elbow, degrees."""


def movement(name: str) -> tuple[FloatArray, Posture]:
    """Return times and postures of `CYCLES` cycles of a movement, each a raised cosine from standing."""
    seconds, deepest = MOVEMENTS[name]
    time_s = np.arange(0.0, CYCLES * seconds + 0.5 / RATE_HZ, 1 / RATE_HZ)
    depth = (1 - np.cos(2 * np.pi * time_s / seconds)) / 2
    return time_s, Posture.from_columns(depth[:, None] * np.array(deepest))


def middle(name: str) -> slice:
    """Return the frames of the middle cycle, away from the ends, where programs differentiate differently."""
    frames = round(MOVEMENTS[name][0] * RATE_HZ)
    return slice(frames, 2 * frames + 1)
