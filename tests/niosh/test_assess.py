"""Judging one lift: what to change first, what is taken from a recording, and that the file reads back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Measure
from hiphinge.niosh.assess import assess
from hiphinge.niosh.description import LiftDescription
from hiphinge.niosh.equation import IN_CM, LB_KG
from hiphinge.niosh.from_analysis import RecordedLift
from tests.niosh import BAG, PLACED


def test_the_printed_example_from_end_to_end() -> None:
    description = LiftDescription(26 * LB_KG, 10 * IN_CM, 22 * IN_CM, 59 * IN_CM, 3, 1, "fair", 0, 20 * IN_CM, 0)
    lift = assess(description, units="us", worksheet=True)
    assert [round(end.recommended_weight_limit_lb.value, 1) for end in lift.ends] == [34.9, 15.2]
    indices = [end.lifting_index for end in lift.ends]
    assert [round(index.value, 1) for index in indices if index is not None] == [0.7, 1.7]
    assert lift.governs == "destination"
    assert lift.first is not None
    assert (lift.first.end, lift.first.multiplier) == ("destination", "HM")
    assert [multiplier.told for multiplier in lift.ends[1].multipliers] == [
        "20 in",
        "59 in",
        "37 in",
        "0°",
        "3 a minute, 1 h",
        "fair",
    ]


def test_twice_the_load_is_twice_the_index() -> None:
    single, double = (assess(replace(BAG, load_kg=load)).ends[0].lifting_index for load in (10.0, 20.0))
    assert single is not None
    assert double is not None
    assert double.value == pytest.approx(2 * single.value)


def test_the_first_change_is_the_smallest_multiplier_and_its_limit_is_true() -> None:
    lift = assess(PLACED)
    assert lift.deciding is not None
    assert lift.first is not None
    least = min(lift.deciding.multipliers, key=lambda multiplier: multiplier.value.value)
    assert lift.first.multiplier == least.name == "HM"
    eased = assess(replace(PLACED, destination_horizontal_cm=25.0)).ends[1]
    assert lift.first.recommended_weight_limit_kg.value == pytest.approx(eased.recommended_weight_limit_kg.value)
    assert assess(LiftDescription(10.0, 25.0, 75.0, 100.0, 0.2, 1.0, "good", 0.0)).first is None


def test_the_load_is_taken_from_the_recording_unless_it_is_given() -> None:
    recording = RecordedLift("bag.mp4", "deadlift", 15.0)
    taken = assess(replace(BAG, load_kg=None), recording=recording)
    assert taken.task == assess(BAG).task
    assert any("the load, 15 kg" in note for note in taken.notes)
    assert assess(replace(BAG, load_kg=12.0), recording=recording).task.load_kg == 12.0
    with pytest.raises(ArgumentError, match=r"bag\.mp4.*the load") as caught:
        assess(replace(BAG, load_kg=None), recording=replace(recording, load_kg=None))
    assert caught.value.arguments == ("load_kg",)


def test_lengths_are_taken_from_the_hands_unless_they_are_given() -> None:
    recorded = {
        "horizontal_cm": Measure(value=40.0, low=36.0, high=44.0),
        "origin_cm": Measure(value=20.0, low=15.0, high=25.0),
        "destination_cm": Measure(value=80.0, low=74.0, high=86.0),
        "destination_horizontal_cm": Measure(value=30.0, low=26.0, high=34.0),
    }
    recording = RecordedLift("bag.mp4", "bag_lift", 15.0, recorded)
    work = LiftDescription(per_minute=2.0, hours=1.0, grip="fair")
    lift = assess(work, recording=recording)
    assert lift.task.origin.horizontal_cm == recorded["horizontal_cm"]
    assert lift.task.destination is not None
    assert [end.name for end in lift.ends] == ["origin", "destination"]
    assert lift.ends[0].recommended_weight_limit_kg.low < lift.ends[0].recommended_weight_limit_kg.high
    assert not any("exact" in note for note in lift.notes)
    same = assess(replace(work, load_kg=15.0, horizontal_cm=40.0, origin_cm=20.0, destination_cm=80.0))
    assert same.ends[0].recommended_weight_limit_kg.value == lift.ends[0].recommended_weight_limit_kg.value
    given = assess(replace(work, horizontal_cm=25.0, destination_cm=100.0), recording=recording)
    assert given.task.origin.horizontal_cm.value == 25.0
    assert given.task.destination_height_cm.value == 100.0
    assert given.task.destination is None  # the recorded distance in front belongs to another end
