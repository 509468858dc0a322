"""Movements that follow a set after a pause."""

from __future__ import annotations

import pytest

from hiphinge.movement.movement import measure_movement
from hiphinge.movement.repetitions import Repetitions
from hiphinge.movement.repetitions.evidence import UNLIKE
from tests.body_model import HINGED, SQUATTED, STANDING, Posture, Script, film


def repetitions_of(last: Posture, pause_s: float, hinges: int = 3) -> Repetitions:
    """Return the repetitions of hinges with a rest of 0.5 s between them, and another movement after a pause."""
    script = Script.start(STANDING, 0.8)
    for _ in range(hinges):
        script = script.to(HINGED, 1.1).hold(0.2).to(STANDING, 1.0).hold(0.5)
    script = script.hold(max(pause_s - 0.5, 0.0)).to(last, 1.1).hold(0.2).to(STANDING, 1.0).hold(0.8)
    return measure_movement(film(script)).repetitions


def test_another_movement_after_a_pause_is_excluded_with_its_reason() -> None:
    repetitions = repetitions_of(SQUATTED, 3.0)
    assert len(repetitions.counted) == 3
    assert [span.reason for span in repetitions.excluded] == [UNLIKE]


@pytest.mark.parametrize(("last", "pause_s"), [(SQUATTED, 0.5), (HINGED, 3.0)])
def test_without_a_pause_or_in_the_same_posture_it_belongs_to_the_set(last: Posture, pause_s: float) -> None:
    repetitions = repetitions_of(last, pause_s)
    assert len(repetitions.counted) == 4
    assert repetitions.excluded == ()


def test_a_set_needs_two_repetitions_before_another_movement() -> None:
    assert len(repetitions_of(SQUATTED, 3.0, hinges=1).counted) == 2
