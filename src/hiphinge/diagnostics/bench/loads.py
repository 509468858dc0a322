"""Benchmark of the loads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from hiphinge.diagnostics.bench.targets import against

if TYPE_CHECKING:
    from hiphinge.core.measure import FloatArray
    from hiphinge.loads.posture import Posture

FRAMES: Final = 40
"""Frames of one slow hinge."""

LASTS_S: Final = 4.0
"""Duration of that hinge."""

LOAD_KG: Final = 60.0
STATURE_M: Final = 1.78
MASS_KG: Final = 80.0

BEST_OF: Final = 3
"""Runs of which the quickest counts."""

MIN_A_SECOND: Final = 100
"""Target in frames a second of processor time."""


def loads(frames: int = FRAMES, best_of: int = BEST_OF) -> Iterator[str]:
    """Yield the frames per second of processor time of the whole computation from angles to L5/S1.

    `python -m benchmarks.opensim` compares it with OpenSim's static optimisation on the same frames.
    """
    rate, pairs = frames_per_second(frames, best_of)
    yield (
        f"loads: {frames} frames, angles to L5/S1 with {pairs} pairs of muscles {1000 / rate:.2f} ms a frame = "
        f"{rate:,.0f} frames a second of processor time{against(rate, MIN_A_SECOND, 'at least {:g}', more=True)}"
    )


def slow_hinge(frames: int) -> tuple[FloatArray, Posture]:
    """Return the times, seconds, shape (frames,), and the postures of one slow hinge."""
    import numpy as np

    from hiphinge.loads.posture import Posture

    time_s = np.arange(frames) * LASTS_S / frames
    depth = (1 - np.cos(2 * np.pi * time_s / LASTS_S)) / 2
    return time_s, Posture.from_columns(depth[:, None] * np.array([60.0, 10.0, 20.0, 3.0, 72.0, 5.0]))


def frames_per_second(frames: int, best_of: int) -> tuple[float, int]:
    """Return the frames solved per second of processor time, and the number of muscle pairs."""
    from hiphinge.loads.dynamics import ExternalLoad
    from hiphinge.loads.model import build, size_of
    from hiphinge.loads.solution import LoadCase, lift_loads

    model = build("m")
    size = size_of(model, STATURE_M, MASS_KG)
    time_s, posture = slow_hinge(frames)
    took = []
    for _ in range(best_of):
        began = time.process_time()
        lift_loads(model, size, posture, LoadCase(ExternalLoad(LOAD_KG)), time_s)
        took.append(time.process_time() - began)
    return frames / min(took), len(model.muscles.names)
