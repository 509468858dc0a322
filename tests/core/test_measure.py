"""Every value has an interval, and the interval contains the value."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.core.measure import Z90, Curve, Measure, pooled

FINITE = st.floats(-1e6, 1e6)


@given(st.tuples(FINITE, FINITE, FINITE))
def test_only_ordered_values_are_measures(values: tuple[float, float, float]) -> None:
    low, value, high = values
    if low <= value <= high:
        assert Measure(value=value, low=low, high=high).value == value
    else:
        with pytest.raises(ValueError, match="low <= value <= high"):
            Measure(value=value, low=low, high=high)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["value", "low", "high"])
def test_a_measure_has_finite_values(name: str, bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Measure(**({"value": 1.0, "low": 0.0, "high": 2.0} | {name: bad}))


def test_a_measure_cannot_be_changed() -> None:
    measure = Measure(value=1, low=0, high=2)
    with pytest.raises(FrozenInstanceError):
        measure.value = 2  # type: ignore[misc]


def test_a_measure_prints_its_interval() -> None:
    assert str(Measure(value=12.14, low=7.88, high=16.41)) == "12.1 (90 % 7.9 to 16.4)"


@given(FINITE, FINITE, FINITE, FINITE)
def test_overlap_is_mutual_and_holds_where_a_value_is_shared(a: float, b: float, c: float, d: float) -> None:
    one, two = (Measure(value=min(p), low=min(p), high=max(p)) for p in ((a, b), (c, d)))
    assert one.overlaps(two) == two.overlaps(one) == (max(one.low, two.low) <= min(one.high, two.high))


def test_an_interval_holds_ninety_per_cent_of_a_normal_distribution() -> None:
    assert math.erf(Z90 / math.sqrt(2)) == pytest.approx(0.9, abs=1e-12)
    curve = Curve.around(np.array([10.0]), np.array([2.0]))
    assert curve.high - curve.value == pytest.approx(2 * Z90)
    assert curve.value - curve.low == pytest.approx(2 * Z90)


def test_a_curve_is_absent_where_it_is_unknown() -> None:
    curve = Curve.around(np.array([1.0, np.nan, 3.0]), np.full(3, 0.5))
    assert curve.known().tolist() == [True, False, True]
    assert curve.at(1) is None
    masked = curve.masked(np.array([True, False, False]))
    assert [masked.at(i) is None for i in range(3)] == [True, True, False]
    assert not Curve.absent(4).known().any()
    assert len(Curve.absent(4)) == 4


@given(FINITE, st.floats(0, 100))
def test_rounding_never_puts_the_value_outside_its_interval(value: float, sigma: float) -> None:
    measure = Curve.around(np.array([value]), np.array([sigma])).at(0)
    assert measure is not None
    assert measure.low <= measure.value <= measure.high
    assert measure.value == pytest.approx(value, abs=0.0051)


def test_two_readings_of_one_quantity_are_pooled() -> None:
    sharp = Curve.around(np.array([10.0, 10.0, np.nan]), np.array([2.0, 2.0, 2.0]))
    blunt = Curve.around(np.array([10.0, 40.0, 10.0]), np.array([6.0, 6.0, 6.0]))
    both = pooled(sharp, blunt)
    assert both.value[:2] == pytest.approx([10.0, 13.0])
    assert (both.high - both.value)[0] == pytest.approx(Z90 * 2.0)
    assert (both.high - both.value)[1] == pytest.approx(Z90 * np.hypot(2.0, 15.0))
    assert np.isnan(both.value[2])


def test_wider_intervals_keep_the_value_and_their_asymmetry() -> None:
    curve = Curve(np.array([1.0, 1.0]), np.array([0.0, 0.0]), np.array([3.0, 3.0]))
    wide = curve.widened(np.array([True, False]), 2.0)
    assert wide.value.tolist() == [1.0, 1.0]
    assert wide.low.tolist() == [-1.0, 0.0]
    assert wide.high.tolist() == [5.0, 3.0]
