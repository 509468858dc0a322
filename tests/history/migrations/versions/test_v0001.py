"""The first tables, made and dropped."""

from __future__ import annotations

from sqlalchemy import inspect

from hiphinge.history import History
from hiphinge.history.migrations.env import VERSION_TABLE
from hiphinge.history.migrations.versions import v0001
from hiphinge.history.tables import METADATA


def test_the_way_up_makes_every_table_and_the_way_down_drops_it(in_file: History) -> None:
    assert (v0001.revision, v0001.down_revision) == ("0001", None)
    database = in_file._database

    def tables() -> set[str]:
        with database.reading() as connection:
            return set(inspect(connection).get_table_names())

    assert tables() == {*METADATA.tables, VERSION_TABLE}
    database.migrate("base")
    assert tables() == {VERSION_TABLE}
    database.migrate()
    assert tables() == {*METADATA.tables, VERSION_TABLE}
