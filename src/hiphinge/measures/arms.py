"""The weight: where it is held, in which frames the lifter bears it, and how the arms hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import SIDES, Side
from hiphinge.core.measure import FloatArray, medians
from hiphinge.core.motion import Motion, distance, wrapped_deg
from hiphinge.exercises.catalogue import CatalogueEntry
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions import Repetitions, RepetitionSpan
from hiphinge.result import LoadPlace

OFF_TRUNKS: Final = 0.05
"""Height above the lowest place at which hands (or lying hips) have left the floor, trunk lengths: 2.6 cm, about how
far a smoothed wrist wanders while the weight still stands on the floor."""

IN_FRONT_TRUNKS: Final = 0.2
"""Hands near the shoulders that are this far ahead of the line of the trunk, trunk lengths (10 cm), hold the weight
before the chest; hands that hold a bar on the back are at that line or behind it (proposal)."""

MIN_VISIBILITY: Final = 0.5
"""Least visibility with which wrist and elbow count as seen (`Motion.visibility`)."""

SEEN_SHARE: Final = 0.6
"""Share of the frames in which they must be seen for the arms to count as seen."""

SEEN_SIGMA_DEG: Final = 4.0
"""Standard deviation of the arms' direction where it is measured, by the hands or by a followed plate: 3.9 degrees in
34 rendered sets, in which 94 % of the frames lie within the interval that follows from it."""

UNSEEN_SIGMA_DEG: Final = 8.0
"""Standard deviation of the arms' direction where they were not seen and are assumed to hang (assumed: bars that touch
the legs are drawn back by about that)."""

ELBOW_SIGMA_DEG: Final = 10.0
"""Standard deviation of the elbow's flexion (9.8 in the same sets)."""

FREE_ARM_TRUNKS: Final = 0.7
"""Hands nearer to the shoulder than this, trunk lengths, hold nothing that hangs."""

SHOULDER_DEG: Final = 3.3
"""Correction of the arm's angle for the shoulder landmark, which moves ahead of the joint as the trunk leans (median
over the first half of the way up in clean rendered lifts)."""

BACK_SHOULDER_DEG: Final = 30.0
BACK_ELBOW_DEG: Final = 130.0
"""Posture of arms that hold a bar on the back: the elbows bent as far as the model allows (assumed; only the weight of
the arms depends on it)."""

FROM_THE_FLOOR: Final = "the weight counts from where the hands leave their lowest place to where they are back there"
FROM_THE_BAG: Final = "the hands are assumed to be empty on the way down and to hold the weight on the way up"
LYING_NOTE: Final = "values count while the hips are off the floor"


@dataclass(frozen=True, slots=True)
class Arms:
    """The posture of the arms.

    Attributes
    ----------
    angle_deg
        Angle of the line from shoulder to hand ahead of hanging straight down, shape (frames,); NaN where unknown.
    elbow_deg
        Flexion of the elbow, shape (frames,).
    sigma_deg
        Standard deviation of `angle_deg`.
    seen
        Whether the arms were seen; otherwise they are assumed to hang.
    reach
        Distance of hand and shoulder, trunk lengths, shape (frames,); NaN where not seen.
    in_front
        Distance of the hand ahead of the line of the trunk, trunk lengths, shape (frames,); NaN where not seen.
    """

    angle_deg: FloatArray
    elbow_deg: FloatArray
    sigma_deg: float
    seen: bool
    reach: FloatArray
    in_front: FloatArray


@dataclass(frozen=True, slots=True)
class HeldWeight:
    """The place of the weight, and the frames in which it counts.

    Attributes
    ----------
    place
        Place of the weight at the body.
    borne
        Frames in which the lifter bears it, shape (frames,).
    counts
        Frames of the repetitions in which loads can be computed, shape (frames,): not where the hips lie on the floor.
    notes
        Assumptions, in words.
    """

    place: LoadPlace
    borne: NDArray[np.bool_]
    counts: NDArray[np.bool_]
    notes: tuple[str, ...]


