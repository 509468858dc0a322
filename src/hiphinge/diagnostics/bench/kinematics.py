"""Benchmark of frames judged per second, on a synthetic motion."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from hiphinge.diagnostics.bench.clock import seconds
from hiphinge.diagnostics.bench.targets import against

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hiphinge.core.motion import Motion

KINEMATICS_FRAMES: Final = 18_000
"""Ten minutes at 30 frames a second."""

BEST_OF: Final = 5
"""Runs of which the quickest counts."""


def kinematics(frames: int = KINEMATICS_FRAMES, best_of: int = BEST_OF) -> Iterator[str]:
    """Yield the frames per second of angles, repetitions, patterns and faults, and of all of `analyze`.

    Parameters
    ----------
    frames
        Length of the synthetic motion, 30 frames a second.
    best_of
        Runs of which the quickest counts.
    """
    from hiphinge.pipeline.analyze import analyze

    motion = synthetic_motion(frames)
    repetitions = 0

    def judge() -> None:
        nonlocal repetitions
        repetitions = _judge(motion)

    took = min(seconds(judge) for _ in range(best_of))
    processor = min(seconds(judge, time.process_time) for _ in range(best_of))
    whole = min(seconds(lambda: analyze(motion)) for _ in range(best_of))
    yield (
        f"kinematics: {frames} frames, {repetitions} repetitions: angles, repetitions, pattern and faults "
        f"{took:.3f} s = {frames / took:,.0f} frames a second"
        f"{against(frames / took, 180_000, 'at least {:,.0f}', more=True)}; "
        f"{frames / processor:,.0f} by processor time"
    )
    yield (
        f"kinematics: all of analyze() with its table and result {whole:.3f} s = {frames / whole:,.0f} frames a second"
    )


def synthetic_motion(frames: int) -> Motion:
    """Return a noisy motion, 30 frames a second, of a stick figure that hinges every 4 s."""
    import numpy as np

    from hiphinge.core.body import INDEX, LANDMARKS, SIDES
    from hiphinge.core.motion import Motion, SourceInfo

    noise = np.random.default_rng(1)
    time_s = np.arange(frames) / 30.0
    depth = 0.5 - 0.5 * np.cos(2 * np.pi * time_s / 4.0)
    lean, thigh, shank = (np.radians(a * depth) for a in (70.0, -20.0, 2.0))
    metres = np.zeros((frames, len(LANDMARKS), 3))

    def put(name: str, start: str | None, length: float, angle: float | NDArray[np.float64]) -> None:
        step = np.stack([length * np.sin(angle), length * np.cos(angle)], axis=-1)
        for side, across in zip(SIDES, (-0.1, 0.1), strict=True):
            i = INDEX[name if name == "nose" else f"{side}_{name}"]
            origin = metres[:, INDEX[f"{side}_{start}"], :2] if start else 0.0
            metres[:, i, :2] = origin + step
            metres[:, i, 2] = 0.0 if name == "nose" else across

    put("ankle", None, 0.08, 0.0)
    put("heel", "ankle", 0.09, np.pi * 1.25)
    put("toe", "ankle", 0.19, np.pi / 2 + 0.35)
    put("knee", "ankle", 0.43, shank)
    put("hip", "knee", 0.42, thigh)
    put("shoulder", "hip", 0.51, lean)
    put("elbow", "shoulder", 0.28, np.pi)
    put("wrist", "elbow", 0.26, np.pi)
    put("ear", "shoulder", 0.25, lean)
    put("nose", "ear", 0.1, lean + np.pi / 2)
    metres += noise.normal(scale=0.003, size=metres.shape)
    hips = metres[:, [INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=1, keepdims=True)
    return Motion.build(
        time_s=time_s,
        position=350.0 * metres[:, :, :2],
        confidence=np.full(metres.shape[:2], 0.95),
        world=metres - hips,
        source=SourceInfo("synthetic", "video", frames / 30.0, 30.0, 540, 720),
    )


def _judge(motion: Motion) -> int:
    """Do what `analyze` does between motion and result; return the number of repetitions."""
    from hiphinge.movement.movement import measure_movement
    from hiphinge.pipeline.analyze import judge_movement

    return len(judge_movement(measure_movement(motion)).repetitions)
