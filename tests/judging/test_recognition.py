"""The exercise of repetitions from their signs alone, and the signs of a known lifter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from hiphinge.exercises.catalogue import SIGNS, Sign
from hiphinge.judging.recognition import SURE_OF_ONE, changed, identify, signs_of
from hiphinge.measures.pattern import CORE_BAND, excursions
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Exercise, ExerciseName
from tests.body_model import (
    FLOOR,
    HINGED,
    STANDING,
    Posture,
    Script,
    even_times,
    film,
    from_the_floor,
    from_the_top,
    points,
)


def name_of(repetitions: Sequence[Mapping[Sign, float]]) -> Exercise:
    """Return the exercise of repetitions with these signs, measured without error."""
    rows = [[signs[sign] for sign in SIGNS] for signs in repetitions]
    values = np.array(rows, dtype=np.float64).reshape(-1, len(SIGNS))
    return identify(values, np.zeros_like(values))[0]


def test_arms_that_bend_while_the_trunk_is_bent_make_no_hinge() -> None:
    hinge: dict[Sign, float] = {
        "start": 0.0,
        "top_trunk_deg": 5.0,
        "bottom_trunk_deg": 65.0,
        "knee_deg": 25.0,
        "lumbar_deg": 5.0,
        "hand_height": 0.7,
        "load_travel": 0.6,
        "hand_shoulder": 0.95,
        "top_arm_deg": 5.0,
        "arm_rise_deg": 10.0,
        "ascent_s": 1.0,
        "hip_rise": 0.05,
    }
    assert name_of([hinge | {"bent_arm": 0.95}]).name == "romanian_deadlift"
    assert name_of([hinge | {"bent_arm": 0.35}]).name in {"other", "unknown"}


def test_unseen_signs_lower_the_confidence() -> None:
    few: dict[Sign, float] = {"start": 0.0, "bottom_trunk_deg": 36.0, "knee_deg": 108.0}
    more: dict[Sign, float] = few | {"top_trunk_deg": 2.0, "hand_shoulder": 0.2}
    for known, name in ((few, "unknown"), (more, "squat")):
        assert name_of([{sign: known.get(sign, math.nan) for sign in SIGNS}]).name == name


@pytest.mark.parametrize(
    ("travel", "rise", "name"),
    [(1.2, 0.45, "deadlift"), (0.6, 0.15, "rack_pull"), (math.nan, math.nan, "unknown")],
)
def test_rises_of_bar_and_hips_distinguish_floor_and_rack_where_plates_hide_knees_and_hands(
    travel: float, rise: float, name: str
) -> None:
    known: dict[Sign, float] = {
        "start": 1.0,
        "top_trunk_deg": 2.0,
        "bottom_trunk_deg": 67.0,
        "hand_shoulder": 0.95,
        "bent_arm": 0.95,
        "top_arm_deg": 5.0,
        "ascent_s": 1.0,
        "load_travel": travel,
        "hip_rise": rise,
    }
    assert name_of([{sign: known.get(sign, math.nan) for sign in SIGNS}]).name == name


SWING: dict[Sign, float] = {
    "start": 0.0,
    "top_trunk_deg": 0.0,
    "bottom_trunk_deg": 45.0,
    "knee_deg": 75.0,
    "lumbar_deg": 5.0,
    "hand_height": 1.1,
    "load_travel": 1.4,
    "hand_shoulder": 0.85,
    "bent_arm": 0.85,
    "ascent_s": 0.5,
}


@pytest.mark.parametrize(
    ("start", "top_arm", "rise", "hips", "name"),
    [
        (0.0, 90.0, 100.0, 0.2, "kettlebell_swing"),
        (1.0, 180.0, 185.0, 0.2, "kettlebell_swing"),
        (0.0, 180.0, 185.0, 0.2, "kettlebell_swing"),
        (0.0, 90.0, 0.0, 0.7, "squat"),
    ],
    ids=["to the chest", "to overhead, filmed from the bottom", "to overhead", "arms kept ahead"],
)
def test_arms_that_rise_are_a_swing_and_arms_kept_ahead_a_squat(
    start: float, top_arm: float, rise: float, hips: float, name: str
) -> None:
    found = name_of([SWING | {"start": start, "top_arm_deg": top_arm, "arm_rise_deg": rise, "hip_rise": hips}])
    assert found.name == name
    assert found.confidence > SURE_OF_ONE


def test_between_two_exercises_nothing_is_named() -> None:
    found = analyze(film(from_the_top(3, Posture(50, 64, 16)))).exercise
    assert found.confidence < SURE_OF_ONE


def test_a_movement_unlike_every_exercise_is_another_one() -> None:
    kicks: dict[Sign, float] = {
        "start": 0.0,
        "top_trunk_deg": 60.0,
        "bottom_trunk_deg": -10.0,
        "knee_deg": 60.0,
        "ascent_s": 0.5,
    }
    found = name_of([{sign: kicks.get(sign, 3.0) for sign in SIGNS}])
    assert found.name == "other"


def test_without_repetitions_nothing_is_recognised() -> None:
    assert name_of([]) == Exercise(name="unknown", confidence=0.0, given=False)


@pytest.mark.parametrize("name", ["other", "unknown"])
def test_an_unknown_set_does_not_change(name: ExerciseName) -> None:
    squat = Exercise(name="squat", confidence=0.99, given=False)
    assert not changed(Exercise(name=name, confidence=0.9, given=False), squat)
    assert not changed(squat, Exercise(name=name, confidence=0.9, given=False))


# Signs


def signs(script: Script) -> tuple[dict[str, float], dict[str, float]]:
    """Return the signs of a script's first repetition, and their standard errors."""
    movement = measure_movement(film(script))
    moves = excursions(movement.kinematics, movement.repetitions.counted, movement.trunk_thigh, movement.spine)
    values, errors = signs_of(movement.kinematics, movement.repetitions, moves, movement.trunk_thigh)
    assert values.shape == errors.shape == (len(movement.repetitions.counted), len(SIGNS))
    return dict(zip(SIGNS, values[0], strict=True)), dict(zip(SIGNS, errors[0], strict=True))


