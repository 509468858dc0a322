"""One thing done otherwise, and what it changes."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.loads.anthropometry import person
from hiphinge.loads.cases import Instants
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import Posture, states
from hiphinge.loads.solution import LoadCase, lift_loads
from hiphinge.loads.variation import Variation, vary_loads
from tests.loads.lifts import DOUBT, FRAMES, held


def varied(model: Model, **changes: Variation) -> dict[str, float]:
    """Compression at the deepest frame of a held hinge with 40 kg, as a share of the unchanged."""
    posture = held().at(FRAMES)
    at = Instants(posture, states(model, posture), LoadCase(ExternalLoad(40.0)))
    told = vary_loads([model], person(1.78, 80.0, "m"), at, DOUBT, changes)
    return {name: float(change.ratio.value[1]) for name, change in told.items()}


def test_less_weight_presses_less_and_no_change_presses_the_same(man: Model) -> None:
    ratios = varied(man, same=Variation(load=1.0), half=Variation(load=0.5), none=Variation(load=0.0))
    assert ratios["same"] == pytest.approx(1.0)
    assert ratios["none"] < ratios["half"] < 1.0
    # Compression grows nearly evenly with the weight.
    assert ratios["half"] == pytest.approx((1.0 + ratios["none"]) / 2, abs=0.03)


def test_standing_presses_a_fraction(man: Model) -> None:
    assert varied(man, standing=Variation(standing=True))["standing"] < 0.25


def test_the_change_is_that_of_two_lifts(man: Model) -> None:
    posture = held().at(FRAMES)
    size, turn = size_of(man, 1.78, 80.0), np.tile([-10.0, 0.0, 0.0, 0.0, 0.0, 0.0], (FRAMES.size, 1))
    at = Instants(posture, states(man, posture), LoadCase(ExternalLoad(40.0)))
    told = vary_loads([man], person(1.78, 80.0, "m"), at, DOUBT, {"upright": Variation(turn)})["upright"]
    before, after = (
        lift_loads(man, size, case, LoadCase(ExternalLoad(40.0))).curves["l5s1_compression_n"]
        for case in (posture, Posture.from_columns(posture.columns() + turn))
    )
    assert told.ratio.value == pytest.approx(after / before, rel=1e-6)
    assert told.curves["l5s1_compression_n"].value == pytest.approx(after, rel=1e-6)


def test_what_both_sides_share_does_not_widen_the_change(man: Model) -> None:
    posture = held().at(FRAMES)
    at = Instants(posture, states(man, posture), LoadCase(ExternalLoad(40.0)))
    told = vary_loads([man], person(), at, DOUBT, {"lighter": Variation(load=0.8)})["lighter"]
    change, loads = told.ratio, told.curves["l5s1_compression_n"]
    assert ((change.high - change.low) / change.value < 0.3 * (loads.high - loads.low) / loads.value).all()
