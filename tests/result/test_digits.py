"""Numbers are rounded by their keys when they are written, and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import hiphinge
from hiphinge.result.digits import rounded
from tests.back_model import STIFF, analysed
from tests.body_model import from_the_top

THIRD = 1 / 3
PURE = ("core", "drills", "exercises", "judging", "measures", "movement", "pipeline", "progression")


def measure(value: float) -> dict[str, float]:
    return {"value": value, "low": value - 1, "high": value + 1}


@pytest.mark.parametrize(("key", "value"), [
    ("trunk_lean_deg", 0.33), ("yaw_deg", 0.3), ("start_s", 0.333), ("frame_rate_hz", 0.333), ("l5s1_moment_nm", 0.33),
    ("smallest_distance_cm", 0.33), ("lumbar_share", 0.333), ("x_px", 0.3), ("something_else", THIRD),
    ("mean_confidence", 0.333), ("confidence", 0.33),
])  # fmt: skip
def test_a_key_determines_its_decimals(key: str, value: float) -> None:
    assert rounded({"part": {key: THIRD}}) == {"part": {key: value}}


def test_a_measure_has_the_decimals_of_its_key_and_a_table_those_of_its_entries() -> None:
    content = {"peak_s": {"l5s1_moment_nm": THIRD}, "demand": {"hamstrings": THIRD}, "shank_deg": measure(THIRD)}
    assert rounded(content) == {
        "peak_s": {"l5s1_moment_nm": 0.333},
        "demand": {"hamstrings": 0.33},
        "shank_deg": {"value": 0.33, "low": -0.67, "high": 1.33},
    }


def test_a_value_has_the_decimals_of_the_unit_beside_it() -> None:
    fault: dict[str, Any] = {"value": measure(THIRD), "limit": THIRD, "unit": "percent"}
    assert rounded({"faults": [fault]})["faults"][0]["value"]["value"] == 0.3
    assert rounded({"faults": [{**fault, "unit": "deg"}]})["faults"][0]["value"]["value"] == 0.33
    assert rounded({"faults": [fault]})["faults"][0]["limit"] == THIRD


def test_given_values_are_not_rounded() -> None:
    content = {"athlete": {"height_m": 1.78125}, "provenance": {"arguments": {"heel_cm": THIRD}}}
    assert rounded(content) == content


def test_there_is_no_negative_zero() -> None:
    assert str(rounded({"shank_deg": -0.001})["shank_deg"]) == "0.0"


def test_rounding_twice_changes_nothing() -> None:
    written = analysed(from_the_top(2), STIFF).as_written()
    assert written == written.as_written()


def test_pure_code_does_not_round_measured_values() -> None:
    """`round` with digits is used nowhere in the pure layers; without digits it makes whole frames and pixels."""
    found = []
    for layer in PURE:
        for path in (Path(hiphinge.__file__).parent / layer).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round":
                    found += [f"{path.name}:{node.lineno}"] if len(node.args) > 1 else []
    assert found == []
