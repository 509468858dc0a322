"""The parts of the result have the measured values at their times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version

import numpy as np

from hiphinge.movement.movement import FRAME_ANGLES, measure_movement
from hiphinge.movement.spine.personal import Personal
from hiphinge.pipeline.analyze import judge_movement
from hiphinge.pipeline.loads import SetLoads
from hiphinge.pipeline.parts import (
    frames_table,
    not_counted_part,
    program_version,
    provenance_part,
    repetition_part,
    source_part,
)
from tests.back_model import STIFF
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


def test_the_light_is_never_green_where_rounding_could_not_be_ruled_out() -> None:
    script = from_the_top(2)
    motion = film(script)
    movement = measure_movement(motion, spine=STIFF.spine(script, motion.time_s))
    for hidden, light in ((0, "green"), (6, "unknown")):
        first = movement.repetitions.counted[0]
        absent = np.zeros(len(motion), dtype=bool)
        absent[first.bottom - hidden : first.bottom + hidden] = True
        curves = movement.spine.curves | {
            "lumbar_flexion_deg": movement.spine.curves["lumbar_flexion_deg"].masked(absent)
        }
        seen = replace(movement, spine=replace(movement.spine, curves=curves))
        judged = judge_movement(seen, exercise="romanian_deadlift")
        part = repetition_part(1, judged.repetitions[0], seen, judged, Personal())
        assert ("lumbar_rounding" in part.unread_faults) == (hidden > 0)
        assert part.light == light
