"""Score rendered sets with exact truth: repetitions, angles with intervals, view and pattern."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hiphinge.core.motion import wrapped_deg
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze
from validation.reading import read_motion

ANGLES: Final = ("trunk_lean_deg", "knee_flexion_deg", "hip_flexion_deg", "shank_deg")
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AngleScore:
    """One angle in one set: mean absolute error and bias in degrees, interval coverage, share of frames absent."""

    error_deg: float
    bias_deg: float
    coverage: float
    absent: float


@dataclass(frozen=True, slots=True)
class SetScore:
    """Truth and results of one rendered set."""

    name: str
    exercise: str
    repetitions: int
    counted: int
    pattern: str
    found_pattern: str
    yaw_deg: float
    found_yaw_deg: float
    faults: tuple[str, ...]
    found_faults: tuple[str, ...]
    angles: dict[str, AngleScore]


def score_folder(folder: Path, cache: Path | None = None) -> Iterator[SetScore]:
    """Score every set of a folder made by `lab.render`, one by one; `cache` keeps the motions of the videos."""
    for path in sorted(folder.glob("set_*.json")):
        yield score_set(path, cache)


def score_set(scenario: Path, cache: Path | None = None) -> SetScore:
    """Analyse one rendered set and compare with its truth."""
    description: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    truth = pl.read_parquet(scenario.with_suffix(".truth.parquet"))
    motion = read_motion(scenario.with_suffix(".mp4"), cache)
    movement = measure_movement(motion)
    analysis = analyze(motion, movement=movement)
    kinematics = movement.kinematics
    at = truth["time_s"].to_numpy()
    scores = {}
    for name in ANGLES:
        true = np.interp(kinematics.time_s, at, truth[name].to_numpy())
        # The product's own curves, except that hip flexion is scored against the rigid trunk; that of the pelvis is
        # scored by `validation.spine`.
        curve = kinematics.curves[name] if name == "hip_flexion_deg" and movement.judged else movement.curve(name)
        scores[name] = score_angle(true, curve.value, curve.low, curve.high)
    return SetScore(
        name=scenario.stem,
        exercise=description["exercise"],
        repetitions=description["repetition_count"],
        counted=len(analysis.repetitions),
        pattern=description["pattern"],
        found_pattern=analysis.pattern.name,
        yaw_deg=abs(description["camera"]["yaw_deg"]),
        found_yaw_deg=abs(movement.view.yaw_deg),
        faults=tuple(description["faults"]),
        found_faults=tuple(sorted({fault.code for repetition in analysis.repetitions for fault in repetition.faults})),
        angles=scores,
    )


def score_angle(true: FloatArray, value: FloatArray, low: FloatArray, high: FloatArray) -> AngleScore:
    """Return the score of an angle against its truth, all of shape (frames,), degrees, compared on the circle."""
    error = wrapped_deg(value - true)
    known = np.isfinite(error)
    if not known.any():
        return AngleScore(float("nan"), float("nan"), float("nan"), 1.0)
    inside = (error <= value - low) & (-error <= high - value)
    return AngleScore(
        error_deg=float(np.abs(error[known]).mean()),
        bias_deg=float(error[known].mean()),
        coverage=float(inside[known].mean()),
        absent=float(1 - known.mean()),
    )
