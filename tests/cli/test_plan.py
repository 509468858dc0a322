"""`hiphinge plan`: its output and exit status."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from hiphinge import cli
from hiphinge.result.plan import Plan
from tests.conftest import Run, run_command
from tests.lift_results import text_of


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "set-hinge"
    folder.mkdir()
    (folder / "analysis.json").write_text(text_of(), encoding="utf-8")
    return folder


def schema(of: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(CliRunner().invoke(cli.app, ["schema", of]).stdout)
    return found


def test_without_results_it_names_the_first_step(tmp_path: Path) -> None:
    run = run_command("plan", folder=tmp_path)
    assert (run.status, run.err) == (0, "")
    assert "Begin here: Glute bridge" in run.out
    assert list(tmp_path.iterdir()) == []


def test_json_is_the_only_output_and_keeps_the_schema(results: Path) -> None:
    run = run_command("plan", results, "--json", "-o", "plan.html", folder=results.parent)
    assert (run.status, run.err) == (0, "")
    jsonschema.validate(json.loads(run.out), schema("plan"))
    plan = Plan.model_validate_json(run.out)
    assert (plan.next.step, plan.next.decision) == ("deadlift", "move_on")
    assert "Deadlift from the floor" in (results.parent / "plan.html").read_text(encoding="utf-8")


def test_the_schema_of_an_analysis_is_still_the_first() -> None:
    assert CliRunner().invoke(cli.app, ["schema"]).stdout == CliRunner().invoke(cli.app, ["schema", "analysis"]).stdout


def refused(run: Run, found: str) -> None:
    assert run.status == 2
    assert run.out == ""
    assert run.err.startswith("hiphinge: Expected ")
    assert found in run.err
    assert "Traceback" not in run.err


def test_errors_are_one_sentence(results: Path) -> None:
    here = results.parent
    refused(run_command("plan", "gone", folder=here), "nothing at 'gone'")
    (here / "other.json").write_text("{}", encoding="utf-8")
    refused(run_command("plan", results, "other.json", folder=here), "schema")
    refused(run_command("plan", results, "-o", "plan.txt", folder=here), "plan.txt")
    refused(run_command("plan", results, "-o", "gone/plan.html", folder=here), "plan.html")
    assert sorted(entry.name for entry in here.iterdir()) == ["other.json", "set-hinge"]
