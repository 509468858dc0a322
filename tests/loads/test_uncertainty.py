"""The coverage of 90 % intervals, on lifts whose truth differs from the measurement."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.loads.anthropometry import person
from hiphinge.loads.cases import LOAD_SHARE, InputUncertainty, Instants, _turns
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.intervals import (
    MODEL_UNCERTAINTY,
)
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG, DISC_SLOPE_DEVIATION_DEG
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import Posture, places, states
from hiphinge.loads.solution import LoadCase, from_states
from hiphinge.loads.uncertainty import load_intervals
from tests.loads.lifts import FRAMES, UNCERTAINTY, held, hinge, loads_of_held, width


def test_intervals_contain_the_truth_nine_times_in_ten(man: Model) -> None:
    random = np.random.default_rng(11)
    who = person(1.78, 80.0, "m")
    intervals = loads_of_held(man, who)
    draws = 120
    inside = dict.fromkeys(MODEL_UNCERTAINTY, 0)
    base = held().columns()[FRAMES]
    arm = 0.36 * 1.78
    for _ in range(draws):
        offset = random.normal(size=6) * np.array(UNCERTAINTY.posture_deg)
        offset[4] += np.degrees(random.normal() * UNCERTAINTY.hands_m / arm)
        true = Posture.from_columns(np.maximum(base + offset, [-90, -30, 0, -40, 0, 0]))
        size = size_of(man, 1.78 * (1 + 0.01 * random.normal()), 80.0 * (1 + 0.01 * random.normal()))
        load = ExternalLoad(40.0 * (1 + LOAD_SHARE * random.normal()))
        slope = DISC_SLOPE_DEG + DISC_SLOPE_DEVIATION_DEG * random.normal()
        truth = from_states(man, size, true, states(man, true), LoadCase(load), slope)
        for name, form in MODEL_UNCERTAINTY.items():
            value = truth.curves[name]
            if name == "passive_share":
                value = np.clip(value * np.exp(form.low * random.normal()), 0.0, 1.0)
            else:
                drawn = random.normal()
                share = form.low if drawn < 0 else form.high
                value = value + np.abs(value) * share * drawn + form.least * random.normal()
            curve = intervals.curves[name]
            inside[name] += int(((value >= curve.low) & (value <= curve.high)).sum())
    shares = {name: count / (draws * FRAMES.size) for name, count in inside.items()}
    assert {k: v for k, v in shares.items() if not 0.85 <= v <= 0.97} == {}


def test_an_unknown_person_has_wider_intervals(man: Model) -> None:
    sure = InputUncertainty((1.0, 1.0, 1.0, 1.0, 1.0, 1.0), hands_m=0.01)
    known, unknown = (loads_of_held(man, who, sure) for who in (person(1.78, 80.0, "m"), person(sex="m")))
    assert width(unknown, "l5s1_moment_nm") > 1.3 * width(known, "l5s1_moment_nm")


def test_more_certain_postures_have_narrower_intervals(man: Model) -> None:
    who = person(1.78, 80.0, "m")
    sure = loads_of_held(man, who, InputUncertainty((0.5, 0.5, 0.5, 0.5, 0.5, 0.5), hands_m=0.005))
    assert width(sure, "l5s1_moment_nm") < 0.8 * width(loads_of_held(man, who), "l5s1_moment_nm")


def test_values_are_those_of_the_lift_itself(man: Model) -> None:
    time, posture = hinge()
    frames = np.array([10, 45, 70])
    moving = states(man, posture, time)
    at = Instants(posture.at(frames), moving.at(frames), LoadCase(ExternalLoad(20.0)))
    intervals = load_intervals([man], person(1.78, 80.0, "m"), at, UNCERTAINTY)
    whole = from_states(man, size_of(man, 1.78, 80.0), posture, moving, LoadCase(ExternalLoad(20.0)))
    for name, curve in intervals.curves.items():
        assert curve.value == pytest.approx(whole.curves[name][frames], rel=1e-6, abs=1e-6)
        assert (curve.low <= curve.value).all()
        assert (curve.value <= curve.high).all()


def test_uncertain_accelerations_widen_the_intervals(man: Model) -> None:
    time, posture = hinge()
    frames = np.array([10, 20])
    at = Instants(posture.at(frames), states(man, posture, time).at(frames), LoadCase(ExternalLoad(20.0)))
    sure, vague = (
        load_intervals([man], person(1.78, 80.0, "m"), at, replace(UNCERTAINTY, dynamic=dynamic))
        for dynamic in (0.0, 0.9)
    )
    assert width(vague, "l5s1_moment_nm") > width(sure, "l5s1_moment_nm")
    assert vague.curves["l5s1_moment_nm"].value == pytest.approx(sure.curves["l5s1_moment_nm"].value)


def test_an_uncertain_elbow_does_not_move_a_hand_that_was_seen(man: Model) -> None:
    posture = Posture.of(pelvic_tilt=50, lumbar_flexion=10, knee_flexion=25, shank=3, shoulder=60, elbow=20)
    uncertainty = InputUncertainty((0.0, 0.0, 0.0, 0.0, 0.0, 10.0), arms_follow=False)
    (change,) = _turns(uncertainty, (1, 6))
    size = size_of(man, 1.78, 80.0)
    hands = [
        places(man, size, Posture.from_columns(posture.columns() + sign * change))["hand"][0] for sign in (1, 0, -1)
    ]
    shoulder = places(man, size, posture)["shoulder"][0]
    across = [np.degrees(np.arctan2(*(hand - shoulder)[[0, 1]])) for hand in hands]
    assert np.ptp(across) < 0.5  # of 5 degrees to both sides
    loads = (
        loads_of_held(man, person(1.78, 80.0, "m"), replace(uncertainty, arms_follow=follow))
        for follow in (False, True)
    )
    still, swung = (width(loads, "l5s1_moment_nm") for loads in loads)
    assert still < 0.8 * swung


def test_a_trunk_more_certain_than_its_parts_has_narrower_loads(man: Model) -> None:
    who = person(1.78, 80.0, "m")
    hanging = replace(UNCERTAINTY, arms_follow=False)
    sure = replace(hanging, posture_deg=(*UNCERTAINTY.posture_deg[:4], 0.0, 0.0), hands_m=0.0)
    apart, against = (loads_of_held(man, who, replace(sure, back=back)) for back in (0.0, -0.65))
    assert width(against, "l5s1_moment_nm") < 0.9 * width(apart, "l5s1_moment_nm")
    thighs, steady = (loads_of_held(man, who, replace(UNCERTAINTY, legs=legs)) for legs in (0.0, 0.7))
    assert width(steady, "knee_moment_nm") < 0.9 * width(thighs, "knee_moment_nm")
