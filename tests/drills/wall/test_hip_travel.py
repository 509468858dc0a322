"""The buttocks over time, of a lifter whose buttocks are known."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.body import Side
from hiphinge.drills.wall.hip_travel import (
    MIN_REACH_CM,
    NO_OUTLINE,
    NO_REPETITION,
    Seat,
    reaches,
    rearmost,
    take_seat,
)
from hiphinge.movement.view import estimate_view
from hiphinge.result import Athlete
from tests.body_model import film, from_the_top, walked
from tests.drills.wall.walls import HEIGHT_M, Drilled, drilled

TALL = Athlete(height_m=HEIGHT_M)


def seat_of(drill: Drilled) -> Seat:
    seat, reason = take_seat(drill.motion, estimate_view(drill.motion), TALL)
    assert reason is None
    assert seat is not None
    return seat


@pytest.mark.parametrize("facing", ["right", "left"])
def test_the_rearmost_point_is_that_of_the_buttocks(facing: Side) -> None:
    drill = drilled(facing=facing)
    assert rearmost(drill.motion) == pytest.approx(drill.rear_px, abs=0.1)


def test_every_repetition_is_a_reach_and_stops_where_it_was_furthest_back() -> None:
    drill = drilled(repetitions=3)
    seat = seat_of(drill)
    assert len(seat.reaches) == len(seat.stops_px) == 3
    for reach, stop in zip(seat.reaches, seat.stops_px, strict=True):
        assert stop == pytest.approx(drill.rear_px[reach.frames].min(), abs=1.0)
    assert all(a.stop <= b.start for a, b in zip(seat.reaches, seat.reaches[1:], strict=False))


def test_the_scale_is_that_of_the_lifters_height() -> None:
    drill = drilled()
    seat = seat_of(drill)
    assert seat.scale.cm_per_px == pytest.approx(drill.cm_per_px, rel=0.01)
    soles, head = seat.body_px
    assert (head - soles) * seat.scale.cm_per_px == pytest.approx(100 * HEIGHT_M * 1.041, rel=0.02)


def test_hips_that_hardly_go_back_have_not_set_out() -> None:
    drill = drilled()
    held = np.maximum(drill.rear_px, drill.rear_px.max() - 0.8 * MIN_REACH_CM / drill.cm_per_px)
    assert reaches(drill.motion, held, drill.cm_per_px) == ()


def test_a_step_back_is_no_reach() -> None:
    motion = film(walked(from_the_top(1), 1, back=True))
    hip = motion.middle("hip")[:, 0].astype(np.float64)
    found = reaches(motion, hip, 0.4)
    heel = motion.middle("heel")[:, 0]
    assert all(np.ptp(heel[reach.frames]) * 0.4 < 15.0 for reach in found)


@pytest.mark.parametrize("known", [0, 5])
def test_buttocks_that_were_hardly_seen_reach_nowhere(known: int) -> None:
    drill = drilled()
    hidden = drill.rear_px.copy()
    hidden[known:] = np.nan
    assert reaches(drill.motion, hidden, drill.cm_per_px) == ()


def test_what_is_missing_is_the_reason() -> None:
    without = drilled(outline=False)
    assert take_seat(without.motion, estimate_view(without.motion), TALL) == (None, NO_OUTLINE)
    free = drilled(pressed_cm=0.0)
    still = drilled(pressed_cm=float(np.ptp(free.rear_px)) * free.cm_per_px - 1.0)  # the hips stand at the wall
    assert take_seat(still.motion, estimate_view(still.motion), TALL) == (None, NO_REPETITION)
