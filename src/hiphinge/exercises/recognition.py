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

from hiphinge.exercises.catalogue import CATALOGUE, Sign, Way
from hiphinge.exercises.pattern import Excursion
from hiphinge.kinematics import Kinematics
from hiphinge.measure import FloatArray, medians
from hiphinge.repetitions import Repetition, Repetitions
from hiphinge.result import Exercise, ExerciseName

Signs = Mapping[Sign, float]

LOOK_FRAMES: Final = 3
"""Hands are looked at over so many frames to either side of an end posture."""

MOST_DOUBT: Final = 8.0
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

FEWEST_SIGNS: Final = 0.6
"""Share of an exercise's signs that must have been seen for it to be named."""

SURE_OF_ONE: Final = 0.8
"""A repetition is called another exercise than its set from this chance on."""


def recognise(
    kinematics: Kinematics, repetitions: Repetitions, moved: Sequence[Excursion], fold: FloatArray
) -> tuple[Exercise, list[Exercise]]:
    """The exercise of a set and of each of its repetitions.

    Parameters
    ----------
    kinematics
        Angles and points.
    repetitions
        The set's repetitions.
    moved
        What each repetition did (`hiphinge.exercises.pattern.excursions`).
    fold
        How far the body is folded, degrees, shape (frames,).
    """
    signs = [
        signs_of(kinematics, one, how, fold, begins_low=repetitions.starts == "bottom")
        for one, how in zip(repetitions.counted, moved, strict=True)
    ]
    return name_of(signs), [name_of([one]) for one in signs]


def changed(whole: Exercise, one: Exercise) -> bool:
    """Whether a repetition surely was another exercise than its set."""
    known = {"other", "unknown"}.isdisjoint({whole.name, one.name})
    return known and one.name != whole.name and one.confidence >= SURE_OF_ONE


def signs_of(
    kinematics: Kinematics, one: Repetition, moved: Excursion, fold: FloatArray, *, begins_low: bool
) -> dict[Sign, float]:
    """The signs of one repetition; NaN = not seen."""
    points, time = kinematics.points, kinematics.time_s
    folded = one.start + int(fold[one.frames].argmax())
    arm, over = points.wrist - points.shoulder, points.wrist - points.ankle
    length, hanging = np.hypot(*arm.T), np.degrees(np.arctan2(arm[:, 0], -arm[:, 1]))
    lifted = one.phase("ascent")
    lasted = math.nan if lifted is None else float(time[min(lifted.stop, time.size - 1)] - time[lifted.start])
    return {
        "start": float(begins_low),
        "top_trunk_deg": moved.extended_trunk,
        "bottom_trunk_deg": moved.folded_trunk,
        "knee_deg": _about(kinematics.angle("knee_flexion_deg"), folded),
        "lumbar_deg": moved.lumbar,
        "hand_height": _about(over[:, 1], folded),
        "hand_shoulder": float(np.fmin(_about(length, folded), _about(length, one.top))),
        "top_arm_deg": _about(hanging, one.top),
        "ascent_s": lasted,
    }


def _about(values: FloatArray, frame: int) -> float:
    return float(medians(values[max(frame - LOOK_FRAMES, 0) : frame + LOOK_FRAMES + 1, None])[0])


def name_of(repetitions: Sequence[Signs]) -> Exercise:
    """The exercise that repetitions with these signs were, together."""
    if not repetitions:
        return Exercise(name="unknown", confidence=0.0, given=False)
    doubts = {name: _doubt(repetitions, name) for name in CATALOGUE if CATALOGUE[name].ways}
    least = min(doubts, key=lambda name: doubts[name][0])
    doubt, seen = doubts[least]
    weights = {name: math.exp(-value) for name, (value, _) in doubts.items()}
    chance = seen * weights[least] / (sum(weights.values()) + math.exp(-NOTHING_KNOWN))
    if doubt > OTHER_FROM and seen > FEWEST_SIGNS:
        return Exercise(name="other", confidence=round(1.0 - math.exp(NOTHING_KNOWN - doubt), 2), given=False)
    if chance < NAMED_FROM or seen < FEWEST_SIGNS:
        return Exercise(name="unknown", confidence=0.0, given=False)
    return Exercise(name=least, confidence=round(chance, 2), given=False)


def _doubt(repetitions: Sequence[Signs], name: ExerciseName) -> tuple[float, float]:
    """How unlike an exercise the repetitions most like it are in the mean, and the share of its signs seen in them."""
    exercise = CATALOGUE[name]
    found = []
    for signs in repetitions:
        doubt, seen = min((_unlike(signs, way) for way in exercise.ways), key=lambda pair: pair[0])
        unseen = sum(not math.isfinite(signs[sign]) for sign in exercise.needs)
        found.append((min(doubt + UNSEEN_NEED * unseen, MOST_DOUBT), seen))
    speaking = sorted(found)[: math.ceil(SPEAKING_SHARE * len(found))]
    doubt, seen = np.mean(speaking, axis=0).tolist()
    return doubt, seen


def _unlike(signs: Signs, way: Way) -> tuple[float, float]:
    known = [sign for sign in way if math.isfinite(signs[sign])]
    return sum(way[sign].doubt(signs[sign]) for sign in known), len(known) / len(way)
