"""Which exercise it was, from the movement alone, with a confidence; `unknown` when unsure.

Each repetition is measured by the signs of the catalogue. How unlike an exercise a repetition is adds up over its
signs (half squared distances from the exercise's ranges, as of independent normal errors); the chances of the
exercises follow from it, with a share kept for what is in no catalogue. Signs that were not seen tell nothing, and
take from the confidence what they could have told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, FloatArray, medians
from hiphinge.exercises.catalogue import CATALOGUE, SIGNS, Sign, Way
from hiphinge.measures.pattern import Excursion
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions import Repetitions, RepetitionSpan
from hiphinge.result import Exercise, ExerciseName

LOOK_FRAMES: Final = 3
"""Hands are looked at over so many frames to either side of an end posture."""

HAND_TRAVEL_SIGMA: Final = 0.12
"""Standard error of how far the hands rose, trunk lengths: plates hide them (rendered lifts against their bars)."""

BAR_SEEN: Final = 0.5
"""A bar tells how far it rose where it was seen in this share of a repetition's frames."""

MAX_DOUBT: Final = 8.0
"""One repetition says no more than this against an exercise."""

SPEAKING_SHARE: Final = 2 / 3
"""An exercise is judged by this share of the repetitions, those most like it: some may have gone wrong."""

UNSEEN_NEED: Final = 2.0
"""How unlike an exercise a repetition counts in which a sign was not seen that the exercise needs."""

NOTHING_KNOWN: Final = 3.0
"""How unlike itself a known exercise may be before something in no catalogue is as likely."""

NAMED_FROM: Final = 0.6
"""An exercise is named from this chance on."""

OTHER_FROM: Final = 7.0
"""A movement this unlike everything in the catalogue is another exercise."""

MIN_SIGNS: Final = 0.6
"""Share of an exercise's signs that must have been seen for it to be named."""

SURE_OF_ONE: Final = 0.8
"""A repetition is called another exercise than its set from this chance on."""


def recognise(
    kinematics: Kinematics,
    repetitions: Repetitions,
    moved: Sequence[Excursion],
    trunk_thigh: FloatArray,
    bar: FloatArray | None = None,
) -> tuple[Exercise, list[Exercise]]:
    """The exercise of a set and of each of its repetitions.

    Parameters
    ----------
    kinematics
        Angles and points.
    repetitions
        The set's repetitions.
    moved
        What each repetition did (`hiphinge.measures.pattern.excursions`).
    fold
        How far the body is folded, degrees, shape (frames,).
    bar
        How a barbell moved, trunk lengths, shape (frames, 2), where one was followed.
    """
    return identify(*signs_of(kinematics, repetitions, moved, trunk_thigh, bar))


def identify(signs: FloatArray, errors: FloatArray) -> tuple[Exercise, list[Exercise]]:
    """The exercise of a set and of each of its repetitions, from their signs and standard errors (`signs_of`)."""
    doubts, seen = _unlike(signs, errors)
    return _named(doubts, seen), _each_named(doubts, seen)


def changed(whole: Exercise, single: Exercise) -> bool:
    """Whether a repetition surely was another exercise than its set."""
    known = {"other", "unknown"}.isdisjoint({whole.name, single.name})
    return known and single.name != whole.name and single.confidence >= SURE_OF_ONE


