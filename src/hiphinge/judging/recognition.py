"""Recognition of the exercise from the movement alone, with a confidence; `unknown` when uncertain.

Each repetition is measured by the signs of the catalogue. Its distance from an exercise is the sum over the signs of
half the squared distance from the exercise's range, as for independent normal errors. The probabilities of the
exercises follow from the distances, with a share for exercises outside the catalogue. Signs that were not seen do not
count and lower the confidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, FloatArray, medians_around
from hiphinge.exercises.catalogue import CATALOGUE, SIGNS, Sign, Way
from hiphinge.measures.pattern import Excursion
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions import Repetitions, RepetitionSpan
from hiphinge.result import Exercise, ExerciseName

LOOK_S: Final = 0.1
"""Time on either side of an end posture over which signs are medians, seconds."""

HAND_TRAVEL_SIGMA: Final = 0.12
"""Standard error of the rise of the hands, trunk lengths; plates hide them (rendered lifts against their bars)."""

BAR_SEEN: Final = 0.5
"""Least share of a repetition's frames in which a bar must be known to measure its rise."""

BENT_DEG: Final = 30.0
"""The trunk is bent from this lean on, degrees."""

MIN_BENT_S: Final = 0.15
"""Least time with a bent trunk in which the arms are measured, seconds."""

MAX_DISTANCE: Final = 8.0
"""Largest distance of one repetition from an exercise."""

BEST_SHARE: Final = 2 / 3
"""Share of the repetitions by which an exercise is judged, those most like it, since some may have gone wrong."""

UNSEEN_NEED: Final = 2.0
"""Distance that is added for each unseen sign that the exercise needs."""

NOTHING_KNOWN: Final = 2.5
"""Distance from a known exercise at which an exercise outside the catalogue is as likely."""

NAMED_FROM: Final = 0.6
"""An exercise is named from this probability on."""

OTHER_FROM: Final = 7.0
"""A movement at more than this distance from every exercise of the catalogue is another exercise."""

MIN_SIGNS: Final = 0.6
"""Least share of an exercise's signs that must have been seen to name it."""

SURE_OF_ONE: Final = 0.8
"""A repetition is reported as another exercise than its set from this probability on."""


def recognise(
    kinematics: Kinematics,
    repetitions: Repetitions,
    moves: Sequence[Excursion],
    trunk_thigh: FloatArray,
    bar: FloatArray | None = None,
) -> tuple[Exercise, list[Exercise]]:
    """Return the exercise of a set and of each of its repetitions.

    Parameters
    ----------
    kinematics
        Angles and points.
    repetitions
        The set's repetitions.
    moves
        Excursion of each repetition (`hiphinge.measures.pattern.excursions`).
    trunk_thigh
        Trunk–thigh angle, degrees, shape (frames,).
    bar
        Path of the barbell, trunk lengths, shape (frames, 2), where one was followed.
    """
    if not _legs_seen(kinematics, repetitions):
        unknown = Exercise(name="unknown", confidence=0.0, given=False)
        return unknown, [unknown] * len(moves)
    return identify(*signs_of(kinematics, repetitions, moves, trunk_thigh, bar))


def _legs_seen(kinematics: Kinematics, repetitions: Repetitions) -> bool:
    """Return whether knee or ankle was seen in any repetition; without legs nothing is recognised."""
    knee, ankle = kinematics.angle("knee_flexion_deg"), kinematics.points.ankle[:, 0]
    spans = [repetition.frames for repetition in repetitions.counted]
    return not spans or any(bool((np.isfinite(knee[span]) | np.isfinite(ankle[span])).any()) for span in spans)


def identify(signs: FloatArray, errors: FloatArray) -> tuple[Exercise, list[Exercise]]:
    """Return the exercise of a set and of each of its repetitions, from signs and standard errors (`signs_of`)."""
    distances, seen = _distances(signs, errors)
    return _exercise_of_set(distances, seen), _exercise_of_each(distances, seen)


