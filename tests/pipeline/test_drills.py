"""Composition of the drills: a movement with its rod or wall, and the limitations if there is none."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.core.motion import Motion
from hiphinge.core.props import Rod
from hiphinge.drills.wall.drill import DISTANCE, WallPosition
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.drills import check_column, rod_of, wall_drill, wall_hip_travel, with_drill, with_rod_found
from hiphinge.props.rod_observer import ROD
from hiphinge.result import Analysis, Athlete, DowelDrill, WallDrill
from tests.body_model import Camera, film, from_the_top
from tests.drills.wall.walls import HEIGHT_M, drilled

SCRIPT = from_the_top(2)
ATHLETE = Athlete(height_m=HEIGHT_M)


def rod_along(motion: Motion) -> Rod:
    """Return a rod on the line of the trunk whose gaps are unknown."""
    return Rod(motion.middle("hip"), motion.middle("shoulder"), 4.0, np.ones(len(motion)))


def test_a_rod_that_was_found_is_not_searched_again() -> None:
    motion = film(SCRIPT)
    rod = rod_along(motion)
    known = motion.with_observations({ROD: rod, "plate": "kept"})
    assert rod_of(known) is rod
    again = with_rod_found(known)
    assert again.observations[ROD] is rod
    assert again.observations["plate"] == "kept"


def test_a_motion_without_pictures_has_no_rod_and_says_so() -> None:
    motion = with_rod_found(film(SCRIPT))
    rod = rod_of(motion)
    assert not rod.found
    assert rod.reason == "the recording has no moving pictures"
    analysis = analyze(motion, drill="dowel")
    assert isinstance(analysis.drill, DowelDrill)
    assert not analysis.drill.judged
    assert [each.code for each in analysis.cannot_judge if each.reason == rod.reason] == ["rod_unknown"]


@pytest.mark.parametrize("column", [-1.0, 1e5])
def test_the_wall_stands_in_the_picture(column: float) -> None:
    motion = film(SCRIPT)
    with pytest.raises(ArgumentError, match=f"{motion.source.width_px} pixels wide"):
        check_column(WallPosition(x_px=column), motion.source)
    with pytest.raises(ArgumentError, match="a column of the picture for the wall"):
        analyze(motion, drill="wall", wall=WallPosition(x_px=column))


@pytest.mark.parametrize(
    "given", [WallPosition(), WallPosition(x_px=0.0), WallPosition(x_px=100.0), WallPosition(heel_cm=20.0)]
)
def test_columns_in_the_picture_and_none_are_allowed(given: WallPosition) -> None:
    check_column(given, film(SCRIPT).source)


def test_hip_travel_is_measured_from_an_outline_in_side_view() -> None:
    made = drilled()
    movement = measure_movement(made.motion)
    assert not isinstance(wall_hip_travel(made.motion, movement, ATHLETE), str)
    bare = drilled(outline=False).motion
    assert isinstance(wall_hip_travel(bare, measure_movement(bare), ATHLETE), str)
    oblique = film(SCRIPT, Camera(yaw_deg=55.0))
    turned = measure_movement(oblique)
    assert wall_hip_travel(oblique, turned, ATHLETE) == turned.view.reason()


def analysed(motion: Motion, given: WallPosition) -> Analysis:
    plain = analyze(motion, athlete=ATHLETE, exercise="unknown")
    return with_drill(plain, motion, measure_movement(motion), "wall", given)


def test_a_wall_of_known_place_is_measured_in_every_frame() -> None:
    made = drilled()
    analysis = analysed(made.motion, WallPosition(x_px=made.wall_px))
    assert isinstance(analysis.drill, WallDrill)
    assert len(analysis.drill.repetitions) == 2
    distance = analysis.to_frame()[DISTANCE].to_numpy()
    known = np.isfinite(distance.astype(float))
    assert known.mean() > 0.9
    np.testing.assert_allclose(distance[known], made.distance_cm[known], atol=2.0)
    assert "wall_unknown" not in [each.code for each in analysis.cannot_judge]
    plain = analyze(made.motion, athlete=ATHLETE, exercise="unknown")
    assert {limit.code for limit in analysis.limits} > {limit.code for limit in plain.limits}


def test_a_wall_of_unknown_place_is_a_limitation_and_an_empty_column() -> None:
    motion = drilled(outline=False).motion
    analysis = analysed(motion, WallPosition())
    assert isinstance(analysis.drill, WallDrill)
    assert analysis.drill.verdict == "unclear"
    assert [each.code for each in analysis.cannot_judge].count("wall_unknown") == 1
    table = analysis.to_frame()
    assert table.select(pl.col(DISTANCE).is_null().all()).item()
    assert len(table) == len(motion)


def test_a_reason_prevents_any_reading() -> None:
    movement = measure_movement(film(SCRIPT))
    reading = wall_drill(movement, "the buttocks were hidden", WallPosition())
    assert reading.missing == "the buttocks were hidden"
    assert reading.result.repetitions == []
    assert not reading.distance.known().any()
