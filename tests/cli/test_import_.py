"""`hiphinge import`."""

from __future__ import annotations

from pathlib import Path

from hiphinge.history import open_history
from tests.cli.test_plan import refused
from tests.conftest import run_command
from tests.history.people import sets


def test_folders_and_exported_files_are_added_once(tmp_path: Path) -> None:
    for day in (0.0, 9.0):
        folder = tmp_path / f"{day:g}-hinge"
        folder.mkdir()
        (folder / "analysis.json").write_text(sets(day).to_json(), encoding="utf-8")
    refused(run_command("import", "0-hinge", "--database", "a.db", folder=tmp_path), "none; say whose recording it is")
    run = run_command("import", ".", "--athlete", "Ann", "--database", "a.db", folder=tmp_path)
    assert (run.status, run.out) == (0, "")
    assert "2 analyses added" in run.err
    with open_history(tmp_path / "a.db") as history:
        history.export(tmp_path / "all.zip")
    again = run_command("import", "all.zip", "0-hinge", "--athlete", "Ann", "--database", "a.db", folder=tmp_path)
    assert "0 analyses added" in again.err
    refused(run_command("import", "gone", "--database", "a.db", folder=tmp_path), "gone")
