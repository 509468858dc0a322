"""The contract that every exercise of the catalogue keeps, each with a set that is recognised as it and as no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from docs.generate.judging import exercise_page

from hiphinge.exercises.catalogue import CATALOGUE, SIGNS
from hiphinge.judging.faults import FAULTS
from hiphinge.judging.recognition import SURE_OF_ONE
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import ExerciseName
from tests.back_model import Back, analysed
from tests.body_model import (
    BRIDGE_DOWN,
    HINGED,
    SQUATTED,
    STANDING,
    Camera,
    Posture,
    Script,
    bridges,
    film,
    from_the_floor,
    from_the_top,
)

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "exercises"
TOLD = [name for name, exercise in CATALOGUE.items() if exercise.ways]


def with_hands(posture: Posture, forward: float, up: float) -> Posture:
    return replace(posture, hands=(forward, up))


def swings(n: int) -> Script:
    top, bottom = with_hands(STANDING, 0.95, 0.6), with_hands(Posture(60, 42, 5), -0.3, 0.1)
    return from_the_top(n, bottom, top=top, down_s=0.5, up_s=0.45, pause_s=0.0, rest_s=0.1)


ON_THE_BACK = 1.0
CASES: dict[ExerciseName, Script] = {
    "romanian_deadlift": from_the_top(3),
    "deadlift": from_the_floor(3),
    "rack_pull": from_the_floor(3, Posture(66, 40, 10)),
    "good_morning": from_the_top(
        3, with_hands(Posture(70, 12, 2), 0.0, ON_THE_BACK), top=with_hands(STANDING, 0.0, ON_THE_BACK)
    ),
    "kettlebell_swing": swings(4),
    "glute_bridge": bridges(3),
    "hip_thrust": from_the_floor(3, Posture(-35, 110, 10), top=Posture(-88, 92, 0)),
    "squat": from_the_top(3, SQUATTED),
    "stoop": from_the_top(3, Posture(95, 4, 2)),
}
BACKS: dict[ExerciseName, Back] = {"stoop": Back(0.5)}


@pytest.mark.parametrize("name", CATALOGUE)
class TestEveryExercise:
    def test_it_is_written_down(self, name: ExerciseName) -> None:
        one = CATALOGUE[name]
        assert one.name == name
        assert all(text and text == text.strip() for text in (one.title, one.begins, one.ends, one.counts))
        assert one.faults <= set(FAULTS)
        assert set(one.limits) <= one.faults
        assert not one.limits or len(one.source) > 20
        for joint in one.joints:
            assert joint.low < joint.high
            assert len(joint.source) > 10
        for cue in one.cues:
            assert cue.endswith(".")

    def test_it_has_its_page_and_the_page_is_its_entry(self, name: ExerciseName) -> None:
        if name != "unknown":
            assert (PAGES / f"{name}.md").read_text(encoding="utf-8") == exercise_page(name)

    def test_its_ways_are_ranges_of_known_signs(self, name: ExerciseName) -> None:
        for way in CATALOGUE[name].ways:
            assert set(way.signs) <= set(SIGNS)
            assert all(usual.low <= usual.high and usual.slack > 0 for usual in way.signs.values())
            assert -1.0 <= way.rarity <= 2.0


def test_every_exercise_that_is_told_has_a_case() -> None:
    assert set(CASES) == set(TOLD)


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("camera", [Camera(), Camera(noise=0.01, seed=3), Camera(facing="left", rate_hz=50.0)])
def test_it_is_recognised(name: ExerciseName, camera: Camera) -> None:
    found = analysed(CASES[name], BACKS.get(name), camera=camera).exercise
    assert (found.name, found.given) == (name, False)
    assert 0.6 <= found.confidence < 1.0


@pytest.mark.parametrize("name", TOLD)
def test_it_may_be_given_and_a_movement_that_disagrees_is_told(name: ExerciseName) -> None:
    other: ExerciseName = "squat" if name != "squat" else "deadlift"
    analysis = analysed(CASES[name], BACKS.get(name), exercise=other)
    assert (analysis.exercise.name, analysis.exercise.given) == (other, True)
    sure = analysed(CASES[name], BACKS.get(name)).exercise.confidence >= SURE_OF_ONE
    assert analysis.exercise.looks_like == (name if sure else None)
    assert any("looks like" in warning for warning in analysis.quality.warnings) is sure


# A set that changes


def test_the_hinge_that_turns_into_a_squat_is_caught_where_it_happens() -> None:
    script = Script.start(STANDING, 0.8)
    for bottom in (HINGED, HINGED, HINGED, SQUATTED):
        script = script.to(bottom, 1.1).hold(0.2).to(STANDING, 1.0).hold(0.5)
    analysis = analyze(film(script))
    assert analysis.exercise.name == "romanian_deadlift"
    assert [repetition.pattern.name for repetition in analysis.repetitions] == ["hinge", "hinge", "hinge", "squat"]
    assert [repetition.exercise.name if repetition.exercise else None for repetition in analysis.repetitions] == [
        None
    ] * 3 + ["squat"]
    assert "at repetition 4 the hinge turned into a squat" in analysis.pattern.reasons
    assert next(fault.code for fault in analysis.repetitions[3].faults) == "squatting_the_hinge"


def test_a_bridge_rests_on_the_floor_and_a_thrust_on_a_bench() -> None:
    assert CATALOGUE["glute_bridge"].lying
    assert CATALOGUE["hip_thrust"].lying
    assert analyze(film(from_the_floor(2, BRIDGE_DOWN, top=Posture(-112, 100, 0)))).exercise.name == "glute_bridge"
