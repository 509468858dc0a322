"""Readings of the rules for the way up, for lifters whose trunks and hips are known."""

from __future__ import annotations

import numpy as np
import pytest

from tests.back_model import Back
from tests.body_model import HINGED, STANDING, Posture, Script, even_times, from_the_floor, from_the_top, points
from tests.judging import reading, readings


def pull(start: Posture, middle: Posture) -> Script:
    return Script.start(start, 0.8).to(middle, 1.0).to(STANDING, 1.0).hold(1.0)


def tip_while_rising(script: Script) -> float:
    """Return how far the script's trunk tips from a twentieth to four fifths of the hips' rise, degrees."""
    time_s = even_times(script.duration_s, 100.0)
    height = points(script, time_s)["hip"][:, 1]
    risen = (height - height[0]) / (height.max() - height[0])
    inside = slice(int(np.argmax(risen > 0.05)), int(np.argmax(risen >= 0.8)) + 1)
    trunk = script.truth(time_s)["trunk_lean_deg"][inside]
    return float(trunk.max() - trunk[0])


@pytest.mark.parametrize("tips", [8.0, 20.0, 31.0])
def test_hips_rise_first_reads_how_far_the_trunk_tips(tips: float) -> None:
    script = pull(Posture(45, 95, 28), Posture(45 + tips, 25, 5))
    found = reading("hips_rise_first", script, "deadlift")
    assert found.value.value == pytest.approx(tip_while_rising(script), abs=1.5)
    assert found.phase == "ascent"


def test_a_trunk_that_only_comes_up_does_not_tip() -> None:
    found = reading("hips_rise_first", from_the_floor(1), "deadlift")
    assert found.value.value == pytest.approx(0.0, abs=1.0)


def test_hips_that_do_not_rise_are_not_read() -> None:
    # A bow in which the hips stay at their height.
    assert readings("hips_rise_first", from_the_top(1, Posture(45, 4, 2)), "romanian_deadlift") == [None]


@pytest.mark.parametrize("back", [None, Back(0.15)])
def test_incomplete_lockout_reads_the_remaining_flexion(back: Back | None) -> None:
    half = Posture(28, 14, 2)
    script = Script.start(STANDING, 0.8)
    for end in (half, STANDING):
        script = script.to(HINGED, 1.0).to(end, 1.0).hold(0.5)
    first, second = readings("incomplete_lockout", script, "romanian_deadlift", back)
    assert first is not None
    assert second is not None
    assert first.value.low <= half.hip - STANDING.hip <= first.value.high
    assert second.value.value == pytest.approx(0.0, abs=2.0)
    assert first.phase == "lockout"


def test_a_lift_that_is_dropped_at_the_top_still_has_a_lockout_of_its_own_or_none() -> None:
    script = Script.start(HINGED, 0.8).to(STANDING, 1.0).hold(0.4)
    for found in readings("incomplete_lockout", script, "deadlift"):
        assert found is None or found.phase == "lockout"
