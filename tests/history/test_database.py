"""The database: where it is, its rights, its version, and its errors in one sentence."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from hiphinge.core.errors import ArgumentError, HipHingeError, MissingExtraError, OutputError
from hiphinge.history import open_history
from hiphinge.history.database import FILE_NAME, NEWEST, VARIABLE, Database, data_folder, url_of
from hiphinge.history.migrations.env import VERSION_TABLE
from hiphinge.history.tables import METADATA
from tests.history.people import sets


def test_the_default_is_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert url_of(None).database == str(tmp_path / "hiphinge" / FILE_NAME)
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert data_folder() == Path.home() / ".local" / "share" / "hiphinge"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert data_folder().parts[-2:] == ("Application Support", "hiphinge")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert data_folder() == tmp_path / "hiphinge"
    monkeypatch.setenv(VARIABLE, "elsewhere.db")
    assert url_of(None).database == "elsewhere.db"
    assert url_of("mine.db").database == "mine.db"


@pytest.mark.parametrize("url", ["mysql://user:geheim@host/x", "sqlite://", "sqlite:///:memory:", "://", "x://y"])
def test_other_databases_are_refused_without_naming_the_password(url: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        url_of(url)
    assert caught.value.arguments == ("database",)
    assert "geheim" not in str(caught.value)


def test_postgresql_has_a_driver_or_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert url_of("postgres://a@b/c").drivername == url_of("postgresql://a@b/c").drivername == "postgresql+pg8000"
    assert url_of("postgresql+other://a@b/c").drivername == "postgresql+other"
    with pytest.raises(ArgumentError, match="other"):
        Database(url_of("postgresql+other://a@b/c"))
    monkeypatch.setattr("hiphinge.history.database.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="postgresql"):
        url_of("postgresql://a@b/c")


def test_a_server_that_is_not_there_is_one_sentence_without_the_password() -> None:
    with pytest.raises(HipHingeError) as caught:
        open_history("postgresql://me:geheim@127.0.0.1:9/none")
    assert "geheim" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "history.db"
    with open_history(path) as history:
        history.save(sets(), athlete="Ann")
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_sqlite_has_the_write_ahead_log_foreign_keys_and_overwrites(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db") as history, history._database.reading() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "secure_delete", "synchronous", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "synchronous": 2,
        "busy_timeout": 30000,
    }


def test_what_is_no_history_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE notes (text TEXT)")
    connection.commit()
    connection.close()
    before = other.read_bytes()
    with pytest.raises(ArgumentError, match="tables of another program"):
        open_history(other)
    connection = sqlite3.connect(other)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]
    connection.close()
    assert len(other.read_bytes()) == len(before)
    (tmp_path / "text.db").write_text("no database at all, but long enough to look at" * 50, encoding="utf-8")
    with pytest.raises(ArgumentError, match="which is none or is damaged"):
        open_history(tmp_path / "text.db")
    with pytest.raises(OutputError):
        open_history(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        open_history(tmp_path / "file" / "history.db")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_rights_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="allow writing there"):
        open_history(tmp_path / "history.db")


def test_a_failed_write_keeps_nothing(where: str) -> None:
    with open_history(where) as history:
        history.save(sets(), athlete="Ann")

        def fail() -> None:
            with history._database.writing() as connection:
                connection.execute(text("DELETE FROM athletes"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert [athlete.name for athlete in history.athletes()] == ["Ann"]


def test_the_tables_are_those_of_the_migrations_up_and_down(where: str) -> None:
    with open_history(where) as history:
        database = history._database
        assert database.version() == NEWEST
        history.save(sets(), athlete="Ann")
        database.migrate()
        assert [athlete.name for athlete in history.athletes()] == ["Ann"]
        with database.reading() as connection:
            options = {"version_table": VERSION_TABLE, "compare_type": True}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, METADATA) == []
        database.migrate("base")
        assert database.version() is None
        database.migrate()
        assert history.athletes() == []


def test_a_newer_database_is_refused(where: str) -> None:
    with open_history(where) as history, history._database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    with pytest.raises(ArgumentError, match=r"newer version.*update hiphinge"):
        open_history(where)


def test_a_migration_that_fails_leaves_no_table(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    database = Database(url_of(where))
    monkeypatch.setattr("hiphinge.history.database.NEWEST", "0001")
    monkeypatch.setattr("alembic.op.create_index", lambda *_, **__: fail())
    with pytest.raises(ZeroDivisionError):
        database.migrate()
    assert database.version() is None
    database.close()
