"""Cases with one independent source after the other moved up and down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.measure import Z90
from hiphinge.loads.anthropometry import person
from hiphinge.loads.cases import LOAD_SHARE, InputUncertainty, Instants, _turns, base_case, moved_cases, sex_cases
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG, DISC_SLOPE_DEVIATION_DEG
from hiphinge.loads.model import Model, build, size_of
from hiphinge.loads.posture import states
from hiphinge.loads.solution import LoadCase
from tests.loads.lifts import FRAMES, UNCERTAINTY, held


def test_correlated_deviations_keep_their_covariance() -> None:
    sizes = np.array([4.0, 5.0, 6.0, 3.0, 2.0, 7.0])
    uncertainty = InputUncertainty(tuple(sizes), back=-0.65, legs=0.7)
    changes = [change[0] for change in _turns(uncertainty, (1, 6))]
    covariance = sum(np.outer(change, change) for change in changes)
    expected = np.diag(sizes**2)
    expected[0, 1] = expected[1, 0] = -0.65 * 4.0 * 5.0
    expected[2, 3] = expected[3, 2] = 0.7 * 6.0 * 3.0
    np.testing.assert_allclose(covariance, expected, atol=1e-9)
    # Arms that hang or were seen turn relative to the trunk by as much as the trunk leans more.
    hanging = [turn[0] for turn in _turns(replace(uncertainty, arms_follow=False), (1, 6))]
    turned = [(change[0] + change[1], change[4]) for change in hanging if change[:2].any()]
    assert len(turned) == 2
    assert all(arm == pytest.approx(trunk) for trunk, arm in turned)


def test_each_source_is_moved_by_its_deviation_to_both_sides(man: Model) -> None:
    posture = held().at(FRAMES)
    who = person(1.78, 80.0, "m")
    base = base_case(man, who, Instants(posture, states(man, posture), LoadCase(ExternalLoad(40.0))))
    assert (base.size, base.slope_deg) == (size_of(man, 1.78, 80.0), DISC_SLOPE_DEG)
    pairs = list(moved_cases(man, who, base, UNCERTAINTY))
    # Six joints, the hands, stature, mass, the disc and the weight.
    assert len(pairs) == 11
    heavier = (who.mass_kg.high - who.mass_kg.low) / (2 * Z90)
    assert pairs[8][0].size.mass - pairs[8][1].size.mass == pytest.approx(2 * heavier / man.mass_kg)
    assert pairs[9][0].slope_deg - pairs[9][1].slope_deg == pytest.approx(2 * DISC_SLOPE_DEVIATION_DEG)
    up, down = pairs[10]
    assert up.load is not None
    assert down.load is not None
    assert up.load.mass_kg - down.load.mass_kg == pytest.approx(2 * LOAD_SHARE * 40.0)


def test_without_a_weight_neither_it_nor_the_hands_are_moved(man: Model) -> None:
    posture = held().at(FRAMES)
    who = person(1.78, 80.0, "m")
    base = base_case(man, who, Instants(posture, states(man, posture), LoadCase(None)))
    assert len(list(moved_cases(man, who, base, UNCERTAINTY))) == 9


def test_both_sexes_are_used_where_the_sex_is_not_known(man: Model) -> None:
    posture = held().at(FRAMES)
    woman, who = build("f"), person()
    base = base_case(man, who, Instants(posture, states(man, posture), LoadCase(None)))
    (((first, small), (second, tall)),) = sex_cases([woman, man], who, base)
    assert (first.sex, second.sex) == ("f", "m")
    # One stature and one mass in both: only the models differ.
    assert small.size.length * woman.stature_m == pytest.approx(tall.size.length * man.stature_m)
    assert list(sex_cases([], who, base)) == []
