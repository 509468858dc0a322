"""Rendered sets with exact truth: repetitions, angles, their intervals, the view and the pattern."""

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
    """One rendered set: what it was, what was found."""

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
    """Score every set of a folder made by `lab.render`, one by one; `cache` keeps what was read of the videos."""
    for path in sorted(folder.glob("set_*.json")):
        yield score_set(path, cache)


def score_set(scenario: Path, cache: Path | None = None) -> SetScore:
    """Run the whole path on one rendered set and compare with its truth."""
    told: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    truth = pl.read_parquet(scenario.with_suffix(".truth.parquet"))
    motion = read_motion(scenario.with_suffix(".mp4"), cache)
    movement = measure_movement(motion)
    analysis = analyze(motion, movement=movement)
    kinematics = movement.kinematics
    at = truth["time_s"].to_numpy()
    scores = {}
    for name in ANGLES:
        true = np.interp(kinematics.time_s, at, truth[name].to_numpy())
        # What the product tells; only hip flexion is scored against the rigid trunk, that of the pelvis is scored by
        # `validation.spine`.
        curve = kinematics.curves[name] if name == "hip_flexion_deg" and movement.judged else movement.curve(name)
        scores[name] = score_angle(true, curve.value, curve.low, curve.high)
    return SetScore(
        name=scenario.stem,
        exercise=told["exercise"],
        repetitions=told["repetition_count"],
        counted=len(analysis.repetitions),
        pattern=told["pattern"],
        found_pattern=analysis.pattern.name,
        yaw_deg=abs(told["camera"]["yaw_deg"]),
        found_yaw_deg=abs(movement.view.yaw_deg),
        faults=tuple(told["faults"]),
        found_faults=tuple(sorted({fault.code for repetition in analysis.repetitions for fault in repetition.faults})),
        angles=scores,
    )


def score_angle(true: FloatArray, value: FloatArray, low: FloatArray, high: FloatArray) -> AngleScore:
    """Compare one angle with its truth, all of shape (frames,), degrees; angles are compared on the circle."""
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
