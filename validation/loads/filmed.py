"""Compare the loads of one rendered set in the analysis with those of its exact angles in the same model."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

import hiphinge as hh
from hiphinge.core.measure import FloatArray
from hiphinge.loads.coordinates import LiftMovement, Track, track_of
from hiphinge.loads.model import Model
from hiphinge.loads.posture import Posture
from hiphinge.loads.recording import LoadValues, bodies, tasks_of, values_of
from hiphinge.measures.bar import load_share
from hiphinge.measures.scale import upright_frames
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.analyze import analyze, judge_movement, lifted_of, with_bar_seen
from hiphinge.pipeline.load_inputs import TRUNK_STATURES, LoadInputs, load_inputs
from hiphinge.pipeline.loads import COLUMNS, TOLD
from hiphinge.result import Analysis, Sex
from validation.loads.recording_intervals import recording_intervals
from validation.reading import read_motion

CURVES: Final = ("pelvic_tilt_deg", "lumbar_flexion_deg", "knee_flexion_deg", "shank_deg")

BESIDE_S: Final = 0.1
"""Time between the frames that are compared."""

QUICK_S: Final = 0.1
"""Duration of an ascent, seconds, so short that exact curves are differentiated at the product's highest cut-off."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A reported load, with its interval and that from the recording alone, and the true load."""

    quantity: str
    value: float
    low: float
    high: float
    seen_low: float
    seen_high: float
    true: float


@dataclass(frozen=True, slots=True)
class Filmed:
    """One set: pairs at the repetitions' peaks and ten times a second, or the reason why no loads were reported.

    `deviations` are errors of the four curves in standard deviations, (frames, 4); `added` the effect
    of accelerations on moment and compression at L5/S1, measured and true, (frames, 2, 2), NaN where unknown.
    """

    name: str
    exercise: str
    duration_s: float
    repetitions: int
    reason: str | None
    peaks: list[Pair]
    frames: list[Pair]
    deviations: FloatArray
    added: FloatArray


def compare_set(scenario: Path, cache: Path | None, models: dict[Sex, Model]) -> Filmed:
    """Analyse one set with weight, height, mass and sex given, and compare with the loads of its exact angles."""
    description: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    sex: Sex = "f" if description["body"]["sex"] == "female" else "m"
    who = hh.Athlete(height_m=description["body"]["height_m"], mass_kg=description["body"]["mass_kg"], sex=sex)
    load = description["equipment"]["mass_kg"] if description["equipment"]["held"] != "none" else 0.0
    movement = _movement(scenario, description["exercise"], cache)
    judged = judge_movement(movement, description["exercise"], load_share=load_share(load, who.mass_kg))
    analysis = analyze(movement.motion, exercise=description["exercise"], athlete=who, load_kg=load, movement=movement)
    inputs = load_inputs(lifted_of(movement, judged), who, load)
    count = len(analysis.repetitions)
    name, duration = description["exercise"], float(description["duration_s"])
    nothing = Filmed(scenario.stem, name, duration, count, None, [], [], np.empty((0, 4)), np.empty((0, 2, 2)))
    if not isinstance(inputs, LoadInputs):
        return replace(nothing, reason="nothing counted" if inputs is None else inputs.reason)
    if all(share.loads is None for share in analysis.repetitions):
        return replace(nothing, reason="; ".join(limitation.reason for limitation in analysis.cannot_judge))
    if sex not in models:
        models[sex] = bodies(sex)[0]
    model = models[sex]
    exact = _exact(inputs, movement, scenario, description)
    both = [(track, values_of(model, inputs.who, track, inputs.weight)) for track in _tracks(model, inputs, exact)]
    peaks, at = _peaks(analysis, inputs, both[1], movement)
    frames = _beside(analysis, inputs, both)
    seen = _seen_only(model, inputs, both[0][0], np.unique(np.concatenate([frames, at])))
    return replace(
        nothing,
        peaks=[_with_seen(share, seen, frame) for share, frame in zip(peaks, at, strict=True)],
        frames=[_with_seen(share, seen, frame) for share, frame in _pairs(analysis, both[1][1], frames)],
        deviations=_deviations(inputs.moved, exact)[frames],
        added=_added(model, inputs, both, frames),
    )


def spent_s(scenario: Path, cache: Path | None) -> tuple[float, float]:
    """Return the processor time of an analysis from landmarks on, seconds, without and with loads, after imports."""
    description: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    motion = read_motion(scenario.with_suffix(".mp4"), cache).with_observations({})
    who = hh.Athlete(height_m=description["body"]["height_m"], mass_kg=description["body"]["mass_kg"])
    analyze(motion)
    spent = []
    for load in (None, description["equipment"]["mass_kg"]):
        started = time.process_time()
        analyze(motion, exercise=description["exercise"], athlete=who, load_kg=load)
        spent.append(time.process_time() - started)
    return spent[0], spent[1]


