"""Limitations by their codes, and warnings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import INDEX, LANDMARKS
from hiphinge.core.measure import Curve
from hiphinge.core.motion import Motion, SourceInfo
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.movement.spine import Spine
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.limitations import (
    FEW_FRAMES,
    HIDDEN_SHARE,
    STAY_IN_PICTURE,
    cannot_judge,
    load_warnings,
    pace_warnings,
    warnings_of,
)
from hiphinge.result import CannotJudge, Exercise, ExerciseName
from hiphinge.sources.angles import motion_of_angles
from tests.back_model import STIFF
from tests.body_model import STANDING, Camera, Script, even_times, film, from_the_top

SCRIPT = from_the_top(2)
UNKNOWN = Exercise(name="unknown", given=False, confidence=0.0)


def limited(motion: Motion, spine: Spine | None = None, *, hidden: bool = False) -> list[CannotJudge]:
    movement = measure_movement(motion, spine=spine)
    return limits_of(motion, movement, hidden=hidden)


def limits_of(motion: Motion, movement: Movement, *, hidden: bool = False) -> list[CannotJudge]:
    return cannot_judge(
        motion,
        movement.view,
        movement.kinematics,
        movement.repetitions,
        movement.spine,
        upper_body_hidden=hidden,
    )


def codes(found: list[CannotJudge]) -> list[str | None]:
    return [item.code for item in found]


def test_a_complete_set_with_a_measured_back_has_no_limitations() -> None:
    motion = film(SCRIPT)
    assert limited(motion, STIFF.spine(SCRIPT, motion.time_s)) == []


def test_without_an_outline_the_spine_is_unknown() -> None:
    assert codes(limited(film(SCRIPT))) == ["no_outline"]


@pytest.mark.parametrize(
    ("camera", "code"),
    [
        (Camera(unseen_s=(0.0, 99.0)), "nobody_found"),
        (Camera(yaw_deg=85.0), "view_refused"),
        (Camera(yaw_deg=55.0), "view_oblique"),
    ],
)
def test_a_limitation_of_everything_is_the_only_one(camera: Camera, code: str) -> None:
    assert codes(limited(film(SCRIPT, camera))) == [code]


def test_a_hidden_upper_body_leaves_the_number_of_repetitions() -> None:
    (counted,) = limited(film(SCRIPT), hidden=True)
    (still,) = limited(film(Script.start(STANDING, 2.0)), hidden=True)
    assert (counted.code, still.code) == ("upper_body_hidden", "upper_body_hidden")
    assert counted.what == "everything but the number of repetitions"
    assert still.what == "everything"


def test_few_frames_and_no_repetition_are_distinguished() -> None:
    few = film(SCRIPT, time_s=even_times(1.0)[: FEW_FRAMES - 1])
    assert "too_few_frames" in codes(limited(few))
    still = codes(limited(film(Script.start(STANDING, 3.0))))
    assert "no_repetition" in still
    assert "too_few_frames" not in still


@pytest.mark.parametrize(("share", "named"), [(0.8 * HIDDEN_SHARE, False), (1.2 * HIDDEN_SHARE, True)])
def test_hidden_knees_are_stated_above_a_share_of_the_frames(share: float, *, named: bool) -> None:
    motion = film(SCRIPT)
    movement = measure_movement(motion)
    knees = movement.kinematics.curves["knee_flexion_deg"]
    unknown = np.arange(len(motion)) < share * len(motion)
    hidden = Curve(*(np.where(unknown, np.nan, part) for part in (knees.value, knees.low, knees.high)))
    curves = {**movement.kinematics.curves, "knee_flexion_deg": hidden}
    hiding = replace(movement, kinematics=replace(movement.kinematics, curves=curves))
    found = [item for item in limits_of(motion, hiding) if item.code == "legs_hidden"]
    assert bool(found) == named
    assert all(f"{100 * unknown.mean():.0f} %" in item.reason for item in found)


def test_angles_alone_lack_points_and_the_back() -> None:
    time = even_times(SCRIPT.duration_s, 100.0)
    motion = motion_of_angles(time, SCRIPT.truth(time), SourceInfo("a.csv", "imu", SCRIPT.duration_s, 100.0))
    assert codes(limited(motion)) == ["no_points", "no_spine_angles"]


def noted(motion: Motion, exercise: Exercise = UNKNOWN) -> str:
    return " | ".join(warnings_of(motion, measure_movement(motion).view, exercise))


def test_a_good_recording_has_no_warnings() -> None:
    assert noted(film(SCRIPT)) == ""


def test_the_recordings_own_warnings_come_first() -> None:
    motion = film(SCRIPT, Camera(rate_hz=12.0))
    source = replace(motion.source, warnings=("3 damaged frames were left out",), people=2)
    first, *others = noted(replace(motion, source=source)).split(" | ")
    assert first == "3 damaged frames were left out"
    assert others[0].startswith("2 people were in the picture")
    assert others[1].startswith("12 frames per second is a low rate")


def test_an_exercise_that_looks_like_another_is_judged_as_given() -> None:
    given = Exercise(name="romanian_deadlift", given=True, confidence=1.0, looks_like="squat")
    assert "looks like a" in noted(film(SCRIPT), given)


def test_a_long_absence_from_the_picture_is_a_warning() -> None:
    assert "the lifter was visible in" in noted(film(SCRIPT, Camera(unseen_s=(4.6, 9.0))))
    assert noted(film(SCRIPT, Camera(unseen_s=(4.6, 4.7)))) == ""


@pytest.mark.parametrize(("share", "named"), [(0.5 * HIDDEN_SHARE, False), (0.6, True)])
def test_legs_that_the_source_placed_without_seeing_them_are_a_warning(share: float, *, named: bool) -> None:
    motion = film(SCRIPT)
    hidden = np.zeros((len(motion), len(LANDMARKS)), dtype=bool)
    hidden[: round(share * len(motion)), INDEX[f"{motion.source.near_side}_ankle"]] = True
    assert ("knee or ankle was hidden in 60 %" in noted(replace(motion, hidden=hidden))) == named


@pytest.mark.parametrize(
    ("load_kg", "mass_kg", "named"),
    [
        (None, 80.0, False),
        (0.0, None, False),
        (150.0, 80.0, False),
        (225.0, 80.0, True),
        (225.0, 110.0, False),
        (100.0, 40.0, True),
        (150.0, None, False),
        (225.0, None, True),
    ],
)
def test_a_load_that_may_be_pounds_is_a_warning(load_kg: float | None, mass_kg: float | None, *, named: bool) -> None:
    notes = load_warnings(load_kg, mass_kg)
    assert bool(notes) == named
    assert all(f"it is {(load_kg or 0.0) * 0.4536:.0f} kg" in note for note in notes)


@pytest.mark.parametrize(
    ("times", "exercise", "named"),
    [
        (1.0, "deadlift", False),
        (2.0, "deadlift", False),
        (8.0, "deadlift", True),
        (8.0, "unknown", True),
        (8.0, "glute_bridge", False),
    ],
)
def test_slow_motion_is_suspected_from_the_speed(times: float, exercise: ExerciseName, *, named: bool) -> None:
    """The same set, captured at 30 times the factor and played at 30 frames per second."""
    motion = film(SCRIPT, time_s=even_times(SCRIPT.duration_s, 30.0 * times))
    source = replace(motion.source, frame_rate_hz=30.0, duration_s=times * motion.source.duration_s)
    movement = measure_movement(replace(motion, time_s=times * motion.time_s, source=source))
    assert len(movement.repetitions.counted) == 2
    judged = Exercise(name=exercise, given=True, confidence=1.0)
    notes = pace_warnings(movement.kinematics, movement.repetitions, judged)
    assert bool(notes) == named
    assert all("if the recording is in slow motion" in note for note in notes)


def test_a_lifter_seen_too_briefly_is_told_to_stay_in_the_picture_and_not_to_move_the_camera() -> None:
    motion = film(SCRIPT)
    movement = measure_movement(motion)
    unseen = replace(movement, view=replace(movement.view, yaw_deg=float("nan")))
    (found,) = limits_of(motion, unseen)
    assert found.code == "view_refused"
    assert found.mend == STAY_IN_PICTURE


def test_a_hidden_upper_body_is_said_and_not_only_inferred() -> None:
    motion = film(from_the_top(2))
    near = motion.source.near_side
    hidden = np.zeros((len(motion), len(INDEX)), dtype=bool)
    hidden[: len(motion) // 2, [INDEX[f"{near}_shoulder"], INDEX[f"{near}_ear"]]] = True
    notes = analyze(replace(motion, hidden=hidden)).quality.warnings
    assert any(note.startswith("head and shoulders were hidden in 50 %") for note in notes)
    assert not any("head and shoulders" in note for note in analyze(motion).quality.warnings)
