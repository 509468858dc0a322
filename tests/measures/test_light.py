"""The light of the low back, at its limits and by the athlete's own range."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.measures.light import GREEN_DEG, RED_DEG, LightLimits, light_at, light_of, percent_of


def around(value: float, half: float = 1.0) -> Measure:
    return Measure(value=value, low=value - half, high=value + half)


@pytest.mark.parametrize(
    ("flexion", "light"), [(GREEN_DEG - 5, "green"), (GREEN_DEG + 5, "amber"), (RED_DEG + 5, "red")]
)
def test_the_light_follows_flexion(flexion: float, light: str) -> None:
    assert light_of(around(flexion), None, None) == light
    assert light_at(around(flexion)) == (light, True)


def test_an_unmeasured_back_has_no_light() -> None:
    assert light_of(None, around(0.1), around(10.0)) == "unknown"


def test_an_interval_over_green_and_red_is_unknown() -> None:
    assert light_of(around(27.0, 15.0), None, None) == "unknown"


def test_an_interval_over_a_limit_is_uncertain() -> None:
    light, certain = light_at(around(GREEN_DEG - 1.0, 3.0))
    assert light == "green"
    assert not certain


def test_the_athletes_own_range_decides_where_it_is_known() -> None:
    assert light_of(around(RED_DEG + 5), None, around(60.0)) == "amber"
    assert light_of(around(GREEN_DEG - 5), None, around(80.0)) == "red"


def test_limits_may_be_those_of_a_file() -> None:
    assert light_of(around(25.0), None, None, limits=LightLimits(green_deg=30.0)) == "green"


def test_per_cent_of_the_athletes_maximum() -> None:
    assert percent_of(around(20.0), around(40.0)).value == 50.0
    exact = Measure(value=40.0, low=40.0, high=40.0)
    assert percent_of(around(20.0), exact) == Measure(value=50.0, low=47.5, high=52.5)
