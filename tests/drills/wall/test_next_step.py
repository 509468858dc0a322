"""The distance to stand at next in the wall drill."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.drills.wall.next_step import STEP_OUT_CM, next_step, shifted
from hiphinge.result import WallBack, WallRepetition, WallVerdict

HEEL = Measure(value=20.0, low=18.0, high=22.0)


def done(verdict: WallVerdict, back: WallBack = "kept", short_cm: float = 4.0) -> WallRepetition:
    return WallRepetition(
        index=1,
        start_s=0.0,
        end_s=2.0,
        smallest_distance_cm=Measure(value=short_cm, low=short_cm - 1, high=short_cm + 1),
        touch_chance=0.5,
        contact_start_s=None,
        contact_end_s=None,
        knee_travel_cm=None,
        shank_deg=None,
        peak_lumbar_flexion_deg=None,
        back=back,
        verdict=verdict,
        why="",
    )


def test_touched_with_a_quiet_back_steps_out() -> None:
    verdict, text, heel = next_step([done("touched")] * 3, HEEL)
    assert verdict == "touched"
    assert text.startswith("Step out")
    assert heel is not None
    assert heel.value == HEEL.value + STEP_OUT_CM[1]


@pytest.mark.parametrize("back", ["rounded", "unknown"])
def test_a_back_that_rounded_or_was_not_seen_stays(back: WallBack) -> None:
    verdict, text, heel = next_step([done("touched"), done("touched", back)], HEEL)
    assert (verdict, heel) == ("touched", HEEL)
    assert text.startswith("Same distance")


def test_a_wall_out_of_reach_comes_closer_by_what_was_missing() -> None:
    verdict, _, heel = next_step([done("not_reached", short_cm=4.0)], HEEL)
    assert verdict == "not_reached"
    assert heel is not None
    assert heel.value == HEEL.value - 4.0


def test_knees_come_first_and_an_unclear_touch_keeps_the_distance() -> None:
    assert next_step([done("knees_travelled"), done("touched")], HEEL)[::2] == ("knees_travelled", HEEL)
    assert next_step([done("unclear"), done("touched")], HEEL)[::2] == ("unclear", HEEL)


def test_a_distance_is_never_negative_and_unknown_stays_unknown() -> None:
    assert shifted(HEEL, -30.0) == Measure(value=0.0, low=0.0, high=0.0)
    assert shifted(None, 3.0) is None