def _movement(scenario: Path, exercise: str, cache: Path | None) -> Movement:
    """Return the movement, with that of a barbell."""
    return with_bar_seen(measure_movement(read_motion(scenario.with_suffix(".mp4"), cache)), exercise, None)


def _exact(inputs: LoadInputs, movement: Movement, scenario: Path, description: dict[str, Any]) -> LiftMovement:
    """Return the set with exact curves, hips, and arms where they matter; pelvis and low back zeroed in standing."""
    truth = pl.read_parquet(scenario.with_suffix(".truth.parquet"))
    points = pl.read_parquet(scenario.with_suffix(".points.parquet"))
    time_s = inputs.moved.time_s
    curves = [np.interp(time_s, truth["time_s"].to_numpy(), truth[name].to_numpy()) for name in CURVES]
    upright = upright_frames(movement.motion)
    if movement.spine.zeroed and upright.any():
        curves[:2] = [curve - np.median(curve[upright]) for curve in curves[:2]]
    lean = np.interp(time_s, truth["time_s"].to_numpy(), truth["trunk_lean_deg"].to_numpy())
    parts = {name: _point(points, name, description["camera"], description["facing"], time_s) for name in _JOINTS}
    arms = inputs.moved.posture.columns()[:, 4:]
    if inputs.moved.arms_in_picture:
        arms = _arms(parts, lean)
    trunk = float(np.median(np.hypot(*(parts["shoulder"] - parts["hip"]).T)))
    return replace(
        inputs.moved,
        posture=Posture.from_columns(np.column_stack([*curves, arms])),
        deviation_deg=np.zeros_like(inputs.moved.deviation_deg),
        hips=TRUNK_STATURES * parts["hip"] / trunk,
        way_s=tuple(QUICK_S for _ in inputs.moved.way_s),
    )


_JOINTS: Final = ("shoulder", "elbow", "wrist", "hip")


def _point(points: pl.DataFrame, name: str, camera: dict[str, Any], facing: str, time_s: FloatArray) -> FloatArray:
    """Return the midpoint of both sides' joint centres, forward and up, px, yaw corrected, shape (frames, 2)."""
    at = points["time_s"].to_numpy()
    x, y = (
        np.mean([np.interp(time_s, at, points[f"{side}_{name}_{axis}_px"].to_numpy()) for side in ("left", "right")], 0)
        for axis in ("x", "y")
    )
    sign = 1.0 if facing == "right" else -1.0
    return np.column_stack([sign * x / np.cos(np.radians(camera["yaw_deg"])), -y])


def _arms(parts: dict[str, FloatArray], lean_deg: FloatArray) -> FloatArray:
    """Return the angle from straight down to the line from shoulder to wrist, and elbow flexion, degrees, (frames, 2).

    It is measured against the trunk in the same picture, whose lean is known exactly, so camera roll has no effect.
    """

    def hanging(upper: str, lower: str) -> FloatArray:
        across, up = (parts[lower] - parts[upper]).T
        return np.asarray(np.degrees(np.arctan2(across, -up)), dtype=np.float64)

    seen_lean = -hanging("shoulder", "hip")
    ahead = hanging("shoulder", "wrist") + seen_lean - lean_deg
    bent = np.abs((hanging("elbow", "wrist") - hanging("shoulder", "elbow") + 180.0) % 360.0 - 180.0)
    return np.column_stack([(ahead + 180.0) % 360.0 - 180.0, bent])


def _tracks(model: Model, inputs: LoadInputs, exact: LiftMovement) -> list[Track]:
    return [track_of(model, moved, inputs.weight) for moved in (inputs.moved, exact)]


def _curve(values: LoadValues, quantity: str) -> FloatArray:
    """Return a column of the table of frames, without interval."""
    group = quantity.removeprefix("demand_")
    return values.curves[quantity] if group == quantity else values.demand[group]


