"""Loads in words."""

from __future__ import annotations

from typing import get_args

import pytest

from hiphinge.core.measure import Measure
from hiphinge.report import load_words
from hiphinge.result import CannotJudge, LimitationCode, limitation
from tests.report.lifter import make_analysis
from tests.report.loaded import make_loaded, make_loads


def absent_with(*limitations: CannotJudge) -> str | None:
    """Return the reason for missing loads of an analysis with some limitations."""
    return load_words.absent(make_analysis().model_copy(update={"cannot_judge": list(limitations)}))


def test_the_reason_for_missing_loads_is_found_by_its_code() -> None:
    hidden = limitation("low_back_hidden", percent=40.0)
    named_alike = hidden.model_copy(update={"what": "what the lift loads"})
    assert absent_with(hidden) is absent_with(named_alike) is absent_with() is None
    assert absent_with(named_alike, limitation("load_hidden", where="")) == (
        "The deepest posture, or too much of the rest of the movement, was hidden. Film from the side, with nothing "
        "hiding back and legs."
    )


def test_every_limitation_of_loads_is_a_reason() -> None:
    about_loads = [code for code in get_args(LimitationCode) if code.startswith("load_")]
    for code in [*about_loads, "no_points"]:
        assert absent_with(CannotJudge(code=code, what="", reason="why", mend="help")) == "Why. Help."


def test_the_first_release_named_missing_loads_in_words_only() -> None:
    assert absent_with(CannotJudge(what="Loads", reason="why", mend="help")) == "Why. Help."


@pytest.mark.parametrize(
    ("value", "words"), [(0.98, "1.0 times"), (1.4, "1.4 times"), (8.6, "about 9 times"), (14.2, "about 14 times")]
)
def test_times_standing_in_words(value: float, words: str) -> None:
    analysis = make_loaded(repetitions=1)
    loads = make_loads(2.5).model_copy(update={"compression_over_standing": Measure(value, value, value)})
    assert f", {words} as much as in standing (" in load_words.lead(
        analysis.repetitions[0], loads, analysis, several=False
    )


def test_next_to_nothing_is_no_zero() -> None:
    loads = make_loads(1.0).model_copy(update={"passive_share": Measure(0.002, 0.0, 0.008)})
    assert load_words.more(loads)[-1].startswith(
        "Discs and ligaments gave next to nothing (0 to 1 %) of the moment that straightens the back"
    )


@pytest.mark.parametrize(
    ("shear", "words"),
    [
        (Measure(900, 400, 1400), "sheared forward with 0.9 kN (0.4 to 1.4)"),
        (Measure(-900, -1400, -400), "sheared backward with 0.9 kN (0.4 to 1.4)"),
        (Measure(100, -400, 600), "sheared with 0.1 kN (-0.4 to 0.6), where positive is forward"),
    ],
)
def test_shear_in_words(shear: Measure, words: str) -> None:
    assert load_words.across(shear) == words