@pytest.mark.parametrize(
    ("script", "bottom", "start"), [(from_the_top(1), HINGED, 0.0), (from_the_floor(1), FLOOR, 1.0)]
)
def test_the_signs_are_those_of_the_body(script: Script, bottom: Posture, start: float) -> None:
    found, errors = signs(script)
    assert found["start"] == pytest.approx(start, abs=0.1)
    # Medians over the frames within a fifth of the excursion of either end.
    band = CORE_BAND * (bottom.trunk - STANDING.trunk)
    assert bottom.trunk - band <= found["bottom_trunk_deg"] <= bottom.trunk + 1.0
    assert STANDING.trunk - 1.0 <= found["top_trunk_deg"] <= STANDING.trunk + band
    assert found["knee_deg"] == pytest.approx(bottom.knee, abs=3.0)
    assert found["top_arm_deg"] == pytest.approx(0.0, abs=4.0)
    assert found["arm_rise_deg"] == pytest.approx(0.0, abs=8.0)
    assert errors["start"] == 0.0
    assert errors["load_travel"] > 0.0
    assert math.isnan(found["lumbar_deg"])
    hips = points(script, even_times(script.duration_s))["hip"][:, 1]
    assert found["hip_rise"] == pytest.approx(float(np.ptp(hips)), abs=0.08)


def test_the_duration_of_the_ascent_is_measured() -> None:
    quick, slow = (signs(from_the_top(1, up_s=seconds))[0]["ascent_s"] for seconds in (1.0, 2.0))
    assert 0.5 < quick <= 1.0
    assert slow == pytest.approx(2 * quick, abs=0.1)


def test_the_hands_rise_by_as_much_as_the_shoulders_do() -> None:
    script = from_the_top(1)
    height = points(script, even_times(script.duration_s))["wrist"][:, 1]
    assert signs(script)[0]["load_travel"] == pytest.approx(float(np.ptp(height)), abs=0.05)


def test_a_followed_bar_gives_the_travel_exactly() -> None:
    movement = measure_movement(film(from_the_top(1)))
    moves = excursions(movement.kinematics, movement.repetitions.counted, movement.trunk_thigh, movement.spine)
    bar = np.zeros((len(movement.motion), 2))
    bar[movement.repetitions.counted[0].bottom, 1] = -0.8
    values, errors = signs_of(movement.kinematics, movement.repetitions, moves, movement.trunk_thigh, bar)
    column = list(SIGNS).index("load_travel")
    assert (values[0, column], errors[0, column]) == (pytest.approx(0.8), 0.0)


def test_no_repetitions_have_no_signs() -> None:
    movement = measure_movement(film(Script.start(STANDING, 2.0)))
    values, _ = signs_of(movement.kinematics, movement.repetitions, [], movement.trunk_thigh)
    assert values.shape == (0, len(SIGNS))
