"""The words of the drills."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.report import drill_words
from hiphinge.result import CONTACTS, WallDrill
from tests.lift_results import rod_repetition, wall, wall_repetition


def test_a_drill_without_repetitions_was_not_measured() -> None:
    drill = wall().drill
    assert isinstance(drill, WallDrill)
    assert drill_words.wall_headline(drill) == "Touched with quiet knees"
    assert drill_words.wall_headline(drill.model_copy(update={"repetitions": []})) == "The drill could not be measured"


def test_contacts_of_the_wall_are_those_that_have_a_time() -> None:
    drill = wall().drill
    assert isinstance(drill, WallDrill)
    assert drill_words.wall_contacts(drill) == []
    touched = wall_repetition(1).model_copy(update={"contact_start_s": 2.0, "contact_end_s": 2.5})
    assert drill_words.wall_contacts(drill.model_copy(update={"repetitions": [touched]})) == [(2.0, 2.5)]
    assert drill_words.wall_contact(touched) == "2.0 s to 2.5 s"


@pytest.mark.parametrize("name", CONTACTS)
def test_the_first_contact_that_was_lost_is_stated(name: str) -> None:
    hinge = rod_repetition(1, {name: "left"})  # type: ignore[dict-item]
    first = drill_words.first_left(hinge)
    assert first is not None
    assert first.contact == name
    grown = first.model_copy(update={"largest_gap_cm": Measure(4.1, 2.6, 5.6)})
    assert drill_words.contact_state(grown) == "off 4.1 ± 1.5"


def test_without_a_lost_contact_there_is_no_first() -> None:
    assert drill_words.first_left(rod_repetition(1, {})) is None
