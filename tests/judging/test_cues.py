"""The one thing to try: safety first, then causes, and no fault that was corrected."""

from __future__ import annotations

from hiphinge.judging.cues import choose_cue
from hiphinge.judging.faults import FAULTS
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis, Fault, Repetition
from tests.body_model import FLOOR, HINGED, STANDING, Posture, Script, film, from_the_floor, from_the_top
from tests.judging.made import fault, with_faults


def faults_of(analysis: Analysis, code: str) -> list[Fault]:
    return [fault for repetition in analysis.repetitions for fault in repetition.faults if fault.code == code]


def test_a_major_fault_of_the_spine_comes_before_recurring_faults(clean: list[Repetition]) -> None:
    knees = [fault("knees_forward")]
    cue = choose_cue(with_faults(clean, knees, knees, [*knees, fault("lumbar_rounding", "major")]))
    assert cue is not None
    assert cue.fault == "lumbar_rounding"
    # A minor fault of the spine in one repetition of four does not come before one that recurs in all.
    cue = choose_cue(with_faults(clean, knees, knees, knees, [*knees, fault("lumbar_rounding")]))
    assert cue is not None
    assert cue.fault == "knees_forward"


def test_a_cause_comes_before_its_consequences(clean: list[Repetition]) -> None:
    both = [fault("bar_drift"), fault("knees_forward")]
    cue = choose_cue(with_faults(clean, both, both))
    assert cue is not None
    assert cue.fault == "knees_forward"
    further = [*both, fault("squatting_the_hinge")]
    cue = choose_cue(with_faults(clean, further, further))
    assert cue is not None
    assert cue.fault == "squatting_the_hinge"


def test_a_fault_absent_from_the_last_two_repetitions_is_corrected(clean: list[Repetition]) -> None:
    drift = [fault("bar_drift")]
    assert choose_cue(with_faults(clean, drift, drift, [], [])) is None
    cue = choose_cue(with_faults(clean, drift, drift, [], drift))
    assert cue is not None
    assert cue.fault == "bar_drift"


def test_the_reason_names_the_worst_case_and_its_repetition(clean: list[Repetition]) -> None:
    cue = choose_cue(with_faults(clean, [fault("bar_drift", beyond=2)], [fault("bar_drift", beyond=9)]))
    assert cue is not None
    assert "in 2 of 2 repetitions" in cue.because
    assert cue.because.endswith("bar_drift by 9 (repetition 2).")


def test_an_early_rounding_is_named_before_a_worse_late_one(clean: list[Repetition]) -> None:
    late, early = fault("lumbar_rounding", beyond=15, kind="late"), fault("lumbar_rounding", beyond=3, kind="early")
    cue = choose_cue(with_faults(clean, [late], [early]))
    assert cue is not None
    assert "by 3 (repetition 2)" in cue.because


# Of whole sets


def test_the_cue_is_for_a_recurring_fault_before_a_single_one() -> None:
    toes, lean = Posture(70, 25, 25), Posture(60, 55, 32)
    script = Script.start(STANDING, 0.8)
    for bottom in (lean, HINGED, toes, toes, HINGED, toes):
        script = script.to(bottom, 1.1).hold(0.2).to(STANDING, 1.0).hold(0.4)
    analysis = analyze(film(script), exercise="romanian_deadlift")
    assert len(analysis.repetitions) == 6
    assert analysis.cue is not None
    counts = {code: len(faults_of(analysis, code)) for code in FAULTS}
    assert counts[analysis.cue.fault] * 3 >= 6
    assert analysis.cue.text == FAULTS[analysis.cue.fault].text.cue
    assert f"in {counts[analysis.cue.fault]} of 6 repetitions" in analysis.cue.because


def test_the_cue_names_the_cause_before_the_consequence() -> None:
    analysis = analyze(film(from_the_top(2, Posture(22, 112, 34))), exercise="romanian_deadlift")
    codes = {fault.code for repetition in analysis.repetitions for fault in repetition.faults}
    assert {"squatting_the_hinge", "knees_forward"} <= codes
    assert analysis.cue is not None
    assert analysis.cue.fault == "squatting_the_hinge"


def test_without_faults_there_is_no_cue() -> None:
    assert choose_cue([]) is None
    assert choose_cue(analyze(film(from_the_floor(1, FLOOR)), exercise="deadlift").repetitions) is None
