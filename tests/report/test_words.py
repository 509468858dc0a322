"""The words of an analysis."""

from __future__ import annotations

import subprocess
import sys

from hiphinge.core.quantities import of_group
from hiphinge.pipeline.analyze import analyze
from hiphinge.report import words
from hiphinge.result import Analysis
from tests.body_model import Camera, film, from_the_top
from tests.report.lifter import make_analysis


def test_headline_of_an_exercise_that_was_not_recognised(analysis: Analysis) -> None:
    unknown = analysis.model_copy(update={"exercise": analysis.exercise.model_copy(update={"name": "unknown"})})
    assert words.verdict(unknown)[0] == "3 repetitions, hinged"
    none = unknown.model_copy(update={"repetitions": []})
    assert words.verdict(none)[0] == "No full repetition"


def test_from_the_front_the_headline_has_the_count_and_no_more() -> None:
    analysis = analyze(film(from_the_top(3), Camera(yaw_deg=85.0)))
    headline, reason = words.verdict(analysis)
    assert headline == "3 repetitions, which could not be judged"
    assert "front" in reason


def test_every_exercise_pattern_and_phase_has_words() -> None:
    from typing import get_args

    from hiphinge.result import ExerciseName, PatternName, Peak, PhaseName

    assert set(words.EXERCISES) == set(get_args(ExerciseName))
    assert set(words._PATTERNS) == set(words._DONE) == set(get_args(PatternName))
    assert set(words.PHASES) == set(get_args(PhaseName))
    assert {angle.key for angle in of_group("angle")} == set(Peak.model_fields)


def test_light_and_tone() -> None:
    analysis = make_analysis()
    first, second, _ = analysis.repetitions
    unlit = second.model_copy(update={"light": "unknown"})
    assert (words.tone(first), words.tone(unlit)) == ("green", "amber")
    low_back_is_fine = second.model_copy(update={"light": "green"})
    assert words.tone(low_back_is_fine) == "amber", "the light is about the low back alone"
    assert words.tone(second.model_copy(update={"light": "red"})) == "red"


def test_the_package_itself_loads_nothing_heavy() -> None:
    code = "import sys, hiphinge.report; sys.exit(bool({'bokeh', 'cv2', 'av', 'polars', 'jinja2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
