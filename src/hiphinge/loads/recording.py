"""Compute the loads of a measured movement with gaps and intervals, in its repetitions only.

Values are computed in every frame that counts, intervals in a limited number of frames (`MAX_BANDED`), the peaks of the
compression among them; elsewhere a value gets the interval width of equally large values. Frames with and without the
weight are treated separately.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Curve, FloatArray, Measure
from hiphinge.loads.anthropometry import Person, Sex
from hiphinge.loads.cases import InputUncertainty, Instants
from hiphinge.loads.coordinates import LiftMovement, Track, Weight, track_of
from hiphinge.loads.model import Model, build_all, size_of
from hiphinge.loads.posture import (
    SHOULDER_RANGE_DEG,
    Posture,
    places,
    states,
)
from hiphinge.loads.solution import BLOCK, QUANTITIES, LiftLoads, LoadCase, from_states
from hiphinge.loads.uncertainty import load_intervals
from hiphinge.loads.variation import Variation, VariedLoads, vary_loads

SHOWN: Final = (
    "gluteus_maximus",
    "hamstrings",
    "adductor_magnus",
    "erector_spinae",
    "abdominal_wall",
    "quadriceps",
)
"""The muscle groups that are reported; the model has more."""

MAX_BANDED: Final = 24
"""Number of frames of a recording in which intervals are computed; each takes about 25 ms."""

MIN_MOMENT_NM: Final = 25.0
"""Moment at L5/S1 below which passive tissue's share of it is a quotient of two small numbers: upright standing has 10
Nm."""

KNOWN_SHARE: Final = 0.7
"""Share of a repetition's frames that must be known for its peaks to be reported."""

DEEPEST_S: Final = 0.15
"""Time on either side of the deepest posture, where the peak is, in which the same share must be known."""

STANDING_UNCERTAINTY: Final = InputUncertainty((2.0, 2.0, 3.0, 2.0, 3.0, 0.0))
"""Uncertainty of quiet standing, the reference of all angles (assumed: standing sways by a degree or two)."""

CLOSER_M: Final = 0.05
"""Distance by which the weight is held closer in the variation `closer`."""

UNROUNDED_DEG: Final = 10.0
"""Lumbar flexion that is taken away in the variation `less_rounded`."""

LIGHTER: Final = 0.8
"""Share of the weight that remains in the variation `lighter`."""


@dataclass(frozen=True, slots=True)
class LoadPeak:
    """The frame of a repetition's largest compression at L5/S1, and the effect of single changes there."""

    frame: int
    over_standing: Measure
    changes: dict[str, VariedLoads]


@dataclass(frozen=True, slots=True)
class RecordingLoads:
    """Loads over the frames of a recording, NaN where they are not known.

    Attributes
    ----------
    curves, demand
        A curve for each of `QUANTITIES`, and one for each of `SHOWN`.
    standing_n
        Compression at L5/S1 of standing without a weight.
    peaks
        The peak of each repetition; None where too little of it is known and within the model's range.
    outside_share
        Share of each repetition's known frames whose posture is outside the model's range.
    peaking
        Frames in which peaks are looked for, shape (frames,): only those with the weight, where it is carried at all.
    believable_share
        Share of the frames in which the floor's force lies under the feet; NaN where nothing is known.
    """

    curves: dict[str, Curve]
    demand: dict[str, Curve]
    standing_n: Measure
    peaks: tuple[LoadPeak | None, ...]
    outside_share: tuple[float, ...]
    peaking: NDArray[np.bool_]
    believable_share: float


def bodies(sex: Sex | None) -> list[Model]:
    """Return the model of a sex; where it is not known, the mean model followed by those of both sexes."""
    return build_all((sex,) if sex is not None else (None, "f", "m"))


def measure_loads(models: Sequence[Model], person: Person, movement: LiftMovement, weight: Weight) -> RecordingLoads:
    """Return the loads of every frame that counts, with intervals.

    Parameters
    ----------
    models
        The models of the person's sex (`bodies`).
    person, movement, weight
        The person, the movement, and the weight that is carried.
    """
    track = track_of(models[0], movement, weight)
    values = values_of(models[0], person, track, weight)
    curves, demand = _with_intervals(models, person, track, weight, values, _sampled(movement, weight, track, values))
    inside = weight.counts & track.known
    believable = values.believable[inside].mean() if inside.any() else np.nan
    peaking = _peaking(movement, track, weight)
    compression = np.where(peaking, values.curves["l5s1_compression_n"], -np.inf)
    spans = [_known_span(movement, track, weight, i) for i in range(len(movement.spans))]
    frames = [None if span is None else span.start + int(np.argmax(compression[span])) for span in spans]
    return RecordingLoads(
        curves=curves,
        demand=demand,
        standing_n=_standing(models, person),
        peaks=_peaks(models, person, track, weight, frames),
        outside_share=tuple(_outside_share(span, track, weight) for span in movement.spans),
        peaking=peaking,
        believable_share=float(believable),
    )


