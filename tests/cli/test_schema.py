"""`hiphinge schema`: the JSON Schema of each file, and the changes of each release."""

from __future__ import annotations

import json

import jsonschema
import pytest
from typer.testing import CliRunner

from hiphinge import cli
from hiphinge.result import Analysis
from hiphinge.result.versions import CHANGES, schema_of


@pytest.mark.parametrize("of", ["analysis", "plan", "lift"])
def test_each_file_has_its_schema(of: str) -> None:
    schema = json.loads(CliRunner().invoke(cli.app, ["schema", of]).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == f"hiphinge.{of}/1"


def test_the_analysis_is_the_default() -> None:
    assert json.loads(CliRunner().invoke(cli.app, ["schema"]).stdout) == schema_of(Analysis)


def test_the_changes_of_each_release() -> None:
    said = CliRunner().invoke(cli.app, ["schema", "--changes"]).stdout
    for release, changes in CHANGES.items():
        assert f"{release}\n" in said
        for change in changes:
            assert f"  {change.key}: {change.what}\n" in said
