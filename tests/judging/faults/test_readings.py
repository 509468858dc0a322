"""How faults read what they judge: several readings as one, balance against standing, a bar that was followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.core.measure import Z90, FloatArray
from hiphinge.core.props import Bar
from hiphinge.exercises.entry import LoadPlace
from hiphinge.judging.faults.agreement import agreed
from hiphinge.judging.faults.balance import FOOT_TRUNKS, STANDING_PERCENT, StancePoints, balance_percent
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Fault
from tests.body_model import STANDING, Posture, Script, film, from_the_floor, from_the_top

PLACES: tuple[LoadPlace, ...] = ("none", "hands", "upper back", "hips")
FOLDED = StancePoints(np.array([0.57, 1.87]), np.array([-0.39, 1.60]), np.array([-0.06, 0.85]), np.array([0.2, 0.6]))
TALL = StancePoints(np.array([0.10, 2.65]), np.array([0.05, 1.65]), np.array([0.06, 0.85]), np.array([0.25, 1.3]))
SHARES = np.array([0.0, 0.4, 1.2])


# Several readings as one


def test_readings_that_agree_keep_the_usual_error() -> None:
    told = agreed([10.0, None, 10.0, float("nan")], 2.0)
    assert told is not None
    assert told.value == 10.0
    assert (told.low, told.high) == pytest.approx((10 - 2 * Z90, 10 + 2 * Z90), abs=0.06)


def test_readings_that_differ_widen_the_interval_until_it_holds_both() -> None:
    told = agreed([4.0, 24.0], 2.0)
    assert told is not None
    assert told.value == 14.0
    assert told.low <= 4.0
    assert told.high >= 24.0


def test_of_three_readings_one_that_strays_is_outvoted() -> None:
    told, usual = agreed([9.0, 10.0, 60.0], 2.0), agreed([9.0, 10.0, 11.0], 2.0)
    assert told is not None
    assert usual is not None
    assert told == usual


def test_nothing_read_is_nothing_told() -> None:
    assert agreed([None, float("nan")], 2.0) is None


# Balance


def turned(stance: StancePoints, angle_deg: float) -> StancePoints:
    """The stance as a camera sees it that is tilted by so much."""
    sine, cosine = np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))
    turn = np.array([[cosine, sine], [-sine, cosine]])
    return StancePoints(*(turn @ point for point in (stance.shoulder, stance.hip, stance.knee, stance.load)))


@pytest.mark.parametrize("load", PLACES)
def test_upright_standing_is_where_people_stand(load: LoadPlace) -> None:
    assert balance_percent(TALL, TALL, load, SHARES) == pytest.approx(STANDING_PERCENT)


@given(angle=st.floats(-4.0, 4.0))
def test_a_tilted_camera_changes_next_to_nothing(angle: float) -> None:
    level = balance_percent(TALL, FOLDED, "hands", SHARES)
    assert balance_percent(turned(TALL, angle), turned(FOLDED, angle), "hands", SHARES) == pytest.approx(level, abs=4.0)


def test_a_load_moves_the_balance_by_its_share() -> None:
    ahead = replace(FOLDED, load=FOLDED.load + np.array([0.1, 0.0]))
    moved = balance_percent(TALL, ahead, "hands", SHARES) - balance_percent(TALL, FOLDED, "hands", SHARES)
    hands = 0.5 * 0.096  # the arms reach after the load
    assert moved == pytest.approx(100 * 0.1 / FOOT_TRUNKS * (SHARES + hands) / (1 + SHARES), rel=1e-6)


# A bar that was followed


def with_bar(script: Script, ahead: FloatArray | float) -> Movement:
    """What was measured of a set whose bar is as far ahead of the hands as told, trunk lengths."""
    movement = measure_movement(film(script))
    path = movement.kinematics.points.wrist + np.array([0.0, -0.15])
    path[:, 0] += ahead
    return replace(movement, bar=Bar(path))


def drifts(movement: Movement) -> list[Fault]:
    analysis = analyze(movement.motion, exercise="deadlift", movement=movement)
    assert analysis.repetitions
    return [fault for one in analysis.repetitions for fault in one.faults if fault.code == "bar_drift"]


def floor(reach: float) -> Script:
    """From the floor, the hands at the top at the thighs and at the bottom so far ahead of hanging, trunk lengths."""
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
    # Half of what sixteen degrees of reach make at the bottom is left half of the way up: the median lies between.
    assert 8.0 < found[0].value.value < 22.0


def test_where_a_bar_was_put_beside_nothing_changes() -> None:
    script = floor(0.0)
    one, other = with_bar(script, 0.0), with_bar(script, 0.7)
    assert drifts(one) == drifts(other)


def test_a_bar_placed_far_from_the_hands_is_not_believed() -> None:
    movement = measure_movement(film(floor(0.0)))
    lean = np.nan_to_num(movement.kinematics.angle("trunk_lean_deg"))
    assert drifts(with_bar(floor(0.0), 0.9 * np.clip(lean / 60.0, 0.0, 1.0))) == []


def test_no_bar_leaves_the_hands() -> None:
    movement = measure_movement(film(from_the_top(1)))
    absent = replace(movement, bar=Bar.absent(len(movement.motion), "no plate moves with the hands"))
    one, other = (analyze(movement.motion, exercise="romanian_deadlift", movement=m) for m in (movement, absent))
    assert one.repetitions[0].faults == other.repetitions[0].faults
    assert one.repetitions[0].unread_faults == other.repetitions[0].unread_faults
