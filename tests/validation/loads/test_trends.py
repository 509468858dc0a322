"""What the trends are computed with: postures that reach, strength that falls with length, verdicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from validation.loads.force_length import MIN, demands, strengths
from validation.loads.strength import most_held
from validation.loads.trends import DEEP_HINGE, DEEP_SQUAT, Trend, grasping, loads_of, postures, trends

from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, build, size_of
from hiphinge.loads.posture import Posture, places, states
from hiphinge.loads.solution import LiftLoads
from validation.loads import trends as trends_of_loads


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
    assert (everything >= MIN).all()
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


AGREES = {
    "standing, compression at L5/S1": "yes",
    "bent by 36 degrees, over standing": "sign",
    "20 kg, rounded, over standing": "sign",
    "20 kg, knees bent, over standing": "sign",
    "10.5 kg box from the floor, squat over stoop, moment": "sign",
    "10.5 kg box from the floor, squat over stoop, compression": "sign",
    "the same, shear at L5/S1, stoop / squat": "sign",
    "swing of 16 kg, largest compression": "sign",
    "knee of one leg, squat 100 kg / thrust 120 kg / deadlift 120 kg": "sign",
    "knee, Romanian deadlift 84 kg / deadlift from the floor 120 kg": "sign",
    "passive share, rounded / straight": "sign",
}
"""Trends that have the direction that was published, and whether they have the size."""

TURNED = {
    "the same, shear over compression at L5/S1, swing / still hinge": "no",
    "L5/S1, thrust / deadlift over squat": "in the deadlift only",
    "hip, thrust / deadlift over squat": "in the deadlift only",
    "gluteus maximus, thrust over squat, 50 kg each: mean / largest": "no",
    "gluteus maximus, thrust over squat, ten repetitions' maximum, 53 and 87 kg: mean / largest": "the mean only",
    "gluteus maximus, thrust over squat, the same with force-length of the legs: mean / largest": "the mean only",
}
"""The known exceptions: trends that go the other way in the model, wholly or in part."""


@pytest.fixture(scope="module")
def found(man: Model) -> list[Trend]:
    return list(trends(man, build("f")))


def test_every_trend_goes_where_it_was_published_to_go_but_for_the_known_exceptions(found: list[Trend]) -> None:
    assert {trend.what: trend.agrees for trend in found} == AGREES | TURNED


def test_the_documents_have_the_trends_as_they_are(found: list[Trend]) -> None:
    document = Path(__file__).parents[3] / "docs" / "explanation" / "loads.md"
    text = document.read_text(encoding="utf-8")
    rows = [f"| {trend.what} | {trend.model} | {trend.published} | {trend.agrees} |" for trend in found]
    assert [row for row in rows if row not in text] == []


def less(values: FloatArray) -> FloatArray:
    """The smaller the larger it was."""
    return 1.0 / np.maximum(values, 1e-6)


def test_trends_that_turn_are_seen(man: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    real = trends_of_loads.loads_of

    def inverted(*arguments: Any, **more: Any) -> LiftLoads:  # noqa: ANN401  (what the real one takes)
        """The loads turned round: what was more is less, and knees and shear point the other way."""
        loads = real(*arguments, **more)
        signed = {"knee_moment_nm", "l5s1_shear_n"}
        curves = {name: -values if name in signed else less(values) for name, values in loads.curves.items()}
        return replace(loads, curves=curves, demand={name: less(values) for name, values in loads.demand.items()})

    monkeypatch.setattr(trends_of_loads, "loads_of", inverted)
    verdicts = {trend.what: trend.agrees for trend in trends(man, man)}
    assert {what for what, verdict in AGREES.items() if verdicts[what] == verdict} == set()