@dataclass(frozen=True, slots=True)
class LoadValues:
    """Loads over the frames of a recording without intervals, NaN where they are not known; shapes (frames,).

    `curves` and `demand` are as in `RecordingLoads`; `believable` is true where the floor's force lies under the feet.
    """

    curves: dict[str, FloatArray]
    demand: dict[str, FloatArray]
    believable: NDArray[np.bool_]


def values_of(model: Model, person: Person, track: Track, weight: Weight) -> LoadValues:
    """Return the loads of every known frame, NaN elsewhere."""
    frames = track.known.size
    curves = {name: np.full(frames, np.nan) for name in QUANTITIES}
    demand = {name: np.full(frames, np.nan) for name in SHOWN}
    believable = np.zeros(frames, dtype=bool)
    size = size_of(model, person.stature_m.value, person.mass_kg.value)
    for task, group in tasks_of(track, weight):
        for start in range(0, group.size, BLOCK):
            part = group[start : start + BLOCK]
            at = track.at(part, task)
            loads: LiftLoads = from_states(model, size, at.posture, at.moving, task)
            for name, curve in curves.items():
                curve[part] = loads.curves[name]
            for name, curve in demand.items():
                curve[part] = loads.demand[name]
            believable[part] = loads.reactions.believable
    return LoadValues(curves, demand, believable)


def tasks_of(track: Track, weight: Weight) -> list[tuple[LoadCase, NDArray[np.intp]]]:
    """Return the known frames with the weight and those without it, each with its load case."""
    loaded = track.known & weight.borne & (weight.load is not None)
    tasks = (LoadCase(weight.load, weight.supported), loaded), (LoadCase(None, weight.supported), track.known & ~loaded)
    return [(task, np.flatnonzero(mask)) for task, mask in tasks if mask.any()]


