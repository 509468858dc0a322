"""`hiphinge progress`, and a plan from the history."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from hiphinge import cli
from hiphinge.history import open_history
from tests.cli.test_plan import refused
from tests.conftest import run_command
from tests.history.people import sets


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    with open_history(tmp_path / "history.db") as history:
        history.save_all([sets(0.0, neutral=40.0), sets(30.0, neutral=58.0)], athlete="Ann")
    return tmp_path


def test_one_athlete_needs_no_name(kept: Path) -> None:
    run = run_command("progress", "--database", "history.db", "-o", "progress.html", folder=kept)
    assert (run.status, run.err) == (0, "")
    assert "Ann: 2 sessions" in run.out
    assert "better" in run.out
    assert "progress.html" in run.out
    assert "Ann" in (kept / "progress.html").read_text(encoding="utf-8")


def test_json_keeps_the_schema(kept: Path) -> None:
    run = run_command("progress", "Ann", "--database", "history.db", "--json", folder=kept)
    schema = json.loads(CliRunner().invoke(cli.app, ["schema", "progress"]).stdout)
    jsonschema.validate(json.loads(run.out), schema)


def test_several_athletes_are_listed(kept: Path) -> None:
    with open_history(kept / "history.db") as history:
        history.save(sets(), athlete="Ben")
    run = run_command("progress", "--database", "history.db", folder=kept)
    assert [line.split()[0] for line in run.out.splitlines()] == ["athlete", "Ann", "Ben"]


def test_a_plan_from_the_history(kept: Path) -> None:
    run = run_command("plan", "--athlete", "Ann", "--database", "history.db", "--json", folder=kept)
    assert len(json.loads(run.out)["sessions"]) == 2
    refused(run_command("plan", "x", "--athlete", "Ann", "--database", "history.db", folder=kept), "both")


def test_errors_are_one_sentence(kept: Path) -> None:
    refused(run_command("progress", "--database", "gone.db", folder=kept), "nothing at 'gone.db'")
    refused(run_command("progress", "Cleo", "--database", "history.db", folder=kept), "'Cleo'")
    assert not (kept / "gone.db").exists()
