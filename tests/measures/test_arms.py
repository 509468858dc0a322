"""The place of the weight, when it is borne, and how the arms hold it, for lifters whose arms are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.measures.arms import Arms, hold_by_hand, lift_off, locate_weight, lowest, measure_arms
from hiphinge.movement.movement import Movement, measure_movement
from tests.body_model import FLOOR, HINGED, STANDING, Camera, Script, bridges, film, from_the_floor, from_the_top

FRONT = (0.35, 0.95)
"""Hands before the chest, relative to hanging ones."""


def arms_of(movement: Movement, bar: FloatArray | None = None) -> Arms:
    spans = [arm.frames for arm in movement.repetitions.counted]
    return measure_arms(movement.motion, movement.kinematics, spans, yaw_deg=0.0, bar=bar)


def movement_of(script: Script, camera: Camera | None = None) -> Movement:
    return measure_movement(film(script, camera))


def test_hanging_arms_hang() -> None:
    movement = movement_of(from_the_top(2))
    arms = arms_of(movement)
    inside = np.concatenate([np.arange(arm.start, arm.stop) for arm in movement.repetitions.counted])
    assert arms.seen
    # The correction for the shoulder landmark of a leaning trunk is 3.3 degrees at most.
    assert (np.abs(arms.angle_deg[inside]) < 4.0).all()
    assert np.median(arms.elbow_deg[inside]) < 3.0


def test_unseen_arms_are_assumed_to_hang() -> None:
    arms = arms_of(movement_of(from_the_top(2), Camera(near_trust=0.3, far_trust=0.2)))
    assert not arms.seen
    assert not arms.angle_deg.any()
    assert arms.sigma_deg > arms_of(movement_of(from_the_top(2))).sigma_deg


def test_a_followed_bar_is_more_exact_than_noisy_hands() -> None:
    movement = movement_of(from_the_top(2), Camera(noise=0.02))
    exact = movement_of(from_the_top(2))
    bar = exact.kinematics.points.wrist + np.array([3.0, 1.0])  # only its movement is known, not its place
    noisy, followed, truth = arms_of(movement), arms_of(movement, bar), arms_of(exact)
    inside = movement.repetitions.counted[0].frames
    off = [np.std((arm.angle_deg - truth.angle_deg)[inside]) for arm in (noisy, followed)]
    assert off[1] < off[0]


@pytest.mark.parametrize(
    ("exercise", "load_kg", "place"),
    [
        ("romanian_deadlift", 40.0, "hands"),
        ("good_morning", 40.0, "back"),
        ("romanian_deadlift", 0.0, "none"),
        ("squat", 20.0, "hands"),
        ("unknown", 20.0, "hands"),
    ],
)
def test_the_place_of_the_weight(exercise: str, load_kg: float, place: str) -> None:
    movement = movement_of(from_the_top(2))
    found = locate_weight(
        CATALOGUE[exercise],  # type: ignore[index]
        load_kg,
        movement.repetitions,
        movement.kinematics,
        arms_of(movement),
    )
    assert not isinstance(found, str)
    assert found.place == place
    assert found.borne.any() == (place != "none")
    assert found.counts.any()


def test_hands_at_the_chest_hold_the_weight_and_unseen_hands_of_an_unknown_lift_are_undetermined() -> None:
    script = from_the_top(2, replace(HINGED, hands=FRONT), top=replace(STANDING, hands=FRONT))
    movement = movement_of(script)
    squat, unknown = CATALOGUE["squat"], CATALOGUE["unknown"]
    found = locate_weight(squat, 20.0, movement.repetitions, movement.kinematics, arms_of(movement))
    assert not isinstance(found, str)
    assert (found.place, "chest" in found.notes[0]) == ("hands", True)
    hidden = movement_of(script, Camera(near_trust=0.3, far_trust=0.2))
    why = locate_weight(unknown, 20.0, hidden.repetitions, hidden.kinematics, arms_of(hidden))
    assert isinstance(why, str)


def test_from_the_floor_the_weight_counts_while_the_hands_are_up() -> None:
    movement = movement_of(from_the_floor(1, FLOOR, pause_s=0.6))
    (repetition,) = movement.repetitions.counted
    found = locate_weight(CATALOGUE["deadlift"], 60.0, movement.repetitions, movement.kinematics, arms_of(movement))
    assert not isinstance(found, str)
    height = movement.kinematics.points.wrist[:, 1]
    assert (height[found.borne] > height[repetition.frames].min() + 0.04).all()
    assert found.borne[repetition.top]
    assert not found.borne[repetition.start]
    assert lift_off(height, repetition) == np.flatnonzero(found.borne)[0]
    assert height[lowest(height, repetition)] == pytest.approx(height[repetition.start : repetition.top].min())


def test_a_bag_is_fetched_with_empty_hands() -> None:
    movement = movement_of(from_the_top(1, FLOOR))
    (repetition,) = movement.repetitions.counted
    found = locate_weight(CATALOGUE["bag_lift"], 15.0, movement.repetitions, movement.kinematics, arms_of(movement))
    assert not isinstance(found, str)
    assert not found.borne[repetition.start : repetition.bottom].any()
    assert found.borne[repetition.stop - 1]


def test_lying_hips_count_while_they_are_off_the_floor() -> None:
    movement = movement_of(bridges(2))
    found = locate_weight(CATALOGUE["glute_bridge"], 0.0, movement.repetitions, movement.kinematics, arms_of(movement))
    assert not isinstance(found, str)
    repetition = movement.repetitions.counted[0]
    assert found.counts[repetition.top]
    assert not found.counts[repetition.start]
    assert not hold_by_hand(CATALOGUE["glute_bridge"], movement.repetitions, arms_of(movement))
    assert not hold_by_hand(CATALOGUE["kettlebell_swing"], movement.repetitions, arms_of(movement))
