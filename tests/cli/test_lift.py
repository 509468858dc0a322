"""`hiphinge lift`: its output and exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from hiphinge import cli
from hiphinge.result.lift import Lift
from tests.conftest import Run
from tests.lift_results import text_of

LENGTHS = ("--horizontal-cm", "40", "--origin-cm", "20", "--destination-cm", "100")
WORK = ("--per-minute", "2", "--hours", "1", "--grip", "fair")

Call = Callable[..., Run]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Run the command in this process, in a separate folder."""

    def run(*arguments: str) -> Run:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COLUMNS", "120")
        monkeypatch.setattr(sys, "argv", ["hiphinge", "lift", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Run(ended.value.code, said.out, said.err, tmp_path)

    return run


def refused(run: Run, *found: str) -> None:
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("hiphinge: Expected ")
    assert len(run.err.strip().splitlines()) == 1
    for text in found:
        assert text in run.err


def test_the_table_states_the_cost_of_each_multiplier(call: Call) -> None:
    run = call("--load-kg", "15", *LENGTHS, "--asymmetry-deg", "0", *WORK)
    assert (run.status, run.err) == (0, "")
    for text in ("9.1 kg", "lifting index 1.65", "38 %", "23 kg", "Change this first", "Bring the load closer", "14.5"):
        assert text in run.out


def test_json_is_the_only_output_and_keeps_the_schema(call: Call) -> None:
    run = call("--load-kg", "15", *LENGTHS, *WORK, "--within-cm", "3", "--json")
    assert (run.status, run.err) == (0, "")
    schema = json.loads(CliRunner().invoke(cli.app, ["schema", "lift"]).stdout)
    jsonschema.validate(json.loads(run.out), schema)
    (end,) = Lift.model_validate_json(run.out).ends
    assert end.recommended_weight_limit_kg.low < end.recommended_weight_limit_kg.high


def test_pounds_and_inches_as_printed(call: Call) -> None:
    run = call(
        "--load-lb", "26", "--horizontal-in", "10", "--origin-in", "22", "--destination-in", "59",
        "--destination-horizontal-in", "20", "--per-minute", "3", "--hours", "1", "--grip", "fair", "--worksheet",
    )  # fmt: skip
    assert run.status == 0
    for text in ("34.9 lb", "15.2 lb", "51 lb", "59 in"):
        assert text in run.out
    both = call("--load-lb", "26", "--load-kg", "12", *LENGTHS, *WORK)
    refused(both, "--load-kg, --load-lb")
    assert "lb" in call("--load-kg", "15", *LENGTHS, *WORK, "--units", "us").out


def test_a_lift_outside_the_equation_gets_a_reason_and_no_number(call: Call) -> None:
    run = call("--load-kg", "15", *LENGTHS, *WORK, "--condition", "one_hand")
    assert run.status == 3
    assert "lifting with one hand" in run.out
    assert "lifting index" not in run.out
    assert "nothing could be judged" in run.err


def test_errors_are_one_sentence(call: Call) -> None:
    refused(call(), "--load-kg", "--horizontal-cm", "--origin-cm", "--destination-cm", "--grip")
    refused(call("--load-kg", "-5", *LENGTHS, *WORK), "-5", "--load-kg")
    refused(call("--load-kg", "15", *LENGTHS, *WORK, "--condition", "moon"), "'moon'")
    refused(call("--from", "gone"), "nothing at 'gone'")


def test_from_an_analysis(call: Call, tmp_path: Path) -> None:
    content = json.loads(text_of())
    content["provenance"]["arguments"] = {"load_kg": 12.5}
    for repetition in content["repetitions"]:
        repetition["hands"] = None
    (tmp_path / "analysis.json").write_text(json.dumps(content), encoding="utf-8")
    run = call("--from", ".", *LENGTHS, *WORK, "--json")
    assert run.status == 0
    lift = Lift.model_validate_json(run.out)
    assert lift.task.load_kg == 12.5
    assert lift.recording
    refused(call("--from", "."), lift.recording, "--horizontal-cm", "--origin-cm", "--destination-cm")
    place = {"value": 30.0, "low": 26.0, "high": 34.0}
    hands = {name: {"horizontal_cm": place, "height_cm": place} for name in ("lift_off", "end")}
    for repetition in content["repetitions"]:
        repetition["hands"] = hands
    (tmp_path / "analysis.json").write_text(json.dumps(content), encoding="utf-8")
    run = call("--from", ".", *WORK, "--json")
    assert run.status == 0
    assert Lift.model_validate_json(run.out).task.origin.height_cm.value == 30.0
    content["repetitions"][0]["hands"] = {"lift_off": 3}
    (tmp_path / "analysis.json").write_text(json.dumps(content), encoding="utf-8")
    refused(call("--from", ".", *WORK), "damaged")
    for number in (1, 2):
        (tmp_path / "sets" / str(number)).mkdir(parents=True)
        (tmp_path / "sets" / str(number) / "analysis.json").write_text(json.dumps(content), encoding="utf-8")
    refused(call("--from", "sets", *LENGTHS, *WORK), "2 in 'sets'")
