"""Inputs of the loads, and reasons for their absence."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.analyze import analyze, judge_movement, measured_set
from hiphinge.pipeline.load_inputs import LoadInputs, check_load, load_inputs, set_hands
from hiphinge.result import Athlete, CannotJudge
from tests.back_model import Back
from tests.body_model import STANDING, Script, bridges, film, from_the_top

MAN = Athlete(height_m=1.78, mass_kg=80.0, sex="m")


def movement_of(script: Script, back: Back | None = None) -> Movement:
    motion = film(script)
    return measure_movement(motion, spine=None if back is None else back.spine(script, motion.time_s))


def inputs(
    movement: Movement, load_kg: float | None = 20.0, exercise: str = "romanian_deadlift", who: Athlete = MAN
) -> LoadInputs | CannotJudge | None:
    return load_inputs(measured_set(movement, judge_movement(movement, exercise)), who, load_kg)


@pytest.mark.parametrize("load_kg", [None, 0.0, 20.0, 1000.0])
def test_possible_weights_are_accepted(load_kg: float | None) -> None:
    check_load(load_kg)


@pytest.mark.parametrize("load_kg", [-1.0, 1000.1, float("nan"), float("inf")])
def test_impossible_weights_are_refused(load_kg: float) -> None:
    with pytest.raises(ArgumentError, match="0 to 1000 kg"):
        check_load(load_kg)


def test_person_movement_and_weight() -> None:
    movement = movement_of(from_the_top(2), Back(0.2))
    found = inputs(movement)
    assert isinstance(found, LoadInputs)
    assert (found.who.stature_m.value, found.who.mass_kg.value) == (1.78, 80.0)
    assert found.held.place == "hands"
    assert found.weight.load is not None
    assert found.weight.load.mass_kg == 20.0
    assert len(found.movement.spans) == 2
    for span, deepest, way_s in zip(found.movement.spans, found.movement.deepest, found.movement.way_s, strict=True):
        assert span.start <= deepest < span.stop
        assert 0.4 < way_s <= 1.0
    tilt = movement.spine.curves["pelvic_tilt_deg"].value
    assert found.movement.posture.pelvic_tilt_deg == pytest.approx(tilt, nan_ok=True)
    assert found.movement.deviation_deg[:, 0] == pytest.approx(np.full(len(movement.motion), 3.0), rel=0.01)


def test_a_bridge_is_supported_and_its_weight_is_on_the_hips() -> None:
    found = inputs(movement_of(bridges(2), Back(0.1)), exercise="hip_thrust")
    assert isinstance(found, LoadInputs)
    assert (found.held.place, found.weight.supported, found.movement.arms_in_picture) == ("hips", True, False)


def test_without_a_weight_or_a_spine_there_is_a_reason() -> None:
    with_spine, without = movement_of(from_the_top(1), Back(0.2)), movement_of(from_the_top(1))
    for found, word in ((inputs(with_spine, None), "not"), (inputs(without), "pelvis")):
        assert isinstance(found, CannotJudge)
        assert word in found.reason


def test_a_set_without_repetitions_has_no_inputs_and_no_limitation() -> None:
    assert inputs(movement_of(Script.start(STANDING, 2.0))) is None


def test_a_person_outside_the_range_of_the_model_is_the_reason() -> None:
    found = inputs(movement_of(from_the_top(1), Back(0.2)), who=Athlete(height_m=1.0))
    assert isinstance(found, CannotJudge)
    assert "height" in found.reason


def test_hands_are_reported_if_they_lift() -> None:
    movement = movement_of(from_the_top(2))
    places = set_hands(measured_set(movement, judge_movement(movement, "romanian_deadlift")), movement.motion, MAN)
    assert len(places) == 2
    assert all(hands is not None for hands in places)
    swung = set_hands(measured_set(movement, judge_movement(movement, "kettlebell_swing")), movement.motion, MAN)
    assert swung == (None, None)


def test_hands_are_at_their_true_places() -> None:
    analysis = analyze(film(from_the_top(1)), athlete=MAN, exercise="romanian_deadlift")
    hands = analysis.repetitions[0].hands
    assert hands is not None
    # The script's arms hang straight down from the shoulders: 1.07 trunks to the wrist, 0.53 m each.
    body = 0.2958 * 178
    assert hands.end.height_cm.value == pytest.approx(body * (0.14 + 0.855 + 0.82 + 1 - 1.069) - 8 + 3.4, abs=8)
    assert hands.lift_off.height_cm.high < hands.end.height_cm.low
    assert analyze(film(bridges(1)), athlete=MAN, exercise="glute_bridge").repetitions[0].hands is None
