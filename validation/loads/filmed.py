"""One rendered set: loads as `analyze` tells them, beside those of its exact angles through the same model."""

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
from hiphinge.pipeline.analyze import analyze, judge_movement, measured_set, with_bar_seen
from hiphinge.pipeline.load_inputs import TRUNK_STATURES, LoadInputs, load_inputs
from hiphinge.pipeline.loads import COLUMNS, REPORTED
from hiphinge.result import Analysis, Sex
from validation.loads.recording_intervals import recording_intervals
from validation.reading import read_motion

CURVES: Final = ("pelvic_tilt_deg", "lumbar_flexion_deg", "knee_flexion_deg", "shank_deg")

BESIDE_S: Final = 0.1
"""Time between the frames that are compared."""

QUICK_S: Final = 0.1
"""A way up so short that exact curves are differentiated at the product's highest cut-off."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A load as it was told, with its interval and that of the recording alone, and the true one."""

    quantity: str
    value: float
    low: float
    high: float
    seen_low: float
    seen_high: float
    true: float


@dataclass(frozen=True, slots=True)
class Filmed:
    """One set: pairs at the repetitions' peaks and ten times a second, or why nothing was told.

    `deviations` are errors of the four curves in standard deviations, (frames, 4); `added` what accelerations add to
    moment and compression at L5/S1 as it was told and as it is, (frames, 2, 2), NaN where unknown.
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
    """Analyse one set with weight, height, mass and sex told, and put the loads of its exact angles beside."""
    told: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    sex: Sex = "f" if told["body"]["sex"] == "female" else "m"
    who = hh.Athlete(height_m=told["body"]["height_m"], mass_kg=told["body"]["mass_kg"], sex=sex)
    load = told["equipment"]["mass_kg"] if told["equipment"]["held"] != "none" else 0.0
    movement = _movement(scenario, told["exercise"], cache)
    judged = judge_movement(movement, told["exercise"], load_share=load_share(load, who.mass_kg))
    analysis = analyze(movement.motion, exercise=told["exercise"], athlete=who, load_kg=load, movement=movement)
    asked = load_inputs(measured_set(movement, judged), who, load)
    count = len(analysis.repetitions)
    name, duration = told["exercise"], float(told["duration_s"])
    nothing = Filmed(scenario.stem, name, duration, count, None, [], [], np.empty((0, 4)), np.empty((0, 2, 2)))
    if not isinstance(asked, LoadInputs):
        return replace(nothing, reason="nothing counted" if asked is None else asked.reason)
    if all(share.loads is None for share in analysis.repetitions):
        return replace(nothing, reason="; ".join(limitation.reason for limitation in analysis.cannot_judge))
    if sex not in models:
        models[sex] = bodies(sex)[0]
    model = models[sex]
    exact = _exact(asked, movement, scenario, told)
    both = [(track, values_of(model, asked.who, track, asked.weight)) for track in _tracks(model, asked, exact)]
    peaks, at = _peaks(analysis, asked, both[1], movement)
    frames = _beside(analysis, asked, both)
    seen = _seen_only(model, asked, both[0][0], np.unique(np.concatenate([frames, at])))
    return replace(
        nothing,
        peaks=[_with_seen(share, seen, frame) for share, frame in zip(peaks, at, strict=True)],
        frames=[_with_seen(share, seen, frame) for share, frame in _pairs(analysis, both[1][1], frames)],
        deviations=_deviations(asked.movement, exact)[frames],
        added=_added(model, asked, both, frames),
    )


def spent_s(scenario: Path, cache: Path | None) -> tuple[float, float]:
    """Processor time of an analysis from landmarks on, seconds: without loads and with, once all is imported."""
    told: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    motion = read_motion(scenario.with_suffix(".mp4"), cache).with_observations({})
    who = hh.Athlete(height_m=told["body"]["height_m"], mass_kg=told["body"]["mass_kg"])
    analyze(motion)
    spent = []
    for load in (None, told["equipment"]["mass_kg"]):
        started = time.process_time()
        analyze(motion, exercise=told["exercise"], athlete=who, load_kg=load)
        spent.append(time.process_time() - started)
    return spent[0], spent[1]


def _movement(scenario: Path, exercise: str, cache: Path | None) -> Movement:
    """What was measured, with the movement of a barbell."""
    return with_bar_seen(measure_movement(read_motion(scenario.with_suffix(".mp4"), cache)), exercise, None)


def _exact(asked: LoadInputs, movement: Movement, scenario: Path, told: dict[str, Any]) -> LiftMovement:
    """The same set with exact curves, hips, and arms where they count; pelvis and low back zeroed in its standing."""
    truth = pl.read_parquet(scenario.with_suffix(".truth.parquet"))
    points = pl.read_parquet(scenario.with_suffix(".points.parquet"))
    time_s = asked.movement.time_s
    curves = [np.interp(time_s, truth["time_s"].to_numpy(), truth[name].to_numpy()) for name in CURVES]
    upright = upright_frames(movement.motion)
    if movement.spine.zeroed and upright.any():
        curves[:2] = [curve - np.median(curve[upright]) for curve in curves[:2]]
    lean = np.interp(time_s, truth["time_s"].to_numpy(), truth["trunk_lean_deg"].to_numpy())
    parts = {name: _point(points, name, told["camera"], told["facing"], time_s) for name in _JOINTS}
    arms = asked.movement.posture.columns()[:, 4:]
    if asked.movement.arms_in_picture:
        arms = _arms(parts, lean)
    trunk = float(np.median(np.hypot(*(parts["shoulder"] - parts["hip"]).T)))
    return replace(
        asked.movement,
        posture=Posture.from_columns(np.column_stack([*curves, arms])),
        deviation_deg=np.zeros_like(asked.movement.deviation_deg),
        hips=TRUNK_STATURES * parts["hip"] / trunk,
        way_s=tuple(QUICK_S for _ in asked.movement.way_s),
    )


_JOINTS: Final = ("shoulder", "elbow", "wrist", "hip")


def _point(points: pl.DataFrame, name: str, camera: dict[str, Any], facing: str, time_s: FloatArray) -> FloatArray:
    """Middle of both sides' joint centres in the picture, forward and up, without the squeeze by yaw, (frames, 2)."""
    at = points["time_s"].to_numpy()
    x, y = (
        np.mean([np.interp(time_s, at, points[f"{side}_{name}_{axis}_px"].to_numpy()) for side in ("left", "right")], 0)
        for axis in ("x", "y")
    )
    sign = 1.0 if facing == "right" else -1.0
    return np.column_stack([sign * x / np.cos(np.radians(camera["yaw_deg"])), -y])