def _peaks(
    analysis: Analysis, inputs: LoadInputs, true: tuple[Track, LoadValues], movement: Movement
) -> tuple[list[Pair], list[int]]:
    """Return each repetition's largest loads, reported and true, and the frames of the reported ones."""
    pairs, frames = [], []
    time_s = movement.kinematics.time_s
    for share, span in zip(analysis.repetitions, inputs.moved.spans, strict=True):
        if share.loads is None:
            continue
        counts = true[0].known[span] & inputs.weight.counts[span]
        if (counts & inputs.weight.borne[span]).any():
            counts &= inputs.weight.borne[span]
        if not counts.any():
            continue
        for quantity in COLUMNS:
            group = quantity.removeprefix("demand_")
            if quantity in TOLD:
                measure = getattr(share.loads, quantity)
                value, low, high = measure.value, measure.low, measure.high
            else:
                parts = (share.loads.demand, share.loads.demand_low, share.loads.demand_high)
                value, low, high = (part[group] for part in parts)
            pairs.append(Pair(quantity, value, low, high, np.nan, np.nan, _largest(true[1], quantity, span, counts)))
            frames.append(int(np.argmin(np.abs(time_s - share.loads.peak_s[group]))))
    return pairs, frames


def _largest(true: LoadValues, quantity: str, span: slice, counts: NDArray[np.bool_]) -> float:
    """Return the value that is largest in size; of passive tissue's share that at its largest moment."""
    curve = _curve(true, quantity)[span]
    size = curve * true.curves["l5s1_moment_nm"][span] if quantity == "passive_share" else curve
    return float(curve[np.argmax(np.where(counts, np.abs(size), -np.inf))])


def _beside(analysis: Analysis, inputs: LoadInputs, both: list[tuple[Track, LoadValues]]) -> NDArray[np.intp]:
    """Return frames `BESIDE_S` apart in repetitions with loads, in which both postures are within the model's range."""
    inside = np.zeros(inputs.moved.time_s.size, dtype=bool)
    for share, span in zip(analysis.repetitions, inputs.moved.spans, strict=True):
        inside[span] = share.loads is not None
    for track, _ in both:
        inside &= track.known
    step = max(round(BESIDE_S * inputs.moved.frame_rate_hz), 1)
    return np.flatnonzero(inside)[::step]


def _pairs(analysis: Analysis, true: LoadValues, frames: NDArray[np.intp]) -> Iterator[tuple[Pair, int]]:
    """Yield the columns of the table of frames with the truth; passive tissue's share only where it is reported."""
    table = analysis.to_frame()
    for quantity in COLUMNS:
        ends = [
            table[f"{quantity}{end}"].cast(pl.Float64).fill_null(np.nan).to_numpy() for end in ("", "_low", "_high")
        ]
        curve = _curve(true, quantity)
        for frame in frames:
            value, low, high = (float(part[frame]) for part in ends)
            if np.isfinite(value):
                yield Pair(quantity, value, low, high, np.nan, np.nan, float(curve[frame])), int(frame)


def _seen_only(
    model: Model, inputs: LoadInputs, track: Track, frames: NDArray[np.intp]
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return, for each column, the half widths down and up of the intervals from the recording alone, (frames,)."""
    widths = {name: (np.full(track.known.size, np.nan), np.full(track.known.size, np.nan)) for name in COLUMNS}
    for task, group in tasks_of(track, inputs.weight):
        chosen = np.intersect1d(frames, group)
        if chosen.size == 0:
            continue
        uncertainty = track.uncertainty(chosen, inputs.weight)
        intervals = recording_intervals(model, inputs.who, track.at(chosen, task), uncertainty)
        for name, (down, up) in widths.items():
            curve = (intervals.curves | {f"demand_{group}": share for group, share in intervals.demand.items()})[name]
            down[chosen], up[chosen] = curve.value - curve.low, curve.high - curve.value
    return widths


def _with_seen(pair: Pair, seen: dict[str, tuple[FloatArray, FloatArray]], frame: int) -> Pair:
    down, up = (float(part[frame]) for part in seen[pair.quantity])
    return replace(pair, seen_low=pair.value - down, seen_high=pair.value + up)


def _deviations(measured: LiftMovement, exact: LiftMovement) -> FloatArray:
    """Return the errors of the four curves in standard deviations, shape (frames, 4)."""
    off = measured.posture.columns()[:, :4] - exact.posture.columns()[:, :4]
    return np.asarray(off / np.maximum(measured.deviation_deg[:, :4], 1e-6), dtype=np.float64)


def _added(
    model: Model, inputs: LoadInputs, both: list[tuple[Track, LoadValues]], frames: NDArray[np.intp]
) -> FloatArray:
    """Return what velocities and accelerations add to moment and compression at L5/S1: (frames, 2, measured/true)."""
    columns = []
    for track, values in both:
        held = replace(track.moving, qvel=np.zeros_like(track.moving.qvel), qacc=np.zeros_like(track.moving.qacc))
        still = values_of(model, inputs.who, replace(track, moving=held), inputs.weight)
        names = ("l5s1_moment_nm", "l5s1_compression_n")
        columns.append(np.stack([(values.curves[name] - still.curves[name])[frames] for name in names], axis=1))
    return np.stack(columns, axis=2)
