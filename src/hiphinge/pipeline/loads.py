"""What the weight of a set asked of the body, as the result file has it: or why that cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Z90, Curve, FloatArray, Measure
from hiphinge.core.motion import Motion
from hiphinge.exercises.catalogue import Exercise
from hiphinge.loads.anthropometry import Person, person
from hiphinge.loads.coordinates import Moved, Weight
from hiphinge.loads.dynamics import Load, Where
from hiphinge.loads.posture import HIP_RANGE_DEG, KNEE_RANGE_DEG, Posture
from hiphinge.loads.published import published_loads_for
from hiphinge.loads.recording import LEAST_MOMENT_NM, LIGHTER, SHOWN, Measured, Peak, bodies, measure_loads
from hiphinge.loads.uncertainty import HANDS_SEEN_M, Changed
from hiphinge.measures.arms import (
    BACK_ELBOW_DEG,
    BACK_SHOULDER_DEG,
    ELBOW_SIGMA_DEG,
    Arms,
    Carried,
    carried,
    hold_by_hand,
    measure_arms,
)
from hiphinge.measures.hands import hand_places
from hiphinge.measures.scale import body_scale, upright_frames
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions import Repetition, Repetitions
from hiphinge.result import (
    Athlete,
    CannotJudge,
    Hands,
    LimitationCode,
    LoadBasis,
    LoadPlace,
    Loads,
    WhatIf,
    WhatIfName,
    limitation,
)

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

MOST_KG: Final = 1000.0
"""Beyond the heaviest weights that were ever lifted by hand; what is more is a slip of pen or unit."""

BELIEVABLE: Final = 0.9
"""Share of the frames in which the floor's force must lie under the feet for nothing to be said of it."""

WHERE: Final[Mapping[LoadPlace, Where]] = {"hands": "hands", "back": "upper_back", "hips": "hips"}

TRUNK_STATURES: Final = 0.296
"""The trunk from mid-hip to mid-shoulder in statures (de Leva 1996, men; women 0.287)."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """What was measured of a set, as far as loads need it.

    Attributes
    ----------
    motion, kinematics, repetitions
        The smoothed motion, its angles and its repetitions.
    curves
        Pelvic tilt, lumbar flexion, knee flexion and shank.
    exercise
        What was done.
    yaw_deg
        The camera's yaw off the side view.
    bar
        How a barbell moved, trunk lengths, shape (frames, 2), or None.
    reason
        Why angles were not given, or None.
    spine_reason
        Why pelvis and low back could not be told apart, or None.
    """

    motion: Motion
    kinematics: Kinematics
    repetitions: Repetitions
    curves: Mapping[str, Curve]
    exercise: Exercise
    yaw_deg: float
    bar: FloatArray | None
    reason: str | None
    spine_reason: str | None


@dataclass(frozen=True, slots=True)
class Loading:
    """What the result file says of a set's loads.

    `loads` has one entry for each repetition, `columns` an array of shape (frames,) for each column and its ends.
    """

    loads: tuple[Loads | None, ...]
    basis: LoadBasis | None = None
    columns: Mapping[str, FloatArray] = field(default_factory=dict)
    gaps: tuple[CannotJudge, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What loads are computed for: who moves how and with what, where that is held, and how the arms hold it."""

    who: Person
    moved: Moved
    weight: Weight
    held: Carried
    arms: Arms


def check_load(load_kg: float | None) -> None:
    """Raise ArgumentError where a weight is none that anybody lifts."""
    # Written so that NaN fails it.
    if load_kg is not None and not 0 <= load_kg <= MOST_KG:
        raise ArgumentError(f"a load of 0 to {MOST_KG:g} kg", f"{load_kg:g} kg", "give the load in kilograms")


def set_loads(lifted: Lifted, athlete: Athlete, load_kg: float | None) -> Loading:
    """Loads of a set, where the weight was told and the movement was seen well enough; the reason where not.

    Parameters
    ----------
    lifted
        What was measured.
    athlete
        What is known of the person; a population's stature and mass are taken where they were not told.
    load_kg
        The weight, kilograms, 0 for none; None where it was not told.
    """
    nothing = tuple(None for _ in lifted.repetitions.counted)
    asked = ask(lifted, athlete, load_kg)
    if isinstance(asked, CannotJudge):
        return Loading(nothing, gaps=(asked,))
    if load_kg is None or asked is None:
        return Loading(nothing)
    found = measure_loads(bodies(athlete.sex), asked.who, asked.moved, asked.weight)
    loads = tuple(
        None if peak is None else _loads(lifted, found, one, peak, load_kg)
        for one, peak in zip(lifted.repetitions.counted, found.peaks, strict=True)
    )
    gaps = _unknown(found)
    if all(one is None for one in loads):
        return Loading(nothing, gaps=gaps)
    basis = _basis(lifted, found, asked, load_kg)
    return Loading(loads, basis, _columns(found), gaps)


