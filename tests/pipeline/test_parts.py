"""The parts of the result have the measured values at their times."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version

from hiphinge.movement.movement import FRAME_ANGLES, measure_movement
from hiphinge.pipeline.analyze import judge_movement
from hiphinge.pipeline.loads import SetLoads
from hiphinge.pipeline.parts import frames_table, not_counted_part, program_version, provenance_part, source_part
from tests.body_model import film, from_the_top

MOTION = film(from_the_top(2))


def test_the_table_has_one_row_per_frame_with_its_repetition() -> None:
    movement = measure_movement(MOTION)
    judged = judge_movement(movement)
    table = frames_table(movement, SetLoads(tuple(None for _ in judged.repetitions)))
    assert len(table) == len(MOTION)
    assert {f"{name}{end}" for name in FRAME_ANGLES for end in ("", "_low", "_high")} < set(table.columns)
    counted = movement.repetitions.counted
    for number, repetition in enumerate(counted, start=1):
        rows = table["repetition"].to_list()[repetition.start : repetition.stop]
        assert set(rows) == {number}


def test_the_source_is_that_of_the_motion() -> None:
    source = source_part(MOTION, measure_movement(MOTION).view)
    assert (source.frames, source.facing) == (len(MOTION), MOTION.source.facing)
    assert source.duration_s == MOTION.source.duration_s


def test_movements_not_counted_have_times_and_a_reason() -> None:
    movement = measure_movement(film(from_the_top(2)))
    for part in not_counted_part(movement.kinematics, movement.repetitions):
        assert part.start_s <= part.end_s
        assert part.reason


def test_the_provenance_keeps_the_time_that_it_is_given() -> None:
    movement = measure_movement(MOTION)
    when = datetime(2026, 1, 2, tzinfo=UTC)
    made = provenance_part(MOTION, movement, when, {"load_kg": 3})
    assert made.created_utc == when
    assert made.arguments == {"load_kg": 3}
    assert made.hiphinge == program_version() == version("hiphinge")
