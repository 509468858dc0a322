"""Loads of a movement as it was measured: gappy curves with intervals, of which only repetitions count.

LoadValues are found in every frame that counts, intervals in a limited number of them (`MAX_BANDED`), the peaks of the
compression among them; elsewhere a value has the width of those that are as large. Frames in which the weight is borne
and frames in which it is not are kept apart.
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
"""The muscle groups that are told; the model has more."""

MAX_BANDED: Final = 24
"""Frames of a recording whose intervals are found; each takes about 25 ms."""

MIN_MOMENT_NM: Final = 25.0
"""Below this moment at L5/S1 passive tissue's share of it is the quotient of two small numbers: upright standing has 10
Nm."""

KNOWN_SHARE: Final = 0.7
"""Share of a repetition's frames that must be known for its peaks to be told."""

DEEPEST_S: Final = 0.15
"""Time about the deepest posture that must be known, most of it: the peak is there."""

STANDING_UNCERTAINTY: Final = InputUncertainty((2.0, 2.0, 3.0, 2.0, 3.0, 0.0))
"""How sure the posture of quiet standing is, which everything is told against (assumed: standing sways by a degree or
two)."""

CLOSER_M: Final = 0.05
UNROUNDED_DEG: Final = 10.0
LIGHTER: Final = 0.8
"""What the questions of "what if" change."""


@dataclass(frozen=True, slots=True)
class LoadPeak:
    """The frame at which one repetition presses L5/S1 most, and what would change it there."""

    frame: int
    over_standing: Measure
    changes: dict[str, VariedLoads]


