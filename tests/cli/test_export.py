"""`hiphinge export`."""

from __future__ import annotations

from pathlib import Path

from hiphinge.history import open_history
from tests.cli.test_plan import refused
from tests.conftest import run_command
from tests.history.people import sets


def test_it_writes_an_archive_or_a_table(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db") as history:
        history.save(sets(), athlete="Ann")
    for name, start in (("all.zip", b"PK"), ("all.csv", b"athlete,"), ("all.parquet", b"PAR1")):
        run = run_command("export", name, "--database", "history.db", folder=tmp_path)
        assert (run.status, run.out) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(start)
    refused(run_command("export", "a.zip", "--athlete", "Bo", "--database", "history.db", folder=tmp_path), "'Bo'")
    refused(run_command("export", "no/a.zip", "--database", "history.db", folder=tmp_path), "no")
