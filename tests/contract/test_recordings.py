"""Recordings as people make them: one movement, however the camera moved, the recording began and it ended."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis, ExerciseName
from tests.body_model import STANDING, Script, film, from_the_top
from tests.contract.test_exercises import BACKS, CASES

STANDING_UP: tuple[ExerciseName, ...] = ("romanian_deadlift", "good_morning", "squat")
"""Exercises that begin and end in standing."""


def moved(motion: Motion, path: FloatArray) -> Motion:
    """Return the motion as a camera shows it whose picture moves along a path, shares of its width, (frames, 2)."""
    shift = (path * motion.source.width_px * motion.source.scale)[:, None].astype(np.float32)
    return motion.with_position(motion.position + shift, motion.confidence)


def still(time_s: FloatArray) -> FloatArray:
    return np.zeros((time_s.size, 2))


def sway(time_s: FloatArray) -> FloatArray:
    """Twelve pixels of 640 to either side, as of a phone in the hand."""
    return 12 / 640 * np.column_stack([np.sin(2 * np.pi * 0.4 * time_s), np.sin(2 * np.pi * 0.27 * time_s + 1.0)])


def pan(time_s: FloatArray) -> FloatArray:
    """Ninety pixels of 640 to either side over the whole recording."""
    across = 90 / 640 * (2 * time_s / time_s[-1] - 1)
    return np.column_stack([across, np.zeros_like(across)])


def read(name: ExerciseName, script: Script, camera: Callable[[FloatArray], FloatArray] = still) -> Analysis:
    motion = film(script)
    motion, back = moved(motion, camera(motion.time_s)), BACKS.get(name)
    movement = measure_movement(motion, spine=None if back is None else back.spine(script, motion.time_s))
    return analyze(motion, movement=movement)


def cut(script: Script, start_s: float) -> Script:
    """Return the script from a time on; the posture at that time is the first."""
    row = script.at(np.array([start_s]))[0]
    trunk, knee, shank, fx, fy, hx, hy, ax, ay = (float(value) for value in row)
    first = type(STANDING)(trunk, knee, shank, (fx, fy), (hx, hy), (ax, ay))
    later = [(time, posture) for time, posture in zip(script.times_s, script.postures, strict=True) if time > start_s]
    return Script((0.0, *(time - start_s for time, _ in later)), (first, *(posture for _, posture in later)))


@pytest.mark.parametrize("camera", [sway, pan])
@pytest.mark.parametrize("name", CASES)
def test_a_camera_that_moves_unnoticed_changes_no_count_and_gives_no_wrong_name(
    name: ExerciseName, camera: Callable[[FloatArray], FloatArray]
) -> None:
    steady, moving = read(name, CASES[name]), read(name, CASES[name], camera)
    assert steady.exercise.name == name
    assert moving.exercise.name in {name, "unknown"}, "heights of the hands are seen against the picture"
    assert len(moving.repetitions) == len(steady.repetitions)
    assert [part.reason for part in moving.not_counted] == [part.reason for part in steady.not_counted]


@pytest.mark.parametrize("name", STANDING_UP)
def test_a_recording_may_begin_half_way_down(name: ExerciseName) -> None:
    whole = read(name, CASES[name])
    first = whole.repetitions[0]
    late = read(name, cut(CASES[name], (first.start_s + first.bottom_s) / 2))
    assert late.exercise.name == name
    assert len(late.repetitions) == len(whole.repetitions) - 1
    assert [part.reason for part in late.not_counted] == ["cut off by the start of the recording"]


@pytest.mark.parametrize("name", STANDING_UP)
def test_a_recording_may_begin_bent(name: ExerciseName) -> None:
    whole = read(name, CASES[name])
    bent = read(name, cut(CASES[name], whole.repetitions[0].bottom_s))
    assert bent.exercise.name == name
    # Hands that hang near the floor may hold a load that rests there: then the first way up is a whole repetition.
    assert len(whole.repetitions) - len(bent.repetitions) in ({0, 1} if name == "squat" else {1})


@pytest.mark.parametrize("name", STANDING_UP)
def test_ten_seconds_of_quiet_standing_after_a_set_change_nothing(name: ExerciseName) -> None:
    whole, longer = read(name, CASES[name]), read(name, CASES[name].hold(10.0))
    assert longer.exercise.name == whole.exercise.name == name
    assert len(longer.repetitions) == len(whole.repetitions)


def test_a_bottom_that_is_held_before_the_end_is_no_load_put_down() -> None:
    script = from_the_top(3)
    last = read("romanian_deadlift", script).repetitions[-1]
    held = Script(
        tuple(time for time in script.times_s if time <= last.bottom_s),
        tuple(posture for time, posture in zip(script.times_s, script.postures, strict=True) if time <= last.bottom_s),
    ).hold(1.2)
    analysis = read("romanian_deadlift", held)
    assert analysis.exercise.name == "romanian_deadlift"
    assert len(analysis.repetitions) == 2
    assert [part.reason for part in analysis.not_counted] == [
        "cut off by the end of the recording, or not brought back to the start"
    ]


def test_every_movement_is_counted_or_listed() -> None:
    analysis = analyze(film(cut(from_the_top(3), 1.3)))
    assert len(analysis.repetitions) + len(analysis.not_counted) == 3
