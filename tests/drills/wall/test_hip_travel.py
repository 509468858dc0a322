"""Hip travel of a made lifter whose buttocks are known in every frame."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.body import Side
from hiphinge.drills.wall.hip_travel import (
    MIN_REACH_CM,
    NO_OUTLINE,
    NO_REPETITION,
    HipTravel,
    find_reaches,
    measure_hip_travel,
    rearmost,
)
from hiphinge.movement.view import estimate_view
from hiphinge.result import Athlete
from tests.body_model import film, from_the_top, walked
from tests.drills.wall.walls import HEIGHT_M, Drilled, drilled

TALL = Athlete(height_m=HEIGHT_M)


def hip_travel_of(drill: Drilled) -> HipTravel:
    hip_travel, reason = measure_hip_travel(drill.motion, estimate_view(drill.motion), TALL)
    assert reason is None
    assert hip_travel is not None
    return hip_travel


@pytest.mark.parametrize("facing", ["right", "left"])
def test_the_rearmost_point_is_that_of_the_buttocks(facing: Side) -> None:
    drill = drilled(facing=facing)
    assert rearmost(drill.motion) == pytest.approx(drill.rear_px, abs=0.1)


def test_every_repetition_is_a_reach_and_stops_where_it_was_furthest_back() -> None:
    drill = drilled(repetitions=3)
    hip_travel = hip_travel_of(drill)
    assert len(hip_travel.reaches) == len(hip_travel.stops_px) == 3
    for reach, stop in zip(hip_travel.reaches, hip_travel.stops_px, strict=True):
        assert stop == pytest.approx(drill.rear_px[reach.frames].min(), abs=1.0)
    assert all(a.stop <= b.start for a, b in zip(hip_travel.reaches, hip_travel.reaches[1:], strict=False))


def test_the_scale_is_that_of_the_lifters_height() -> None:
    drill = drilled()
    hip_travel = hip_travel_of(drill)
    assert hip_travel.scale.cm_per_px == pytest.approx(drill.cm_per_px, rel=0.01)
    soles, head = hip_travel.body_px
    assert (head - soles) * hip_travel.scale.cm_per_px == pytest.approx(100 * HEIGHT_M * 1.041, rel=0.02)


def test_hips_that_hardly_go_back_make_no_repetition() -> None:
    drill = drilled()
    held = np.maximum(drill.rear_px, drill.rear_px.max() - 0.8 * MIN_REACH_CM / drill.cm_per_px)
    assert find_reaches(drill.motion, held, drill.cm_per_px) == ()


def test_a_step_back_is_no_reach() -> None:
    motion = film(walked(from_the_top(1), 1, back=True))
    hip = motion.middle("hip")[:, 0].astype(np.float64)
    reaches = find_reaches(motion, hip, 0.4)
    heel = motion.middle("heel")[:, 0]
    assert all(np.ptp(heel[reach.frames]) * 0.4 < 15.0 for reach in reaches)


@pytest.mark.parametrize("known", [0, 5])
def test_buttocks_that_were_hardly_seen_make_no_repetition(known: int) -> None:
    drill = drilled()
    hidden = drill.rear_px.copy()
    hidden[known:] = np.nan
    assert find_reaches(drill.motion, hidden, drill.cm_per_px) == ()


def test_what_is_missing_is_the_reason() -> None:
    without = drilled(outline=False)
    assert measure_hip_travel(without.motion, estimate_view(without.motion), TALL) == (None, NO_OUTLINE)
    free = drilled(pressed_cm=0.0)
    still = drilled(pressed_cm=float(np.ptp(free.rear_px)) * free.cm_per_px - 1.0)  # the hips stand at the wall
    assert measure_hip_travel(still.motion, estimate_view(still.motion), TALL) == (None, NO_REPETITION)
