"""The context of a frame, with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.movement.spine.context import WINDOW_S, contexts, deepest_weights, moving_weights

TIME = np.arange(300) / 30.0


def test_the_deepest_posture_and_the_mean_of_a_movement() -> None:
    trunk_thigh = np.where((TIME > 4.0) & (TIME < 5.0), 90.0, 0.0)
    features = np.column_stack([trunk_thigh, TIME])
    deepest, moving = contexts(TIME, trunk_thigh, features)
    at = int(np.searchsorted(TIME, 4.5))
    assert deepest[at] == pytest.approx([90.0, 4.5], abs=0.02)
    assert moving[at, 0] == pytest.approx(90.0, abs=5.0)


def test_postures_far_away_in_time_do_not_count() -> None:
    trunk_thigh = np.where(TIME < 1.0, 90.0, 0.0)
    deepest, _ = contexts(TIME, trunk_thigh, trunk_thigh[:, None])
    assert deepest[TIME > 1.0 + WINDOW_S + 0.1].max() == pytest.approx(0.0, abs=1e-6)


def test_missing_stills_have_no_weight() -> None:
    trunk_thigh = np.array([[60.0, 60.0, -np.inf]])
    assert deepest_weights(trunk_thigh)[0].tolist() == [1.0, 1.0, 0.0]


def test_weights_are_finite_at_any_angle() -> None:
    trunk_thigh = np.array([-1e4, -180.0, 0.0, 25.0, 180.0, 1e4])
    weight = moving_weights(trunk_thigh)
    assert np.isfinite(weight).all()
    assert (weight > 0).all()
    assert weight[3] == pytest.approx(0.5)
    assert np.isfinite(deepest_weights(trunk_thigh)).all()
