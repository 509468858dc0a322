"""What is read of a history: athletes, recordings with their newest analysis, the long table."""

from __future__ import annotations

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.core.quantities import QUANTITIES
from hiphinge.history import History
from hiphinge.history.readings import TRENDS, athlete_id_of, recordings_of, values_of
from tests.history.people import sets


def test_athletes_are_listed_with_what_there_is(history: History) -> None:
    assert history.athletes() == []
    history.save_all([sets(0.0), sets(0.1), sets(5.0)], athlete="Ann")
    (ann,) = history.athletes()
    assert (ann.name, ann.sessions, ann.recordings) == ("Ann", 2, 3)
    assert ann.last_utc == sets(5.0).source.recorded_utc


def test_values_are_by_exercise_and_quantity_in_the_order_in_which_they_are_shown(history: History) -> None:
    history.save_all([sets(5.0, neutral=50.0), sets(0.0, neutral=45.0), sets(7.0, exercise="deadlift")], athlete="Ann")
    history.save(sets(3.0, neutral=10.0), athlete="Ben")
    with history._database.reading() as connection:
        number = athlete_id_of(connection, "Ann")
        recordings = recordings_of(connection, number)
        values = values_of(connection, number, recordings)
    found = values["romanian_deadlift", "neutral_depth_deg"]
    assert sorted((each.session, each.reading.value) for each in found.sets) == [(1, 45.0), (2, 50.0)]
    assert len(values["deadlift", "neutral_depth_deg"].sets) == 1
    assert values["deadlift", "knee_flexion_deg"].absent.total() == 1
    assert list(dict.fromkeys(exercise for exercise, _ in values)) == ["romanian_deadlift", "deadlift"]


def test_the_long_table_is_of_one_athlete_or_of_all(history: History) -> None:
    history.save(sets(0.0), athlete="Ann")
    history.save(sets(1.0), athlete="Ben")
    assert set(history.measurements()["athlete"]) == {"Ann", "Ben"}
    assert set(history.measurements("Ben")["athlete"]) == {"Ben"}
    with pytest.raises(ArgumentError, match="'Ann', 'Ben'"):
        history.measurements("Cleo")


def test_what_is_followed_is_in_the_table_of_quantities() -> None:
    assert set(TRENDS) <= set(QUANTITIES)
