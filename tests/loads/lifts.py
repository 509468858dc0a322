"""Make sinusoidal lifts, and postures held still."""

from __future__ import annotations

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.anthropometry import Person
from hiphinge.loads.cases import InputUncertainty, Instants
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.intervals import LoadIntervals
from hiphinge.loads.model import Model
from hiphinge.loads.posture import Posture, states
from hiphinge.loads.solution import LoadCase
from hiphinge.loads.uncertainty import load_intervals

HELD = np.array(
    [
        [0, 0, 0, 0, 0, 0],
        [40, 5, 15, 0, 50, 0],
        [60, 10, 20, 3, 72, 0],
        [35, 35, 20, 3, 72, 0],
        [40, 10, 90, 25, 50, 0],
        [70, 20, 5, 0, 88, 0],
    ],
    dtype=np.float64,
)
"""Standing, half a hinge, a deep hinge, the same rounded, a squat, a stiff-legged bend."""


def held() -> Posture:
    return Posture.from_columns(HELD)


def hinge(depth: float = 1.0, seconds: float = 3.0, rate_hz: float = 30.0) -> tuple[FloatArray, Posture]:
    """Return times and posture of a hinge along a raised cosine, with hanging arms."""
    time = np.arange(0.0, seconds, 1 / rate_hz)
    down = depth * (1 - np.cos(2 * np.pi * time / seconds)) / 2
    bottom = np.array([60.0, 12.0, 22.0, 3.0, 72.0, 5.0])
    return time, Posture.from_columns(down[:, None] * bottom)


UNCERTAINTY = InputUncertainty((3.0, 4.0, 4.0, 3.0, 4.0, 5.0), hands_m=0.03)
FRAMES = np.array([1, 2, 3, 4])
"""Frames of `held` that are not standing."""


def loads_of_held(
    model: Model, who: Person, uncertainty: InputUncertainty = UNCERTAINTY, load: float = 40.0
) -> LoadIntervals:
    """Return the loads of `FRAMES` of `held` with their intervals."""
    posture = held().at(FRAMES)
    return load_intervals(
        [model], who, Instants(posture, states(model, posture), LoadCase(ExternalLoad(load))), uncertainty
    )


def width(loads: LoadIntervals, name: str) -> float:
    """Return the mean width of a quantity's intervals."""
    curve = loads.curves[name]
    return float((curve.high - curve.low).mean())
