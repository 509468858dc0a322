"""Combination of several readings of one quantity."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import Z90
from hiphinge.judging.faults.agreement import combine_readings, middle, shanks
from tests.body_model import HINGED, from_the_top
from tests.judging import contexts


def test_readings_that_agree_keep_the_usual_error() -> None:
    combined = combine_readings([10.0, None, 10.0, float("nan")], 2.0)
    assert combined is not None
    assert combined.value == 10.0
    assert (combined.low, combined.high) == pytest.approx((10 - 2 * Z90, 10 + 2 * Z90), abs=0.06)


def test_readings_that_differ_widen_the_interval_until_it_includes_both() -> None:
    combined = combine_readings([4.0, 24.0], 2.0)
    assert combined is not None
    assert combined.value == 14.0
    assert combined.low <= 4.0
    assert combined.high >= 24.0


def test_of_three_readings_an_outlier_does_not_count() -> None:
    combined, usual = combine_readings([9.0, 10.0, 60.0], 2.0), combine_readings([9.0, 10.0, 11.0], 2.0)
    assert combined is not None
    assert usual is not None
    assert combined == usual


def test_without_readings_there_is_no_measure() -> None:
    assert combine_readings([None, float("nan")], 2.0) is None


def test_the_middle_of_known_values() -> None:
    assert middle(np.array([3.0, np.nan, 1.0, 2.0])) == 2.0
    assert middle(np.array([np.nan])) is None


def test_without_a_spine_there_is_one_reading_of_the_shank() -> None:
    (context,) = contexts(from_the_top(1), "romanian_deadlift")
    frames = slice(*context.deepest)
    (shank,) = shanks(context, frames)
    assert float(np.median(shank)) == pytest.approx(HINGED.shank, abs=1.0)
