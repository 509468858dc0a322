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
from hiphinge.spine.model import QUANTITIES
from validation.pipeline.rendered import AngleScore, score_angle
from validation.reading import read_motion

FloatArray = NDArray[np.float64]
TRUTH_COLUMN: Final = {"hip_flexion_deg": "hip_flexion_pelvis_deg"}


@dataclass(frozen=True, slots=True)
class SetResult:
    """What one rendered set showed, and what was found in it.

    `peaks` are true and found largest lumbar flexion of each counted repetition; `standing_deg` what the estimator
    reads in upright standing before it is zeroed, in the order of `QUANTITIES`.
    """

    name: str
    told: dict[str, Any]
    compared: dict[str, AngleScore]
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

    compared = {}
    for name in QUANTITIES:
        curve = movement.curve(name)
        told_in = (part[during] for part in (curve.value, curve.low, curve.high))
        compared[name] = score_angle(true(name)[during], *told_in)
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
