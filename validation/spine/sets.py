"""One rendered set: the estimator's curves against exact truth."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hiphinge.analysis import analyze, measure_movement
from hiphinge.measure import Curve
from hiphinge.spine.model import QUANTITIES
from validation.reading import read_motion

FloatArray = NDArray[np.float64]
TRUTH_COLUMN: Final = {"hip_flexion_deg": "hip_flexion_pelvis_deg"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One quantity over one set, all of shape (frames,), degrees; NaN where absent."""

    truth: FloatArray
    error: FloatArray
    inside: NDArray[np.bool_]
    half: FloatArray

    @property
    def mean_error(self) -> float:
        """Mean absolute error, NaN where the quantity is absent throughout."""
        return float(np.nanmean(np.abs(self.error))) if np.isfinite(self.error).any() else float("nan")

    @property
    def coverage(self) -> float:
        """Share of the frames with a value whose interval holds the truth."""
        known = np.isfinite(self.error)
        return float(self.inside[known].mean()) if known.any() else float("nan")

    @property
    def absent(self) -> float:
        """Share of frames without a value."""
        return float((~np.isfinite(self.error)).mean())


@dataclass(frozen=True, slots=True)
class SetResult:
    """What one rendered set showed, and what was found in it.

    `peaks` are true and found largest lumbar flexion of each counted repetition; `standing_deg` what the estimator
    reads in upright standing before it is zeroed, in the order of `QUANTITIES`.
    """

    name: str
    told: dict[str, Any]
    compared: dict[str, Compared]
    peaks: list[tuple[float, float]]
    flagged: list[tuple[float, bool]]
    standing_deg: FloatArray | None
    reason: str | None


def compare(scenario: Path, cache: Path | None) -> SetResult:
    """Run the product on one set and compare, from the first repetition's start to the last one's end."""
    told: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    truth = pl.read_parquet(scenario.with_suffix(".truth.parquet"))
    motion = read_motion(scenario.with_suffix(".mp4"), cache)
    movement = measure_movement(motion)
    time, at = motion.time_s, truth["time_s"].to_numpy()
    first, last = told["repetitions"][0]["start_s"], told["repetitions"][-1]["end_s"]
    during: NDArray[np.bool_] = np.asarray((time >= first) & (time <= last))

    def true(name: str) -> FloatArray:
        return np.interp(time, at, truth[TRUTH_COLUMN.get(name, name)].to_numpy())

    compared = {name: _compared(true(name)[during], _part(movement.curve(name), during)) for name in QUANTITIES}
    lumbar, found = true("lumbar_flexion_deg"), movement.curve("lumbar_flexion_deg").value
    peaks, flagged = [], []
    analysis = analyze(motion, movement=movement)
    for one, told_of in zip(movement.repetitions.counted, analysis.repetitions, strict=True):
        inside = found[one.frames]
        highest = float(np.nanmax(inside)) if np.isfinite(inside).any() else float("nan")
        peaks.append((float(lumbar[one.frames].max()), highest))
        flagged.append((float(lumbar[one.frames].max()), any(f.code == "lumbar_rounding" for f in told_of.faults)))
    standing = movement.spine.standing
    return SetResult(
        name=f"{scenario.parent.name}/{scenario.stem}",
        told=told,
        compared=compared,
        peaks=peaks,
        flagged=flagged,
        standing_deg=None if standing is None else standing.reading,
        reason=movement.spine.reason,
    )


def _part(curve: Curve, during: NDArray[np.bool_]) -> Curve:
    return Curve(curve.value[during], curve.low[during], curve.high[during])


def _compared(truth: FloatArray, curve: Curve) -> Compared:
    error = (curve.value - truth + 180.0) % 360.0 - 180.0
    half = (curve.high - curve.low) / 2
    return Compared(truth, error, np.asarray(np.abs(error) <= half), half)
