"""Bodies that were hallucinated: upside down, between two leaps, or behind plates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import INDEX
from hiphinge.movement.hallucinated import without_lost
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Peak
from tests.body_model import Camera, film, from_the_top


@pytest.mark.parametrize("turned_deg", [180.0, 100.0], ids=["upside down", "leaning suddenly"])
def test_a_body_found_for_a_moment_between_two_leaps_is_removed(turned_deg: float) -> None:
    motion = film(from_the_top(2))
    position, confidence = motion.position.copy(), motion.confidence
    lost = slice(40, 50)
    angle = np.radians(turned_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    hips = position[lost, INDEX["left_hip"]][:, None]
    position[lost] = (position[lost] - hips) @ turn + hips
    kept = without_lost(motion.with_position(position, confidence))
    assert np.isnan(kept.position[lost]).all()
    assert (kept.confidence[lost] == 0).all()
    seen = np.r_[0:38, 52 : len(motion)]
    shoulder = INDEX["left_shoulder"]
    np.testing.assert_array_equal(kept.position[seen, shoulder], motion.position[seen, shoulder])


def test_where_the_source_says_how_far_off_it_may_be_a_leap_that_it_trusts_stays() -> None:
    """As in a film of a few pictures a second, each held for a moment."""
    motion = film(from_the_top(2))
    held = np.repeat(np.arange(0, len(motion), 24), 12)[: len(motion)]
    hidden = np.zeros(motion.confidence.shape, dtype=bool)
    for trust, lost in ((0.9, False), (0.1, True)):
        confidence = np.full_like(motion.confidence, trust)
        leaping = replace(
            motion.with_position(motion.position[held], confidence[held]), time_s=motion.time_s[: len(held)]
        )
        assert np.isnan(without_lost(replace(leaping, hidden=hidden[held])).position).any() == lost
        assert np.isnan(without_lost(leaping).position).any()


def test_with_a_hallucinated_upper_body_only_repetitions_are_counted() -> None:
    trembling = analyze(film(from_the_top(3), Camera(near_trust=0.85, noise=0.03)))
    assert len(trembling.repetitions) == 3
    assert trembling.pattern.name == "unknown"
    assert all(repetition.peak == Peak() and not repetition.faults for repetition in trembling.repetitions)
    assert "head and shoulders" in trembling.cannot_judge[0].reason
    assert trembling.to_frame()["trunk_lean_deg"].is_null().all()
    for camera in (Camera(near_trust=0.85), Camera(noise=0.03)):
        assert len(analyze(film(from_the_top(3), camera)).repetitions) == 3
