"""What the trends are computed with: postures that reach, strength that falls with length, verdicts."""

from __future__ import annotations

import numpy as np
import pytest
from validation.loads.force_length import LEAST, demands, strengths
from validation.loads.strength import most_held
from validation.loads.trends import DEEP_HINGE, DEEP_SQUAT, grasping, loads_of, postures, trends

from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, build, size_of
from hiphinge.loads.posture import Posture, places, states


def test_hands_are_where_the_box_is(man: Model) -> None:
    stoop, squat = grasping(man, 15.0, 2.0, 0.45, (0.40, 0.15)), grasping(man, 105.0, 28.0, 0.3, (0.40, 0.15))
    for posture in (stoop, squat):
        hand = places(man, size_of(man, 1.78, 80.0), posture)["hand"]
        assert hand == pytest.approx(np.array([[0.40, 0.15]]), abs=0.006)
    assert squat.pelvic_tilt_deg[0] < stoop.pelvic_tilt_deg[0]


def test_bent_knees_weaken_the_hamstrings(man: Model) -> None:
    straight, bent = (states(man, Posture.of(pelvic_tilt=-knee, knee_flexion=knee)).qpos for knee in (5.0, 95.0))
    hamstring = man.muscles.names.index("bflh")
    assert strengths(man, bent)[0, hamstring] < 0.5 < strengths(man, straight)[0, hamstring]
    everything = strengths(man, bent)
    assert (everything >= LEAST).all()
    assert everything.max() <= 1.0


def test_weaker_muscles_work_harder(man: Model) -> None:
    posture = postures(DEEP_SQUAT)
    with_length = demands(man, size_of(man, 1.78, 80.0), posture, ExternalLoad(60.0, "upper_back"))
    without = loads_of(man, posture, ExternalLoad(60.0, "upper_back")).demand
    assert with_length["gluteus_maximus"][0] > without["gluteus_maximus"][0]


def test_more_equilibria_hold_less(man: Model) -> None:
    posture = postures(DEEP_HINGE)
    one, _ = most_held(man, posture, ("flex_extension",))
    two, moment = most_held(man, posture, ("flex_extension", "L1_L2_FE"))
    assert 0 < two <= one
    assert moment > 100


def test_every_trend_has_a_verdict(man: Model) -> None:
    found = list(trends(man, build("f")))
    assert len(found) > 10
    assert {one.agrees for one in found} <= {"yes", "sign", "no", "in the deadlift only", "RDL's only"}
    assert all(one.model and one.published for one in found)
