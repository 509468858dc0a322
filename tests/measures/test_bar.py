"""The load as a share of body mass, and the exercises in which a barbell is searched."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.props import Bar
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.measures.bar import ADULT_MASS_KG, WITHOUT_A_BAR, Load, load_share, may_have_a_bar


def test_a_load_is_a_share_of_the_body_that_lifts_it() -> None:
    share = load_share(40.0, 80.0)
    assert share is not None
    assert (share.low, share.value, share.high) == (0.5, 0.5, 0.5)


def test_without_a_body_mass_the_share_is_that_of_adults() -> None:
    share = load_share(40.0, None)
    assert share is not None
    light, usual, heavy = ADULT_MASS_KG
    assert (share.low, share.value, share.high) == pytest.approx((40 / heavy, 40 / usual, 40 / light))


def test_a_load_of_zero_is_a_share_and_an_unknown_load_is_none() -> None:
    share = load_share(0.0, None)
    assert share is not None
    assert share.high == 0.0
    assert load_share(None, 80.0) is None


def test_a_bar_is_searched_where_hands_or_back_may_hold_it() -> None:
    assert {name for name, entry in CATALOGUE.items() if may_have_a_bar(entry)} >= {"deadlift", "squat", "unknown"}
    for name in (*WITHOUT_A_BAR, "glute_bridge", "hip_thrust"):
        assert not may_have_a_bar(CATALOGUE[name])  # type: ignore[index]


def test_only_a_bar_that_was_found_has_a_path() -> None:
    path = np.zeros((3, 2))
    assert Load(bar=Bar(path)).path is path
    assert Load(bar=Bar.absent(3, "no plate was seen")).path is None
    assert Load().path is None
