"""Score the spine estimator's curves on one rendered set with exact truth."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hiphinge.core.motion import Motion, wrapped_deg
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.movement.spine.model import QUANTITIES
from hiphinge.pipeline.analyze import analyze
from validation.pipeline.rendered import AngleScore, score_angle
from validation.reading import read_motion

if TYPE_CHECKING:
    from validation.spine.baselines import Baseline

FloatArray = NDArray[np.float64]
TRUTH_COLUMN: Final = {"hip_flexion_deg": "hip_flexion_pelvis_deg"}
QUIET_DEG: Final = {"pelvic_tilt_deg": 2.0, "lumbar_flexion_deg": 2.0, "knee_flexion_deg": 9.0}
"""A lifter stands quietly while none of these exceeds so much."""

QUIET_FRAMES: Final = 10
"""Fewest frames of quiet standing that make it a set's own."""


@dataclass(frozen=True, slots=True)
class SetResult:
    """Truth and results of one rendered set.

    `peaks` are true and found largest lumbar flexion of each counted repetition; `standing_deg` the estimate
    in upright standing before it is zeroed, in the order of `QUANTITIES`; `scaled` each frame's error in
    half widths of its interval; `beside` the scores of simpler estimators.
    """

    name: str
    description: dict[str, Any]
    compared: dict[str, AngleScore]
    peaks: list[tuple[float, float]]
    flagged: list[tuple[float, bool]]
    standing_deg: FloatArray | None
    reason: str | None
    scaled: dict[str, FloatArray]
    beside: list[BaselineScore]


@dataclass(frozen=True, slots=True)
class TrueSet:
    """A rendered set as read, its true curves at the same times, and the frames from first to last repetition."""

    description: dict[str, Any]
    motion: Motion
    true: dict[str, FloatArray]
    during: NDArray[np.bool_]


def read_set(scenario: Path, cache: Path | None) -> TrueSet:
    """Read one rendered set and its truth."""
    description: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    truth = pl.read_parquet(scenario.with_suffix(".truth.parquet"))
    motion = read_motion(scenario.with_suffix(".mp4"), cache)
    time, at = motion.time_s, truth["time_s"].to_numpy()
    first, last = description["repetitions"][0]["start_s"], description["repetitions"][-1]["end_s"]
    true = {name: np.interp(time, at, truth[TRUTH_COLUMN.get(name, name)].to_numpy()) for name in QUANTITIES}
    true["hip_flexion_deg"] = since_standing(true)
    return TrueSet(description, motion, true, np.asarray((time >= first) & (time <= last)))


def since_standing(true: Mapping[str, FloatArray]) -> FloatArray:
    """Return true hip flexion counted from the set's own quiet standing, where it shows one (`CONVENTIONS.md`).

    The truth counts from how the body stands without a load; whoever holds one leans back, and the thighs with it.
    """
    hip = true["hip_flexion_deg"]
    quiet = np.all([np.abs(true[name]) <= limit for name, limit in QUIET_DEG.items()], axis=0)
    if np.count_nonzero(quiet) < QUIET_FRAMES:
        return hip
    return hip - float(np.median((hip - true["pelvic_tilt_deg"])[quiet]))


def score_baseline(
    true_set: TrueSet, name: str, found: FloatArray, repetitions: Sequence[RepetitionSpan]
) -> BaselineScore:
    """Score a simpler estimator's curves, (frames, 5), degrees: errors, and those of its lumbar peaks."""
    errors = {}
    for i, quantity in enumerate(QUANTITIES):
        off = wrapped_deg(found[true_set.during, i] - true_set.true[quantity][true_set.during])
        errors[quantity] = float(np.nanmean(np.abs(off)))
    lumbar, column = true_set.true["lumbar_flexion_deg"], QUANTITIES.index("lumbar_flexion_deg")
    peaks = [abs(float(np.nanmax(found[r.frames, column]) - lumbar[r.frames].max())) for r in repetitions]
    return BaselineScore(name, errors, float(np.median(peaks)) if peaks else float("nan"))


@dataclass(frozen=True, slots=True)
class BaselineScore:
    """Mean absolute error by quantity, and the median error of the repetitions' lumbar peaks, degrees."""

    name: str
    errors: dict[str, float]
    peak_error_deg: float


def compare(scenario: Path, cache: Path | None, baselines: Sequence[Baseline] = ()) -> SetResult:
    """Run the product on one set and compare, from the first repetition's start to the last one's end."""
    true_set = read_set(scenario, cache)
    description, motion, during = true_set.description, true_set.motion, true_set.during
    movement = measure_movement(motion)
    compared, scaled = {}, {}
    for name in QUANTITIES:
        curve = movement.curve(name)
        value, low, high = (part[during] for part in (curve.value, curve.low, curve.high))
        true = true_set.true[name][during]
        compared[name] = score_angle(true, value, low, high)
        scaled[name] = 2.0 * np.abs(wrapped_deg(value - true)) / (high - low)
    lumbar, found = true_set.true["lumbar_flexion_deg"], movement.curve("lumbar_flexion_deg").value
    peaks, flagged = [], []
    analysis = analyze(motion, movement=movement)
    for judged in analysis.repetitions:  # the barbell may show another number of them than the lifter alone
        frames = (motion.time_s >= judged.start_s) & (motion.time_s <= judged.end_s)
        inside, deepest = found[frames], float(lumbar[frames].max())
        highest = float(np.nanmax(inside)) if np.isfinite(inside).any() else float("nan")
        peaks.append((deepest, highest))
        flagged.append((deepest, any(f.code == "lumbar_rounding" for f in judged.faults)))
    standing = movement.spine.standing
    return SetResult(
        name=f"{scenario.parent.name}/{scenario.stem}",
        description=description,
        compared=compared,
        peaks=peaks,
        flagged=flagged,
        standing_deg=None if standing is None else standing.reading,
        reason=movement.spine.reason,
        scaled={name: values[np.isfinite(values)] for name, values in scaled.items()},
        beside=[] if movement.spine.reason else _beside(true_set, baselines, movement.repetitions.counted),
    )


def _beside(
    true_set: TrueSet, baselines: Sequence[Baseline], repetitions: Sequence[RepetitionSpan]
) -> list[BaselineScore]:
    """Return the scores of simpler estimators on the same set."""
    if not baselines:
        return []
    from validation.spine.baselines import read_for_baselines

    read = read_for_baselines(true_set.motion)
    return [score_baseline(true_set, baseline.name, baseline.curves(read), repetitions) for baseline in baselines]
