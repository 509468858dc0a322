"""A set coached while it is done."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.core.motion import Motion
from hiphinge.judging.pacing import MIN_PAUSE_S
from hiphinge.movement.movement import estimate_calibration
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.coach import Coach, CoachUpdate
from hiphinge.pipeline.window import frames_of
from tests.body_model import bridges, film, from_the_floor, from_the_top
from tests.motions import DEMO, motion_of

LATE_S = 2.0
"""A repetition is judged within this time of its end: a top is held before it counts."""


def coached(motion: Motion, exercise: str = "auto") -> tuple[Coach, list[tuple[float, CoachUpdate]]]:
    coach = Coach(estimate_calibration(motion), motion.source, exercise=exercise)
    updates = [(frame.time_s, coach.push(frame)) for frame in frames_of(motion)]
    return coach, [*updates, (float(motion.time_s[-1]), coach.finish())]


@pytest.mark.parametrize(
    "motion", [film(from_the_top(4)), film(from_the_floor(3)), film(bridges(4))], ids=["top", "floor", "bridges"]
)
def test_the_repetitions_are_those_of_the_file(motion: Motion) -> None:
    file = analyze(motion)
    coach, updates = coached(motion)
    assert len(coach.repetitions) == len(file.repetitions)
    assert [each.index for each in coach.repetitions] == list(range(1, len(file.repetitions) + 1))
    for live, after in zip(coach.repetitions, file.repetitions, strict=True):
        assert live.bottom_s == pytest.approx(after.bottom_s, abs=0.2)
    judged = [(now, each) for now, update in updates for each in update.repetitions]
    assert all(now - each.end_s < LATE_S for now, each in judged)


def test_the_fault_of_a_real_estimate_is_cued_within_the_set() -> None:
    motion = motion_of(DEMO)
    file = analyze(motion)
    assert file.cue is not None
    _, updates = coached(motion, exercise=file.exercise.name)
    said = [(now, update.cue) for now, update in updates if update.cue is not None]
    assert said
    faults = {fault.code for each in file.repetitions for fault in each.faults}
    assert {cue.fault for _, cue in said} <= faults
    assert said[0][0] < file.repetitions[-1].end_s + LATE_S
    assert all(later - earlier >= MIN_PAUSE_S for (earlier, _), (later, _) in pairwise(said))


def test_clean_repetitions_bring_no_cue() -> None:
    _, updates = coached(film(from_the_top(4)), exercise="romanian_deadlift")
    assert all(update.cue is None for _, update in updates)
    assert any(update.repetitions for _, update in updates)


def test_every_frame_comes_back_once() -> None:
    motion = film(from_the_top(2))
    _, updates = coached(motion)
    assert [frame.time_s for _, update in updates for frame in update.frames] == motion.time_s.tolist()


def test_an_unknown_exercise_is_refused() -> None:
    motion = film(from_the_top(1))
    with pytest.raises(ArgumentError, match="an exercise among"):
        Coach(estimate_calibration(motion), motion.source, exercise="handstand")
