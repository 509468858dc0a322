"""Lifts to which the equation does not apply get no number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.niosh.assess import assess
from hiphinge.niosh.from_analysis import RecordedLift
from hiphinge.niosh.scope import CONDITIONS
from hiphinge.result.lift import UnitsName
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


@pytest.mark.parametrize(
    ("changes", "units", "words"),
    [
        ({"destination_cm": 250.0}, "metric", "175 cm above the floor, and at the end they are at 250 cm"),
        ({"destination_cm": 250.0, "destination_horizontal_cm": 40.0}, "metric", "at the end they are at 250 cm"),
        ({"origin_cm": 180.0}, "metric", "at the start they are at 180 cm"),
        ({"destination_cm": 178.0}, "us", "70 in above the floor, and at the end they are at 70.08 in"),
    ],
)
def test_above_the_reach_of_the_equation_there_is_no_number(
    changes: dict[str, float], units: UnitsName, words: str
) -> None:
    """The manual's VM is 0 above 175 cm, also where the end has no limit of its own."""
    lift = assess(replace(BAG, **changes), units=units)  # type: ignore[arg-type]
    assert not lift.judged
    assert [limitation.code for limitation in lift.cannot_judge] == ["lift_height"]
    assert words in lift.cannot_judge[0].reason


def test_the_bounds_of_the_heights_themselves_are_covered() -> None:
    assert assess(replace(BAG, destination_cm=175.0)).judged
    assert assess(replace(BAG, destination_cm=177.8), units="us").judged


def test_a_height_that_may_be_too_large_is_a_note() -> None:
    notes = assess(replace(BAG, destination_cm=174.0, within_cm=3.0)).notes
    assert any("may end above 175 cm" in note for note in notes)
    assert not any("may end above" in note for note in assess(replace(BAG, destination_cm=174.0)).notes)


def test_an_unknown_condition_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"one_hand.*'moon'"):
        assess(BAG, conditions=["moon"])


@pytest.mark.parametrize("exercise", ["good_morning", "hip_thrust", "glute_bridge", "kettlebell_swing"])
def test_an_exercise_that_moves_no_load_by_hand_is_no_lift(exercise: str) -> None:
    assert not assess(BAG, recording=RecordedLift("set.mp4", exercise, 40.0)).judged