def measure_arms(
    motion: Motion, kinematics: Kinematics, frames: Sequence[slice], *, yaw_deg: float, bar: FloatArray | None
) -> Arms:
    """Measure the posture of the arms by the arm that is seen better, and by a barbell where one was followed.

    Parameters
    ----------
    motion
        Smoothed motion that the angles were measured from.
    kinematics
        Its angles and points.
    frames
        The frames of each repetition.
    yaw_deg
        The camera's yaw off the side view.
    bar
        Path of the barbell, trunk lengths, shape (frames, 2), or None.
    """
    inside: NDArray[np.bool_] = np.zeros(len(motion), dtype=bool)
    for frame in frames:
        inside[frame] = True
    during = np.flatnonzero(inside)
    side = max(SIDES, key=lambda arm: _visibility(motion, arm)[during].mean() if during.size else 0.0)
    if not during.size or np.mean(_visibility(motion, side)[during] >= MIN_VISIBILITY) < SEEN_SHARE:
        nothing = np.full(len(motion), np.nan)
        hanging = np.zeros(len(motion))
        return Arms(hanging, hanging.copy(), UNSEEN_SIGMA_DEG, seen=False, reach=nothing, in_front=nothing)
    shoulder, elbow, hand = _arm(motion, kinematics, side, yaw_deg)
    lean = np.sin(np.radians(kinematics.angle("trunk_lean_deg")))
    ahead = SHOULDER_DEG * np.clip(lean, 0.0, 1.0)
    bent = np.clip(np.abs(wrapped_deg(_hanging_deg(elbow, hand) - _hanging_deg(shoulder, elbow))), 0.0, None)
    line = hand - shoulder
    along = kinematics.points.shoulder - kinematics.points.hip
    along = along / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    in_front = line[:, 0] * along[:, 1] - line[:, 1] * along[:, 0]
    reach = distance(shoulder, hand)
    away = None if bar is None else (hand - bar)[during]
    if bar is not None and away is not None and np.isfinite(away).any():
        place = bar + medians(away)
        followed: NDArray[np.bool_] = np.asarray(np.isfinite(place).all(axis=1))
        hand = np.where(followed[:, None], place, hand)
    angle = _hanging_deg(shoulder, hand) + ahead
    sigma_deg = kinematics.errors.reading(SEEN_SIGMA_DEG)
    return Arms(angle, bent, sigma_deg, seen=True, reach=reach, in_front=in_front)


def _visibility(motion: Motion, side: Side) -> FloatArray:
    return np.nan_to_num(np.minimum(motion.visibility(f"{side}_wrist"), motion.visibility(f"{side}_elbow")))


