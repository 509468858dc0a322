"""`hiphinge forget`."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from hiphinge import cli
from hiphinge.history import open_history
from tests.history.people import sets


def test_it_asks_first_and_then_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with open_history(path) as history:
        history.save(sets(), athlete="Zebedee")
    command = ["forget", "Zebedee", "--database", str(path)]
    assert CliRunner().invoke(cli.app, command, input="n\n").exit_code == 1
    with open_history(path) as history:
        assert len(history.athletes()) == 1
    assert CliRunner().invoke(cli.app, command, input="y\n").exit_code == 0
    assert [file.name for file in tmp_path.iterdir() if b"Zebedee" in file.read_bytes()] == []
    with open_history(path) as history:
        history.save(sets(), athlete="Ann")
    assert CliRunner().invoke(cli.app, ["forget", "Ann", "--yes", "--database", str(path)]).exit_code == 0
