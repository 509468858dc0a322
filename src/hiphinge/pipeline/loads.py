"""Loads of a set as the result file has them, or why they cannot be computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from hiphinge.core.measure import Curve, FloatArray, Measure
from hiphinge.loads.anthropometry import Person
from hiphinge.loads.posture import HIP_RANGE_DEG, KNEE_RANGE_DEG
from hiphinge.loads.published import published_loads_for
from hiphinge.loads.recording import LIGHTER, MIN_MOMENT_NM, SHOWN, LoadPeak, RecordingLoads, bodies, measure_loads
from hiphinge.loads.variation import VariedLoads
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.pipeline.load_inputs import LoadInputs, MeasuredSet, arms_hang, load_inputs
from hiphinge.result import Athlete, CannotJudge, LimitationCode, LoadBasis, Loads, WhatIf, WhatIfName, limitation

REPORTED: Final = (
    "l5s1_moment_nm",
    "l5s1_compression_n",
    "l5s1_shear_n",
    "hip_moment_nm",
    "knee_moment_nm",
    "passive_share",
)
"""Quantities with a column in the table of frames and a peak in each repetition."""

COLUMNS: Final = (*REPORTED, *(f"demand_{group}" for group in SHOWN))
"""The columns of the table of frames, each with `_low` and `_high`."""

BELIEVABLE: Final = 0.9
"""Share of frames with the floor's force under the feet below which a note is added."""


@dataclass(frozen=True, slots=True)
class SetLoads:
    """The loads of a set in the result file.

    `loads` has one entry per repetition, `columns` an array of shape (frames,) for each column and its bounds.
    """

    loads: tuple[Loads | None, ...]
    basis: LoadBasis | None = None
    columns: Mapping[str, FloatArray] = field(default_factory=dict)
    limitations: tuple[CannotJudge, ...] = ()


def set_loads(measured: MeasuredSet, athlete: Athlete, load_kg: float | None) -> SetLoads:
    """Return the loads of a set if the weight was given and the movement was visible enough, else the reason.

    Parameters
    ----------
    measured
        The measurements of the set.
    athlete
        What is known about the person; stature and mass of the population are used if not given.
    load_kg
        The weight, kilograms; 0 for none, None if not given.
    """
    nothing = tuple(None for _ in measured.repetitions.counted)
    inputs = load_inputs(measured, athlete, load_kg)
    if isinstance(inputs, CannotJudge):
        return SetLoads(nothing, limitations=(inputs,))
    if load_kg is None or inputs is None:
        return SetLoads(nothing)
    found = measure_loads(bodies(athlete.sex), inputs.who, inputs.movement, inputs.weight)
    loads = tuple(
        None if peak is None else _loads(measured, found, repetition, peak, load_kg)
        for repetition, peak in zip(measured.repetitions.counted, found.peaks, strict=True)
    )
    limitations = _unknown(found)
    if all(load is None for load in loads):
        return SetLoads(nothing, limitations=limitations)
    basis = _basis(measured, found, inputs, load_kg)
    return SetLoads(loads, basis, _columns(found), limitations)


def _loads(
    measured: MeasuredSet, found: RecordingLoads, repetition: RepetitionSpan, peak: LoadPeak, load_kg: float
) -> Loads:
    """Return the peaks of one repetition; the passive share is that at which passive tissue bears most."""
    largest = {name: _largest(found.curves[name].value, repetition, found) for name in REPORTED}
    borne = found.curves["passive_share"].value * found.curves["l5s1_moment_nm"].value
    largest["passive_share"] = _largest(borne, repetition, found)
    used = {group: _largest(found.demand[group].value, repetition, found) for group in SHOWN}
    time = measured.kinematics.time_s
    at = {name: float(time[frame]) for name, frame in (largest | used).items()}
    measures = {name: _at(found.curves[name], frame) for name, frame in largest.items()}
    demand = {group: _at(found.demand[group], frame) for group, frame in used.items()}
    return Loads(
        **measures,
        compression_over_standing=peak.over_standing,
        demand={group: share.value for group, share in demand.items()},
        demand_low={group: share.low for group, share in demand.items()},
        demand_high={group: share.high for group, share in demand.items()},
        peak_s=at,
        what_if=[_what_if(name, changed, load_kg) for name, changed in peak.changes.items()],
    )


def _largest(values: FloatArray, repetition: RepetitionSpan, found: RecordingLoads) -> int:
    """Return the frame of a repetition in which a quantity is largest in magnitude, among those eligible for peaks."""
    inside = np.where(found.peaking[repetition.frames], np.abs(values[repetition.frames]), -np.inf)
    return repetition.start + int(np.argmax(inside))


