"""What the weight of a set asked of the body, as the result file has it: or why that cannot be told."""

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

TOLD: Final = (
    "l5s1_moment_nm",
    "l5s1_compression_n",
    "l5s1_shear_n",
    "hip_moment_nm",
    "knee_moment_nm",
    "passive_share",
)
"""Quantities with a column in the table of frames, and a peak in each repetition."""

COLUMNS: Final = (*TOLD, *(f"demand_{group}" for group in SHOWN))
"""The columns of the table of frames, each with `_low` and `_high`."""

BELIEVABLE: Final = 0.9
"""Share of the frames in which the floor's force must lie under the feet for nothing to be said of it."""


@dataclass(frozen=True, slots=True)
class SetLoads:
    """What the result file says of a set's loads.

    `loads` has one entry for each repetition, `columns` an array of shape (frames,) for each column and its ends.
    """

    loads: tuple[Loads | None, ...]
    basis: LoadBasis | None = None
    columns: Mapping[str, FloatArray] = field(default_factory=dict)
    gaps: tuple[CannotJudge, ...] = ()


def set_loads(measured: MeasuredSet, athlete: Athlete, load_kg: float | None) -> SetLoads:
    """Loads of a set, where the weight was told and the movement was seen well enough; the reason where not.

    Parameters
    ----------
    measured
        What was measured.
    athlete
        What is known of the person; a population's stature and mass are taken where they were not told.
    load_kg
        The weight, kilograms, 0 for none; None where it was not told.
    """
    nothing = tuple(None for _ in measured.repetitions.counted)
    inputs = load_inputs(measured, athlete, load_kg)
    if isinstance(inputs, CannotJudge):
        return SetLoads(nothing, gaps=(inputs,))
    if load_kg is None or inputs is None:
        return SetLoads(nothing)
    found = measure_loads(bodies(athlete.sex), inputs.who, inputs.moved, inputs.weight)
    loads = tuple(
        None if peak is None else _loads(measured, found, repetition, peak, load_kg)
        for repetition, peak in zip(measured.repetitions.counted, found.peaks, strict=True)
    )
    gaps = _unknown(found)
    if all(load is None for load in loads):
        return SetLoads(nothing, gaps=gaps)
    basis = _basis(measured, found, inputs, load_kg)
    return SetLoads(loads, basis, _columns(found), gaps)


def _loads(
    measured: MeasuredSet, found: RecordingLoads, repetition: RepetitionSpan, peak: LoadPeak, load_kg: float
) -> Loads:
    """One repetition: of each quantity the largest in size, of passive tissue's share that where it bears most."""
    largest = {name: _largest(found.curves[name].value, repetition, found) for name in TOLD}
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
    """Frame of a repetition in which a quantity is largest in size, of those among which peaks are looked for."""
    inside = np.where(found.peaking[repetition.frames], np.abs(values[repetition.frames]), -np.inf)
    return repetition.start + int(np.argmax(inside))


def _at(curve: Curve, frame: int) -> Measure:
    told = curve.at(frame)
    if told is None:
        raise ArithmeticError(f"expected a load in frame {frame}, found none")
    return told


def _what_if(name: str, changed: VariedLoads, load_kg: float) -> WhatIf:
    words: dict[str, tuple[WhatIfName, str]] = {
        "closer": ("closer", "the weight 5 cm closer to the body"),
        "less_rounded": ("less_rounded", "the low back 10° less rounded, the trunk as far forward"),
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
    told = {name: found.curves[name] for name in TOLD}
    told["passive_share"] = told["passive_share"].masked(small)
    told |= {f"demand_{group}": found.demand[group] for group in SHOWN}
    return {
        f"{name}{end}": part
        for name, curve in told.items()
        for end, part in (("", curve.value), ("_low", curve.low), ("_high", curve.high))
    }


def _unknown(found: RecordingLoads) -> tuple[CannotJudge, ...]:
    """Which repetitions have no loads, and why."""
    without = [i for i, peak in enumerate(found.peaks) if peak is None]
    beyond = [i for i in without if found.outside_share[i] > 0]
    hidden = [i for i in without if i not in beyond]
    gaps = []
    parts: tuple[tuple[LimitationCode, list[int]], ...] = (("load_beyond_model", beyond), ("load_hidden", hidden))
    for code, which in parts:
        if which:
            numbers = ", ".join(str(i + 1) for i in which)
            where = "" if len(without) == len(found.peaks) else f", in repetition {numbers}"
            gaps.append(limitation(code, where=where, knee_deg=KNEE_RANGE_DEG[1], hip_deg=HIP_RANGE_DEG[1]))
    return tuple(gaps)


def _basis(measured: MeasuredSet, found: RecordingLoads, inputs: LoadInputs, load_kg: float) -> LoadBasis:
    who, held, arms = inputs.who, inputs.held, inputs.arms
    notes = [*held.notes, *_assumed(who)]
    if arms_hang(measured.exercise, held.place) and not arms.seen:
        notes.append("the arms were not seen well and are taken to hang straight down")
    if measured.exercise.name == "kettlebell_swing" and load_kg > 0:
        notes.append("the kettlebell is taken to be where the hands are; its middle is 15 to 20 cm beyond them")
    if measured.exercise.lying:
        notes.append("how hard feet and bench push against each other is not known and taken as nothing")
    if found.believable_share < BELIEVABLE:
        share = 100 * (1 - found.believable_share)
        notes.append(
            f"in {share:.0f} % of the frames the floor's force would lie outside the feet: posture, weight or the "
            "weight's place were not quite what they are taken to be"
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
    """What of the person was taken from the population, in words."""
    notes = []
    if "height" in who.assumed:
        stature = who.stature_m
        notes.append(
            f"height was not told: {stature.value:.2f} m is taken, adults have {stature.low:.2f} to {stature.high:.2f}"
        )
    if "mass" in who.assumed:
        mass = who.mass_kg
        notes.append(
            f"body mass was not told: {mass.value:.0f} kg is taken, adults have {mass.low:.0f} to {mass.high:.0f}"
        )
    if "sex" in who.assumed:
        notes.append("sex was not told: the mean of a woman's and a man's body is taken, and both are in the intervals")
    return notes
