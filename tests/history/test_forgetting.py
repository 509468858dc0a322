"""Deletion of an athlete: nothing stays, neither in the tables nor in the files."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from hiphinge.core.errors import ArgumentError, OutputError
from hiphinge.history import History, open_history
from hiphinge.history.forgetting import sweep
from tests.history.people import sets
from tests.history.test_store import counted

NAME = "Zebedee Quux"


def traces(folder: Path) -> list[str]:
    """The files of the database that hold the name or the recording."""
    marks = (NAME.encode(), b"zebra.mp4")
    return [file.name for file in folder.iterdir() if any(mark in file.read_bytes() for mark in marks)]


def keep(history: History) -> None:
    named = sets()
    athlete = named.athlete.model_copy(update={"id": NAME})
    source = named.source.model_copy(update={"path": "zebra.mp4"})
    history.save(named.model_copy(update={"athlete": athlete, "source": source}))
    history.plan(NAME)


def test_forgetting_deletes_everything_of_one_athlete_and_nothing_else(history: History) -> None:
    history.save_all([sets(1.0), sets(2.0)], athlete="Ann")
    history.plan("Ann")
    before, progress = counted(history), history.progress("Ann")
    keep(history)
    history.forget(NAME)
    assert counted(history) == before
    assert history.progress("Ann") == progress
    with pytest.raises(ArgumentError, match=NAME):
        history.forget(NAME)


def test_no_file_of_the_database_holds_a_trace(in_file: History, tmp_path: Path) -> None:
    in_file.save_all([sets(float(day)) for day in range(3)], athlete="Ann")
    keep(in_file)
    assert traces(tmp_path)
    in_file.forget(NAME)
    assert traces(tmp_path) == []
    assert "history.db" in {file.name for file in tmp_path.iterdir()}


def test_a_history_in_use_is_reported_and_can_be_swept_later(in_file: History, tmp_path: Path) -> None:
    keep(in_file)
    other = sqlite3.connect(tmp_path / "history.db", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM athletes").fetchone()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hiphinge.history.database.BUSY_S", 0.2)
        with open_history(tmp_path / "history.db") as impatient, pytest.raises(OutputError, match="in use"):
            impatient.forget(NAME)
    other.close()
    assert in_file.athletes() == []
    sweep(in_file._database)
    assert traces(tmp_path) == []
