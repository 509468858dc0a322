"""Loads in words."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.report import load_words
from tests.report.loaded import make_loaded, make_loads


@pytest.mark.parametrize(
    ("value", "words"), [(0.98, "1.0 times"), (1.4, "1.4 times"), (8.6, "about 9 times"), (14.2, "about 14 times")]
)
def test_times_standing_in_words(value: float, words: str) -> None:
    analysis = make_loaded(repetitions=1)
    loads = make_loads(2.5).model_copy(update={"compression_over_standing": Measure(value, value, value)})
    assert f", {words} standing (" in load_words.lead(analysis.repetitions[0], loads, analysis, several=False)


def test_next_to_nothing_is_no_zero() -> None:
    loads = make_loads(1.0).model_copy(update={"passive_share": Measure(0.002, 0.0, 0.008)})
    assert load_words.more(loads)[-1].startswith(
        "Discs and ligaments bore next to nothing (0 to 1 %) of what straightens the back"
    )


@pytest.mark.parametrize(
    ("shear", "words"),
    [
        (Measure(900, 400, 1400), "pushed forward across with 0.9 kN (0.4 to 1.4)"),
        (Measure(-900, -1400, -400), "pushed backward across with 0.9 kN (0.4 to 1.4)"),
        (Measure(100, -400, 600), "pushed across with 0.1 kN (-0.4 to 0.6), where positive is forward"),
    ],
)
def test_shear_in_words(shear: Measure, words: str) -> None:
    assert load_words.across(shear) == words
