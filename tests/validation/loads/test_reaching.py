"""Hands that are brought to where they are wanted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from validation.loads.reaching import reaching

from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import Posture, places
from hiphinge.loads.solution import LiftLoads, LoadCase, lift_loads
from tests.loads.lifts import hinge


def loads_of(model: Model, posture: Posture, load: ExternalLoad | None = None, *, supported: bool = False) -> LiftLoads:
    return lift_loads(model, size_of(model, 1.78, 80.0), posture, LoadCase(load, supported))


def test_closer_is_less(man: Model) -> None:
    size = size_of(man, 1.78, 80.0)
    bent = Posture.of(pelvic_tilt=50, lumbar_flexion=10, knee_flexion=25, shank=3, shoulder=60, elbow=15)
    place = places(man, size, bent)["hand"]
    near, off = reaching(man, size, bent, place - np.array([[0.05, 0.0]]))
    assert off[0] < 0.002
    far_load, near_load = (loads_of(man, pose, ExternalLoad(40.0)).curves["l5s1_moment_nm"][0] for pose in (bent, near))
    # 5 cm of 40 kg and a little of the arms.
    assert far_load - near_load == pytest.approx(40 * 9.80665 * 0.05, rel=0.2)


def test_hands_out_of_reach_are_told(man: Model) -> None:
    size = size_of(man, 1.78, 80.0)
    _, off = reaching(man, size, Posture.of(shoulder=20.0, elbow=10.0), np.array([[0.1, 0.1]]))
    assert off[0] > 0.3


def test_hands_are_found_again_all_the_way(man: Model) -> None:
    _, posture = hinge()
    size = size_of(man, 1.78, 80.0)
    bent = replace(posture, elbow_deg=np.full(len(posture), 20.0), shoulder_deg=posture.shoulder_deg + 10.0)
    wanted = places(man, size, bent)["hand"]
    found, off = reaching(man, size, posture, wanted)
    assert off.max() < 0.002
    assert np.abs(found.shoulder_deg - bent.shoulder_deg).max() < 2.0
    # Behind the hanging arm the model's shoulder does not go: the hands stay near, no nearer than that.
    _, behind = reaching(man, size, posture, places(man, size, posture)["hand"] - np.array([[0.03, 0.0]]))
    assert behind.max() < 0.035
