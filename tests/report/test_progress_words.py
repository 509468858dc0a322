"""The words of progress."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from hiphinge.report import progress_words as said
from hiphinge.result.progress import ChangeBasis, ChangeVerdict, Progress, SkillPlace, Trend
from tests.report.progressed import deeper


@pytest.fixture(scope="module")
def progress(tmp_path_factory: pytest.TempPathFactory) -> Progress:
    folder: Path = tmp_path_factory.mktemp("words")
    return deeper(folder)[0]


def trend(progress: Progress, quantity: str, exercise: str = "romanian_deadlift") -> Trend:
    (found,) = [each for each in progress.trends if (each.exercise, each.quantity) == (exercise, quantity)]
    return found


def test_every_verdict_basis_and_place_has_words() -> None:
    assert set(said.VERDICTS) == set(get_args(ChangeVerdict))
    assert set(said.BASES) == set(get_args(ChangeBasis))
    assert set(said._PLACES) == set(get_args(SkillPlace))


def test_a_change_is_said_with_what_it_takes_and_why(progress: Progress) -> None:
    better = said.change_in_words(trend(progress, "neutral_depth_deg"))
    assert better.startswith("better: +18° (11 to 25), beyond the 10° that can be detected")
    assert "Laird 2016" in better
    same = said.change_in_words(trend(progress, "lumbar_share"))
    assert same.startswith("no detectable change: 0 %")
    assert said.NO_ERROR in said.change_in_words(trend(progress, "trunk_lean_deg"))
    assert "one session" in said.change_in_words(trend(progress, "knee_travel_cm", "wall_drill"))
    assert said.change_in_words(trend(progress, "hip_flexion_deg")) == "not measured"


def test_what_has_no_interval_is_given_none(progress: Progress) -> None:
    index = trend(progress, "hinge_index")
    assert said.reading(index.points[0].reading, "hinge_index") == "0.90"
    assert said.change_in_words(index).startswith("0.00; ")
    depth = trend(progress, "neutral_depth_deg")
    assert said.reading(depth.points[0].reading, "neutral_depth_deg") == "40° (35 to 45)"


def test_weights_are_named_where_they_differ(progress: Progress) -> None:
    depth = trend(progress, "neutral_depth_deg")
    assert said.loads_in_words(depth) == ""
    points = [
        point.model_copy(update={"load_kg": load}) for point, load in zip(depth.points, (40.0, 60.0), strict=True)
    ]
    heavier = depth.model_copy(update={"points": points})
    assert said.loads_in_words(heavier) == "with 60.0 kg, the first time with 40.0 kg"


def test_beginner_and_experienced_are_named_with_their_source(progress: Progress) -> None:
    words = said.skill_in_words(progress.skill[0])
    for part in ("54°", "66°", "15 expert handlers", "15 novice handlers", "Plamondon 2010", "less than both"):
        assert part in words


def test_signs_and_titles() -> None:
    assert said.signed(12.3, "neutral_depth_deg") == "+12°"
    assert said.signed(-12.3, "neutral_depth_deg") == "-12°"
    assert said.signed(0.2, "neutral_depth_deg") == "0°"
    assert said.exercise_title("wall_drill") == "Wall drill"
    assert said.exercise_title("of_later") == "Of later"
    assert said.quantity_title("of_later_deg") == "of later deg"


def test_other_versions_and_missing_dates_are_noted(progress: Progress) -> None:
    (note,) = said.notes(progress)
    assert "1 recording was analysed by another version (0.0.9)" in note
    assert "date of filming" in said.notes(progress.model_copy(update={"undated": ["a.mp4"]}))[1]
