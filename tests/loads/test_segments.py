"""Masses, centres and inertia of the model's segments."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.loads.anthropometry import DUMAS_CENTRE, centres, thorax_length
from hiphinge.loads.model import Model, build
from hiphinge.loads.segments import LIMBS, MEMBERS


def middle(model: Model, segment: str, side: str = "") -> tuple[FloatArray, mujoco.MjData]:
    """Return the centre of mass of a segment in the reference posture."""
    data = mujoco.MjData(model.compiled)
    mujoco.mj_kinematics(model.compiled, data)
    bodies = [model.body(f"{name}{side}") for name in MEMBERS[segment]]
    mass = model.compiled.body_mass[bodies]
    return mass @ data.xipos[bodies] / mass.sum(), data


@pytest.mark.parametrize("limb", LIMBS)
def test_limbs_have_their_centres_on_the_line_between_joints(man: Model, limb: str) -> None:
    first, last = LIMBS[limb]
    for side in ("_r", "_l"):
        centre, data = middle(man, limb, side)
        high, low = data.body(f"{first}{side}").xpos, data.body(f"{last}{side}").xpos
        expected = high + DUMAS_CENTRE["m"][limb] * (low - high)
        assert centre[1:] == pytest.approx(expected[1:], abs=1e-9)


def test_the_trunk_has_its_centre_between_its_ends(man: Model) -> None:
    centre, data = middle(man, "thorax")
    above = centre[2] - data.body("lumbar5").xpos[2]
    assert above / man.stature_m == pytest.approx((1 - DUMAS_CENTRE["m"]["thorax"]) * thorax_length("m"), abs=1e-6)
    assert thorax_length() == pytest.approx((thorax_length("f") + thorax_length("m")) / 2)
    assert centres()["thigh"] == pytest.approx((centres("f")["thigh"] + centres("m")["thigh"]) / 2)


def test_no_body_has_the_inertia_of_something_larger(man: Model) -> None:
    for model in (man, build("f")):
        compiled = model.compiled
        heavy = compiled.body_mass > 1e-6
        radius = np.sqrt(compiled.body_inertia[heavy].max(axis=1) / compiled.body_mass[heavy])
        assert radius.max() < 0.16  # the thigh's
