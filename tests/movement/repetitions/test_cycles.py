"""Repetitions from turning points: from the top, from the bottom, and exclusions with their reasons."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.movement.repetitions.cycles import BOTTOM_BAND, Finder
from hiphinge.movement.repetitions.turns import EDGE, MIN_TRUNK_THIGH_DEG, find_turns
from tests.body_model import HINGED, STANDING, Camera, Posture, Script, even_times, film, from_the_floor, from_the_top


def finder(movement: Movement, loaded: dict[int, bool] | None = None) -> Finder:
    turns = find_turns(movement.trunk_thigh)
    return Finder(movement.kinematics, movement.trunk_thigh, turns, loaded or {}, smallest_deg=MIN_TRUNK_THIGH_DEG)


def test_phases_from_the_top_follow_the_trunk_thigh_angle() -> None:
    movement = measure_movement(film(from_the_top(1, pause_s=0.6)))
    trunk_thigh = movement.trunk_thigh
    (repetition,), excluded = finder(movement).found("top")
    assert not excluded
    assert [phase.name for phase in repetition.phases] == ["descent", "bottom", "ascent", "lockout"]
    assert all(before.stop == after.start for before, after in pairwise(repetition.phases))
    deepest, depth = trunk_thigh[repetition.bottom], trunk_thigh[repetition.bottom] - trunk_thigh[repetition.top]
    bottom, lockout = repetition.phases[1], repetition.phases[3]
    assert (deepest - trunk_thigh[bottom.start : bottom.stop]).max() <= 1.05 * BOTTOM_BAND * depth
    assert trunk_thigh[repetition.start] - trunk_thigh[0] <= 1.05 * EDGE * depth
    assert trunk_thigh[lockout.start] - trunk_thigh[repetition.top] <= 1.05 * EDGE * depth


def test_the_same_turns_read_from_the_bottom_begin_with_setting_up() -> None:
    movement = measure_movement(film(from_the_top(3)))
    counted, excluded = finder(movement).found("bottom")
    assert [item.reason for item in excluded] == ["setting up: taking hold of the load"]
    assert len(counted) == 3
    assert [phase.name for phase in counted[0].phases] == ["ascent", "lockout", "descent", "bottom"]
    assert [phase.name for phase in counted[-1].phases] == ["ascent", "lockout"]


def test_a_top_without_the_load_is_excluded_as_standing_up() -> None:
    movement = measure_movement(film(from_the_floor(3)))
    tops = [turn.frame for turn in find_turns(movement.trunk_thigh) if turn.top]
    counted, excluded = finder(movement, {tops[-1]: False}).found("bottom")
    assert len(counted) == 2
    assert [item.reason for item in excluded] == ["standing up without the load"]


def reasons(script: Script, **cut: float) -> list[str]:
    stop_s = cut.get("stop_s", script.duration_s)
    movement = measure_movement(film(script, Camera(), even_times(stop_s, 30.0, cut.get("start_s", 0.0))))
    return [item.reason for item in finder(movement).found("top")[1]]


def test_a_movement_cut_off_by_the_recording_is_excluded_with_its_reason() -> None:
    script = from_the_top(3, rest_s=0.8)
    assert reasons(script) == []
    assert reasons(script, start_s=1.4) == ["cut off by the start of the recording"]
    (reason,) = reasons(script, stop_s=script.duration_s - 1.5)
    assert reason.startswith("cut off by the end of the recording")


@pytest.mark.parametrize(("trunk", "counted"), [(30.0, 3), (58.0, 2)])
def test_a_repetition_returns_most_of_the_way(trunk: float, counted: int) -> None:
    script = Script.start(STANDING, 0.8)
    for top in (STANDING, Posture(trunk, 16, 0), STANDING):
        script = script.to(HINGED, 1.0).hold(0.2).to(top, 1.0).hold(0.4)
    assert len(finder(measure_movement(film(script))).found("top")[0]) == counted