def _arms(parts: dict[str, FloatArray], lean_deg: FloatArray) -> FloatArray:
    """Direction from shoulder to wrist ahead of hanging, and the elbow's flexion, degrees, shape (frames, 2).

    Against the trunk in the same picture, whose lean is known exactly: a tilted camera does not matter.
    """

    def hanging(upper: str, lower: str) -> FloatArray:
        across, up = (parts[lower] - parts[upper]).T
        return np.asarray(np.degrees(np.arctan2(across, -up)), dtype=np.float64)

    seen_lean = -hanging("shoulder", "hip")
    ahead = hanging("shoulder", "wrist") + seen_lean - lean_deg
    bent = np.abs((hanging("elbow", "wrist") - hanging("shoulder", "elbow") + 180.0) % 360.0 - 180.0)
    return np.column_stack([(ahead + 180.0) % 360.0 - 180.0, bent])


def _tracks(model: Model, asked: LoadInputs, exact: LiftMovement) -> list[Track]:
    return [track_of(model, moved, asked.weight) for moved in (asked.movement, exact)]


def _curve(values: LoadValues, quantity: str) -> FloatArray:
    """A column of the table of frames, without interval."""
    group = quantity.removeprefix("demand_")
    return values.curves[quantity] if group == quantity else values.demand[group]


def _peaks(
    analysis: Analysis, asked: LoadInputs, true: tuple[Track, LoadValues], movement: Movement
) -> tuple[list[Pair], list[int]]:
    """Each repetition's largest loads as they were told and as they are, and the frames in which they were told."""
    pairs, frames = [], []
    time_s = movement.kinematics.time_s
    for share, span in zip(analysis.repetitions, asked.movement.spans, strict=True):
        if share.loads is None:
            continue
        counts = true[0].known[span] & asked.weight.counts[span]
        if (counts & asked.weight.borne[span]).any():
            counts &= asked.weight.borne[span]
        if not counts.any():
            continue
        for quantity in COLUMNS:
            group = quantity.removeprefix("demand_")
            if quantity in REPORTED:
                measure = getattr(share.loads, quantity)
                value, low, high = measure.value, measure.low, measure.high
            else:
                parts = (share.loads.demand, share.loads.demand_low, share.loads.demand_high)
                value, low, high = (part[group] for part in parts)
            pairs.append(Pair(quantity, value, low, high, np.nan, np.nan, _largest(true[1], quantity, span, counts)))
            frames.append(int(np.argmin(np.abs(time_s - share.loads.peak_s[group]))))
    return pairs, frames


