"""The state of a contact of the rod, from the growth of its gap."""

from __future__ import annotations

import numpy as np

from hiphinge.core.measure import Curve, Measure
from hiphinge.core.uncertainty import STATED_FROM, SURE_FROM
from hiphinge.drills.contacts import LEFT_CM, contact_state, least_chance, state_of
from hiphinge.movement.repetitions import RepetitionSpan

FRAMES = 60
TIME_S = np.arange(FRAMES) / 30.0


def growth(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Curve:
    return Curve(values, values - 0.3, values + 0.3)


def hinge() -> RepetitionSpan:
    return RepetitionSpan(start=0, bottom=FRAMES // 2, top=0, stop=FRAMES, phases=())


def test_the_upper_back_is_behind_an_arm_and_requires_a_higher_chance() -> None:
    assert least_chance("upper_back") == SURE_FROM
    assert least_chance("head") == least_chance("tailbone") == STATED_FROM


def test_a_gap_is_kept_left_or_unclear() -> None:
    def about(value: float) -> Measure:
        return Measure(value=value, low=value - 0.5, high=value + 0.5)

    assert state_of(about(LEFT_CM - 1.0)) == "kept"
    assert state_of(about(LEFT_CM)) == "unclear"
    assert state_of(about(LEFT_CM + 1.0)) == "left"


def test_a_contact_leaves_in_the_frame_in_which_its_gap_exceeds_the_limit() -> None:
    values = np.zeros(FRAMES)
    values[25:40] = 2 * LEFT_CM
    state, largest, frame = contact_state(growth(values), hinge(), TIME_S)
    assert state == "left"
    assert largest is not None
    assert largest.value == 2 * LEFT_CM
    assert frame == 25


def test_a_hidden_contact_is_never_kept() -> None:
    values = np.zeros(FRAMES)
    assert contact_state(growth(values), hinge(), TIME_S)[0] == "kept"
    values[:20] = np.nan
    assert contact_state(growth(values), hinge(), TIME_S)[0] == "unclear"
    values[:40] = np.nan
    assert contact_state(growth(values), hinge(), TIME_S)[0] == "hidden"
