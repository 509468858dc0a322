"""Readings of the rules for legs, for lifters whose legs are known."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.judging.faults.legs import legs_seen
from tests.back_model import Back
from tests.body_model import BRIDGE_DOWN, STANDING, Camera, Posture, from_the_floor, from_the_top
from tests.judging import contexts, reading, readings


def includes(value: Measure, truth: float) -> bool:
    return value.low <= truth <= value.high


@pytest.mark.parametrize("shank", [-6.0, 4.0, 18.0, 32.0])
def test_knees_forward_reads_the_shank_of_the_deepest_posture(shank: float) -> None:
    found = reading("knees_forward", from_the_top(1, Posture(60, 55, shank)), "romanian_deadlift")
    assert includes(found.value, shank)
    assert found.value.value == pytest.approx(shank, abs=1.5)
    assert found.phase == "bottom"


def test_shins_of_a_bridge_are_read_at_the_top_and_to_both_sides() -> None:
    near, far = (
        reading("knees_forward", from_the_floor(1, BRIDGE_DOWN, top=Posture(-112, 100, shank)), "glute_bridge")
        for shank in (14.0, -14.0)
    )
    assert (near.kind, far.kind) == ("near", "far")
    assert near.value.value == pytest.approx(14.0, abs=2.0)
    assert far.value.value == pytest.approx(14.0, abs=2.0)
    assert near.phase == far.phase == "lockout"


@pytest.mark.parametrize("knee", [6.0, 20.0, 45.0])
def test_knees_locked_reads_the_knee_of_a_deep_hinge(knee: float) -> None:
    found = reading("knees_locked", from_the_top(1, Posture(70, knee, -4)), "romanian_deadlift")
    assert found.value.value == pytest.approx(knee, abs=2.0)
    assert includes(found.value, knee)


def test_knees_are_not_judged_as_locked_where_the_trunk_hardly_leans() -> None:
    assert readings("knees_locked", from_the_top(1, Posture(38, 4, 0)), "romanian_deadlift") == [None]


def test_squatting_the_hinge_reads_the_trunks_share_of_the_bend() -> None:
    bottom = Posture(34, 76, 20)
    found = reading("squatting_the_hinge", from_the_top(1, bottom), "romanian_deadlift")
    trunk, knee = bottom.trunk - STANDING.trunk, bottom.knee - STANDING.knee
    assert found.value.value == pytest.approx(100 * trunk / (trunk + knee), abs=3.0)
    assert found.phase == "descent"


def test_a_swing_has_words_of_its_own() -> None:
    assert reading("squatting_the_hinge", from_the_top(1), "kettlebell_swing").kind == "swing"
    assert reading("squatting_the_hinge", from_the_top(1), "romanian_deadlift").kind is None


def test_hidden_legs_are_not_read() -> None:
    script = from_the_top(1)
    hidden = {f"{side}_{name}": (0.0, 99.0) for side in ("left", "right") for name in ("knee", "ankle", "heel", "toe")}
    for context in contexts(script, "romanian_deadlift", Back(), Camera(missing=hidden)):
        assert not legs_seen(context.kinematics, *context.deepest)
    for code in ("knees_forward", "knees_locked", "weight_on_toes"):
        assert readings(code, script, "romanian_deadlift", Back(), Camera(missing=hidden)) == [None]
