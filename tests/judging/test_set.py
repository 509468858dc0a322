"""Judging a set: a given or recognised exercise, what each view allows, quiet and upright standing."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.set import HIDDEN_PATTERN, NO_BRIDGE, JudgedSet, judge_set, recognised_exercise
from hiphinge.movement.movement import Movement, Sight, measure_movement
from hiphinge.result import Exercise
from tests.body_model import SQUATTED, STANDING, Posture, Script, bridges, film, from_the_floor, from_the_top
from tests.judging import contexts


@pytest.fixture(scope="module")
def hinge() -> Movement:
    return measure_movement(film(from_the_top(2)))


def judged(movement: Movement, exercise: str = "auto", sight: Sight = "side") -> JudgedSet:
    return judge_set(
        movement.kinematics, movement.repetitions, movement.trunk_thigh, movement.spine, exercise=exercise, sight=sight
    )


def test_the_exercise_is_the_one_that_recognition_alone_names(hinge: Movement) -> None:
    squat = measure_movement(film(from_the_top(2, SQUATTED)))
    for movement, name in ((hinge, "romanian_deadlift"), (squat, "squat")):
        alone = recognised_exercise(movement.kinematics, movement.repetitions, movement.trunk_thigh, movement.spine)
        found = judged(movement)
        assert found.exercise.name == alone.name == name
        assert found.entry is CATALOGUE[alone.name]
        assert not found.exercise.given


def test_a_given_exercise_is_kept_and_has_what_it_looks_like(hinge: Movement) -> None:
    squat = measure_movement(film(from_the_top(2, SQUATTED)))
    found = judged(squat, "deadlift")
    assert (found.exercise.name, found.exercise.given) == ("deadlift", True)
    assert found.exercise.looks_like == "squat"
    assert judged(squat, "squat").exercise.looks_like is None
    named = recognised_exercise(hinge.kinematics, hinge.repetitions, hinge.trunk_thigh, hinge.spine, exercise="squat")
    assert named.name == "squat"


def test_an_oblique_view_has_patterns_and_no_faults() -> None:
    movement = measure_movement(film(from_the_top(2, Posture(60, 55, 32))))
    side, oblique = judged(movement, "romanian_deadlift"), judged(movement, "romanian_deadlift", "oblique")
    assert any(repetition.verdict.stated for repetition in side.repetitions)
    for repetition in oblique.repetitions:
        assert (repetition.verdict.stated, repetition.verdict.possible) == ([], [])
        assert set(repetition.verdict.unread) == set(CATALOGUE["romanian_deadlift"].faults)
        assert repetition.pattern.name != "unknown"


def test_a_hidden_upper_body_has_neither_pattern_nor_exercise(hinge: Movement) -> None:
    found = judged(hinge, sight="hidden")
    assert found.exercise.name == "unknown"
    assert [repetition.pattern for repetition in found.repetitions] == [HIDDEN_PATTERN] * 2
    name = recognised_exercise(hinge.kinematics, hinge.repetitions, hinge.trunk_thigh, hinge.spine, sight="hidden").name
    assert name == "unknown"


def test_only_swings_have_a_snap(hinge: Movement) -> None:
    assert all(repetition.swing is None for repetition in judged(hinge).repetitions)
    assert all(repetition.swing is not None for repetition in judged(hinge, "kettlebell_swing").repetitions)
    assert all(repetition.swing is None for repetition in judged(hinge, "kettlebell_swing", "oblique").repetitions)


def test_quiet_standing_is_measured_outside_the_repetitions() -> None:
    lean = 6.0
    script = from_the_top(1, top=Posture(lean, 4, 2), around_s=1.5)
    (context,) = contexts(script, "romanian_deadlift")
    assert context.quiet_lean is not None
    assert context.quiet_lean.low <= lean <= context.quiet_lean.high


def test_a_lift_that_ends_where_it_began_has_no_quiet_standing() -> None:
    (context,) = contexts(from_the_floor(1, rest_s=0.1), "deadlift")
    assert context.quiet_lean is None


def test_upright_frames_are_at_the_tops() -> None:
    found = contexts(from_the_top(2), "romanian_deadlift")
    upright = found[0].upright
    tops = np.concatenate(
        [np.arange(phase.start, phase.stop) for c in found for phase in c.repetition.phases if phase.name == "lockout"]
    )
    assert upright.any()
    assert set(np.flatnonzero(upright)) <= set(tops.tolist())
    assert np.abs(found[0].kinematics.angle("trunk_lean_deg")[upright]).max() < 16.0


def test_standing_alone_is_not_judged() -> None:
    movement = measure_movement(film(Script.start(STANDING, 2.0)))
    found = judged(movement)
    assert (found.repetitions, found.exercise.name) == ((), "unknown")


def test_lying_in_a_movement_that_is_no_bridge_is_no_bridge(monkeypatch: pytest.MonkeyPatch) -> None:
    movement = measure_movement(film(bridges(2)))
    assert judged(movement).pattern.name == "bridge"
    other = Exercise(name="other", confidence=0.99, given=False)
    monkeypatch.setattr("hiphinge.judging.set.recognise", lambda *_: (other, [other, other]))
    unlike = judged(movement)
    assert unlike.pattern.name == "unknown"
    assert [repetition.pattern for repetition in unlike.repetitions] == [NO_BRIDGE, NO_BRIDGE]
