"""Steps of the ladder that a recording shows."""

from __future__ import annotations

from hiphinge.progression import plan_of
from hiphinge.progression.criterion import StepRepetition
from hiphinge.progression.evidence import (
    left_out_of,
    repetitions_of,
    rounding_kind,
    rounds,
    shown_in,
    steps_of,
    unjudged_because,
)
from hiphinge.progression.sessions import sittings_of
from hiphinge.result.limitation import CannotJudge
from tests.lift_results import dowel, lifts, recorded, repetition, wall


def test_which_steps_a_recording_may_show() -> None:
    assert steps_of(wall()) == ("wall_drill",)
    assert steps_of(dowel()) == ("dowel_drill",)
    assert steps_of(lifts()) == ("romanian_deadlift_knee", "romanian_deadlift_shin")
    assert steps_of(recorded("squat", [repetition()])) == ()


def test_an_exercise_that_was_not_recognised_belongs_to_no_step() -> None:
    bridged = repetition(pattern="bridge", index=None, lumbar=None, share=None, neutral=None)
    for name, done in (("unknown", repetition()), ("unknown", bridged), ("other", repetition())):
        recording = recorded(name, [done] * 8, given=False)
        left = left_out_of(recording)
        assert steps_of(recording) == ()
        assert left is not None
        assert (left.reason, left.arguments) == ("the exercise was not recognised", ["exercise"])
    assert left_out_of(recorded("other", [repetition()])) is None
    assert left_out_of(dowel()) is None


def test_a_refused_recording_belongs_to_no_step_unless_it_was_named() -> None:
    refused = recorded("deadlift", [], given=False, limitations=(("everything", "no person was found", "show one"),))
    left = left_out_of(refused)
    assert steps_of(refused) == ()
    assert left is not None
    assert (left.reason, left.mend) == ("no person was found", "show one")
    assert steps_of(recorded("deadlift", [])) == ("deadlift",)


def test_the_reason_for_no_repetition_is_not_the_missing_load() -> None:
    load = CannotJudge(code="load_not_given", what="loads", reason="the weight lifted was not given", mend="give it")
    recording = recorded("deadlift", []).model_copy(update={"cannot_judge": [load]})
    assert unjudged_because(recording).reason == "no complete repetition of a hip hinge, squat or bridge was found"
    plan = plan_of([recording])
    assert "no complete repetition" in plan.next.why
    assert "no complete repetition" in plan.notes[0]
    assert "weight" not in plan.next.why + plan.notes[0]


def test_every_repetition_of_lift_and_drill_is_included() -> None:
    assert len(repetitions_of([wall(), lifts(count=5)])) == 24 + 5


def test_rounding_is_late_if_four_in_five_are() -> None:
    late, early = (repetition(lumbar=35.0, kind=kind) for kind in ("late", "early"))

    def kind_of(lates: int, earlies: int) -> str:
        recording = recorded(repetitions=[late] * lates + [early] * earlies)
        return rounding_kind([StepRepetition(recording, index) for index in range(lates + earlies)])

    assert kind_of(4, 1) == "late"
    assert kind_of(0, 5) == "early"


def test_a_low_back_within_its_limit_does_not_round() -> None:
    recording = recorded(repetitions=[repetition(), repetition(lumbar=40.0, kind="late")])
    assert [rounds(item) for item in repetitions_of([recording])] == [False, True]


def test_a_session_shows_judged_steps() -> None:
    (sitting,), _ = sittings_of([wall()])
    shown = shown_in(sitting)
    assert {name: step.state for name, step in shown.items()} == {"wall_drill": "passed"}
