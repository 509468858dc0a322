"""The words of an analysis."""

from __future__ import annotations

import subprocess
import sys

from hiphinge.core.quantities import of_group
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.pipeline.analyze import analyze
from hiphinge.report import words
from hiphinge.result import Analysis, limitation
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


def unread_in_all(analysis: Analysis, *codes: str) -> Analysis:
    """Return the analysis with no fault found and some faults that could not be checked in any repetition."""
    changed = {"faults": [], "unread_faults": list(codes)}
    return analysis.model_copy(
        update={"cue": None, "repetitions": [each.model_copy(update=changed) for each in analysis.repetitions]}
    )


def test_the_sentence_under_the_headline_says_that_most_faults_could_not_be_checked(analysis: Analysis) -> None:
    faults = sorted(CATALOGUE[analysis.exercise.name].faults)
    assert "could not be checked" in words.verdict(unread_in_all(analysis, *faults[: len(faults) // 2 + 1]))[1]
    assert "could not be checked" not in words.verdict(unread_in_all(analysis, faults[0]))[1]


def test_nothing_judged_has_its_true_reason_whatever_the_view(nothing_judged: Analysis) -> None:
    warned = "the camera stood about 25° off the side view"
    view = nothing_judged.source.view.model_copy(update={"usable": True, "reason": warned})
    for code in ("nobody_found", "upper_body_hidden", "no_repetition"):
        true = limitation(code, what="everything")
        others = [limitation("standing_unseen"), true]
        source = nothing_judged.source.model_copy(update={"view": view})
        refused = nothing_judged.model_copy(update={"source": source, "cannot_judge": others})
        assert words.verdict(refused)[1] == words.sentence(true.reason)


def test_a_recording_without_a_person_is_not_blamed_on_the_camera() -> None:
    analysis = analyze(film(from_the_top(1), Camera(unseen_s=(0.0, 99.0))))
    assert words.verdict(analysis) == (
        "This recording could not be judged",
        "No person was found in the recording.",
    )


def test_rounding_and_its_fault_are_stated_alike() -> None:
    first, second, _ = make_analysis(spine=True).repetitions
    (fault,) = second.faults
    rounds = fault.model_copy(update={"code": "lumbar_rounding"})
    assert words.rounding(first) == "2.0 s, late: range"
    assert words.rounding(first.model_copy(update={"possible_faults": [rounds]})) == "possible from 2.0 s, late: range"
    assert first.lumbopelvic is not None
    straight = first.model_copy(update={"lumbopelvic": first.lumbopelvic.model_copy(update={"rounding": None})})
    assert words.rounding(straight) == "within its limit"
    assert words.rounding(straight.model_copy(update={"unread_faults": ["lumbar_rounding"]})) == "not judged"


def test_it_is_said_what_the_hip_angle_is_measured_between(analysis: Analysis) -> None:
    assert "trunk, taken as rigid, and thigh" in words.angles_meant(analysis)
    assert "pelvis and thigh" in words.angles_meant(analysis.model_copy(update={"hip_flexion_basis": "pelvis"}))
