"""Rules for lifting a bag from the floor."""

from __future__ import annotations

import pytest

from hiphinge.progression.depth import depth_of
from hiphinge.progression.everyday import everyday_of, reach_of
from hiphinge.progression.sessions import sittings_of
from tests.lift_results import lifts


@pytest.mark.parametrize(
    ("tilt_deg", "where"), [(0.0, "the thighs"), (31.4, "the thighs"), (31.6, "the knees"), (42.1, "mid-shin")]
)
def test_where_the_hands_hang(tilt_deg: float, where: str) -> None:
    assert reach_of(tilt_deg) == where


def test_without_measurements_the_rules_have_no_figures() -> None:
    rules = everyday_of(None, None).rules
    assert len(rules) == 4
    assert "not been measured yet" in rules[2]
    assert "lower than that depth" in rules[3]


def test_the_rule_has_the_persons_own_depth() -> None:
    sittings, _ = sittings_of([lifts(lumbar=33.0, kind="late", neutral=40.0)])
    rules = everyday_of(None, depth_of(sittings, "romanian_deadlift")).rules
    assert "40° (35 to 45)" in rules[2]
    assert "lower than the knees" in rules[3]
