"""The effect of one change on the loads."""

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
from tests.loads.lifts import FRAMES, UNCERTAINTY, held


def varied(model: Model, **changes: Variation) -> dict[str, float]:
    """Return the compression at the deepest frame of a held hinge with 40 kg, relative to the unchanged one."""
    posture = held().at(FRAMES)
    at = Instants(posture, states(model, posture), LoadCase(ExternalLoad(40.0)))
    varied_loads = vary_loads([model], person(1.78, 80.0, "m"), at, UNCERTAINTY, changes)
    return {name: float(change.ratio.value[1]) for name, change in varied_loads.items()}


def test_less_weight_compresses_less_and_no_change_compresses_the_same(man: Model) -> None:
    ratios = varied(man, same=Variation(load=1.0), half=Variation(load=0.5), none=Variation(load=0.0))
    assert ratios["same"] == pytest.approx(1.0)
    assert ratios["none"] < ratios["half"] < 1.0
    # Compression is nearly linear in the weight.
    assert ratios["half"] == pytest.approx((1.0 + ratios["none"]) / 2, abs=0.03)


def test_standing_compresses_a_fraction(man: Model) -> None:
    assert varied(man, standing=Variation(standing=True))["standing"] < 0.25


def test_the_change_is_that_of_two_lifts(man: Model) -> None:
    posture = held().at(FRAMES)
    size, turn = size_of(man, 1.78, 80.0), np.tile([-10.0, 0.0, 0.0, 0.0, 0.0, 0.0], (FRAMES.size, 1))
    at = Instants(posture, states(man, posture), LoadCase(ExternalLoad(40.0)))
    varied_loads = vary_loads([man], person(1.78, 80.0, "m"), at, UNCERTAINTY, {"upright": Variation(turn)})["upright"]
    before, after = (
        lift_loads(man, size, case, LoadCase(ExternalLoad(40.0))).curves["l5s1_compression_n"]
        for case in (posture, Posture.from_columns(posture.columns() + turn))
    )
    assert varied_loads.ratio.value == pytest.approx(after / before, rel=1e-6)
    assert varied_loads.curves["l5s1_compression_n"].value == pytest.approx(after, rel=1e-6)


def test_what_both_sides_share_does_not_widen_the_change(man: Model) -> None:
    posture = held().at(FRAMES)
    at = Instants(posture, states(man, posture), LoadCase(ExternalLoad(40.0)))
    varied_loads = vary_loads([man], person(), at, UNCERTAINTY, {"lighter": Variation(load=0.8)})["lighter"]
    change, loads = varied_loads.ratio, varied_loads.curves["l5s1_compression_n"]
    assert ((change.high - change.low) / change.value < 0.3 * (loads.high - loads.low) / loads.value).all()
