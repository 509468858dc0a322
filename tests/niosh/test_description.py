"""Implausible and missing values of a description."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.niosh.assess import assess
from hiphinge.niosh.description import NEEDED, one_of
from tests.niosh import BAG, PLACED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("load_kg", 0.0),
        ("load_kg", -5.0),
        ("load_kg", 5000.0),
        ("load_kg", float("nan")),
        ("horizontal_cm", 0.0),
        ("horizontal_cm", 400.0),
        ("origin_cm", -1.0),
        ("destination_cm", float("inf")),
        ("asymmetry_deg", -10.0),
        ("per_minute", 0.0),
        ("hours", 25.0),
        ("within_cm", -1.0),
        ("destination_horizontal_cm", -1.0),
    ],
)
def test_implausible_values_are_refused(name: str, value: float) -> None:
    with pytest.raises(ArgumentError, match=f"--{name.replace('_', '-')} again"):
        assess(replace(PLACED, **{name: value}))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NEEDED)
def test_missing_values_are_named(name: str) -> None:
    with pytest.raises(ArgumentError, match="give what is missing") as caught:
        assess(replace(BAG, **{name: None}))
    assert caught.value.arguments == (name,)
    assert NEEDED[name] in caught.value.found


def test_a_twist_at_the_end_needs_a_place_there() -> None:
    with pytest.raises(ArgumentError, match="give that distance too") as caught:
        assess(replace(BAG, destination_asymmetry_deg=20.0))
    assert caught.value.arguments == ("destination_horizontal_cm",)


@pytest.mark.parametrize(("name", "metric", "us"), [("load", "kg", "lb"), ("origin", "cm", "in")])
def test_a_quantity_in_both_units_is_refused(name: str, metric: str, us: str) -> None:
    with pytest.raises(ArgumentError, match=f"the {name} in one unit") as caught:
        one_of(name, 1.0, 1.0)
    assert caught.value.arguments == (f"{name}_{metric}", f"{name}_{us}")


def test_pounds_and_inches_become_kilograms_and_centimetres() -> None:
    assert one_of("load", None, 10.0) == pytest.approx(4.5359237)
    assert one_of("origin", None, 10.0) == pytest.approx(25.4)
    assert one_of("origin", 12.0, None) == 12.0
    assert one_of("origin", None, None) is None
