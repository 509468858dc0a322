"""Deletion of an athlete so that nothing stays in the files of the database."""

from __future__ import annotations

from sqlalchemy import delete, text

from hiphinge.core.errors import OutputError
from hiphinge.history.database import Database
from hiphinge.history.readings import athlete_id_of
from hiphinge.history.tables import ATHLETES, METADATA


def forget(database: Database, name: str) -> None:
    """Delete an athlete with everything that belongs to them, and what the database keeps of deleted rows.

    In SQLite the file is rewritten and the write-ahead log emptied, so that no byte of the deleted rows remains; in
    PostgreSQL the tables are rewritten. Copies that others made, a server's backups and its logs are beyond its reach.

    Raises
    ------
    ArgumentError
        If there is no such athlete.
    OutputError
        If another program holds the database, so that its files still have what was deleted.
    """
    with database.writing() as connection:
        athlete_id = athlete_id_of(connection, name)
        connection.execute(delete(ATHLETES).where(ATHLETES.c.id == athlete_id))
    sweep(database)


def sweep(database: Database) -> None:
    """Rewrite the files of a database without what was deleted.

    Raises
    ------
    OutputError
        If another program holds the database.
    """
    with database.maintaining() as connection:
        if not database.is_file:
            for table in METADATA.sorted_tables:
                connection.execute(text(f'VACUUM FULL "{table.name}"'))
            return
        connection.execute(text("VACUUM"))
        busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
    if busy:
        raise OutputError(
            "a history that no other program uses",
            f"one at '{database}' that is in use: the athlete is deleted, but the files still hold traces",
            "close the other program and delete the same name again",
        )
