"""The parts of a repetition."""

from __future__ import annotations

from hiphinge.movement.repetitions.model import PhaseSpan, RepetitionSpan

LIFT = RepetitionSpan(
    10, 60, 30, 58, (PhaseSpan("descent", 10, 28), PhaseSpan("bottom", 28, 33), PhaseSpan("ascent", 33, 55))
)


def test_a_phase_is_found_by_its_name_and_may_be_missing() -> None:
    assert LIFT.phase("bottom") == PhaseSpan("bottom", 28, 33)
    assert LIFT.phase("lockout") is None


def test_frames_are_a_slice_without_the_stop() -> None:
    assert list(range(100))[LIFT.frames] == list(range(10, 60))
