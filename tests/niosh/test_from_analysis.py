"""The load and the places of the hands taken from an analysis."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.niosh.from_analysis import LENGTHS, RecordedLift, lengths_of, recording_of
from hiphinge.result import HandPlace, Hands
from tests.lift_results import recorded, repetition


def test_lengths_are_the_median_of_the_repetitions() -> None:
    hands = [_hands(ahead) for ahead in (30.0, 50.0, 41.0)]
    lengths = lengths_of(hands)
    assert lengths["horizontal_cm"] == Measure(value=41.0, low=36.0, high=46.0)
    assert lengths["origin_cm"].value == 20.0
    assert lengths["destination_cm"].value == 80.0
    assert lengths_of([]) == {}


def test_a_length_that_is_not_above_zero_is_left_out_and_no_interval_goes_below() -> None:
    assert "horizontal_cm" not in lengths_of([_hands(-3.0)])
    assert lengths_of([_hands(2.0)])["horizontal_cm"] == Measure(value=2.0, low=0.0, high=7.0)


def test_a_recording_fills_in_missing_values_and_says_so() -> None:
    recording = RecordedLift("bag.mp4", "bag_lift", 15.0, lengths_of([_hands(40.0)]))
    assert set(recording.fills({"origin_cm": 25.0})) == {"horizontal_cm", "destination_cm", "destination_horizontal_cm"}
    # The recorded distance in front belongs to the recorded end, not to another one.
    assert "destination_horizontal_cm" not in recording.fills({"destination_cm": 120.0})
    assert "the load, 15 kg" in recording.note({})
    assert "the load" not in recording.note({"load_kg": 12.0})
    assert "nothing: everything was given" in recording.note(dict.fromkeys((*LENGTHS, "load_kg"), 1.0))
    assert "not where the hands were" in RecordedLift("bag.mp4", "bag_lift", None).note({})


def _hands(ahead_cm: float) -> Hands:
    def about(value: float) -> Measure:
        return Measure(value=value, low=value - 5.0, high=value + 5.0)

    start, end = ((ahead_cm, 20.0), (ahead_cm / 2, 80.0))
    places = [HandPlace(horizontal_cm=about(across), height_cm=about(up)) for across, up in (start, end)]
    return Hands(lift_off=places[0], end=places[1])


def hands(low: float) -> Hands:
    place = HandPlace(horizontal_cm=Measure(30.0, 26.0, 34.0), height_cm=Measure(low, low - 4, low + 4))
    return Hands(lift_off=place, end=place)


def test_the_load_and_the_median_of_the_hands() -> None:
    done = [repetition().model_copy(update={"hands": hands(low)}) for low in (20.0, 22.0, 40.0)]
    analysis = recorded("deadlift", done)
    given = analysis.provenance.model_copy(update={"arguments": {"load_kg": 12.5}})
    lift = recording_of(analysis.model_copy(update={"provenance": given}))
    assert (lift.name, lift.exercise, lift.load_kg) == ("deadlift-0.mp4", "deadlift", 12.5)
    assert lift.lengths["origin_cm"] == Measure(22.0, 18.0, 26.0)


@pytest.mark.parametrize("load_kg", [None, True, "heavy"])
def test_a_load_that_is_no_number_was_not_given(load_kg: object) -> None:
    analysis = recorded("deadlift", [repetition().model_copy(update={"hands": None})])
    given = analysis.provenance.model_copy(update={"arguments": {"load_kg": load_kg}})
    lift = recording_of(analysis.model_copy(update={"provenance": given}))
    assert lift.load_kg is None
    assert lift.lengths == {}
