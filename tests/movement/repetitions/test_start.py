"""Where a set starts and which tops are loaded: known trunk–thigh angles, and hands and bars in known places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.repetitions.start import RESTS_WITHIN_TRUNKS, floor_evidence, loaded_tops, tops_by_bar
from hiphinge.movement.repetitions.turns import find_turns
from tests.body_model import FLOOR, HINGED, SQUATTED, STANDING, Posture, Script, film, from_the_floor, from_the_top

RATE_HZ = 50.0
IN_HAND = replace(STANDING, hands=(0.3, 0.0))
"""Standing with a bar in front of the thighs."""


UP, DOWN = (5.0, 0.3), (95.0, 0.3)


def angle_of(*levels: tuple[float, float]) -> FloatArray:
    """Return an angle that stays at each level, degrees, for some seconds, with a transition of 1 s between them."""
    parts: list[FloatArray] = []
    for i, (level, hold_s) in enumerate(levels):
        if i > 0:
            share = (1 - np.cos(np.linspace(0, np.pi, round(RATE_HZ)))) / 2
            parts.append(levels[i - 1][0] + share * (level - levels[i - 1][0]))
        parts.append(np.full(round(hold_s * RATE_HZ), level))
    return np.concatenate(parts)


def evidence(script: Script) -> float:
    """Return what speaks for a lift from the floor in a script."""
    movement = measure_movement(film(script))
    return floor_evidence(movement.kinematics, movement.trunk_thigh, find_turns(movement.trunk_thigh))


def test_a_load_is_taken_from_the_floor_with_low_hands_and_bent_knees() -> None:
    assert evidence(from_the_floor(3)) > 0.0
    assert evidence(from_the_top(3)) < 0.0
    assert evidence(from_the_top(3, SQUATTED)) < 0.0


def test_a_recording_may_begin_bent_without_being_a_lift_from_the_floor() -> None:
    script = from_the_top(3)
    begun = Script.start(replace(HINGED, hands=(0.2, 1.0)), 0.3)
    for _ in range(3):
        begun = begun.to(STANDING, 1.0).hold(0.3).to(replace(HINGED, hands=(0.2, 1.0)), 1.0).hold(0.2)
    assert script.duration_s > 0
    assert evidence(begun) < 0.0


@pytest.mark.parametrize(("hold_s", "floor"), [(0.4, False), (2.5, True)])
def test_taking_hold_of_a_load_takes_time(hold_s: float, *, floor: bool) -> None:
    script = Script.start(STANDING, 1.0).to(FLOOR, 1.0).hold(hold_s)
    for _ in range(3):
        script = script.to(STANDING, 1.0).hold(0.3).to(FLOOR, 1.0).hold(0.2)
    assert (evidence(script.to(STANDING, 1.0).hold(0.5)) > 0.0) == floor


def loaded(held: Posture, last: Posture = STANDING) -> list[bool] | None:
    """Return for each top of a set of three lifts between standing and standing whether it counts as loaded."""
    script = Script.start(STANDING, 1.0).to(FLOOR, 1.0).hold(1.5)
    for _ in range(3):
        script = script.to(held, 0.9).hold(0.4).to(FLOOR, 0.9).hold(0.4)
    movement = measure_movement(film(script.to(last, 1.0).hold(1.0)))
    tops = loaded_tops(movement.kinematics, movement.trunk_thigh, find_turns(movement.trunk_thigh))
    return None if tops is None else list(tops.tops.values())


def test_hands_in_front_of_the_thighs_hold_a_load() -> None:
    assert loaded(IN_HAND) == [False, True, True, True, False]


def test_hands_that_never_change_are_undetermined() -> None:
    assert loaded(STANDING) is None


def test_a_set_that_does_not_end_as_it_began_is_undetermined() -> None:
    assert loaded(IN_HAND, last=IN_HAND) is None


TRUNK_THIGH = angle_of((5.0, 1.0), *[DOWN, UP] * 4, (5.0, 1.0))
TIME_S = np.arange(TRUNK_THIGH.size) / RATE_HZ
TURNS = find_turns(TRUNK_THIGH)


def bar(*, wander: float = 0.0, seen_from_s: float = 0.0) -> FloatArray:
    """Return the height of a bar that rises with the body and is `wander` higher after the first bottom."""
    height = 1.2 * (95.0 - TRUNK_THIGH) / 90.0
    for i, turn in enumerate(turn for turn in TURNS if not turn.top):
        height[turn.frame - 20 :] = height[turn.frame - 20 :] + (wander if i else 0.0)
    return np.where(seen_from_s <= TIME_S, height, np.nan)


def first_bottom_s() -> float:
    return float(TIME_S[next(turn.frame for turn in TURNS if not turn.top)])


def test_a_bar_that_appears_at_the_first_bottom_rested_there() -> None:
    tops = tops_by_bar(TIME_S, TRUNK_THIGH, TURNS, bar(seen_from_s=first_bottom_s() - 0.2))
    assert tops is not None
    assert list(tops.tops.values()) == [False, True, True, True, False]


def test_a_bar_that_moves_with_the_hands_was_held_from_the_start() -> None:
    assert tops_by_bar(TIME_S, TRUNK_THIGH, TURNS, bar()) is None


def test_a_hanging_bar_reaches_different_heights() -> None:
    wandering = bar(wander=RESTS_WITHIN_TRUNKS, seen_from_s=first_bottom_s() - 0.2)
    assert tops_by_bar(TIME_S, TRUNK_THIGH, TURNS, wandering) is None


def test_a_bar_that_was_never_seen_is_undetermined() -> None:
    assert tops_by_bar(TIME_S, TRUNK_THIGH, TURNS, np.full(TRUNK_THIGH.size, np.nan)) is None
