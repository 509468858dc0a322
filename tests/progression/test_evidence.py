"""Steps of the ladder that a recording shows."""

from __future__ import annotations

from hiphinge.progression.criterion import StepRepetition
from hiphinge.progression.evidence import repetitions_of, rounding_kind, rounds, shown_in, steps_of
from hiphinge.progression.sessions import sittings_of
from tests.lift_results import dowel, lifts, recorded, repetition, wall


def test_which_steps_a_recording_may_show() -> None:
    assert steps_of(wall()) == ("wall_drill",)
    assert steps_of(dowel()) == ("dowel_drill",)
    assert steps_of(lifts()) == ("romanian_deadlift_knee", "romanian_deadlift_shin")
    assert steps_of(recorded("squat", [repetition()])) == ()


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
