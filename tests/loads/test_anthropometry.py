from __future__ import annotations

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.loads.anthropometry import DUMAS_MASS, SINGLE, Sex, person, segment_masses


@pytest.mark.parametrize(("sex", "whole"), [("f", 0.999), ("m", 0.996)])
def test_dumas_shares_sum_to_the_published_totals(sex: Sex, whole: float) -> None:
    total = sum(share * (1 if name in SINGLE else 2) for name, share in DUMAS_MASS[sex].items())
    assert total == pytest.approx(whole, abs=0.0005)


@pytest.mark.parametrize(("sex", "share"), [("f", 0.451), ("m", 0.494)])
def test_mass_above_the_lumbosacral_joint(sex: Sex, share: float) -> None:
    table = DUMAS_MASS[sex]
    above = table["head"] + table["thorax"] + 2 * (table["arm"] + table["forearm"] + table["hand"])
    assert above == pytest.approx(share, abs=0.0015)


def test_segments_sum_to_the_mass() -> None:
    for sex in ("f", "m", None):
        masses = segment_masses(80.0, sex)
        assert sum(mass * (1 if name in SINGLE else 2) for name, mass in masses.items()) == pytest.approx(80.0)


def test_inputs_that_are_not_given_have_wide_intervals() -> None:
    unknown = person()
    assert unknown.assumed == ("height", "mass", "sex")
    assert unknown.mass_kg.low < 50
    assert unknown.mass_kg.high > 95
    tall = person(stature_m=1.95)
    assert tall.assumed == ("mass", "sex")
    assert tall.mass_kg.value > unknown.mass_kg.value
    described = person(1.78, 80.0, "m")
    assert described.assumed == ()
    assert described.mass_kg.high - described.mass_kg.low < 4


@pytest.mark.parametrize(("stature", "mass"), [(178.0, 80.0), (0.4, None), (None, 3.0), (1.8, 800.0)])
def test_implausible_people_are_refused(stature: float | None, mass: float | None) -> None:
    with pytest.raises(ArgumentError, match="Expected a"):
        person(stature, mass)
