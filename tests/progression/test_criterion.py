"""Verdicts over repetitions: four in five have to pass, by the bound of the interval."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.progression.criteria import lumbar_of
from hiphinge.progression.criterion import graded, needed_of, plural, shown_as, verdict_of, worst_of


def test_four_in_five_have_to_pass() -> None:
    assert [needed_of(count) for count in (0, 1, 4, 5, 6, 10, 24)] == [0, 1, 4, 4, 5, 8, 20]


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((4, 0, 1, 5), "passed"),
        ((3, 0, 2, 5), "not_passed"),
        ((3, 1, 1, 5), "within_error"),
        ((3, 0, 1, 5), "cannot_judge"),
        ((0, 0, 0, 0), "cannot_judge"),
    ],
)
def test_the_verdict_follows_the_counts(counts: tuple[int, int, int, int], verdict: str) -> None:
    assert verdict_of(*counts) == verdict


def test_the_deciding_measure_is_the_one_that_four_in_five_match_or_better() -> None:
    measures = [Measure(float(value), value - 1.0, value + 1.0) for value in (10, 20, 30, 40, 50)]
    assert worst_of(measures, 5, low=False).value == 40.0
    assert worst_of(measures, 5, low=True).value == 20.0


@pytest.mark.parametrize(
    ("measure", "grade"),
    [
        (Measure(15.0, 10.0, 20.0), "pass"),
        (Measure(18.0, 13.0, 23.0), "uncertain"),
        (Measure(40.0, 35.0, 45.0), "fail"),
        (None, "unknown"),
    ],
)
def test_the_bound_has_to_pass_and_not_the_value(measure: Measure | None, grade: str) -> None:
    assert graded(measure, lumbar_of(20.0)).grade == grade


def test_figures_in_words() -> None:
    assert shown_as(Measure(20.4, 15.2, 25.0), "deg") == "20° (15 to 25)"
    assert shown_as(Measure(0.25, 0.25, 0.25), "share") == "0.25"
    assert shown_as(Measure(-0.2, -0.2, -0.2), "cm") == "0 cm"
    assert [plural(count) for count in (1, 2)] == ["1 repetition", "2 repetitions"]