def _largest(true: LoadValues, quantity: str, span: slice, counts: NDArray[np.bool_]) -> float:
    """The value that is largest in size; passive tissue's share where it bears most."""
    curve = _curve(true, quantity)[span]
    size = curve * true.curves["l5s1_moment_nm"][span] if quantity == "passive_share" else curve
    return float(curve[np.argmax(np.where(counts, np.abs(size), -np.inf))])


def _beside(analysis: Analysis, asked: LoadInputs, both: list[tuple[Track, LoadValues]]) -> NDArray[np.intp]:
    """Frames of the repetitions that were told, `BESIDE_S` apart, in which the exact posture is within the model."""
    inside = np.zeros(asked.movement.time_s.size, dtype=bool)
    for share, span in zip(analysis.repetitions, asked.movement.spans, strict=True):
        inside[span] = share.loads is not None
    for track, _ in both:
        inside &= track.known
    step = max(round(BESIDE_S * asked.movement.frame_rate_hz), 1)
    return np.flatnonzero(inside)[::step]


def _pairs(analysis: Analysis, true: LoadValues, frames: NDArray[np.intp]) -> Iterator[tuple[Pair, int]]:
    """The columns of the table of frames beside the truth; passive tissue's share only where it is told."""
    table = analysis.to_frame()
    for quantity in COLUMNS:
        told = [
            table[f"{quantity}{end}"].cast(pl.Float64).fill_null(np.nan).to_numpy() for end in ("", "_low", "_high")
        ]
        curve = _curve(true, quantity)
        for frame in frames:
            value, low, high = (float(part[frame]) for part in told)
            if np.isfinite(value):
                yield Pair(quantity, value, low, high, np.nan, np.nan, float(curve[frame])), int(frame)


def _seen_only(
    model: Model, asked: LoadInputs, track: Track, frames: NDArray[np.intp]
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Half widths of the intervals down and up that the recording alone leaves open, (all frames,), for each column."""
    found = {name: (np.full(track.known.size, np.nan), np.full(track.known.size, np.nan)) for name in COLUMNS}
    for task, group in tasks_of(track, asked.weight):
        chosen = np.intersect1d(frames, group)
        if chosen.size == 0:
            continue
        uncertainty = track.uncertainty(chosen, asked.weight)
        told = recording_intervals(model, asked.who, track.at(chosen, task), uncertainty)
        for name, (down, up) in found.items():
            curve = (told.curves | {f"demand_{group}": share for group, share in told.demand.items()})[name]
            down[chosen], up[chosen] = curve.value - curve.low, curve.high - curve.value
    return found


def _with_seen(pair: Pair, seen: dict[str, tuple[FloatArray, FloatArray]], frame: int) -> Pair:
    down, up = (float(part[frame]) for part in seen[pair.quantity])
    return replace(pair, seen_low=pair.value - down, seen_high=pair.value + up)


def _deviations(told: LiftMovement, exact: LiftMovement) -> FloatArray:
    """Errors of the four curves in standard deviations, shape (frames, 4)."""
    off = told.posture.columns()[:, :4] - exact.posture.columns()[:, :4]
    return np.asarray(off / np.maximum(told.deviation_deg[:, :4], 1e-6), dtype=np.float64)


def _added(
    model: Model, asked: LoadInputs, both: list[tuple[Track, LoadValues]], frames: NDArray[np.intp]
) -> FloatArray:
    """What velocities and accelerations add to moment and compression at L5/S1: (frames, 2, told and true)."""
    columns = []
    for track, values in both:
        held = replace(track.moving, qvel=np.zeros_like(track.moving.qvel), qacc=np.zeros_like(track.moving.qacc))
        still = values_of(model, asked.who, replace(track, moving=held), asked.weight)
        names = ("l5s1_moment_nm", "l5s1_compression_n")
        columns.append(np.stack([(values.curves[name] - still.curves[name])[frames] for name in names], axis=1))
    return np.stack(columns, axis=2)