def _arm(
    motion: Motion, kinematics: Kinematics, side: Side, yaw_deg: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return shoulder, elbow and wrist of one side, trunk lengths, (frames, 2) each; the shoulder at its joint."""
    squeeze = np.array([np.cos(np.radians(yaw_deg)), 1.0])
    middle = motion.middle("shoulder") / squeeze
    seen = motion.middle("hip") / squeeze
    length = distance(kinematics.points.hip, kinematics.points.shoulder)
    known = np.isfinite(length) & (length > 0)
    unit = float(np.median(distance(seen, middle)[known] / length[known])) if known.any() else 1.0
    to_joint = kinematics.points.shoulder - middle / unit
    parts = [motion.point(f"{side}_{name}") / squeeze / unit for name in ("shoulder", "elbow", "wrist")]
    return parts[0] + to_joint, parts[1], parts[2]


def _hanging_deg(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Return the angle of the line from an upper to a lower point ahead of straight down, degrees, shape (frames,)."""
    across, up = (lower - upper).T
    return np.asarray(np.degrees(np.arctan2(across, -up)), dtype=np.float64)


def locate_weight(
    exercise: CatalogueEntry, load_kg: float, repetitions: Repetitions, kinematics: Kinematics, arms: Arms
) -> HeldWeight | str:
    """Return where the weight of a set is and when it counts, or in words why that cannot be determined.

    Parameters
    ----------
    exercise
        The exercise of the set.
    load_kg
        The weight, kilograms; 0 for none.
    repetitions, kinematics, arms
        Measurements of the set.
    """
    place, note = _place(exercise, load_kg, repetitions, arms)
    if place is None:
        return note
    notes = [note] if note else []
    frames = len(kinematics)
    counts: NDArray[np.bool_] = np.zeros(frames, dtype=bool)
    borne: NDArray[np.bool_] = np.zeros(frames, dtype=bool)
    hips, hands = kinematics.points.hip[:, 1], kinematics.points.wrist[:, 1]
    from_floor = place == "hands" and repetitions.starts == "bottom"
    bag = place == "hands" and exercise.name == "bag_lift" and not from_floor
    for repetition in repetitions.counted:
        counts[repetition.frames] = _above(hips[repetition.frames]) if exercise.lying else True
        borne[repetition.frames] = True
        if from_floor or bag:
            borne[repetition.frames] = False
            borne[_held(hands, repetition, put_down=from_floor)] = True
    if exercise.lying:
        notes.append(LYING_NOTE)
    if from_floor:
        notes.append(FROM_THE_FLOOR)
    if bag:
        notes.append(FROM_THE_BAG)
    return HeldWeight(place, borne & counts & (place != "none"), counts, tuple(notes))


def _place(
    exercise: CatalogueEntry, load_kg: float, repetitions: Repetitions, arms: Arms
) -> tuple[LoadPlace | None, str]:
    """Return the place of the weight and the assumption made; or None and the reason where it is undetermined."""
    if load_kg == 0:
        return "none", ""
    if exercise.lying:
        return "hips", "" if exercise.load == "hips" else "the weight is assumed to lie on the hips"
    if exercise.load == "hands" or exercise.name == "good_morning":
        return ("hands" if exercise.load == "hands" else "back"), ""
    return _place_by_arms(exercise, repetitions, arms)


def _place_by_arms(exercise: CatalogueEntry, repetitions: Repetitions, arms: Arms) -> tuple[LoadPlace | None, str]:
    """Return the same where the exercise does not determine it: squats, and unknown exercises."""
    tops = np.array([repetition.top for repetition in repetitions.counted], dtype=np.intp)
    if float(np.median(arms.reach[tops])) >= FREE_ARM_TRUNKS:
        return "hands", "the arms hang, so the weight is assumed to be in the hands"
    if float(np.median(arms.in_front[tops])) >= IN_FRONT_TRUNKS:
        return "hands", "the hands are before the chest, so the weight is assumed to be there"
    if exercise.name == "squat":
        return "back", "the hands are at the shoulders or were not seen, so the weight is assumed to lie on the back"
    return None, "where the weight was held could not be determined: the exercise is unknown and the arms do not hang"


def _above(height: FloatArray) -> NDArray[np.bool_]:
    """Return the frames in which a height is above its lowest place, shape (frames,)."""
    known = height[np.isfinite(height)]
    if known.size == 0:
        return np.zeros(height.size, dtype=bool)
    return np.asarray(height > float(known.min()) + OFF_TRUNKS)


def _held(height: FloatArray, repetition: RepetitionSpan, *, put_down: bool) -> slice:
    """Return the frames from where the hands leave their lowest place to where they are back, or to the end."""
    leave = lift_off(height, repetition)
    if not put_down:
        return slice(leave, repetition.stop)
    top = max(repetition.top, leave)
    back = np.flatnonzero(height[top : repetition.stop] < height[leave])
    return slice(leave, top + int(back[0]) if back.size else repetition.stop)


def lift_off(height: FloatArray, repetition: RepetitionSpan) -> int:
    """Return the first frame of a repetition's way up in which the hands are above their lowest place.

    Parameters
    ----------
    height
        Height of the hands, trunk lengths, shape (frames,); NaN where they were not seen.
    repetition
        The repetition.
    """
    start = lowest(height, repetition)
    if start is None:
        ascent = repetition.phase("ascent")
        return repetition.start if ascent is None else ascent.start
    above = np.flatnonzero(height[start : repetition.stop] > height[start] + OFF_TRUNKS)
    return start + int(above[0] if above.size else 0)


def lowest(height: FloatArray, repetition: RepetitionSpan) -> int | None:
    """Return the frame up to the end of a repetition's way up in which the hands are lowest; None if never seen.

    Parameters
    ----------
    height
        Height of the hands in any unit, shape (frames,); NaN where they were not seen.
    repetition
        The repetition.
    """
    ascent = repetition.phase("ascent")
    way = height[repetition.start : repetition.stop if ascent is None else ascent.stop]
    known = np.flatnonzero(np.isfinite(way))
    return None if known.size == 0 else repetition.start + int(known[int(np.argmin(way[known]))])


def hold_by_hand(exercise: CatalogueEntry, repetitions: Repetitions, arms: Arms) -> bool:
    """Return whether the hands lift something and put it down, as the NIOSH lifting equation requires."""
    if exercise.lying or exercise.name in {"good_morning", "kettlebell_swing"} or not repetitions.counted:
        return False
    return exercise.load == "hands" or _place_by_arms(exercise, repetitions, arms)[0] == "hands"
