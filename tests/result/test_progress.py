"""The progress file: written and read again."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from hiphinge.history import open_history
from hiphinge.result.progress import PROGRESS_SCHEMA, Progress
from hiphinge.result.versions import schema_of
from tests.history.people import sets


def test_it_is_read_as_it_was_written_and_keeps_its_schema(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db") as history:
        history.save_all([sets(0.0), sets(20.0, neutral=45.3333333)], athlete="Ann")
        progress = history.progress("Ann")
    content = json.loads(progress.to_json())
    assert content["schema"] == PROGRESS_SCHEMA
    jsonschema.validate(content, schema_of(Progress))
    assert Progress.model_validate(content).athlete == "Ann"
    (depth,) = [trend for trend in content["trends"] if trend["quantity"] == "neutral_depth_deg"]
    assert depth["points"][1]["reading"]["value"] == 45.3, "as the analysis was written"
