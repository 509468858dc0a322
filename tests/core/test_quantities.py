"""The table of quantities: complete, consistent, and readable on both grounds."""

from __future__ import annotations

import re
from typing import get_args

import numpy as np
import pytest

from hiphinge.core import quantities
from hiphinge.core.measure import Curve
from hiphinge.core.quantities import CURVES, QUANTITIES, UNITS, Group, Quantity, of_group, quantity, unit_named
from hiphinge.result import BendPart, Loads, Peak, Repetition, Swing, View, WallRepetition

GROUNDS = {"light": ("#ffffff", 4.5), "dark": ("#171f29", 4.5)}
"""Ground that quantities stand on, and the contrast that text needs on it."""


def luminance(colour: str) -> float:
    parts = np.array(list(bytes.fromhex(colour.removeprefix("#")))) / 255
    return float(np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("one", QUANTITIES.values(), ids=lambda one: one.key)
def test_a_quantity_is_described_in_full(one: Quantity) -> None:
    assert one.unit in UNITS
    assert one.group in get_args(Group)
    assert one.title[0].isupper()
    assert len(one.short) <= 16
    assert one.meaning[-1] not in ".;"
    assert one.per > 0
    if one.group in CURVES and one.key != "lumbar_extension_deg":
        assert one.colour is not None
    for colour in () if one.colour is None else (one.colour.light, one.colour.dark, one.colour.picture):
        assert re.fullmatch(r"#[0-9a-f]{6}", colour)


@pytest.mark.parametrize("ground", GROUNDS)
def test_names_in_their_colours_can_be_read(ground: str) -> None:
    behind, wanted = GROUNDS[ground]
    for each in QUANTITIES.values():
        if each.colour is not None:
            light, dark = sorted((luminance(getattr(each.colour, ground)), luminance(behind)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= wanted, each.key


def test_keys_are_those_of_the_files() -> None:
    held = {
        name for part in (Peak, Loads, Repetition, BendPart, Swing, View, WallRepetition) for name in part.model_fields
    }
    held |= {"percent_of_range", "hinge_index", *Loads.model_fields}
    for each in of_group("angle", "joint", "repetition", "view"):
        assert each.key in held, each.key
    assert [angle.key for angle in of_group("angle")] == list(Peak.model_fields)


def test_a_quantity_is_shown_in_its_unit() -> None:
    compression = quantity("l5s1_compression_n")
    assert compression.scaled(Curve(*(np.array([end]) for end in (2500.0, 2000.0, 3000.0)))).low == pytest.approx(2.0)
    assert (compression.sign, compression.digits(2.5)) == (" kN", 1)
    assert quantity("trunk_lean_deg").description.endswith("; forward is positive")


def test_decimals_follow_the_size_where_the_unit_asks_for_it() -> None:
    ratio = unit_named("ratio")
    assert [ratio.digits(value) for value in (0.5, 9.99, -10.0, 100.0)] == [2, 2, 1, 0]
    assert unit_named("%") is unit_named("percent")
    assert unit_named("furlong").sign == " furlong"


def test_the_table_is_not_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        quantities.QUANTITIES["more"] = quantity("shank_deg")  # type: ignore[index]