def signs_of(
    kinematics: Kinematics,
    repetitions: Repetitions,
    moved: Sequence[Excursion],
    trunk_thigh: FloatArray,
    bar: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """The signs of each repetition and their standard errors, both (repetitions, signs) in the order of `SIGNS`.

    NaN = not seen. A standard error is 0 where the ranges of the catalogue already hold what readings are off.
    """
    points, time = kinematics.points, kinematics.time_s
    arm, knee_curve = points.wrist - points.shoulder, kinematics.curves["knee_flexion_deg"]
    paths = np.column_stack(
        [
            kinematics.angle("knee_flexion_deg"),
            points.wrist[:, 1],
            points.ankle[:, 1],
            np.hypot(arm[:, 0], arm[:, 1]),
            np.degrees(np.arctan2(arm[:, 0], -arm[:, 1])),
            (knee_curve.high - knee_curve.low) / (2 * Z90),
            kinematics.errors.distrust * (1.0 - points.trust["wrist"]),
        ]
    )
    low = float(repetitions.starts == "bottom")
    rows, errors = [], []
    for repetition, how in zip(repetitions.counted, moved, strict=True):
        knee, hand, foot, folded_arm, _, knee_error, hand_error = _about(
            paths, repetition.start + int(trunk_thigh[repetition.frames].argmax())
        )
        _, top_hand, standing_foot, upright_arm, hanging, _, _ = _about(paths, repetition.top)
        # Plates on the floor hide the ankle: where it stands is seen when the body is up.
        height = hand - (standing_foot if math.isfinite(standing_foot) else foot)
        lifted = repetition.phase("ascent")
        lasted = math.nan if lifted is None else float(time[min(lifted.stop, time.size - 1)] - time[lifted.start])
        arms = min(folded_arm, upright_arm) if math.isfinite(folded_arm + upright_arm) else folded_arm
        arms = upright_arm if math.isnan(arms) else arms
        travel, travel_error = _bar_travel(bar, repetition), 0.0
        if math.isnan(travel):
            travel, travel_error = top_hand - hand, max(hand_error, HAND_TRAVEL_SIGMA)
        posture = [low, how.extended_trunk, how.folded_trunk, knee, how.lumbar]
        rows.append([*posture, height, travel, arms, hanging, lasted])
        errors.append([0.0, 0.0, 0.0, knee_error, 0.0, hand_error, travel_error, 0.0, 0.0, 0.0])
    shape = (-1, len(SIGNS))
    return np.array(rows, dtype=np.float64).reshape(shape), np.nan_to_num(np.array(errors, np.float64).reshape(shape))


def _bar_travel(bar: FloatArray | None, repetition: RepetitionSpan) -> float:
    """How far a barbell rose within a repetition, trunk lengths; NaN where it was not followed."""
    if bar is None:
        return math.nan
    height = bar[repetition.frames, 1]
    known = np.isfinite(height)
    return float(np.ptp(height[known])) if known.mean() >= BAR_SEEN else math.nan


def _about(paths: FloatArray, frame: int) -> list[float]:
    """Medians of paths, shape (frames, quantities), over `LOOK_FRAMES` to either side of a frame."""
    near: list[float] = medians(paths[max(frame - LOOK_FRAMES, 0) : frame + LOOK_FRAMES + 1]).tolist()
    return near


def _told() -> list[ExerciseName]:
    """The exercises that are told by their movement, in the order of the catalogue."""
    return [name for name, exercise in CATALOGUE.items() if exercise.ways]


def _named(doubts: FloatArray, seen: FloatArray) -> Exercise:
    """The exercise of repetitions that are this unlike each, of which so much was seen; shapes (repetitions, told)."""
    if not len(doubts):
        return Exercise(name="unknown", confidence=0.0, given=False)
    speaking = np.argsort(doubts, axis=0, kind="stable")[: math.ceil(SPEAKING_SHARE * len(doubts))]
    doubt, known = (np.take_along_axis(table, speaking, axis=0).mean(axis=0) for table in (doubts, seen))
    return _each_named(doubt[None], known[None])[0]


def _each_named(doubts: FloatArray, seen: FloatArray) -> list[Exercise]:
    """The exercise that each row stands for; shapes (rows, told)."""
    rows, least, names = np.arange(len(doubts)), doubts.argmin(axis=1), _told()
    doubt, known = doubts[rows, least], seen[rows, least]
    chance = known * np.exp(-doubt) / (np.exp(-doubts).sum(axis=1) + math.exp(-NOTHING_KNOWN))
    other = 1.0 - np.exp(NOTHING_KNOWN - doubt)
    found = []
    for i in rows.tolist():
        name: ExerciseName = "unknown"
        confidence = 0.0
        if known[i] > MIN_SIGNS and doubt[i] > OTHER_FROM:
            name, confidence = "other", float(other[i])
        elif known[i] >= MIN_SIGNS and chance[i] >= NAMED_FROM:
            name, confidence = names[int(least[i])], float(chance[i])
        found.append(Exercise(name=name, confidence=confidence, given=False))
    return found


def _unlike(signs: FloatArray, errors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How unlike each exercise repetitions are, and the share of its signs seen, both (repetitions, told exercises).

    Of the ways of an exercise the one that is most like it counts.
    """
    columns = {sign: (signs[:, i], errors[:, i]) for i, sign in enumerate(SIGNS)}
    doubts, shares = [], []
    for name in _told():
        exercise = CATALOGUE[name]
        ways = [_unlike_way(columns, way) for way in exercise.ways]
        best = np.argmin([doubt for doubt, _ in ways], axis=0)
        rows = np.arange(len(signs))
        unseen = sum(np.isnan(columns[sign][0]) for sign in exercise.needs) if exercise.needs else np.zeros(len(signs))
        doubt = np.array([doubt for doubt, _ in ways])[best, rows] + UNSEEN_NEED * unseen
        doubts.append(np.minimum(doubt, MAX_DOUBT))
        shares.append(np.array([share for _, share in ways])[best, rows])
    return np.column_stack(doubts), np.column_stack(shares)


def _unlike_way(columns: Mapping[Sign, tuple[FloatArray, FloatArray]], way: Way) -> tuple[FloatArray, FloatArray]:
    """How unlike one way repetitions are, and the share of its signs that was seen, each of shape (repetitions,)."""
    values, errors = (np.column_stack([columns[sign][i] for sign in way]) for i in (0, 1))
    low, high, slack = np.array([(usual.low, usual.high, usual.slack) for usual in way.values()]).T
    off = np.maximum(np.maximum(low - values, values - high), 0.0) / np.maximum(slack, errors)
    known = np.isfinite(values)
    return np.where(known, 0.5 * off * off, 0.0).sum(axis=1), known.mean(axis=1)