@dataclass(frozen=True, slots=True)
class RecordingLoads:
    """Loads over the frames of a recording, NaN where they are not told.

    Attributes
    ----------
    curves, demand
        For each of `QUANTITIES` and of `SHOWN`.
    standing_n
        Compression at L5/S1 of standing without a weight.
    peaks
        For each repetition its peak; None where too little of it is known, or outside the model's range.
    outside_share
        For each repetition the share of known frames whose posture is outside the model's range.
    peaking
        Frames among which peaks are looked for, shape (frames,): those with the weight where it is borne at all.
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
    """The model of a sex; where it is not known that of the mean and those of both."""
    return build_all((sex,) if sex is not None else (None, "f", "m"))


def measure_loads(models: Sequence[Model], person: Person, moved: LiftMovement, weight: Weight) -> RecordingLoads:
    """Loads of every frame that counts, with intervals.

    Parameters
    ----------
    models
        What `bodies` gives.
    person, moved, weight
        Who moves how, and with what.
    """
    track = track_of(models[0], moved, weight)
    told = values_of(models[0], person, track, weight)
    curves, demand = _banded(models, person, track, weight, told, _chosen(moved, weight, track, told))
    inside = weight.counts & track.known
    believable = told.believable[inside].mean() if inside.any() else np.nan
    peaking = _peaking(moved, track, weight)
    pressed = np.where(peaking, told.curves["l5s1_compression_n"], -np.inf)
    spans = [_told(moved, track, weight, i) for i in range(len(moved.spans))]
    frames = [None if span is None else span.start + int(np.argmax(pressed[span])) for span in spans]
    return RecordingLoads(
        curves=curves,
        demand=demand,
        standing_n=_standing(models, person),
        peaks=_peaks(models, person, track, weight, frames),
        outside_share=tuple(_outside_share(span, track, weight) for span in moved.spans),
        peaking=peaking,
        believable_share=float(believable),
    )


@dataclass(frozen=True, slots=True)
class LoadValues:
    """Loads over the frames of a recording without intervals, NaN where they are not known; shapes (frames,).

    `curves` and `demand` as in `RecordingLoads`; `believable` where the floor's force lies under the feet.
    """

    curves: dict[str, FloatArray]
    demand: dict[str, FloatArray]
    believable: NDArray[np.bool_]


def values_of(model: Model, person: Person, track: Track, weight: Weight) -> LoadValues:
    """Loads of every frame that is known, NaN elsewhere."""
    frames = track.known.size
    curves = {name: np.full(frames, np.nan) for name in QUANTITIES}
    demand = {name: np.full(frames, np.nan) for name in SHOWN}
    believable = np.zeros(frames, dtype=bool)
    size = size_of(model, person.stature_m.value, person.mass_kg.value)
    for task, group in tasks_of(track, weight):
        for start in range(0, group.size, BLOCK):
            part = group[start : start + BLOCK]
            at = track.at(part, task)
            told: LiftLoads = from_states(model, size, at.posture, at.moving, task)
            for name, curve in curves.items():
                curve[part] = told.curves[name]
            for name, curve in demand.items():
                curve[part] = told.demand[name]
            believable[part] = told.reactions.believable
    return LoadValues(curves, demand, believable)


def tasks_of(track: Track, weight: Weight) -> list[tuple[LoadCase, NDArray[np.intp]]]:
    """Known frames with the weight and without it, each with its task."""
    loaded = track.known & weight.borne & (weight.load is not None)
    tasks = (LoadCase(weight.load, weight.supported), loaded), (LoadCase(None, weight.supported), track.known & ~loaded)
    return [(task, np.flatnonzero(mask)) for task, mask in tasks if mask.any()]


def _chosen(moved: LiftMovement, weight: Weight, track: Track, told: LoadValues) -> list[NDArray[np.intp]]:
    """Frames whose intervals are found, for each of `tasks_of`: peaks of the compression, the rest spread evenly."""
    pressed = told.curves["l5s1_compression_n"]
    groups = tasks_of(track, weight)
    chosen = []
    for i, (_, group) in enumerate(groups):
        budget = MAX_BANDED if len(groups) == 1 else (3 * MAX_BANDED // 4, MAX_BANDED // 4)[i]
        member = np.zeros(pressed.size, dtype=bool)
        member[group] = True
        peaks = [
            span.start + int(np.nanargmax(np.where(member[span], pressed[span], -np.inf)))
            for span in moved.spans
            if member[span].any()
        ]
        peaks = [peaks[k] for k in np.unique(np.linspace(0, len(peaks) - 1, min(len(peaks), budget)).astype(int))]
        left = min(max(budget - len(peaks), 0), group.size)
        spread = group[np.unique(np.linspace(0, group.size - 1, left).astype(int))] if left else group[:0]
        chosen.append(np.unique(np.concatenate([np.array(peaks, dtype=np.intp), spread])))
    return chosen


def _banded(
    models: Sequence[Model],
    person: Person,
    track: Track,
    weight: Weight,
    told: LoadValues,
    chosen: list[NDArray[np.intp]],
) -> tuple[dict[str, Curve], dict[str, Curve]]:
    """Every curve with its interval."""
    ends = {name: (value.copy(), value.copy()) for name, value in (told.curves | told.demand).items()}
    for (task, group), frames in zip(tasks_of(track, weight), chosen, strict=True):
        found = load_intervals(models, person, track.at(frames, task), track.uncertainty(frames, weight))
        heavy = np.abs(told.curves["l5s1_moment_nm"][frames]) >= MIN_MOMENT_NM
        for name, (low, high) in ends.items():
            around = (found.curves | found.demand)[name]
            value = (told.curves | told.demand)[name][group]
            used = heavy if name == "passive_share" and heavy.any() else np.ones_like(heavy)
            low[group] = value - _carried(value, around.value[used], (around.value - around.low)[used])
            high[group] = value + _carried(value, around.value[used], (around.high - around.value)[used])
    for name, (low, high) in ends.items():
        if name in {"passive_share", "l5s1_compression_n", *SHOWN}:
            np.maximum(low, 0.0, out=low)
        if name == "passive_share":
            np.minimum(high, 1.0, out=high)
    curves = {name: Curve(value, *ends[name]) for name, value in told.curves.items()}
    return curves, {name: Curve(value, *ends[name]) for name, value in told.demand.items()}


def _carried(value: FloatArray, known: FloatArray, width: FloatArray) -> FloatArray:
    """Widths of intervals at values, from those of frames in which they are known, by the size of the value."""
    order = np.argsort(np.abs(known))
    return np.asarray(np.interp(np.abs(value), np.abs(known)[order], width[order]), dtype=np.float64)


def _standing(models: Sequence[Model], person: Person) -> Measure:
    still = Posture.of()
    at = Instants(still, states(models[0], still), LoadCase(None))
    found = load_intervals(models, person, at, STANDING_UNCERTAINTY).curves["l5s1_compression_n"].at(0)
    if found is None:
        raise ArithmeticError("expected a compression of standing, found none")
    return found


def _told(moved: LiftMovement, track: Track, weight: Weight, index: int) -> slice | None:
    """The repetition's span if enough of it is known, the deepest posture above all; None otherwise."""
    span, deepest = moved.spans[index], moved.deepest[index]
    frames = np.arange(span.start, span.stop)
    counts = weight.counts[span]
    if not counts.any() or track.known[span][counts].mean() < KNOWN_SHARE:
        return None
    near = np.abs(moved.time_s[frames] - moved.time_s[deepest]) <= DEEPEST_S
    if (near & counts).any() and track.known[span][near & counts].mean() < KNOWN_SHARE:
        return None
    return span


