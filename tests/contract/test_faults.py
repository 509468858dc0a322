"""The contract that every registered fault keeps, each with a lifter who shows it and one who does not."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import get_args

import pytest

from hiphinge.core.measure import Measure
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.faults import FAULTS, Context, FaultRule, Reading
from hiphinge.judging.texts import FaultText
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis, ExerciseName, Fault, PatternName
from tests.back_model import Back, analysed
from tests.body_model import (
    HINGED,
    SQUATTED,
    STANDING,
    Camera,
    Posture,
    Script,
    film,
    from_the_floor,
    from_the_top,
)

KNOWN_CODES = {
    "lumbar_rounding",
    "squatting_the_hinge",
    "overextension_at_lockout",
    "incomplete_lockout",
    "hips_rise_first",
    "neck_extension",
    "knees_forward",
    "knees_locked",
    "bar_drift",
    "weight_on_toes",
}
"""The codes of the result file's contract."""


@dataclass(frozen=True)
class Case:
    """A set that shows the fault in every repetition, and one of the same exercise that does not."""

    exercise: ExerciseName
    shows: Script
    clean: Script
    shows_back: Back | None = None
    clean_back: Back | None = None

    def shown(self, camera: Camera | None = None, exercise: ExerciseName | None = None) -> Analysis:
        return analysed(self.shows, self.shows_back, camera=camera, exercise=exercise or self.exercise)

    def cleaned(self, camera: Camera | None = None) -> Analysis:
        return analysed(self.clean, self.clean_back, camera=camera, exercise=self.exercise)


def with_backs(shows: Back, clean: Back) -> Case:
    return Case("romanian_deadlift", from_the_top(2), from_the_top(2), shows, clean)


def half_way_up(top: Posture) -> Script:
    script = Script.start(STANDING, 0.8)
    for end in (top, STANDING):
        script = script.to(HINGED, 1.0).to(end, 1.0).hold(0.5)
    return script


def pulled(start: Posture, middle: Posture) -> Script:
    return Script.start(start, 0.8).to(middle, 1.0).to(STANDING, 1.0).hold(1.0)


def reaching(ahead: float) -> Script:
    """Two hinges, the hands so many trunk lengths ahead of hanging while they come up."""
    script, away = Script.start(STANDING, 0.8), replace(HINGED, hands=(ahead, 0.0))
    for _ in range(2):
        middle = replace(away, trunk=40, knee=12)
        script = script.to(away, 1.1).hold(0.2).to(middle, 0.5).to(STANDING, 0.5).hold(0.5)
    return script


CASES = {
    "squatting_the_hinge": Case("romanian_deadlift", from_the_top(2, Posture(22, 112, 34)), from_the_top(2)),
    "hips_rise_first": Case(
        "deadlift",
        pulled(Posture(35, 115, 32), Posture(70, 30, 5)),
        pulled(Posture(70, 70, 15), Posture(66, 30, 5)),
    ),
    "knees_forward": Case("romanian_deadlift", from_the_top(2, Posture(60, 55, 32)), from_the_top(2)),
    "weight_on_toes": Case(
        "romanian_deadlift", from_the_top(2, Posture(70, 20, 0)), from_the_top(2, Posture(72, 26, -12))
    ),
    "knees_locked": Case("romanian_deadlift", from_the_top(2, Posture(80, -8, -4)), from_the_top(2)),
    "lumbar_rounding": with_backs(Back(0.5), Back(0.26)),
    "overextension_at_lockout": with_backs(Back(arch=18.0), Back(arch=8.0)),
    "neck_extension": with_backs(Back(neck=88.0), Back(neck=55.0)),
    "bar_drift": Case("romanian_deadlift", reaching(0.55), reaching(0.0)),
    "incomplete_lockout": Case("romanian_deadlift", half_way_up(Posture(28, 14, 2)), half_way_up(STANDING)),
}


def faults_of(analysis: Analysis, code: str) -> list[Fault]:
    return [fault for repetition in analysis.repetitions for fault in repetition.faults if fault.code == code]


def all_words(code: str) -> list[FaultText]:
    text = FAULTS[code].text
    return [text, *text.kinds.values()]


def beyond(rule: FaultRule, value: float, limit: float) -> bool:
    return value > limit if rule.beyond == "above" else value < limit


def test_every_rule_has_a_case_and_a_known_code() -> None:
    assert set(CASES) == set(FAULTS)
    assert set(FAULTS) <= KNOWN_CODES


