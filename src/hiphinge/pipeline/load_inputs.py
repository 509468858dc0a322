"""What loads are computed for: who moves how and with what, or why that cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

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
"""Beyond the heaviest weights that were ever lifted by hand; what is more is a slip of pen or unit."""

WHERE: Final[Mapping[LoadPlace, Where]] = {"hands": "hands", "back": "upper_back", "hips": "hips"}

TRUNK_STATURES: Final = 0.296
"""The trunk from mid-hip to mid-shoulder in statures (de Leva 1996, men; women 0.287)."""


@dataclass(frozen=True, slots=True)
class MeasuredSet:
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
    exercise: CatalogueEntry
    yaw_deg: float
    bar: FloatArray | None
    reason: str | None
    spine_reason: str | None


@dataclass(frozen=True, slots=True)
class LoadInputs:
    """What loads are computed for: who moves how and with what, where that is held, and how the arms hold it."""

    who: Person
    moved: LiftMovement
    weight: Weight
    held: HeldWeight
    arms: Arms


def check_load(load_kg: float | None) -> None:
    """Raise ArgumentError unless 0 ≤ load_kg ≤ `MAX_KG`; None is allowed."""
    # Written so that NaN fails it.
    if load_kg is not None and not 0 <= load_kg <= MAX_KG:
        raise ArgumentError(f"a load of 0 to {MAX_KG:g} kg", f"{load_kg:g} kg", "give the load in kilograms")


def load_inputs(measured: MeasuredSet, athlete: Athlete, load_kg: float | None) -> LoadInputs | CannotJudge | None:
    """What a set's loads are computed for; why they cannot be, or None where nobody asked or no repetition counts."""
    gap = _gap(measured, load_kg)
    if not measured.repetitions.counted or load_kg is None or gap is not None:
        return gap
    try:
        who = person(athlete.height_m, athlete.mass_kg, athlete.sex)
    except ArgumentError as error:
        return limitation("load_person", expected=error.expected, found=error.found, remedy=error.remedy)
    arms = _arms(measured)
    held = locate_weight(measured.exercise, load_kg, measured.repetitions, measured.kinematics, arms)
    if isinstance(held, str):
        return limitation("load_place", reason=held)
    return LoadInputs(who, _moved(measured, held, arms), _weight(measured, held, arms, load_kg), held, arms)


def set_hands(measured: MeasuredSet, motion: Motion, athlete: Athlete) -> tuple[Hands | None, ...]:
    """Where the hands were at both ends of each repetition's way up; None where that is not known, or no matter.

    Parameters
    ----------
    measured
        What was measured.
    motion
        The motion as read, with its outline, for the picture's scale.
    athlete
        What is known of the person.
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
    return tuple(hand_places(measured.motion, scale, measured.yaw_deg, angle) for angle in counted)


def _arms(measured: MeasuredSet) -> Arms:
    spans = [angle.frames for angle in measured.repetitions.counted]
    return measure_arms(measured.motion, measured.kinematics, spans, yaw_deg=measured.yaw_deg, bar=measured.bar)


def _gap(measured: MeasuredSet, load_kg: float | None) -> CannotJudge | None:
    """Why loads are not told before anything is computed, or None."""
    if not measured.repetitions.counted:
        return None
    if measured.reason is not None:
        # Without a load nobody asked, and that there are no angles is said already.
        if load_kg is None:
            return None
        return limitation("load_view", reason=measured.reason)
    if load_kg is None:
        return limitation("load_not_given")
    if measured.spine_reason is not None:
        return limitation("load_spine_unknown", reason=measured.spine_reason)
    return None


def _moved(measured: MeasuredSet, held: HeldWeight, arms: Arms) -> LiftMovement:
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
        spans=tuple(angle.frames for angle in measured.repetitions.counted),
        deepest=tuple(angle.bottom for angle in measured.repetitions.counted),
        hips=TRUNK_STATURES * measured.kinematics.points.hip,
        way_s=tuple(_way_s(angle, measured.kinematics.time_s) for angle in measured.repetitions.counted),
    )


def _way_s(repetition: RepetitionSpan, time_s: FloatArray) -> float:
    """How long the faster of the ways up and down takes, seconds."""
    ways = [part for part in repetition.phases if part.name in {"ascent", "descent"}]
    took = [float(time_s[min(part.stop, time_s.size - 1)] - time_s[part.start]) for part in ways]
    return min(took, default=float(time_s[repetition.stop - 1] - time_s[repetition.start]) / 2)


def arms_hang(exercise: CatalogueEntry, place: LoadPlace) -> bool:
    """Whether the arms are where they were seen in the picture; else they are at a bar on the back, or at the side."""
    return place in {"hands", "none"} and not exercise.lying


def _weight(measured: MeasuredSet, held: HeldWeight, arms: Arms, load_kg: float) -> Weight:
    return Weight(
        load=ExternalLoad(load_kg, WHERE[held.place]) if held.place in WHERE else None,
        borne=held.borne,
        counts=held.counts,
        supported=measured.exercise.lying,
        hands_m=HANDS_SEEN_M if arms.seen else 0.0,
    )
