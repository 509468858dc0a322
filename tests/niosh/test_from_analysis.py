"""What an analysis gives of a lift: its load and where the hands were."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.niosh.from_analysis import lengths_of, recording_of
from hiphinge.result import HandPlace, Hands
from tests.lift_results import recorded, repetition


def hands(low: float) -> Hands:
    place = HandPlace(horizontal_cm=Measure(30.0, 26.0, 34.0), height_cm=Measure(low, low - 4, low + 4))
    return Hands(lift_off=place, end=place)


def test_the_load_and_the_median_of_the_hands() -> None:
    done = [repetition().model_copy(update={"hands": hands(low)}) for low in (20.0, 22.0, 40.0)]
    analysis = recorded("deadlift", done)
    given = analysis.provenance.model_copy(update={"arguments": {"load_kg": 12.5}})
    found = recording_of(analysis.model_copy(update={"provenance": given}))
    assert (found.name, found.exercise, found.load_kg) == ("deadlift-0.mp4", "deadlift", 12.5)
    assert found.lengths["origin_cm"] == Measure(22.0, 18.0, 26.0)


@pytest.mark.parametrize("load_kg", [None, True, "heavy"])
def test_a_load_that_is_no_number_was_not_given(load_kg: object) -> None:
    analysis = recorded("deadlift", [repetition().model_copy(update={"hands": None})])
    given = analysis.provenance.model_copy(update={"arguments": {"load_kg": load_kg}})
    found = recording_of(analysis.model_copy(update={"provenance": given}))
    assert found.load_kg is None
    assert found.lengths == {}


def test_lengths_below_the_floor_are_none() -> None:
    assert "origin_cm" not in lengths_of([hands(-3.0)])
