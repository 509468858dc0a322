"""Published lumbar flexion for comparison."""

from __future__ import annotations

from typing import get_args

import pytest

from hiphinge.measures.published import published_for
from hiphinge.result import ExerciseName


@pytest.mark.parametrize("exercise", get_args(ExerciseName))
def test_figures_are_of_people_and_have_sources(exercise: ExerciseName) -> None:
    for figure in published_for(exercise):
        assert 20 < figure.lumbar_flexion_deg < 70
        assert any(letter.isdigit() for letter in figure.group)
        assert len(figure.source) > 10


def test_the_nearest_exercise_comes_first_and_the_full_range_last() -> None:
    assert "deadlift" in published_for("deadlift")[0].what
    assert "as far as it goes" in published_for("deadlift")[-1].what
    assert len(published_for("unknown")) == 3


def test_lying_exercises_have_no_figures() -> None:
    assert published_for("glute_bridge") == published_for("hip_thrust") == []
