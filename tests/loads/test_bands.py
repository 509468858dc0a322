"""Whether 90 % intervals hold what they should, on lifts whose truth differs from what was measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.loads.anthropometry import Person, person
from hiphinge.loads.bands import LOAD_SHARE, MODEL_FORM, Banded, Doubt, Lift, banded
from hiphinge.loads.dynamics import Load
from hiphinge.loads.lift import Task, from_states
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG, DISC_SLOPE_DEVIATION_DEG
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import Posture, places, states
from tests.loads.lifts import held, hinge

DOUBT = Doubt((3.0, 4.0, 4.0, 3.0, 4.0, 5.0), hands_m=0.03)
FRAMES = np.array([1, 2, 3, 4])


def found(model: Model, who: Person, doubt: Doubt = DOUBT, load: float = 40.0) -> Banded:
    return banded(model, who, Lift(held(), Task(Load(load))), doubt, FRAMES)


def width(one: Banded, name: str) -> float:
    curve = one.curves[name]
    return float((curve.high - curve.low).mean())


def test_intervals_hold_the_truth_nine_times_in_ten(man: Model) -> None:
    random = np.random.default_rng(11)
    who = person(1.78, 80.0, "m")
    told = found(man, who)
    draws = 120
    inside = dict.fromkeys(MODEL_FORM, 0)
    base = held().columns()[FRAMES]
    arm = 0.36 * 1.78
    for _ in range(draws):
        offset = random.normal(size=6) * np.array(DOUBT.posture_deg)
        offset[4] += np.degrees(random.normal() * DOUBT.hands_m / arm)
        true = Posture.from_columns(np.maximum(base + offset, [-90, -30, 0, -40, 0, 0]))
        size = size_of(man, 1.78 * (1 + 0.01 * random.normal()), 80.0 * (1 + 0.01 * random.normal()))
        load = Load(40.0 * (1 + LOAD_SHARE * random.normal()))
        slope = DISC_SLOPE_DEG + DISC_SLOPE_DEVIATION_DEG * random.normal()
        truth = from_states(man, size, true, states(man, true), Task(load), slope)
        for name, form in MODEL_FORM.items():
            value = truth.curves[name]
            if name == "passive_share":
                value = np.clip(value * np.exp(form.low * random.normal()), 0.0, 1.0)
            else:
                drawn = random.normal()
                share = form.low if drawn < 0 else form.high
                value = value + np.abs(value) * share * drawn + form.least * random.normal()
            curve = told.curves[name]
            inside[name] += int(((value >= curve.low) & (value <= curve.high)).sum())
    shares = {name: count / (draws * FRAMES.size) for name, count in inside.items()}
    assert {k: v for k, v in shares.items() if not 0.85 <= v <= 0.97} == {}


def test_who_is_not_described_has_wider_bands(man: Model) -> None:
    sure = Doubt((1.0, 1.0, 1.0, 1.0, 1.0, 1.0), hands_m=0.01)
    known, unknown = (found(man, who, sure) for who in (person(1.78, 80.0, "m"), person(sex="m")))
    assert width(unknown, "l5s1_moment_nm") > 1.3 * width(known, "l5s1_moment_nm")


def test_surer_postures_have_narrower_bands(man: Model) -> None:
    who = person(1.78, 80.0, "m")
    sure = found(man, who, Doubt((0.5, 0.5, 0.5, 0.5, 0.5, 0.5), hands_m=0.005))
    assert width(sure, "l5s1_moment_nm") < 0.8 * width(found(man, who), "l5s1_moment_nm")


def test_values_are_those_of_the_lift_itself(man: Model) -> None:
    time, posture = hinge()
    frames = np.array([10, 45, 70])
    who = person(1.78, 80.0, "m")
    told = banded(man, who, Lift(posture, Task(Load(20.0)), time), DOUBT, frames)
    moving = states(man, posture, time)
    whole = from_states(man, size_of(man, 1.78, 80.0), posture, moving, Task(Load(20.0)))
    for name, curve in told.curves.items():
        assert curve.value == pytest.approx(whole.curves[name][frames], rel=1e-6, abs=1e-6)
        assert (curve.low <= curve.value).all()
        assert (curve.value <= curve.high).all()


def test_seen_hands_keep_the_weight_where_it_was(man: Model) -> None:
    who = person(1.78, 80.0, "m")
    posture = Posture.of(pelvic_tilt=50, lumbar_flexion=10, knee_flexion=25, shank=3, shoulder=60, elbow=15)
    hands = places(man, size_of(man, 1.78, 80.0), posture)["hand"]
    doubt = replace(DOUBT, hands_m=0.005)
    frames = np.array([0])
    free = banded(man, who, Lift(posture, Task(Load(80.0))), doubt, frames)
    seen = banded(man, who, Lift(posture, Task(Load(80.0)), hands_m=hands), doubt, frames)
    assert seen.curves["ankle_moment_nm"].value == pytest.approx(free.curves["ankle_moment_nm"].value, rel=0.02)
    assert width(seen, "ankle_moment_nm") < width(free, "ankle_moment_nm")


def test_unknown_frames_are_absent(man: Model) -> None:
    time, posture = hinge()
    posture.knee_flexion_deg[40] = np.nan
    lift = Lift(posture, Task(), time)
    told = banded(man, person(1.78, 80.0, "m"), lift, DOUBT, np.array([39, 40]))
    assert np.isfinite(told.curves["l5s1_moment_nm"].value).tolist() == [True, False]
    nothing = banded(man, person(1.78, 80.0, "m"), lift, DOUBT, np.array([40]))
    assert np.isnan(nothing.demand["hamstrings"].value).all()


def test_shares_stay_between_nothing_and_all(man: Model) -> None:
    told = found(man, person())
    share = told.curves["passive_share"]
    assert (share.low >= 0).all()
    assert (share.high <= 1).all()
    assert all((curve.low >= 0).all() for curve in told.demand.values())
