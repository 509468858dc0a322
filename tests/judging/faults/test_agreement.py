"""Several readings of one quantity as one."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import Z90
from hiphinge.judging.faults.agreement import agreed, leans, middle, shanks
from tests.back_model import Back
from tests.body_model import HINGED, STANDING, from_the_top
from tests.judging import contexts


def test_readings_that_agree_keep_the_usual_error() -> None:
    told = agreed([10.0, None, 10.0, float("nan")], 2.0)
    assert told is not None
    assert told.value == 10.0
    assert (told.low, told.high) == pytest.approx((10 - 2 * Z90, 10 + 2 * Z90), abs=0.06)


def test_readings_that_differ_widen_the_interval_until_it_holds_both() -> None:
    told = agreed([4.0, 24.0], 2.0)
    assert told is not None
    assert told.value == 14.0
    assert told.low <= 4.0
    assert told.high >= 24.0


def test_of_three_readings_one_that_strays_is_outvoted() -> None:
    told, usual = agreed([9.0, 10.0, 60.0], 2.0), agreed([9.0, 10.0, 11.0], 2.0)
    assert told is not None
    assert usual is not None
    assert told == usual


def test_nothing_read_is_nothing_told() -> None:
    assert agreed([None, float("nan")], 2.0) is None


def test_the_middle_of_what_is_known() -> None:
    assert middle(np.array([3.0, np.nan, 1.0, 2.0])) == 2.0
    assert middle(np.array([np.nan])) is None


def test_leans_change_by_what_the_trunk_turned_in_every_reading() -> None:
    (context,) = contexts(from_the_top(1), "romanian_deadlift", Back(0.3))
    start, stop = context.deepest
    upright, deepest = (leans(context, slice(*part)) for part in ((0, 10), (start, stop)))
    assert len(deepest) == 2
    by_landmarks, by_spine = (
        float(np.median(low) - np.median(tall)) for low, tall in zip(deepest, upright, strict=True)
    )
    assert by_landmarks == pytest.approx(HINGED.trunk - STANDING.trunk, abs=1.0)
    # A low back that bends turns the line from hip to shoulder by less than the thorax.
    assert 0.8 * by_landmarks < by_spine < by_landmarks


def test_without_a_spine_there_is_one_reading_of_lean_and_shank() -> None:
    (context,) = contexts(from_the_top(1), "romanian_deadlift")
    frames = slice(*context.deepest)
    assert len(leans(context, frames)) == 1
    (shank,) = shanks(context, frames)
    assert float(np.median(shank)) == pytest.approx(HINGED.shank, abs=1.0)