def ask(lifted: Lifted, athlete: Athlete, load_kg: float | None) -> Asked | CannotJudge | None:
    """What a set's loads are computed for; why they cannot be, or None where nobody asked or nothing was lifted."""
    gap = _gap(lifted, load_kg)
    if not lifted.repetitions.counted or load_kg is None or gap is not None:
        return gap
    try:
        who = person(athlete.height_m, athlete.mass_kg, athlete.sex)
    except ArgumentError as error:
        return limitation("load_person", expected=error.expected, found=error.found, remedy=error.mend)
    arms = _arms(lifted)
    held = carried(lifted.exercise, load_kg, lifted.repetitions, lifted.kinematics, arms)
    if isinstance(held, str):
        return limitation("load_place", reason=held)
    return Asked(who, _moved(lifted, held, arms), _weight(lifted, held, arms, load_kg), held, arms)


def set_hands(lifted: Lifted, motion: Motion, athlete: Athlete) -> tuple[Hands | None, ...]:
    """Where the hands were at both ends of each repetition's way up; None where that is not known, or no matter.

    Parameters
    ----------
    lifted
        What was measured.
    motion
        The motion as read, with its outline, for the picture's scale.
    athlete
        What is known of the person.
    """
    counted = lifted.repetitions.counted
    nothing = tuple(None for _ in counted)
    if not counted or lifted.reason is not None:
        return nothing
    arms = _arms(lifted)
    if not arms.seen or not hold_by_hand(lifted.exercise, lifted.repetitions, arms):
        return nothing
    scale = body_scale(motion, upright_frames(motion), athlete)
    if scale is None:
        return nothing
    return tuple(hand_places(lifted.motion, scale, lifted.yaw_deg, one) for one in counted)


def _arms(lifted: Lifted) -> Arms:
    spans = [one.frames for one in lifted.repetitions.counted]
    return measure_arms(lifted.motion, lifted.kinematics, spans, yaw_deg=lifted.yaw_deg, bar=lifted.bar)


def _gap(lifted: Lifted, load_kg: float | None) -> CannotJudge | None:
    """Why loads are not told before anything is computed, or None."""
    if not lifted.repetitions.counted:
        return None
    if lifted.reason is not None:
        # Without a load nobody asked, and that there are no angles is said already.
        if load_kg is None:
            return None
        return limitation("load_view", reason=lifted.reason)
    if load_kg is None:
        return limitation("load_not_given")
    if lifted.spine_reason is not None:
        return limitation("load_spine_unknown", reason=lifted.spine_reason)
    return None


def _moved(lifted: Lifted, held: Carried, arms: Arms) -> Moved:
    names = ("pelvic_tilt_deg", "lumbar_flexion_deg", "knee_flexion_deg", "shank_deg")
    tilt, lumbar, knee, shank = (lifted.curves[name] for name in names)
    frames = len(lifted.kinematics)
    if _arms_hang(lifted.exercise, held.place):
        shoulder, elbow = arms.angle_deg, arms.elbow_deg
        shoulder_sigma, elbow_sigma = arms.sigma_deg, ELBOW_SIGMA_DEG if arms.seen else 0.0
    else:
        bent = held.place == "back"
        shoulder = np.full(frames, BACK_SHOULDER_DEG if bent else 0.0)
        elbow = np.full(frames, BACK_ELBOW_DEG if bent else 0.0)
        shoulder_sigma = elbow_sigma = 0.0
    deviations = [(one.high - one.low) / (2 * Z90) for one in (tilt, lumbar, knee, shank)]
    deviations += [np.full(frames, shoulder_sigma), np.full(frames, elbow_sigma)]
    return Moved(
        time_s=lifted.kinematics.time_s,
        frame_rate_hz=lifted.kinematics.frame_rate_hz,
        posture=Posture(tilt.value, lumbar.value, knee.value, shank.value, shoulder, elbow),
        deviation_deg=np.stack(deviations, axis=1),
        arms_in_picture=_arms_hang(lifted.exercise, held.place),
        spans=tuple(one.frames for one in lifted.repetitions.counted),
        deepest=tuple(one.bottom for one in lifted.repetitions.counted),
        hips=TRUNK_STATURES * lifted.kinematics.points.hip,
        way_s=tuple(_way_s(one, lifted.kinematics.time_s) for one in lifted.repetitions.counted),
    )


