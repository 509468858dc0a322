"""The chance that a value lies beyond a limit, and the chances from which that is reported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.core.measure import Measure
from hiphinge.core.uncertainty import POSSIBLE_FROM, STATED_FROM, SURE_FROM, chance_beyond, required_chance


@given(
    value=st.floats(-100, 100),
    below=st.floats(0, 50),
    above_=st.floats(0, 50),
    limit=st.floats(-100, 100),
    above=st.booleans(),
)
def test_the_chance_is_one_half_at_the_limit_and_grows_away_from_it(
    value: float, below: float, above_: float, limit: float, *, above: bool
) -> None:
    measure = Measure(value=value, low=value - below, high=value + above_)
    chance = chance_beyond(measure, limit, above=above)
    assert 0.0 <= chance <= 1.0
    past = value > limit if above else value < limit
    assert chance >= 0.5 if past else chance <= 0.5
    further = chance_beyond(measure, limit - 10 if above else limit + 10, above=above)
    assert further >= chance - 1e-12


def test_at_the_ends_of_the_interval_the_chance_is_one_in_twenty() -> None:
    measure = Measure(value=10, low=6, high=14)
    assert chance_beyond(measure, 6, above=True) == pytest.approx(0.95, abs=1e-3)
    assert chance_beyond(measure, 14, above=True) == pytest.approx(0.05, abs=1e-3)
    assert chance_beyond(measure, 14, above=False) == pytest.approx(0.95, abs=1e-3)


def test_an_exact_value_is_certainly_beyond_or_not() -> None:
    exact = Measure(value=10, low=10, high=10)
    assert chance_beyond(exact, 9, above=True) == 1.0
    assert chance_beyond(exact, 10, above=True) == 0.0
    assert chance_beyond(exact, 11, above=True) == 0.0
    assert chance_beyond(exact, 11, above=False) == 1.0


@given(value=st.floats(-50, 50), half=st.floats(0.1, 20), limit=st.floats(-50, 50))
def test_the_chances_above_and_below_add_up_to_one(value: float, half: float, limit: float) -> None:
    measure = Measure(value=value, low=value - half, high=value + half)
    whole = chance_beyond(measure, limit, above=True) + chance_beyond(measure, limit, above=False)
    assert whole == pytest.approx(1.0)


def test_a_statement_needs_a_higher_chance_than_a_possibility() -> None:
    assert POSSIBLE_FROM < STATED_FROM < SURE_FROM < 1.0


def test_values_of_the_population_need_a_larger_chance() -> None:
    assert (required_chance(own=True), required_chance(own=False)) == (STATED_FROM, SURE_FROM)