@pytest.mark.parametrize("code", FAULTS)
class TestEveryFault:
    def test_it_is_written_down(self, code: str) -> None:
        rule = FAULTS[code]
        assert rule.code == code
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
        assert rule.text.title == rule.text.title.strip().lower()
        assert len(rule.text.title) <= 30
        assert rule.definition[0].isupper()
        assert rule.definition.endswith(".")
        assert rule.unit in {"deg", "ratio", "percent", "s", "m"}
        assert len(rule.source) > 20
        assert all(part.isprintable() for part in (rule.definition, rule.source))

    def test_its_limits_are_numbers_and_major_is_further_out(self, code: str) -> None:
        rule = FAULTS[code]
        for exercise in CATALOGUE.values():
            limit, major = rule.limits(exercise)
            assert math.isfinite(limit)
            assert math.isfinite(major)
            assert beyond(rule, major, limit)

    def test_its_cue_is_positive_and_a_sentence(self, code: str) -> None:
        for words in all_words(code):
            cue = words.cue
            assert cue.endswith(".")
            assert cue[0].isupper()
            assert len(cue) <= 120
            assert not re.search(r"\b(don't|do not|never|not|avoid|stop|without|no|wrong|bad)\b", cue, re.IGNORECASE)

    def test_its_reason_names_the_value_and_the_limit(self, code: str) -> None:
        for words in all_words(code):
            told = words.why.format(value="12.3", limit="4.5")
            assert "12.3" in told
            assert "4.5" in told
            assert "{" not in told
            assert not told.endswith(".")
            assert told.isprintable()

    def test_who_shows_it_is_told(self, code: str) -> None:
        case, rule = CASES[code], FAULTS[code]
        analysis = case.shown()
        found = faults_of(analysis, code)
        assert found
        limit, major = rule.limits(CATALOGUE[case.exercise])
        for fault in found:
            assert beyond(rule, fault.value.value, limit)
            assert (fault.limit, fault.unit, fault.source) == (limit, rule.unit, rule.source)
            assert fault.cue in {words.cue for words in all_words(code)}
            assert fault.severity == ("major" if beyond(rule, fault.value.value, major) else "minor")
            assert 0.5 < fault.confidence <= 1
            assert f"{limit:.4g}" in fault.why
        assert analysis.cue is not None

    def test_it_is_told_within_its_repetition_and_phase(self, code: str) -> None:
        case = CASES[code]
        step_s = 0.034
        for repetition in case.shown().repetitions:
            names = {phase.name for phase in repetition.phases}
            for fault in (fault for fault in repetition.faults if fault.code == code):
                assert repetition.start_s - step_s <= fault.start_s < fault.end_s <= repetition.end_s + step_s
                assert fault.phase in names

    def test_who_does_not_show_it_is_not_blamed(self, code: str) -> None:
        case = CASES[code]
        analysis = case.cleaned()
        assert analysis.repetitions
        assert faults_of(analysis, code) == []

    def test_it_occurs_in_an_exercise_and_nowhere_else(self, code: str) -> None:
        assert any(code in exercise.faults for exercise in CATALOGUE.values())
        without = [exercise for exercise in CATALOGUE.values() if code not in exercise.faults]
        assert without, "the catalogue's exercise 'other' has no faults"
        case = CASES[code]
        for exercise in without:
            assert faults_of(case.shown(exercise=exercise.name), code) == []

    def test_a_view_that_shows_no_angle_states_no_fault(self, code: str) -> None:
        case = CASES[code]
        assert faults_of(case.shown(Camera(yaw_deg=50.0)), code) == []

    @pytest.mark.parametrize("noise", [0.005])
    def test_little_noise_changes_nothing(self, code: str, noise: float) -> None:
        case = CASES[code]
        camera = Camera(noise=noise, seed=5)
        assert faults_of(case.shown(camera), code)
        assert faults_of(case.cleaned(camera), code) == []


def test_nobody_is_blamed_for_a_good_set() -> None:
    for exercise, script, back in (
        ("romanian_deadlift", from_the_top(3), Back(0.15)),
        ("good_morning", from_the_top(3, Posture(80, 10, -8)), Back(0.2)),
        ("deadlift", from_the_floor(3), Back(0.3)),
        ("squat", from_the_top(3, SQUATTED), Back(0.5)),
    ):
        analysis = analysed(script, back, exercise=exercise)
        assert len(analysis.repetitions) == 3
        assert [fault.code for repetition in analysis.repetitions for fault in repetition.faults] == []
        assert analysis.cue is None


def test_hips_that_shoot_up_at_lift_off_are_seen() -> None:
    script = pulled(Posture(45, 95, 28), Posture(76, 25, 5))
    found = faults_of(analyze(film(script), exercise="deadlift"), "hips_rise_first")
    assert found
    assert found[0].severity == "major"  # the trunk tips by 31° while the hips rise


# Statements and doubt


def stated(code: str, value: Measure, exercise: ExerciseName = "romanian_deadlift") -> list[Fault]:
    """What is stated of a reading of that value, by the very function that judges repetitions."""

    def read(context: Context) -> Reading:
        return Reading(value, context.repetition.start, context.repetition.stop, "descent")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hiphinge.judging.faults.judge.FAULTS", {code: replace(FAULTS[code], measure=read)})
        return faults_of(analyze(film(from_the_top(1)), exercise=exercise), code)


@pytest.mark.parametrize("code", FAULTS)
def test_a_value_in_doubt_is_not_stated(code: str) -> None:
    rule = FAULTS[code]
    limit, _ = rule.limits(CATALOGUE["romanian_deadlift"])
    outwards = 1.0 if rule.beyond == "above" else -1.0
    half = 0.3 * abs(limit) + 1.0

    def at(share: float) -> Measure:
        value = limit + outwards * share * half
        return Measure(value=value, low=value - half, high=value + half)

    assert stated(code, at(-1.0)) == []
    assert stated(code, at(0.0)) == []
    assert stated(code, at(0.3)) == []
    assert stated(code, at(0.9)) == [], "the interval spans the limit"
    assert [fault.code for fault in stated(code, at(1.1))] == [code]


# The catalogue


def test_the_catalogue_holds_the_names_of_the_result_file() -> None:
    assert set(CATALOGUE) == set(get_args(ExerciseName))
    for name, exercise in CATALOGUE.items():
        assert exercise.name == name
        assert exercise.title
        assert exercise.pattern is None or exercise.pattern in get_args(PatternName)
        assert exercise.faults <= set(FAULTS)
        assert set(exercise.limits) <= exercise.faults
        assert not exercise.limits or exercise.source


def test_an_exercise_moves_limit_and_major_together() -> None:
    rule = FAULTS["knees_forward"]
    moved = replace(CATALOGUE["romanian_deadlift"], limits={rule.code: rule.limit + 7})
    assert rule.limits(moved) == (rule.limit + 7, rule.major + 7)
    assert rule.limits(CATALOGUE["romanian_deadlift"]) == (rule.limit, rule.major)