def _at(curve: Curve, frame: int) -> Measure:
    measure = curve.at(frame)
    if measure is None:
        raise ArithmeticError(f"expected a load in frame {frame}, but found none")
    return measure


def _what_if(name: str, changed: VariedLoads, load_kg: float) -> WhatIf:
    words: dict[str, tuple[WhatIfName, str]] = {
        "closer": ("closer", "the weight 5 cm closer to the body"),
        "less_rounded": ("less_rounded", "the low back 10° less rounded, with the same trunk lean"),
        "lighter": ("lighter", f"{LIGHTER * load_kg:g} kg instead of {load_kg:g} kg"),
    }
    kind, what = words[name]
    ratio = changed.ratio
    percent = Curve(*(100 * (part - 1) for part in (ratio.value, ratio.low, ratio.high)))
    return WhatIf(
        name=kind,
        what=what,
        l5s1_moment_nm=_at(changed.curves["l5s1_moment_nm"], 0),
        l5s1_compression_n=_at(changed.curves["l5s1_compression_n"], 0),
        l5s1_shear_n=_at(changed.curves["l5s1_shear_n"], 0),
        change_percent=_at(percent, 0),
    )


def _columns(found: RecordingLoads) -> dict[str, FloatArray]:
    small = ~(np.abs(found.curves["l5s1_moment_nm"].value) >= MIN_MOMENT_NM)
    curves = {name: found.curves[name] for name in REPORTED}
    curves["passive_share"] = curves["passive_share"].masked(small)
    curves |= {f"demand_{group}": found.demand[group] for group in SHOWN}
    return {
        f"{name}{end}": part
        for name, curve in curves.items()
        for end, part in (("", curve.value), ("_low", curve.low), ("_high", curve.high))
    }


def _unknown(found: RecordingLoads) -> tuple[CannotJudge, ...]:
    """Return which repetitions have no loads, and why."""
    without = [i for i, peak in enumerate(found.peaks) if peak is None]
    beyond = [i for i in without if found.outside_share[i] > 0]
    hidden = [i for i in without if i not in beyond]
    limitations = []
    parts: tuple[tuple[LimitationCode, list[int]], ...] = (("load_beyond_model", beyond), ("load_hidden", hidden))
    for code, which in parts:
        if which:
            numbers = ", ".join(str(i + 1) for i in which)
            where = "" if len(without) == len(found.peaks) else f", in repetition {numbers}"
            limitations.append(limitation(code, where=where, knee_deg=KNEE_RANGE_DEG[1], hip_deg=HIP_RANGE_DEG[1]))
    return tuple(limitations)


def _basis(measured: MeasuredSet, found: RecordingLoads, inputs: LoadInputs, load_kg: float) -> LoadBasis:
    who, held, arms = inputs.who, inputs.held, inputs.arms
    notes = [*held.notes, *_assumed(who)]
    if arms_hang(measured.exercise, held.place) and not arms.seen:
        notes.append("the arms were not visible enough and are assumed to hang straight down")
    if measured.exercise.name == "kettlebell_swing" and load_kg > 0:
        notes.append("the kettlebell is assumed to be at the hands; its centre is 15 to 20 cm beyond them")
    if measured.exercise.lying:
        notes.append("the horizontal force between feet and bench is unknown and assumed to be zero")
    if found.believable_share < BELIEVABLE:
        share = 100 * (1 - found.believable_share)
        notes.append(
            f"in {share:.0f} % of the frames the floor's force would be outside the feet: posture, weight or the "
            "place of the weight differ from what was assumed"
        )
    return LoadBasis(
        height_m=who.stature_m,
        mass_kg=who.mass_kg,
        height_given="height" not in who.assumed,
        mass_given="mass" not in who.assumed,
        sex_given=who.sex is not None,
        load_kg=load_kg,
        where=held.place,
        hands_seen=arms.seen,
        supported=measured.exercise.lying,
        standing_compression_n=found.standing_n,
        notes=notes,
        published=published_loads_for(measured.exercise.name),
    )


def _assumed(who: Person) -> list[str]:
    """Return in words what was assumed about the person from the population."""
    notes = []
    if "height" in who.assumed:
        height = who.stature_m
        notes.append(
            f"height was not given: {height.value:.2f} m is assumed, adults have {height.low:.2f} to {height.high:.2f}"
        )
    if "mass" in who.assumed:
        mass = who.mass_kg
        notes.append(
            f"body mass was not given: {mass.value:.0f} kg is assumed, adults have {mass.low:.0f} to {mass.high:.0f}"
        )
    if "sex" in who.assumed:
        notes.append("sex was not given: the mean of a woman's and a man's body is assumed; the intervals include both")
    return notes