def changed(whole: Exercise, single: Exercise) -> bool:
    """Return whether a repetition was certainly another exercise than its set."""
    known = {"other", "unknown"}.isdisjoint({whole.name, single.name})
    return known and single.name != whole.name and single.confidence >= SURE_OF_ONE


def signs_of(
    kinematics: Kinematics,
    repetitions: Repetitions,
    moves: Sequence[Excursion],
    trunk_thigh: FloatArray,
    bar: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Return the signs of each repetition and their standard errors, (repetitions, signs), in the order of `SIGNS`.

    NaN = not seen. A standard error is 0 where the ranges of the catalogue already include the error of measurement.
    """
    points, time = kinematics.points, kinematics.time_s
    arm, knee_curve = points.wrist - points.shoulder, kinematics.curves["knee_flexion_deg"]
    paths = np.column_stack(
        [
            kinematics.angle("knee_flexion_deg"),
            points.wrist[:, 1],
            points.ankle[:, 1],
            np.hypot(arm[:, 0], arm[:, 1]),
            _ahead_of_hanging_deg(arm),
            (knee_curve.high - knee_curve.low) / (2 * Z90),
            kinematics.errors.distrust * (1.0 - points.trust["wrist"]),
            points.hip[:, 1],
        ]
    )
    low, look = repetitions.floor_chance, round(LOOK_S * kinematics.frame_rate_hz)
    rows, errors = [], []
    for repetition, move in zip(repetitions.counted, moves, strict=True):
        knee, hand, foot, deep_arm, reaching, knee_error, hand_error, hip = medians_around(
            paths, _flexed_frame(repetition, trunk_thigh), look
        ).tolist()
        at_top = medians_around(paths, repetition.top, look).tolist()
        _, top_hand, standing_foot, upright_arm, hanging, _, _, top_hip = at_top
        # Plates on the floor hide the ankle, so its height is taken from the top.
        height = hand - (standing_foot if math.isfinite(standing_foot) else foot)
        ascent = repetition.phase("ascent")
        ascent_s = math.nan if ascent is None else float(time[min(ascent.stop, time.size - 1)] - time[ascent.start])
        arms, bent = float(np.fmin(deep_arm, upright_arm)), _shortest_while_bent(kinematics, repetition, paths[:, 3])
        travel, travel_error = _bar_travel(bar, repetition), 0.0
        if math.isnan(travel):
            travel, travel_error = top_hand - hand, max(hand_error, HAND_TRAVEL_SIGMA)
        posture = [low, move.extended_trunk, move.deepest_trunk, knee, move.lumbar]
        rows.append([*posture, height, travel, arms, bent, hanging, hanging - reaching, ascent_s, top_hip - hip])
        errors.append([0.0, 0.0, 0.0, knee_error, 0.0, hand_error, travel_error, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    shape = (-1, len(SIGNS))
    return np.array(rows, dtype=np.float64).reshape(shape), np.nan_to_num(np.array(errors, np.float64).reshape(shape))


def _flexed_frame(repetition: RepetitionSpan, trunk_thigh: FloatArray) -> int:
    """Return the frame of the flexed posture: lift-off from the floor, the deepest one from the top."""
    if repetition.bottom == repetition.start:
        return repetition.bottom
    return repetition.start + int(trunk_thigh[repetition.frames].argmax())


def _shortest_while_bent(kinematics: Kinematics, repetition: RepetitionSpan, arm: FloatArray) -> float:
    """Return the distance of hand and shoulder below which a tenth of the bent frames lie; NaN where hardly any is.

    Hanging arms keep their length while the trunk is bent; in rows, burpees and cleans they do not.
    """
    inside = arm[repetition.frames]
    known = inside[(kinematics.angle("trunk_lean_deg")[repetition.frames] > BENT_DEG) & np.isfinite(inside)]
    long_enough = known.size >= MIN_BENT_S * kinematics.frame_rate_hz
    return float(np.percentile(known, 10)) if long_enough else math.nan


def _ahead_of_hanging_deg(arm: FloatArray) -> FloatArray:
    """Return the angle of arms (frames, 2) ahead of hanging, -90 (straight back) by 180 (overhead) to 270 degrees."""
    return (np.degrees(np.arctan2(arm[:, 0], -arm[:, 1])) + 90.0) % 360.0 - 90.0


def _bar_travel(bar: FloatArray | None, repetition: RepetitionSpan) -> float:
    """Return how far a barbell rose within a repetition, trunk lengths; NaN where it was not followed."""
    if bar is None:
        return math.nan
    height = bar[repetition.frames, 1]
    known = np.isfinite(height)
    return float(np.ptp(height[known])) if known.mean() >= BAR_SEEN else math.nan


def _recognisable() -> list[ExerciseName]:
    """Return the exercises that are recognised by their movement, in the order of the catalogue."""
    return [name for name, exercise in CATALOGUE.items() if exercise.ways]


def _exercise_of_set(distances: FloatArray, seen: FloatArray) -> Exercise:
    """Return the exercise of a set from distances and shares of seen signs, both (repetitions, exercises)."""
    if not len(distances):
        return Exercise(name="unknown", confidence=0.0, given=False)
    best = np.argsort(distances, axis=0, kind="stable")[: math.ceil(BEST_SHARE * len(distances))]
    distance, known = (np.take_along_axis(table, best, axis=0).mean(axis=0) for table in (distances, seen))
    return _exercise_of_each(distance[None], known[None])[0]


def _exercise_of_each(distances: FloatArray, seen: FloatArray) -> list[Exercise]:
    """Return the exercise of each row of distances and shares of seen signs, both (rows, exercises)."""
    rows, least, names = np.arange(len(distances)), distances.argmin(axis=1), _recognisable()
    distance, known = distances[rows, least], seen[rows, least]
    chance = known * np.exp(-distance) / (np.exp(-distances).sum(axis=1) + math.exp(-NOTHING_KNOWN))
    other = 1.0 - np.exp(NOTHING_KNOWN - distance)
    found = []
    for i in rows.tolist():
        name: ExerciseName = "unknown"
        confidence = 0.0
        if known[i] > MIN_SIGNS and distance[i] > OTHER_FROM:
            name, confidence = "other", float(other[i])
        elif known[i] >= MIN_SIGNS and chance[i] >= NAMED_FROM:
            name, confidence = names[int(least[i])], float(chance[i])
        found.append(Exercise(name=name, confidence=confidence, given=False))
    return found


def _distances(signs: FloatArray, errors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return each repetition's distance from each exercise, and the share of its signs seen, (repetitions, exercises).

    The distance from an exercise is that from the nearest of its ways.
    """
    columns = {sign: (signs[:, i], errors[:, i]) for i, sign in enumerate(SIGNS)}
    distances, shares = [], []
    for name in _recognisable():
        exercise = CATALOGUE[name]
        ways = [_distance_from_way(columns, way) for way in exercise.ways]
        best = np.argmin([distance for distance, _ in ways], axis=0)
        rows = np.arange(len(signs))
        unseen = sum(np.isnan(columns[sign][0]) for sign in exercise.needs) if exercise.needs else np.zeros(len(signs))
        distance = np.array([distance for distance, _ in ways])[best, rows] + UNSEEN_NEED * unseen
        distances.append(np.minimum(distance, MAX_DISTANCE))
        shares.append(np.array([share for _, share in ways])[best, rows])
    return np.column_stack(distances), np.column_stack(shares)


def _distance_from_way(
    columns: Mapping[Sign, tuple[FloatArray, FloatArray]], way: Way
) -> tuple[FloatArray, FloatArray]:
    """Return each repetition's distance from one way, its rarity included, and the share of its signs that was seen.

    Each has shape (repetitions,).
    """
    values, errors = (np.column_stack([columns[sign][i] for sign in way.signs]) for i in (0, 1))
    low, high, slack = np.array([(usual.low, usual.high, usual.slack) for usual in way.signs.values()]).T
    off = np.maximum(np.maximum(low - values, values - high), 0.0) / np.maximum(slack, errors)
    known = np.isfinite(values)
    return way.rarity + np.where(known, 0.5 * off * off, 0.0).sum(axis=1), known.mean(axis=1)