def _way_s(one: Repetition, time_s: FloatArray) -> float:
    """How long the faster of the ways up and down takes, seconds."""
    ways = [part for part in one.phases if part.name in {"ascent", "descent"}]
    took = [float(time_s[min(part.stop, time_s.size - 1)] - time_s[part.start]) for part in ways]
    return min(took, default=float(time_s[one.stop - 1] - time_s[one.start]) / 2)


def _arms_hang(exercise: Exercise, place: LoadPlace) -> bool:
    """Whether the arms are where they were seen in the picture; else they are at a bar on the back, or at the side."""
    return place in {"hands", "none"} and not exercise.lying


def _weight(lifted: Lifted, held: Carried, arms: Arms, load_kg: float) -> Weight:
    return Weight(
        load=Load(load_kg, WHERE[held.place]) if held.place in WHERE else None,
        borne=held.borne,
        counts=held.counts,
        supported=lifted.exercise.lying,
        hands_m=HANDS_SEEN_M if arms.seen else 0.0,
    )


def _loads(lifted: Lifted, found: Measured, one: Repetition, peak: Peak, load_kg: float) -> Loads:
    """One repetition: of each quantity the largest in size, of passive tissue's share that where it bears most."""
    largest = {name: _largest(found.curves[name].value, one, found) for name in TOLD}
    borne = found.curves["passive_share"].value * found.curves["l5s1_moment_nm"].value
    largest["passive_share"] = _largest(borne, one, found)
    used = {group: _largest(found.demand[group].value, one, found) for group in SHOWN}
    time = lifted.kinematics.time_s
    at = {name: float(time[frame]) for name, frame in (largest | used).items()}
    measures = {name: _at(found.curves[name], frame) for name, frame in largest.items()}
    demand = {group: _at(found.demand[group], frame) for group, frame in used.items()}
    return Loads(
        **measures,
        compression_over_standing=peak.over_standing,
        demand={group: one.value for group, one in demand.items()},
        demand_low={group: one.low for group, one in demand.items()},
        demand_high={group: one.high for group, one in demand.items()},
        peak_s=at,
        what_if=[_what_if(name, changed, load_kg) for name, changed in peak.changes.items()],
    )


def _largest(values: FloatArray, one: Repetition, found: Measured) -> int:
    """Frame of a repetition in which a quantity is largest in size, of those among which peaks are looked for."""
    inside = np.where(found.peaking[one.frames], np.abs(values[one.frames]), -np.inf)
    return one.start + int(np.argmax(inside))


def _at(curve: Curve, frame: int) -> Measure:
    told = curve.at(frame)
    if told is None:
        raise ArithmeticError(f"expected a load in frame {frame}, found none")
    return told


def _what_if(name: str, changed: Changed, load_kg: float) -> WhatIf:
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


def _columns(found: Measured) -> dict[str, FloatArray]:
    small = ~(np.abs(found.curves["l5s1_moment_nm"].value) >= LEAST_MOMENT_NM)
    told = {name: found.curves[name] for name in TOLD}
    told["passive_share"] = told["passive_share"].masked(small)
    told |= {f"demand_{group}": found.demand[group] for group in SHOWN}
    return {
        f"{name}{end}": part
        for name, curve in told.items()
        for end, part in (("", curve.value), ("_low", curve.low), ("_high", curve.high))
    }


def _unknown(found: Measured) -> tuple[CannotJudge, ...]:
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


def _basis(lifted: Lifted, found: Measured, asked: Asked, load_kg: float) -> LoadBasis:
    who, held, arms = asked.who, asked.held, asked.arms
    notes = [*held.notes, *_assumed(who)]
    if _arms_hang(lifted.exercise, held.place) and not arms.seen:
        notes.append("the arms were not seen well and are taken to hang straight down")
    if lifted.exercise.name == "kettlebell_swing" and load_kg > 0:
        notes.append("the kettlebell is taken to be where the hands are; its middle is 15 to 20 cm beyond them")
    if lifted.exercise.lying:
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
        supported=lifted.exercise.lying,
        standing_compression_n=found.standing_n,
        notes=notes,
        published=published_loads_for(lifted.exercise.name),
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
