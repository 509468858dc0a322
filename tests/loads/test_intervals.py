"""Intervals of known deviations."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import Z90
from hiphinge.loads.anthropometry import person
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.intervals import (
    ModelUncertainty,
    _difference_interval,
    _factor_interval,
    intervals_of,
)
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import states
from hiphinge.loads.solution import LoadCase, from_states
from tests.loads.lifts import FRAMES, held, loads_of_held


def test_shares_stay_between_0_and_1(man: Model) -> None:
    intervals = loads_of_held(man, person())
    share = intervals.curves["passive_share"]
    assert (share.low >= 0).all()
    assert (share.high <= 1).all()
    assert all((curve.low >= 0).all() for curve in intervals.demand.values())


def test_independent_deviations_are_added_in_quadrature() -> None:
    value, up, down = (np.array([number]) for number in (100.0, 103.0, 97.0))
    across = (np.array([104.0]), np.array([96.0]))
    curve = _difference_interval(value, [(up, down), across], ModelUncertainty(0.0, 0.0, 0.0))
    assert curve.high[0] - 100.0 == pytest.approx(5.0 * Z90)
    assert 100.0 - curve.low[0] == pytest.approx(5.0 * Z90)


def test_an_uneven_interval_reaches_further_towards_zero() -> None:
    model = ModelUncertainty(low=0.2, high=0.1, least=0.0)
    positive, negative = (_difference_interval(np.array([value]), [], model) for value in (100.0, -100.0))
    assert positive.low[0] == pytest.approx(100.0 - 20.0 * Z90)
    assert positive.high[0] == pytest.approx(100.0 + 10.0 * Z90)
    assert negative.high[0] == pytest.approx(-positive.low[0])
    assert negative.low[0] == pytest.approx(-positive.high[0])


def test_without_variation_only_the_least_uncertainty_remains() -> None:
    curve = _difference_interval(np.array([0.0]), [], ModelUncertainty(0.2, 0.1, 6.0))
    assert (curve.low[0], curve.high[0]) == (pytest.approx(-6.0 * Z90), pytest.approx(6.0 * Z90))


def test_a_share_has_equal_factors_and_never_exceeds_1() -> None:
    model = ModelUncertainty(0.4, 0.4, 1e-9)
    curve = _factor_interval(np.array([0.1, 0.9]), [], model)
    assert curve.high[0] / 0.1 == pytest.approx(0.1 / curve.low[0], rel=1e-6)
    assert curve.high[1] == 1.0


def test_every_quantity_and_muscle_group_has_an_interval(man: Model) -> None:
    posture = held().at(FRAMES)
    loads = from_states(man, size_of(man, 1.78, 80.0), posture, states(man, posture), LoadCase(ExternalLoad(20.0)))
    intervals = intervals_of(loads, [])
    assert set(intervals.curves) == set(loads.curves)
    assert set(intervals.demand) == set(loads.demand)