def _outside_share(span: slice, track: Track, weight: Weight) -> float:
    """Share of a repetition's seen frames whose posture is outside the model's range."""
    seen = track.seen[span] & weight.counts[span]
    return float(np.mean(~track.known[span][seen])) if seen.any() else 0.0


def _peaking(moved: LiftMovement, track: Track, weight: Weight) -> NDArray[np.bool_]:
    """Known frames, in repetitions with the weight only those in which it is borne: hands may lean on what stands."""
    frames = track.known.copy()
    for span in moved.spans:
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
    """What could be done otherwise at each repetition's peak, and how often it is the load of standing."""
    found: dict[int, LoadPeak] = {}
    for task, group in tasks_of(track, weight):
        wanted = np.array(sorted({frame for frame in frames if frame is not None} & set(group.tolist())), dtype=np.intp)
        if wanted.size == 0:
            continue
        at = track.at(wanted, task)
        changes = {"standing": Variation(standing=True), **_changes(models[0], person, at, weight)}
        asked = vary_loads(models, person, at, track.uncertainty(wanted, weight), changes)
        for i, frame in enumerate(wanted):
            over = asked["standing"].ratio
            turned = Curve(1 / over.value, 1 / over.high, 1 / over.low).at(i)
            if turned is None:
                raise ArithmeticError("expected a ratio to standing, found none")
            others = {name: _row(case, i) for name, case in asked.items() if _asked(changes[name], i)}
            found[int(frame)] = LoadPeak(int(frame), turned, others)
    return tuple(None if frame is None else found[frame] for frame in frames)


def _changes(model: Model, person: Person, at: Instants, weight: Weight) -> dict[str, Variation]:
    """What could be done otherwise at some frames; joints do not turn where it cannot be done (`_asked`)."""
    changes: dict[str, Variation] = {}
    frames = len(at.posture)
    load = at.task.load
    bent = at.posture.lumbar_flexion_deg > UNROUNDED_DEG
    if load is not None and load.where == "hands" and not weight.supported:
        closer = _closer(model, person, at.posture)
        if closer.any():
            changes["closer"] = Variation(closer)
    if bent.any():
        turned = np.tile([UNROUNDED_DEG, -UNROUNDED_DEG, 0.0, 0.0, 0.0, 0.0], (frames, 1))
        turned[~bent] = 0.0
        changes["less_rounded"] = Variation(turned)
    if load is not None:
        changes["lighter"] = Variation(load=LIGHTER)
    return changes


def _closer(model: Model, person: Person, posture: Posture) -> FloatArray:
    """How the shoulders turn to bring the hands closer by `CLOSER_M`, degrees, (frames, 6); 0 where they cannot."""
    found = places(model, size_of(model, person.stature_m.value, person.mass_kg.value), posture)
    across, up = (found["hand"] - found["shoulder"]).T
    length = np.hypot(across, up)
    wanted = across - CLOSER_M
    hanging = (up < 0) & (np.abs(wanted) < length)
    share = np.clip(np.stack([wanted, across]) / length, -1.0, 1.0)
    turn = np.degrees(np.arcsin(share[0]) - np.arcsin(share[1]))
    turned = np.zeros((len(posture), 6))
    turned[:, 4] = np.where(hanging & (posture.shoulder_deg + turn >= SHOULDER_RANGE_DEG[0]), turn, 0.0)
    return turned


def _asked(change: Variation, row: int) -> bool:
    """Whether a change is one of "what if", and can be made in a frame."""
    return not change.standing and (change.turned_deg is None or bool(change.turned_deg[row].any()))


def _row(loads: VariedLoads, i: int) -> VariedLoads:
    """One frame of several."""

    def cut(curve: Curve) -> Curve:
        return Curve(curve.value[i : i + 1], curve.low[i : i + 1], curve.high[i : i + 1])

    return VariedLoads({name: cut(curve) for name, curve in loads.curves.items()}, cut(loads.ratio))
