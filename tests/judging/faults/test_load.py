"""How far a load is held away, by hands at a known place and by a followed bar."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.measure import Z90, FloatArray
from hiphinge.core.props import Bar
from hiphinge.judging.faults.load import ARM_SIGMA_DEG
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Fault
from tests.body_model import (
    FOREARM,
    HINGED,
    STANDING,
    UPPER_ARM,
    Camera,
    Posture,
    Script,
    film,
    from_the_floor,
    from_the_top,
)
from tests.judging import reading, readings

WRISTS = {f"{side}_wrist": (0.0, 99.0) for side in ("left", "right")}


@pytest.mark.parametrize("ahead", [0.25, 0.4])
def test_the_angle_is_that_of_the_line_from_shoulder_to_hand(ahead: float) -> None:
    hands = (ahead, 0.0)
    script = from_the_top(1, replace(HINGED, hands=hands), top=replace(STANDING, hands=hands))
    found = reading("bar_drift", script, "deadlift")
    angle = math.degrees(math.atan2(ahead, UPPER_ARM + FOREARM))
    assert found.value.value == pytest.approx(angle, abs=1.5)
    sigma = math.hypot(ARM_SIGMA_DEG, measure_movement(film(script)).view.roll_sigma_deg)
    assert found.value.high - found.value.low == pytest.approx(2 * Z90 * sigma, abs=0.3)
    assert found.phase == "ascent"


def test_unseen_hands_are_not_read() -> None:
    assert readings("bar_drift", from_the_top(1), "romanian_deadlift", camera=Camera(missing=WRISTS)) == [None]


def test_hands_at_the_chest_hold_no_bar_that_could_drift() -> None:
    chest = (0.3, 0.9)
    script = from_the_top(1, replace(HINGED, hands=chest), top=replace(STANDING, hands=chest))
    assert readings("bar_drift", script, "romanian_deadlift") == [None]


# A bar that was followed


def with_bar(script: Script, ahead: FloatArray | float) -> Movement:
    """Return the movement of a set whose bar is `ahead` of the hands, trunk lengths."""
    movement = measure_movement(film(script))
    path = movement.kinematics.points.wrist + np.array([0.0, -0.15])
    path[:, 0] += ahead
    return replace(movement, bar=Bar(path))


def drifts(movement: Movement) -> list[Fault]:
    analysis = analyze(movement.motion, exercise="deadlift", movement=movement)
    assert analysis.repetitions
    return [fault for repetition in analysis.repetitions for fault in repetition.faults if fault.code == "bar_drift"]


def floor(reach: float) -> Script:
    """Return a lift from the floor with the hands at the thighs at the top, `reach` ahead of hanging at the bottom."""
    bottom, top = Posture(82, 80, 15, hands=(reach, 0.0)), replace(STANDING, hands=(0.25, 0.0))
    return from_the_floor(2, bottom, top=top)


def test_a_bar_that_comes_straight_up_to_the_thighs_does_not_drift() -> None:
    assert drifts(with_bar(floor(0.0), 0.0)) == []


def test_a_bar_held_away_drifts_and_the_hands_need_not_show_it() -> None:
    movement = measure_movement(film(floor(0.0)))
    lean = np.nan_to_num(movement.kinematics.angle("trunk_lean_deg"))
    away = 0.3 * np.clip(lean / 60.0, 0.0, 1.0)
    found = drifts(with_bar(floor(0.0), away))
    assert len(found) == 2
    # The reach of sixteen degrees at the bottom has halved half-way up; the median lies between.
    assert 8.0 < found[0].value.value < 22.0


def test_the_place_of_the_bar_beside_the_hands_does_not_matter() -> None:
    script = floor(0.0)
    first, second = with_bar(script, 0.0), with_bar(script, 0.7)
    assert drifts(first) == drifts(second)


def test_a_bar_that_moves_unlike_the_hands_is_not_used() -> None:
    movement = measure_movement(film(floor(0.0)))
    lean = np.nan_to_num(movement.kinematics.angle("trunk_lean_deg"))
    assert drifts(with_bar(floor(0.0), 0.9 * np.clip(lean / 60.0, 0.0, 1.0))) == []


def test_without_a_bar_the_hands_are_used() -> None:
    movement = measure_movement(film(from_the_top(1)))
    absent = replace(movement, bar=Bar.absent(len(movement.motion), "no plate moves with the hands"))
    first, second = (analyze(movement.motion, exercise="romanian_deadlift", movement=m) for m in (movement, absent))
    assert first.repetitions[0].faults == second.repetitions[0].faults
    assert first.repetitions[0].unread_faults == second.repetitions[0].unread_faults
