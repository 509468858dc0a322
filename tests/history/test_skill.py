"""Beginner to experienced: a reading beside published figures."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.history import History
from hiphinge.history.skill import place_of
from hiphinge.measures.published import EXPERIENCED, INEXPERIENCED
from tests.history.people import sets
from tests.lift_results import bridge


@pytest.mark.parametrize(
    ("low", "high", "place"),
    [
        (10, 30, "less_than_both"),
        (50, 58, "experienced"),
        (57, 63, "between"),
        (60, 70, "beginner"),
        (70, 80, "more_than_both"),
        (50, 70, "unclear"),
    ],
)
def test_the_place_is_by_the_interval(low: float, high: float, place: str) -> None:
    assert (EXPERIENCED.lumbar_flexion_deg, INEXPERIENCED.lumbar_flexion_deg) == (54.0, 66.0)
    assert place_of(Measure((low + high) / 2, low, high)) == place


def test_each_exercise_has_its_latest_reading_and_figures_of_its_own(in_file: History) -> None:
    in_file.save_all([sets(0.0, lumbar=30.0), sets(9.0, lumbar=12.0), bridge(day=11.0)], athlete="Ann")
    (skill,) = in_file.progress("Ann").skill
    assert (skill.exercise, skill.session, skill.lumbar_flexion_deg.value) == ("romanian_deadlift", 2, 12.0)
    assert skill.pelvic_tilt_deg is not None
    assert skill.experienced == EXPERIENCED
    assert skill.others
    assert EXPERIENCED not in skill.others
