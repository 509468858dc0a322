"""The result file: it has every key of the contract, and is read back unchanged."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import polars as pl
import pytest
from pydantic import ValidationError

from hiphinge.core.measure import Measure
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis, Athlete
from tests.back_model import Back, analysed
from tests.body_model import SQUATTED, Camera, Plate, Posture, bridges, film, from_the_floor, from_the_top

FAULTY = from_the_top(2, Posture(22, 112, 34))
ANALYSES = {
    "hinge": analyze(film(from_the_top(2))),
    "faulty": analyze(film(FAULTY), exercise="romanian_deadlift", load_kg=40.0, athlete=Athlete(height_m=1.8, sex="f")),
    "hidden legs": analyze(film(from_the_floor(2), Camera(plate=Plate(0.0, 99.0)))),
    "bridge": analyze(film(bridges(2))),
    "oblique": analyze(film(from_the_top(2, SQUATTED), Camera(yaw_deg=50.0))),
    "front": analyze(film(from_the_top(2), Camera(yaw_deg=85.0))),
    "round back": analysed(from_the_top(2), Back(0.5), max_flexion=Measure(value=44.0, low=41.0, high=47.0)),
    "nobody": analyze(film(from_the_top(1), Camera(unseen_s=(0.0, 99.0)))),
}

KEYS = {
    "": {
        "schema", "source", "athlete", "exercise", "hip_flexion_basis", "pattern", "repetitions", "drill", "cue",
        "cannot_judge", "quality", "provenance",
    },
    "source": {"path", "kind", "duration_s", "frames", "frame_rate_hz", "view"},
    "source.view": {"yaw_deg", "usable", "reason"},
    "athlete": {"height_m", "mass_kg", "sex"},
    "exercise": {"name", "confidence", "given"},
    "pattern": {"name", "hinge_index", "reasons"},
    "quality": {"detected_fraction", "mean_confidence", "warnings"},
    "provenance": {"hiphinge", "pose_model", "spine_model", "created_utc", "arguments"},
}  # fmt: skip
REPETITION_KEYS = {
    "index", "start_s", "bottom_s", "end_s", "phases", "pattern", "light", "peak", "lumbar_share", "neutral_depth_deg",
    "faults", "loads",
}  # fmt: skip
PEAK_KEYS = {
    "trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg", "shank_deg", "pelvic_tilt_deg", "lumbar_flexion_deg",
    "lumbar_extension_deg", "neck_extension_deg",
}  # fmt: skip
FAULT_KEYS = {
    "code", "start_s", "end_s", "phase", "value", "limit", "unit", "severity", "confidence", "why", "cue", "source",
}  # fmt: skip
ANGLE_COLUMNS = (
    "trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg", "shank_deg", "pelvic_tilt_deg", "lumbar_flexion_deg",
    "neck_extension_deg",
)  # fmt: skip

every = pytest.mark.parametrize("name", ANALYSES)


def written(name: str) -> dict[str, Any]:
    content = json.loads(ANALYSES[name].to_json())
    assert isinstance(content, dict)
    return content


def inside(content: dict[str, Any], path: str) -> Any:  # noqa: ANN401  (JSON)
    for key in filter(None, path.split(".")):
        content = content[key]
    return content


@every
def test_every_key_of_the_contract_is_present(name: str) -> None:
    content = written(name)
    assert content["schema"] == "hiphinge.analysis/1"
    for path, keys in KEYS.items():
        assert keys <= set(inside(content, path))
    for repetition in content["repetitions"]:
        assert set(repetition) >= REPETITION_KEYS
        assert set(repetition["peak"]) >= PEAK_KEYS
        assert all(set(fault) >= FAULT_KEYS for fault in repetition["faults"])
        assert all({"name", "start_s", "end_s"} <= set(phase) for phase in repetition["phases"])
    assert all(set(each) >= {"what", "reason", "mend"} for each in content["cannot_judge"])
    assert content["cue"] is None or set(content["cue"]) >= {"text", "because", "fault"}


@every
def test_an_analysis_is_read_back_unchanged(name: str) -> None:
    analysis = ANALYSES[name]
    back = Analysis.model_validate_json(analysis.to_json())
    assert back == analysis.as_written().with_frames(pl.DataFrame())
    assert back.to_json() == analysis.to_json()
    assert back.to_frame().is_empty()


@every
def test_the_schema_accepts_it(name: str) -> None:
    schema = Analysis.model_json_schema(by_alias=True, mode="serialization")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(written(name), schema, cls=jsonschema.Draft202012Validator)


def test_the_schema_refuses_what_is_not_a_result() -> None:
    schema = Analysis.model_json_schema(by_alias=True, mode="serialization")
    for path, value in (("schema", "other/2"), ("repetitions", None), ("hip_flexion_basis", "nose")):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(written("hinge") | {path: value}, schema)


@every
def test_no_number_replaces_a_missing_value(name: str) -> None:
    text = ANALYSES[name].to_json()
    assert "NaN" not in text
    assert "Infinity" not in text


def measures(content: Any) -> list[dict[str, float]]:  # noqa: ANN401  (JSON)
    if isinstance(content, dict):
        if set(content) == {"value", "low", "high"}:
            return [content]
        return [measure for value in content.values() for measure in measures(value)]
    return [measure for value in content for measure in measures(value)] if isinstance(content, list) else []


@every
def test_every_measure_lies_in_its_interval(name: str) -> None:
    assert all(measure["low"] <= measure["value"] <= measure["high"] for measure in measures(written(name)))


def test_what_cannot_be_measured_is_absent_with_its_reason() -> None:
    content = written("hinge")
    assert content["hip_flexion_basis"] == "trunk"
    for repetition in content["repetitions"]:
        for absent in ("pelvic_tilt_deg", "lumbar_flexion_deg", "lumbar_extension_deg", "neck_extension_deg"):
            assert repetition["peak"][absent] is None
        assert repetition["loads"] is repetition["lumbar_share"] is repetition["neutral_depth_deg"] is None
    lumbar = next(each for each in content["cannot_judge"] if "lumbar" in each["what"])
    assert lumbar["reason"]
    assert lumbar["mend"]


def test_the_low_back_is_present_with_its_references() -> None:
    content = written("round back")
    assert content["hip_flexion_basis"] == "pelvis"
    assert content["low_back"]["zeroed"]
    for repetition in content["repetitions"]:
        assert repetition["light"] == "red"
        for name in ("pelvic_tilt_deg", "lumbar_flexion_deg", "lumbar_extension_deg", "neck_extension_deg"):
            assert repetition["peak"][name] is not None
        assert repetition["lumbar_share"]["value"] == pytest.approx(0.5, abs=0.01)
        assert repetition["neutral_depth_deg"] is not None
        assert repetition["lumbopelvic"]["percent_of_range"]["value"] == pytest.approx(83, abs=2)
        assert [part["name"] for part in repetition["lumbopelvic"]["parts"]] == ["early", "middle"]
    assert not any("low back" in each["what"] for each in content["cannot_judge"])


@every
def test_the_table_of_frames_has_the_columns_of_the_contract(name: str) -> None:
    analysis = ANALYSES[name]
    table = analysis.to_frame()
    columns = {"time_s", "repetition", "phase", "confidence"}
    columns |= {f"{angle}{suffix}" for angle in ANGLE_COLUMNS for suffix in ("", "_low", "_high")}
    assert columns <= set(table.columns)
    assert table.height == analysis.source.frames
    assert table["time_s"].is_sorted()
    assert table["phase"].dtype == pl.String
    assert table["repetition"].dtype.is_integer()
    assert all(table[column].dtype.is_float() for column in columns - {"repetition", "phase"})
    assert not any(table[column].is_nan().any() for column in columns - {"repetition", "phase"})
    for angle in ANGLE_COLUMNS:
        known = table.drop_nulls(angle)
        assert (known[f"{angle}_low"] <= known[angle]).all()
        assert (known[angle] <= known[f"{angle}_high"]).all()
        assert (table[angle].is_null() == table[f"{angle}_low"].is_null()).all()
    assert table["confidence"].is_between(0, 1).all()


@pytest.mark.parametrize("name", ["hinge", "bridge", "hidden legs", "round back"])
def test_frames_and_repetitions_agree(name: str) -> None:
    analysis = ANALYSES[name]
    table = analysis.to_frame()
    assert table["repetition"].drop_nulls().unique().sort().to_list() == [
        repetition.index for repetition in analysis.repetitions
    ]
    assert (table["phase"].is_null() == table["repetition"].is_null()).all()
    for repetition in analysis.repetitions:
        rows = table.filter(pl.col("repetition") == repetition.index)
        assert rows["time_s"].min() == pytest.approx(repetition.start_s, abs=1e-3)
        assert rows["time_s"].max() == pytest.approx(repetition.end_s, abs=0.04)
        assert rows["phase"].unique(maintain_order=True).to_list() == [phase.name for phase in repetition.phases]
        lean = repetition.peak.trunk_lean_deg
        assert lean is not None
        assert rows["trunk_lean_deg"].max() == pytest.approx(lean.value, abs=0.006)


def test_the_athlete_is_as_given_and_plausible() -> None:
    assert ANALYSES["faulty"].athlete == Athlete(height_m=1.8, sex="f")
    assert written("hinge")["athlete"] == {"id": None, "height_m": None, "mass_kg": None, "sex": None}
    for wrong in ({"height_m": 17.8}, {"mass_kg": 8.0}, {"sex": "x"}, {"weight": 80}):
        with pytest.raises(ValidationError):
            Athlete.model_validate(wrong)


def test_the_arguments_are_kept() -> None:
    arguments = ANALYSES["faulty"].provenance.arguments
    assert arguments["exercise"] == "romanian_deadlift"
    assert arguments["load_kg"] == 40.0
    assert ANALYSES["faulty"].exercise.given
    assert ANALYSES["faulty"].exercise.confidence == 1.0
    assert not ANALYSES["hinge"].exercise.given
    assert ANALYSES["hinge"].provenance.created_utc.tzinfo is not None


def test_a_result_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ANALYSES["hinge"].cue = None  # type: ignore[misc]


def test_an_analysis_says_whether_anything_was_judged() -> None:
    assert ANALYSES["hinge"].judged
    assert not ANALYSES["nobody"].judged
    assert not ANALYSES["front"].judged
    assert "no person" in ANALYSES["nobody"].cannot_judge[0].reason
    assert ANALYSES["nobody"].quality.detected_fraction == 0
