"""Digits of the numbers in result files: the only place in which measured numbers are rounded.

The key of a number decides: by its name if `DIGITS` has it (alone, or after the key of the part that contains it), else
by the unit at the end of the name. Numbers that the user gave, and limits, are not rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "yaw_deg": 1,
        "roll_deg": 1,
        "neutral_depth_deg": 1,
        "rounding.hip_flexion_deg": 1,
        "max_flexion_deg": 1,
        "turn_against_spine_deg": 1,
        "change_deg": 1,
        "detectable_deg": 1,
        "snap_deg_s": 1,
        "hinge_index": 2,
        "confidence": 2,
        "mean_confidence": 3,
        "lumbar_share": 3,
        "lumbar_pelvis_ratio": 2,
        "percent_of_range": 1,
        "passive_share": 2,
        "compression_over_standing": 2,
        "demand": 2,
        "demand_low": 2,
        "demand_high": 2,
        "touch_chance": 3,
        "cm_per_px": 4,
        "centimetres_per_pixel": 4,
        "x_px": 1,
        "trunk_length": 4,
        "feet.x": 4,
        "feet.y": 4,
        "horizontal_cm": 1,
        "height_cm": 1,
        "load_basis.height_m": 3,
        "load_basis.mass_kg": 3,
        "reading": 3,
        "change": 3,
        "least": 3,
        "own_deviation": 3,
    }
)
"""Decimals by key."""

BY_UNIT: Final[Mapping[str, int]] = MappingProxyType(
    {"deg": 2, "s": 3, "hz": 3, "cm": 2, "nm": 2, "n": 2, "fraction": 3, "percent": 2}
)
"""Decimals by the unit that a key ends with."""

BESIDE_UNIT: Final[Mapping[str, int]] = MappingProxyType({"deg": 2, "percent": 1, "cm": 2, "share": 3, "ratio": 2})
"""Decimals of a measure whose unit is a key beside it: the value of a fault, the figure of a criterion."""

AS_GIVEN: Final = frozenset({"athlete", "arguments", "limits", "task"})
"""Parts whose numbers are not rounded."""


def rounded(content: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON content of a file with each number rounded to the decimals of its key."""
    return {key: _inside(key, "", value, content) for key, value in content.items()}


def _inside(key: str, parent: str, value: Any, beside: Mapping[str, Any]) -> Any:  # noqa: ANN401  (JSON)
    if key in AS_GIVEN:
        return value
    digits = _digits(key, parent, beside)
    if digits is not None:
        return _round(value, digits)
    if isinstance(value, dict):
        return {inner: _inside(inner, key, part, value) for inner, part in value.items()}
    if isinstance(value, list):
        return [
            {inner: _inside(inner, key, item, part) for inner, item in part.items()} if isinstance(part, dict) else part
            for part in value
        ]
    return value


def _digits(key: str, parent: str, beside: Mapping[str, Any]) -> int | None:
    if key in {"value", "figure"}:
        return BESIDE_UNIT.get(str(beside.get("unit"))) if isinstance(beside.get(key), dict) else None
    named = DIGITS.get(f"{parent}.{key}", DIGITS.get(key))
    _, mark, unit = key.rpartition("_")
    return named if named is not None or not mark else BY_UNIT.get(unit)


def _round(value: Any, digits: int) -> Any:  # noqa: ANN401  (JSON)
    """Return a value with all numbers in it rounded; never a negative zero."""
    if isinstance(value, float):
        return round(value, digits) + 0.0
    if isinstance(value, dict):
        return {key: _round(part, digits) for key, part in value.items()}
    return [_round(part, digits) for part in value] if isinstance(value, list) else value
