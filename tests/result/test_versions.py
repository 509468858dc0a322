"""The published schema: it has every key of the contract, and the listed changes name existing keys."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from hiphinge.result import Analysis
from hiphinge.result.versions import CHANGES, schema_of
from tests.lift_results import dowel, recorded, wall

CONTRACT = [
    "schema",
    "source",
    "athlete",
    "exercise",
    "hip_flexion_basis",
    "pattern",
    "repetitions",
    "drill",
    "cue",
    "cannot_judge",
    "quality",
    "provenance",
    "source.path",
    "source.kind",
    "source.duration_s",
    "source.frames",
    "source.frame_rate_hz",
    "source.recorded_utc",
    "source.recorded_utc_from",
    "source.content_hash",
    "source.view.yaw_deg",
    "source.view.usable",
    "source.view.reason",
    "athlete.id",
    "athlete.height_m",
    "athlete.mass_kg",
    "athlete.sex",
    "exercise.name",
    "exercise.confidence",
    "exercise.given",
    "pattern.name",
    "pattern.hinge_index",
    "pattern.reasons",
    "repetitions[].index",
    "repetitions[].start_s",
    "repetitions[].bottom_s",
    "repetitions[].end_s",
    "repetitions[].phases[].name",
    "repetitions[].phases[].start_s",
    "repetitions[].phases[].end_s",
    "repetitions[].pattern",
    "repetitions[].light",
    "repetitions[].peak.trunk_lean_deg",
    "repetitions[].peak.hip_flexion_deg",
    "repetitions[].peak.knee_flexion_deg",
    "repetitions[].peak.shank_deg",
    "repetitions[].peak.pelvic_tilt_deg",
    "repetitions[].peak.lumbar_flexion_deg",
    "repetitions[].peak.lumbar_extension_deg",
    "repetitions[].peak.neck_extension_deg",
    "repetitions[].lumbar_share",
    "repetitions[].neutral_depth_deg",
    "repetitions[].faults[].code",
    "repetitions[].faults[].start_s",
    "repetitions[].faults[].end_s",
    "repetitions[].faults[].phase",
    "repetitions[].faults[].value",
    "repetitions[].faults[].limit",
    "repetitions[].faults[].unit",
    "repetitions[].faults[].severity",
    "repetitions[].faults[].confidence",
    "repetitions[].faults[].why",
    "repetitions[].faults[].cue",
    "repetitions[].faults[].source",
    "repetitions[].loads.l5s1_moment_nm",
    "repetitions[].loads.l5s1_compression_n",
    "repetitions[].loads.l5s1_shear_n",
    "repetitions[].loads.hip_moment_nm",
    "repetitions[].loads.knee_moment_nm",
    "repetitions[].loads.demand",
    "drill.name",
    "cue.text",
    "cue.because",
    "cue.fault",
    "cannot_judge[].code",
    "cannot_judge[].what",
    "cannot_judge[].reason",
    "cannot_judge[].mend",
    "quality.detected_fraction",
    "quality.mean_confidence",
    "quality.warnings",
    "provenance.hiphinge",
    "provenance.pose_model",
    "provenance.spine_model",
    "provenance.created_utc",
    "provenance.arguments",
]

SCHEMA = schema_of(Analysis)


def parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Yield the schemas that a schema stands for: references resolved, alternatives one by one."""
    if "$ref" in schema:
        return parts(SCHEMA["$defs"][schema["$ref"].rsplit("/", maxsplit=1)[-1]])
    forms = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
    return [part for form in forms for part in parts(form)] if forms else [schema]


def there(path: str) -> bool:
    found = [SCHEMA]
    for name in path.split("."):
        key = name.removesuffix("[]")
        found = [
            part for schema in found if key in schema.get("properties", {}) for part in parts(schema["properties"][key])
        ]
        if name.endswith("[]"):
            found = [part for schema in found if "items" in schema for part in parts(schema["items"])]
    return bool(found)


@pytest.mark.parametrize("path", CONTRACT)
def test_every_key_of_the_contract_is_in_the_schema(path: str) -> None:
    assert there(path)


def test_a_key_outside_the_schema_is_detected() -> None:
    assert not there("source.weather")


def test_changes_name_existing_keys() -> None:
    assert list(CHANGES) == ["0.1.0", "unreleased"]
    for change in CHANGES["unreleased"]:
        assert there(change.key)
        assert re.match(r"[a-zA-Z].*[a-z\d]$", change.what)


@pytest.mark.parametrize("made", [recorded, wall, dowel], ids=["lift", "wall", "dowel"])
def test_the_schema_accepts_keys_of_later_versions(made: Any) -> None:  # noqa: ANN401
    content = json.loads(made().to_json())
    jsonschema.validate(content, SCHEMA, cls=jsonschema.Draft202012Validator)
    content["source"]["later"] = content["later"] = 1
    jsonschema.validate(content, SCHEMA, cls=jsonschema.Draft202012Validator)
    content["drill"] = {"name": "rope"}
    jsonschema.validate(content, SCHEMA, cls=jsonschema.Draft202012Validator)
