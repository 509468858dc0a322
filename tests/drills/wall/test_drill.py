"""The wall drill on a lifter whose distance to the wall is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import INDEX, Side, other
from hiphinge.core.measure import Curve, Measure
from hiphinge.core.motion import Motion
from hiphinge.core.props import DRILLS
from hiphinge.drills.wall.drill import (
    CONTACT_BAND_CM,
    KNEE_LIMIT_CM,
    NO_WALL,
    TOGETHER_S,
    WallPosition,
    WallReading,
    _contact,
    verdict_of,
)
from hiphinge.drills.wall.hip_travel import MAX_HEEL_RISE_CM, NO_OUTLINE, HipTravel, Reach
from hiphinge.drills.wall.next_step import STEP_OUT_CM
from hiphinge.measures.scale import body_scale, upright_frames
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.drills import wall_drill, wall_hip_travel, with_wall_drill
from hiphinge.result import Analysis, Athlete, WallDrill
from tests.back_model import STIFF
from tests.body_model import from_the_top
from tests.drills.wall.walls import HEIGHT_M, Drilled, drilled

TALL = Athlete(height_m=HEIGHT_M)


def read(made: Drilled, given: WallPosition | None = None, athlete: Athlete = TALL) -> WallReading:
    movement: Movement = measure_movement(made.motion)
    return wall_drill(movement, wall_hip_travel(made.motion, movement, athlete), given or WallPosition())


def column(made: Drilled) -> float:
    sign = 1.0 if made.motion.source.facing == "right" else -1.0
    return sign * made.wall_px / made.motion.source.scale


def test_the_drills_are_named() -> None:
    assert DRILLS == ("wall", "dowel")


@pytest.mark.parametrize("facing", ["right", "left"])
def test_distance_is_that_of_the_outline(facing: Side) -> None:
    made = drilled(pressed_cm=-5.0, facing=facing)
    reading = read(made, WallPosition(x_px=column(made)))
    known = reading.distance.known()
    assert known.mean() > 0.95
    assert np.abs(reading.distance.value - made.distance_cm)[known].max() < 0.8
    assert ((reading.distance.low <= made.distance_cm) & (made.distance_cm <= reading.distance.high))[known].all()
    assert [drill.verdict for drill in reading.result.repetitions] == ["not_reached", "not_reached"]
    assert reading.result.repetitions[0].smallest_distance_cm is not None
    assert reading.result.repetitions[0].smallest_distance_cm.value == pytest.approx(5.0, abs=0.6)
    assert reading.result.wall is not None
    assert reading.result.wall.x_px == pytest.approx(column(made), abs=1.5)


def test_a_far_heel_that_was_guessed_too_high_is_brought_down() -> None:
    made = drilled()
    plain = wall_hip_travel(made.motion, measure_movement(made.motion), TALL)
    position = np.array(made.motion.position)
    position[:, INDEX[f"{other(made.motion.source.near_side)}_heel"], 1] += 100.0
    raised = Motion.build(
        time_s=made.motion.time_s,
        position=position,
        confidence=made.motion.confidence,
        source=made.motion.source,
        outline=made.motion.outline,
    )
    hips = wall_hip_travel(raised, measure_movement(raised), TALL)
    assert isinstance(plain, HipTravel)
    assert isinstance(hips, HipTravel)
    higher_cm = (hips.stance.heel_px[1] - plain.stance.heel_px[1]) * hips.scale.cm_per_px
    assert higher_cm == pytest.approx(MAX_HEEL_RISE_CM / 2, abs=0.1)


def hips_that_stop(outline_s: tuple[float, float], joint_s: tuple[float, float]) -> tuple[float, float] | None:
    """The contact of hips that come and go at 30 cm/s and rest in between, in the outline and in the joint."""
    made = drilled()
    hips = wall_hip_travel(made.motion, measure_movement(made.motion), TALL)
    assert isinstance(hips, HipTravel)
    time_s = np.arange(0.0, 4.0, 1 / 30)
    paths = [
        np.maximum(np.maximum(start - time_s, time_s - stop), 0.0) * 30.0 / hips.stance.cm_per_px
        for start, stop in (outline_s, joint_s)
    ]
    hips = replace(hips, rear_px=50.0 + paths[0], hip_px=90.0 + paths[1])
    return _contact(hips, Reach(0, time_s.size), 50.0, time_s)


def test_outline_and_hip_joint_date_the_contact_together() -> None:
    passing = CONTACT_BAND_CM / 30.0
    start, stop = hips_that_stop((1.0, 2.0), (1.1, 1.9)) or (0.0, 0.0)
    assert start == pytest.approx(1.05 - passing, abs=0.01)
    assert stop == pytest.approx(1.95 + passing, abs=0.01)


def test_hips_that_sink_into_flesh_do_not_date_the_contact() -> None:
    passing = CONTACT_BAND_CM / 30.0
    start, stop = hips_that_stop((1.0, 2.0), (1.0 + 2 * TOGETHER_S, 2.0)) or (0.0, 0.0)
    assert start == pytest.approx(1.0 - passing, abs=0.01)
    assert stop == pytest.approx(2.0 + passing, abs=0.01)


def test_contact_is_dated_where_the_outline_stops() -> None:
    made = drilled(pressed_cm=1.0)
    reading = read(made, WallPosition(x_px=column(made)))
    touching = made.distance_cm < 0.5
    starts = made.motion.time_s[np.flatnonzero(np.diff(touching.astype(int)) == 1)]
    assert [drill.verdict for drill in reading.result.repetitions] == ["touched", "touched"]
    for drill, start in zip(reading.result.repetitions, starts, strict=True):
        assert drill.contact_start_s == pytest.approx(start, abs=0.1)
    assert reading.result.verdict == "touched"
    heel, after = reading.result.heel_to_wall_cm, reading.result.next_heel_to_wall_cm
    assert heel is not None
    assert after is not None
    assert after.value - heel.value == pytest.approx(STEP_OUT_CM[1], abs=0.02)


def test_heels_given_place_the_wall() -> None:
    made = drilled(pressed_cm=3.0)
    seen = read(made, WallPosition(x_px=column(made))).result.heel_to_wall_cm
    assert seen is not None
    reading = read(made, WallPosition(heel_cm=seen.value))
    assert reading.result.wall is not None
    assert "heel" in reading.result.wall.sources
    assert reading.result.wall.behind_reach_cm.value == pytest.approx(0.0, abs=0.8)


def test_hips_that_stop_short_are_sent_closer() -> None:
    made = drilled(pressed_cm=-4.0)
    result = read(made, WallPosition(x_px=column(made))).result
    assert result.heel_to_wall_cm is not None
    assert result.next_heel_to_wall_cm is not None
    assert result.next_heel_to_wall_cm.value < result.heel_to_wall_cm.value
    assert "closer" in result.next_step


def test_twice_the_height_is_twice_the_distance() -> None:
    made = drilled(pressed_cm=-12.0)
    at = WallPosition(x_px=column(made))
    small, large = (read(made, at, Athlete(height_m=tall)).distance.value for tall in (1.2, 2.4))
    assert large == pytest.approx(2.0 * small, rel=0.05)


def test_without_a_height_the_interval_is_wider_and_says_why() -> None:
    made = drilled(pressed_cm=-8.0)
    given, taken = (read(made, WallPosition(x_px=column(made)), who) for who in (TALL, Athlete()))
    assert given.result.scale is not None
    assert taken.result.scale is not None
    assert (given.result.scale.source, taken.result.scale.source) == ("height", "population")
    scales = [drill.result.scale.cm_per_px for drill in (given, taken) if drill.result.scale is not None]
    assert scales[1].high - scales[1].low > 2 * (scales[0].high - scales[0].low)
    assert np.nanmax(taken.distance.high - taken.distance.low) > np.nanmax(given.distance.high - given.distance.low)


def test_scale_is_the_height_over_the_standing_person() -> None:
    made = drilled()
    scale = body_scale(made.motion, upright_frames(made.motion), TALL)
    assert scale is not None
    assert scale.cm_per_px == pytest.approx(made.cm_per_px, rel=0.01)


def test_a_wall_that_is_not_known_is_absent_with_a_reason() -> None:
    reading = read(drilled(pressed_cm=-6.0, repetitions=1))
    assert reading.missing == NO_WALL
    assert reading.result.wall is None
    assert not reading.distance.known().any()
    assert reading.result.repetitions[0].verdict == "unclear"
    assert reading.result.repetitions[0].knee_travel_cm is not None


def test_without_an_outline_nothing_is_measured() -> None:
    reading = read(drilled(outline=False))
    assert reading.missing == NO_OUTLINE
    assert reading.result.repetitions == []


def test_the_analysis_carries_the_drill() -> None:
    made = drilled(pressed_cm=2.0)
    movement = measure_movement(made.motion)
    reading = wall_drill(movement, wall_hip_travel(made.motion, movement, TALL), WallPosition(x_px=column(made)))
    analysis = with_wall_drill(analyze(made.motion, movement=movement), reading)
    back = Analysis.model_validate_json(analysis.to_json())
    assert back.drill == analysis.as_written().drill
    assert {"wall_distance_cm", "wall_distance_cm_low", "wall_distance_cm_high"} <= set(analysis.to_frame().columns)
    nowhere = wall_drill(movement, wall_hip_travel(made.motion, movement, TALL), WallPosition())
    lost = with_wall_drill(analyze(made.motion, movement=movement), nowhere)
    assert isinstance(lost.drill, WallDrill)
    limited = {limitation.what for limitation in lost.cannot_judge}
    assert (lost.drill.wall is None) == ("the distance to the wall" in limited)


@pytest.mark.parametrize(
    ("chance", "travel_cm", "verdict"),
    [
        (0.95, 1.0, "touched"),
        (0.95, KNEE_LIMIT_CM + 3.0, "knees_travelled"),
        (0.05, 1.0, "not_reached"),
        (0.05, KNEE_LIMIT_CM + 3.0, "not_reached"),
        (0.5, 1.0, "unclear"),
        (None, 1.0, "unclear"),
    ],
)
def test_verdicts(chance: float | None, travel_cm: float, verdict: str) -> None:
    travel = Measure(value=travel_cm, low=travel_cm - 1.5, high=travel_cm + 1.5)
    smallest = None if chance is None else Measure(value=0.5, low=0.0, high=1.0)
    assert verdict_of(chance, smallest, travel)[0] == verdict


# What was not seen never passes


def measured(made: Drilled, *, lumbar: bool, knees_from_s: float | None = None) -> WallDrill:
    """The drill of a lifter whose low back is measured or hidden, and whose knees are hidden from a time on."""
    movement = measure_movement(made.motion, spine=STIFF.spine(from_the_top(2), made.motion.time_s))
    if not lumbar:
        absent = Curve.absent(len(made.motion))
        spine = replace(movement.spine, curves={**movement.spine.curves, "lumbar_flexion_deg": absent})
        movement = replace(movement, spine=spine)
    if knees_from_s is not None:
        position = movement.motion.position.copy()
        for side in ("left", "right"):
            position[movement.motion.time_s >= knees_from_s, INDEX[f"{side}_knee"]] = np.nan
        movement = replace(movement, motion=movement.motion.with_position(position, movement.motion.confidence))
    hips = wall_hip_travel(made.motion, movement, TALL)
    return wall_drill(movement, hips, WallPosition(x_px=column(made))).result


def test_a_low_back_that_was_not_seen_is_not_stepped_out_with() -> None:
    made = drilled(pressed_cm=2.0)
    seen, unseen = (measured(made, lumbar=lumbar) for lumbar in (True, False))
    assert seen.heel_to_wall_cm is not None
    assert seen.next_heel_to_wall_cm is not None
    assert seen.next_heel_to_wall_cm.value > seen.heel_to_wall_cm.value
    assert {drill.back for drill in unseen.repetitions} == {"unknown"}
    assert unseen.next_heel_to_wall_cm == unseen.heel_to_wall_cm
    assert "was not seen" in unseen.next_step


def test_knees_that_were_hidden_for_a_part_did_not_stay() -> None:
    made = drilled(pressed_cm=2.0)
    first = measured(made, lumbar=True).repetitions[0]
    assert first.verdict == "touched"
    late = measured(made, lumbar=True, knees_from_s=0.6 * first.start_s + 0.4 * first.end_s)
    assert {drill.knee_travel_cm for drill in late.repetitions} == {None}
    assert {drill.verdict for drill in late.repetitions} == {"unclear"}
