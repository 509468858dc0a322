"""The trained estimator as a function: shapes, blocks, and the effect of standing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.movement.spine.model import FRAMES_AT_ONCE, QUANTITIES, SpineFeatures, _session, estimate, model_name


def fixed_features(frames: int, *, standing: bool = True) -> SpineFeatures:
    """Return features of no real person, always the same."""
    width = int(_session(joints=False).get_inputs()[0].shape[1])
    generator = np.random.default_rng(7)
    frame, deepest, moving = generator.normal(scale=0.3, size=(3, frames, width))
    return SpineFeatures(frame, deepest, moving, np.zeros(width) if standing else None)


def test_every_frame_has_five_angles_with_a_deviation_above_zero() -> None:
    mean, spread = estimate(fixed_features(3))
    assert mean.shape == spread.shape == (3, len(QUANTITIES))
    assert np.isfinite(mean).all()
    assert (spread > 0).all()


def test_frames_do_not_depend_on_each_other() -> None:
    many = fixed_features(FRAMES_AT_ONCE + 3)
    mean, spread = estimate(many)
    some = np.array([0, FRAMES_AT_ONCE - 1, FRAMES_AT_ONCE, FRAMES_AT_ONCE + 2])
    few = replace(many, frame=many.frame[some], deepest=many.deepest[some], moving=many.moving[some])
    alone, alone_spread = estimate(few)
    assert mean[some] == pytest.approx(alone, abs=1e-3)
    assert spread[some] == pytest.approx(alone_spread, abs=1e-3)


def test_unknown_standing_differs_from_standing_of_zeros() -> None:
    known, unknown = (estimate(fixed_features(4, standing=standing)) for standing in (True, False))
    assert np.abs(known[0] - unknown[0]).max() > 1e-3


def test_the_weights_have_a_name_with_their_checksum() -> None:
    assert model_name() == model_name()
    assert model_name().startswith("hiphinge spine ")
    assert len(model_name().split()[-1]) == 8
