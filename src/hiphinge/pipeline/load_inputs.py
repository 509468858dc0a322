"""Inputs of the loads: the person, the movement and the weight, or why they cannot be determined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.arguments import NUMBER, check_type
from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Z90, Curve, FloatArray
from hiphinge.core.motion import Motion
from hiphinge.exercises.catalogue import CatalogueEntry
from hiphinge.loads.anthropometry import Person, person
from hiphinge.loads.cases import HANDS_SEEN_M
from hiphinge.loads.coordinates import LiftMovement, Weight
from hiphinge.loads.dynamics import ExternalLoad, Where
from hiphinge.loads.posture import Posture
from hiphinge.measures.arms import (
    BACK_ELBOW_DEG,
    BACK_SHOULDER_DEG,
    ELBOW_SIGMA_DEG,
    Arms,
    HeldWeight,
    hold_by_hand,
    locate_weight,
    measure_arms,
)
from hiphinge.measures.hands import hand_places
from hiphinge.measures.scale import body_scale, upright_frames
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions import Repetitions, RepetitionSpan
from hiphinge.result import Athlete, CannotJudge, Hands, LoadPlace, limitation

MAX_KG: Final = 1000.0
"""More than the heaviest weights ever lifted by hand; a larger value is a mistake in number or unit."""

WHERE: Final[Mapping[LoadPlace, Where]] = {"hands": "hands", "back": "upper_back", "hips": "hips"}
"""The body part of the model that carries the weight, by the place of the weight."""

TRUNK_STATURES: Final = 0.296
"""Length of the trunk from mid-hip to mid-shoulder in statures (de Leva 1996, men; women 0.287)."""


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """The measurements of a set that loads need.

    Attributes
    ----------
    motion, kinematics, repetitions
        The smoothed motion, its angles and its repetitions.
    curves
        Pelvic tilt, lumbar flexion, knee flexion and shank.
    exercise
        The exercise that was done.
    yaw_deg
        Angle of the camera to the side view.
    bar
        Path of the barbell, trunk lengths, shape (frames, 2), or None.
    reason
        Why there are no angles, or None.
    spine_reason
        Why pelvis and low back could not be measured separately, or None.
    """

    motion: Motion
    kinematics: Kinematics
    repetitions: Repetitions
    curves: Mapping[str, Curve]
    exercise: CatalogueEntry
    yaw_deg: float
    bar: FloatArray | None
    reason: str | None
    spine_reason: str | None


@dataclass(frozen=True, slots=True)
class LoadInputs:
    """The person, the movement, the weight, where it is held and how the arms hold it."""

    who: Person
    movement: LiftMovement
    weight: Weight
    held: HeldWeight
    arms: Arms


def check_load(load_kg: float | None) -> None:
    """Raise ArgumentError unless 0 ≤ load_kg ≤ `MAX_KG`; None is allowed."""
    remedy = "give the load in kilograms"
    check_type(load_kg, NUMBER, "a number of kilograms", remedy, argument="load_kg", optional=True)
    # Written so that NaN fails it.
    if load_kg is not None and not 0 <= load_kg <= MAX_KG:
        raise ArgumentError(f"a load of 0 to {MAX_KG:g} kg", f"{load_kg:g} kg", remedy)


def load_inputs(measured: MeasuredSet, athlete: Athlete, load_kg: float | None) -> LoadInputs | CannotJudge | None:
    """Return the inputs of a set's loads, or why there are none; None if not requested or without repetitions."""
    missing = _limitation_of(measured, load_kg)
    if not measured.repetitions.counted or load_kg is None or missing is not None:
        return missing
    try:
        who = person(athlete.height_m, athlete.mass_kg, athlete.sex)
    except ArgumentError as error:
        return limitation("load_person", expected=error.expected, found=error.found, remedy=error.remedy)
    arms = _arms(measured)
    held = locate_weight(measured.exercise, load_kg, measured.repetitions, measured.kinematics, arms)
    if isinstance(held, str):
        return limitation("load_place", reason=held)
    return LoadInputs(who, _lift_movement(measured, held, arms), _weight(measured, held, arms, load_kg), held, arms)


