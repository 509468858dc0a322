"""Plans that were given are kept, once each."""

from __future__ import annotations

from datetime import UTC, datetime

from hiphinge.history import History
from hiphinge.history.plans import keep_plan, kept_plan, plans_of
from hiphinge.history.readings import athlete_id_of
from hiphinge.progression import plan_of
from tests.history.people import sets

WHEN = datetime(2026, 2, 1, tzinfo=UTC)


def test_a_plan_is_kept_once_and_read_by_its_basis(history: History) -> None:
    history.save(sets(), athlete="Ann")
    plan = plan_of([])
    with history._database.writing() as connection:
        keep_plan(connection, "Ann", (WHEN, "b" * 64, plan.to_json()))
        keep_plan(connection, "Ann", (WHEN, "b" * 64, "another"))
        keep_plan(connection, "Ann", (WHEN, "c" * 64, "of a later version"))
    with history._database.reading() as connection:
        number = athlete_id_of(connection, "Ann")
        assert kept_plan(connection, number, "b" * 64) == plan
        assert kept_plan(connection, number, "c" * 64) is None
        assert kept_plan(connection, number, "d" * 64) is None
        assert [(name, made) for name, made, _, _ in plans_of(connection)] == [("Ann", WHEN)] * 2


def test_a_plan_does_not_bring_back_an_athlete_who_was_deleted(history: History) -> None:
    with history._database.writing() as connection:
        keep_plan(connection, "Ann", (WHEN, "b" * 64, "{}"))
    assert history.athletes() == []
