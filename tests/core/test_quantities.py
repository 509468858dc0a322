"""The table of quantities: complete, consistent, and legible on light and dark backgrounds."""

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
"""Backgrounds of the page, and the contrast that text needs on them."""


def luminance(colour: str) -> float:
    parts = np.array(list(bytes.fromhex(colour.removeprefix("#")))) / 255
    return float(np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("shown", QUANTITIES.values(), ids=lambda shown: shown.key)
def test_a_quantity_is_described_in_full(shown: Quantity) -> None:
    assert shown.unit in UNITS
    assert shown.group in get_args(Group)
    assert shown.title[0].isupper()
    assert len(shown.short) <= 16
    assert shown.meaning[-1] not in ".;"
    assert shown.per > 0
    if shown.group in CURVES and shown.key != "lumbar_extension_deg":
        assert shown.colour is not None
    for colour in () if shown.colour is None else (shown.colour.light, shown.colour.dark, shown.colour.picture):
        assert re.fullmatch(r"#[0-9a-f]{6}", colour)


@pytest.mark.parametrize("ground", GROUNDS)
def test_names_in_their_colours_are_legible(ground: str) -> None:
    background, contrast = GROUNDS[ground]
    for shown in QUANTITIES.values():
        if shown.colour is not None:
            light, dark = sorted((luminance(getattr(shown.colour, ground)), luminance(background)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= contrast, shown.key


def test_keys_are_those_of_the_files() -> None:
    fields = {
        name for part in (Peak, Loads, Repetition, BendPart, Swing, View, WallRepetition) for name in part.model_fields
    }
    fields |= {"percent_of_range", "hinge_index", *Loads.model_fields}
    for shown in of_group("angle", "joint", "repetition", "view"):
        assert shown.key in fields, shown.key
    assert [angle.key for angle in of_group("angle")] == list(Peak.model_fields)


def test_a_quantity_is_shown_in_its_unit() -> None:
    compression = quantity("l5s1_compression_n")
    assert compression.scaled(Curve(*(np.array([end]) for end in (2500.0, 2000.0, 3000.0)))).low == pytest.approx(2.0)
    assert (compression.sign, compression.digits(2.5)) == (" kN", 1)
    assert quantity("trunk_lean_deg").description.endswith("; forward is positive")


def test_decimals_depend_on_the_size_for_some_units() -> None:
    ratio = unit_named("ratio")
    assert [ratio.digits(value) for value in (0.5, 9.99, -10.0, 100.0)] == [2, 2, 1, 0]
    assert unit_named("%") is unit_named("percent")
    assert unit_named("furlong").sign == " furlong"


def test_the_table_is_read_only() -> None:
    with pytest.raises(TypeError):
        quantities.QUANTITIES["more"] = quantity("shank_deg")  # type: ignore[index]
