"""Published loads for comparison."""

from __future__ import annotations

from typing import get_args

import pytest

from hiphinge.loads.published import published_loads_for
from hiphinge.result import ExerciseName


@pytest.mark.parametrize("exercise", get_args(ExerciseName))
def test_every_figure_has_a_number_and_a_source_and_is_called_neither_safe_nor_unsafe(exercise: ExerciseName) -> None:
    for figure in published_loads_for(exercise):
        assert any(letter.isdigit() for letter in figure.value)
        assert len(figure.source) > 10
        assert "safe" not in f"{figure.what} {figure.value}"


def test_similar_exercises_come_first_and_lifting_at_work_comes_last() -> None:
    figures = published_loads_for("kettlebell_swing")
    assert "swing" in figures[0].what
    assert "NIOSH" in figures[-1].what


def test_exercises_lying_down_have_no_figure_of_lifting_at_work() -> None:
    for exercise in ("glute_bridge", "hip_thrust"):
        assert not any("NIOSH" in figure.what for figure in published_loads_for(exercise))


def test_an_unknown_exercise_has_only_the_figure_of_lifting_at_work() -> None:
    assert len(published_loads_for("unknown")) == 1