def _sampled(movement: LiftMovement, weight: Weight, track: Track, values: LoadValues) -> list[NDArray[np.intp]]:
    """Return the frames whose intervals are computed, for each of `tasks_of`: compression peaks, others evenly."""
    compression = values.curves["l5s1_compression_n"]
    groups = tasks_of(track, weight)
    samples = []
    for i, (_, group) in enumerate(groups):
        budget = MAX_BANDED if len(groups) == 1 else (3 * MAX_BANDED // 4, MAX_BANDED // 4)[i]
        member = np.zeros(compression.size, dtype=bool)
        member[group] = True
        peaks = [
            span.start + int(np.nanargmax(np.where(member[span], compression[span], -np.inf)))
            for span in movement.spans
            if member[span].any()
        ]
        peaks = [peaks[k] for k in np.unique(np.linspace(0, len(peaks) - 1, min(len(peaks), budget)).astype(int))]
        left = min(max(budget - len(peaks), 0), group.size)
        spread = group[np.unique(np.linspace(0, group.size - 1, left).astype(int))] if left else group[:0]
        samples.append(np.unique(np.concatenate([np.array(peaks, dtype=np.intp), spread])))
    return samples


def _with_intervals(
    models: Sequence[Model],
    person: Person,
    track: Track,
    weight: Weight,
    values: LoadValues,
    samples: list[NDArray[np.intp]],
) -> tuple[dict[str, Curve], dict[str, Curve]]:
    """Return every curve and every demand with its interval."""
    ends = {name: (value.copy(), value.copy()) for name, value in (values.curves | values.demand).items()}
    for (task, group), frames in zip(tasks_of(track, weight), samples, strict=True):
        intervals = load_intervals(models, person, track.at(frames, task), track.uncertainty(frames, weight))
        heavy = np.abs(values.curves["l5s1_moment_nm"][frames]) >= MIN_MOMENT_NM
        for name, (low, high) in ends.items():
            around = (intervals.curves | intervals.demand)[name]
            value = (values.curves | values.demand)[name][group]
            used = heavy if name == "passive_share" and heavy.any() else np.ones_like(heavy)
            low[group] = value - _width_at(value, around.value[used], (around.value - around.low)[used])
            high[group] = value + _width_at(value, around.value[used], (around.high - around.value)[used])
    for name, (low, high) in ends.items():
        if name in {"passive_share", "l5s1_compression_n", *SHOWN}:
            np.maximum(low, 0.0, out=low)
        if name == "passive_share":
            np.minimum(high, 1.0, out=high)
    curves = {name: Curve(value, *ends[name]) for name, value in values.curves.items()}
    return curves, {name: Curve(value, *ends[name]) for name, value in values.demand.items()}


def _width_at(value: FloatArray, known: FloatArray, width: FloatArray) -> FloatArray:
    """Return interval widths at values, interpolated by size between the `known` values with their `width`."""
    order = np.argsort(np.abs(known))
    return np.asarray(np.interp(np.abs(value), np.abs(known)[order], width[order]), dtype=np.float64)


def _standing(models: Sequence[Model], person: Person) -> Measure:
    """Return the compression at L5/S1 of standing without a weight, newtons."""
    still = Posture.of()
    at = Instants(still, states(models[0], still), LoadCase(None))
    compression = load_intervals(models, person, at, STANDING_UNCERTAINTY).curves["l5s1_compression_n"].at(0)
    if compression is None:
        raise ArithmeticError("expected a compression of standing, found none")
    return compression


def _known_span(movement: LiftMovement, track: Track, weight: Weight, index: int) -> slice | None:
    """Return a repetition's span if enough of it is known, also about the deepest posture; None otherwise."""
    span, deepest = movement.spans[index], movement.deepest[index]
    frames = np.arange(span.start, span.stop)
    counts = weight.counts[span]
    if not counts.any() or track.known[span][counts].mean() < KNOWN_SHARE:
        return None
    near = np.abs(movement.time_s[frames] - movement.time_s[deepest]) <= DEEPEST_S
    if (near & counts).any() and track.known[span][near & counts].mean() < KNOWN_SHARE:
        return None
    return span


def _outside_share(span: slice, track: Track, weight: Weight) -> float:
    """Return the share of a repetition's seen frames whose posture is outside the model's range."""
    seen = track.seen[span] & weight.counts[span]
    return float(np.mean(~track.known[span][seen])) if seen.any() else 0.0


def _peaking(movement: LiftMovement, track: Track, weight: Weight) -> NDArray[np.bool_]:
    """Return the frames in which peaks are looked for, shape (frames,).

    In repetitions with the weight these are only the frames in which it is carried: while it stands on the floor, the
    hands may lean on it.
    """
    frames = track.known.copy()
    for span in movement.spans:
        loaded = track.known[span] & weight.borne[span]
        if weight.load is not None and loaded.any():
            frames[span] = loaded
    return frames


def _peaks(
    models: Sequence[Model],
    person: Person,
    track: Track,
    weight: Weight,
    frames: Sequence[int | None],
) -> tuple[LoadPeak | None, ...]:
    """Return each repetition's peak: its ratio to the load of standing, and the effect of single changes."""
    peaks: dict[int, LoadPeak] = {}
    peak_frames = {frame for frame in frames if frame is not None}
    for task, group in tasks_of(track, weight):
        group_frames = np.array(sorted(peak_frames & set(group.tolist())), dtype=np.intp)
        if group_frames.size == 0:
            continue
        at = track.at(group_frames, task)
        changes = {"standing": Variation(standing=True), **_changes(models[0], person, at, weight)}
        varied = vary_loads(models, person, at, track.uncertainty(group_frames, weight), changes)
        for i, frame in enumerate(group_frames):
            ratio = varied["standing"].ratio
            over_standing = Curve(1 / ratio.value, 1 / ratio.high, 1 / ratio.low).at(i)
            if over_standing is None:
                raise ArithmeticError("expected a ratio to standing, found none")
            effects = {name: _row(loads, i) for name, loads in varied.items() if _applies(changes[name], i)}
            peaks[int(frame)] = LoadPeak(int(frame), over_standing, effects)
    return tuple(None if frame is None else peaks[frame] for frame in frames)


def _changes(model: Model, person: Person, at: Instants, weight: Weight) -> dict[str, Variation]:
    """Return the changes to try at some frames; joints do not turn in frames where a change is impossible."""
    changes: dict[str, Variation] = {}
    frames = len(at.posture)
    load = at.task.load
    rounded = at.posture.lumbar_flexion_deg > UNROUNDED_DEG
    if load is not None and load.where == "hands" and not weight.supported:
        closer = _closer(model, person, at.posture)
        if closer.any():
            changes["closer"] = Variation(closer)
    if rounded.any():
        turn = np.tile([UNROUNDED_DEG, -UNROUNDED_DEG, 0.0, 0.0, 0.0, 0.0], (frames, 1))
        turn[~rounded] = 0.0
        changes["less_rounded"] = Variation(turn)
    if load is not None:
        changes["lighter"] = Variation(load=LIGHTER)
    return changes


def _closer(model: Model, person: Person, posture: Posture) -> FloatArray:
    """Return the turn of the shoulders that brings the hands closer by `CLOSER_M`, degrees, (frames, 6).

    It is 0 where the hands cannot come closer.
    """
    points = places(model, size_of(model, person.stature_m.value, person.mass_kg.value), posture)
    across, up = (points["hand"] - points["shoulder"]).T
    length = np.hypot(across, up)
    closer = across - CLOSER_M
    hanging = (up < 0) & (np.abs(closer) < length)
    sine = np.clip(np.stack([closer, across]) / length, -1.0, 1.0)
    shoulder = np.degrees(np.arcsin(sine[0]) - np.arcsin(sine[1]))
    turn = np.zeros((len(posture), 6))
    turn[:, 4] = np.where(hanging & (posture.shoulder_deg + shoulder >= SHOULDER_RANGE_DEG[0]), shoulder, 0.0)
    return turn


def _applies(change: Variation, row: int) -> bool:
    """Return whether a change is one that is reported, and possible in a frame."""
    return not change.standing and (change.turned_deg is None or bool(change.turned_deg[row].any()))


def _row(loads: VariedLoads, i: int) -> VariedLoads:
    """Return one frame of several."""

    def cut(curve: Curve) -> Curve:
        return Curve(curve.value[i : i + 1], curve.low[i : i + 1], curve.high[i : i + 1])

    return VariedLoads({name: cut(curve) for name, curve in loads.curves.items()}, cut(loads.ratio))
