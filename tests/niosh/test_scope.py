"""Lifts to which the equation does not apply get no number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.niosh.assess import assess
from hiphinge.niosh.from_analysis import RecordedLift
from hiphinge.niosh.scope import CONDITIONS
from tests.niosh import BAG


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_outside_the_scope_gives_no_number(name: str) -> None:
    lift = assess(BAG, conditions=[name])
    assert not lift.judged
    assert (lift.governs, lift.first, lift.means) == (None, None, None)
    assert CONDITIONS[name] in lift.cannot_judge[0].reason


@pytest.mark.parametrize(("changes", "word"), [({"per_minute": 16.0}, "15 lifts"), ({"hours": 9.0}, "8 hours")])
def test_beyond_the_table_there_is_no_number(changes: dict[str, float], word: str) -> None:
    lift = assess(replace(BAG, **changes))  # type: ignore[arg-type]
    assert not lift.judged
    assert word in lift.cannot_judge[0].reason


def test_an_unknown_condition_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"one_hand.*'moon'"):
        assess(BAG, conditions=["moon"])


@pytest.mark.parametrize("exercise", ["good_morning", "hip_thrust", "glute_bridge", "kettlebell_swing"])
def test_an_exercise_that_moves_no_load_by_hand_is_no_lift(exercise: str) -> None:
    assert not assess(BAG, recording=RecordedLift("set.mp4", exercise, 40.0)).judged
