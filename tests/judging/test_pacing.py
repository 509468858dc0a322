"""When a cue is said during a set."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hiphinge.judging.pacing import AGAIN_AFTER, MIN_PAUSE_S, CuePacing
from hiphinge.result import Cue, Repetition
from tests.judging.made import fault, with_faults

PACE_S = 5.0


def said(repetitions: list[Repetition], pace_s: float = PACE_S) -> list[Cue | None]:
    """Return what is said after each repetition of a set, one every `pace_s` seconds."""
    pacing = CuePacing()
    return [pacing.next_cue(repetitions[: i + 1], pace_s * (i + 1)) for i in range(len(repetitions))]


def test_nothing_is_said_of_clean_repetitions(clean: list[Repetition]) -> None:
    assert said(clean) == [None] * len(clean)


def test_a_fault_is_cued_after_the_repetition_that_shows_it(clean: list[Repetition]) -> None:
    cues = said(with_faults(clean, [], [fault("knees_forward")], [], []))
    assert [None if cue is None else cue.fault for cue in cues] == [None, "knees_forward", None, None]


def test_the_same_cue_waits_for_tries_without_a_word(clean: list[Repetition]) -> None:
    cues = said(with_faults(clean, *[[fault("knees_forward")]] * 6))
    spoken = [i for i, cue in enumerate(cues) if cue is not None]
    assert spoken == [0, AGAIN_AFTER]


@pytest.mark.parametrize("pace_s", [1.3, 2.5, 3.9])
def test_two_cues_are_never_closer_than_the_pause(clean: list[Repetition], pace_s: float) -> None:
    faults = [[fault("knees_forward")], [fault("lumbar_rounding", "major")], [fault("bar_drift")]] * 2
    cues = said(with_faults(clean, *faults), pace_s)
    times = [pace_s * (i + 1) for i, cue in enumerate(cues) if cue is not None]
    assert len(times) >= 2
    assert all(later - earlier >= MIN_PAUSE_S for earlier, later in pairwise(times))


def test_what_was_heeded_is_not_said_again(clean: list[Repetition]) -> None:
    cues = said(with_faults(clean, [fault("knees_forward")], [], [], [], []))
    assert [cue is not None for cue in cues] == [True, False, False, False, False]


def test_a_new_major_fault_of_the_spine_comes_first(clean: list[Repetition]) -> None:
    knees = fault("knees_forward")
    cues = said(with_faults(clean, [knees], [knees, fault("lumbar_rounding", "major")]))
    assert [None if cue is None else cue.fault for cue in cues] == ["knees_forward", "lumbar_rounding"]