def set_hands(measured: MeasuredSet, motion: Motion, athlete: Athlete) -> tuple[Hands | None, ...]:
    """Return where the hands were at the start and end of each repetition's way up; None if unknown or irrelevant.

    Parameters
    ----------
    measured
        The measurements of the set.
    motion
        The motion as read, with its outline, for the scale of the picture.
    athlete
        What is known about the person.
    """
    counted = measured.repetitions.counted
    nothing = tuple(None for _ in counted)
    if not counted or measured.reason is not None:
        return nothing
    arms = _arms(measured)
    if not arms.seen or not hold_by_hand(measured.exercise, measured.repetitions, arms):
        return nothing
    scale = body_scale(motion, upright_frames(motion), athlete)
    if scale is None:
        return nothing
    return tuple(hand_places(measured.motion, scale, measured.yaw_deg, repetition) for repetition in counted)


def _arms(measured: MeasuredSet) -> Arms:
    spans = [repetition.frames for repetition in measured.repetitions.counted]
    return measure_arms(measured.motion, measured.kinematics, spans, yaw_deg=measured.yaw_deg, bar=measured.bar)


def _limitation_of(measured: MeasuredSet, load_kg: float | None) -> CannotJudge | None:
    """Return why loads cannot be computed, or None."""
    if not measured.repetitions.counted:
        return None
    if measured.reason is not None:
        # Without a load none were requested, and the missing angles are already a limitation.
        if load_kg is None:
            return None
        return limitation("load_view", reason=measured.reason)
    if load_kg is None:
        return limitation("load_not_given")
    if measured.spine_reason is not None:
        return limitation("load_spine_unknown", reason=measured.spine_reason)
    return None


def _lift_movement(measured: MeasuredSet, held: HeldWeight, arms: Arms) -> LiftMovement:
    names = ("pelvic_tilt_deg", "lumbar_flexion_deg", "knee_flexion_deg", "shank_deg")
    tilt, lumbar, knee, shank = (measured.curves[name] for name in names)
    frames = len(measured.kinematics)
    if arms_hang(measured.exercise, held.place):
        shoulder, elbow = arms.angle_deg, arms.elbow_deg
        shoulder_sigma, elbow_sigma = arms.sigma_deg, ELBOW_SIGMA_DEG if arms.seen else 0.0
    else:
        bent = held.place == "back"
        shoulder = np.full(frames, BACK_SHOULDER_DEG if bent else 0.0)
        elbow = np.full(frames, BACK_ELBOW_DEG if bent else 0.0)
        shoulder_sigma = elbow_sigma = 0.0
    deviations = [(angle.high - angle.low) / (2 * Z90) for angle in (tilt, lumbar, knee, shank)]
    deviations += [np.full(frames, shoulder_sigma), np.full(frames, elbow_sigma)]
    return LiftMovement(
        time_s=measured.kinematics.time_s,
        frame_rate_hz=measured.kinematics.frame_rate_hz,
        posture=Posture(tilt.value, lumbar.value, knee.value, shank.value, shoulder, elbow),
        deviation_deg=np.stack(deviations, axis=1),
        arms_in_picture=arms_hang(measured.exercise, held.place),
        spans=tuple(repetition.frames for repetition in measured.repetitions.counted),
        deepest=tuple(repetition.bottom for repetition in measured.repetitions.counted),
        hips=TRUNK_STATURES * measured.kinematics.points.hip,
        way_s=tuple(_way_s(repetition, measured.kinematics.time_s) for repetition in measured.repetitions.counted),
    )


def _way_s(repetition: RepetitionSpan, time_s: FloatArray) -> float:
    """Return the duration of the faster of the ways up and down, seconds."""
    ways = [part for part in repetition.phases if part.name in {"ascent", "descent"}]
    took = [float(time_s[min(part.stop, time_s.size - 1)] - time_s[part.start]) for part in ways]
    return min(took, default=float(time_s[repetition.stop - 1] - time_s[repetition.start]) / 2)


def arms_hang(exercise: CatalogueEntry, place: LoadPlace) -> bool:
    """Return whether the arms are where the picture shows them; else they are at a bar on the back, or at the side."""
    return place in {"hands", "none"} and not exercise.lying


def _weight(measured: MeasuredSet, held: HeldWeight, arms: Arms, load_kg: float) -> Weight:
    return Weight(
        load=ExternalLoad(load_kg, WHERE[held.place]) if held.place in WHERE else None,
        borne=held.borne,
        counts=held.counts,
        supported=measured.exercise.lying,
        hands_m=HANDS_SEEN_M if arms.seen else 0.0,
    )
