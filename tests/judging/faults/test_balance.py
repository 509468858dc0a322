"""Place of body and load over the feet, relative to the lifter's own standing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.exercises.entry import LoadPlace
from hiphinge.judging.faults.balance import FOOT_TRUNKS, STANDING_PERCENT, StancePoints, balance_percent, centre
from tests.body_model import STANDING, Posture, from_the_top
from tests.judging import reading, readings

PLACES: tuple[LoadPlace, ...] = ("none", "hands", "upper back", "hips")
DEEP = StancePoints(np.array([0.57, 1.87]), np.array([-0.39, 1.60]), np.array([-0.06, 0.85]), np.array([0.2, 0.6]))
TALL = StancePoints(np.array([0.10, 2.65]), np.array([0.05, 1.65]), np.array([0.06, 0.85]), np.array([0.25, 1.3]))
SHARES = np.array([0.0, 0.4, 1.2])


def turned(stance: StancePoints, angle_deg: float) -> StancePoints:
    """Return the stance as seen by a camera that is tilted by `angle_deg`."""
    sine, cosine = np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))
    turn = np.array([[cosine, sine], [-sine, cosine]])
    return StancePoints(*(turn @ point for point in (stance.shoulder, stance.hip, stance.knee, stance.load)))


@pytest.mark.parametrize("load", PLACES)
def test_upright_standing_is_where_people_stand(load: LoadPlace) -> None:
    assert balance_percent(TALL, TALL, load, SHARES) == pytest.approx(STANDING_PERCENT)


@given(angle=st.floats(-4.0, 4.0))
def test_a_tilted_camera_changes_next_to_nothing(angle: float) -> None:
    level = balance_percent(TALL, DEEP, "hands", SHARES)
    assert balance_percent(turned(TALL, angle), turned(DEEP, angle), "hands", SHARES) == pytest.approx(level, abs=4.0)


def test_a_load_moves_the_balance_by_its_share() -> None:
    ahead = replace(DEEP, load=DEEP.load + np.array([0.1, 0.0]))
    change = balance_percent(TALL, ahead, "hands", SHARES) - balance_percent(TALL, DEEP, "hands", SHARES)
    hands = 0.5 * 0.096  # the arms follow the load
    assert change == pytest.approx(100 * 0.1 / FOOT_TRUNKS * (SHARES + hands) / (1 + SHARES), rel=1e-6)


def test_without_a_load_the_centre_is_that_of_the_body_alone() -> None:
    alone, loaded = centre(TALL, "hands", np.array([0.0, 1.0]))
    # As much load as body: the centre of both is half way to the load.
    assert loaded == pytest.approx((alone + TALL.load) / 2)
    assert 1.2 < alone[1] < 2.2


@pytest.mark.parametrize("load", ["none", "hands", "hips"])
def test_the_centre_of_mass_is_within_the_body(load: LoadPlace) -> None:
    heights = centre(TALL, load, SHARES)[:, 1]
    assert ((heights > TALL.knee[1]) & (heights < TALL.shoulder[1])).all()


def test_weight_goes_to_the_toes_with_the_shin() -> None:
    back, ahead = (
        reading("weight_on_toes", from_the_top(1, Posture(70, 20, shank)), "romanian_deadlift").value.value
        for shank in (-10.0, 0.0)
    )
    assert ahead > back + 10.0


def test_a_hinge_on_one_leg_is_not_judged() -> None:
    # The far foot leaves the floor and moves back while the trunk comes down.
    script = from_the_top(1, Posture(70, 15, 0, far=(-1.2, 0.9)), top=STANDING)
    assert readings("weight_on_toes", script, "romanian_deadlift") == [None]
