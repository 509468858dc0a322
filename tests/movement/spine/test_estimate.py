"""The shipped estimator: its results on the demo, when there are none, and what it must not depend on."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve
from hiphinge.core.motion import Motion
from hiphinge.movement.spine import estimate_spine
from hiphinge.movement.spine.estimate import ARCH_FOR_LEAN, about_the_usual, maybe_arched, standing_frames
from hiphinge.movement.spine.model import MODEL_NAMES, QUANTITIES, SpineFeatures, estimate
from hiphinge.movement.view import CameraView, estimate_view
from tests.motions import motion_of

SIDE_ON = CameraView(yaw_deg=0.0, yaw_sigma_deg=5.0, roll_deg=0.0, roll_sigma_deg=2.0)


@pytest.fixture(scope="module")
def demo() -> Motion:
    return motion_of()


def test_the_weights_are_small() -> None:
    assert len((files("hiphinge") / "data" / MODEL_NAMES[False]).read_bytes()) < 2e6


def test_deviations_are_positive_with_and_without_standing() -> None:
    features = _random_features(40)
    _, known = estimate(replace(features, standing=features.frame[0]))
    _, unknown = estimate(features)
    assert known.shape == unknown.shape == (40, len(QUANTITIES))
    assert (known > 0).all()
    assert (unknown > 0).all()


def test_frames_do_not_depend_on_each_other() -> None:
    features = _random_features(700)
    together = estimate(features)[0]
    last = slice(600, 601)
    alone = estimate(SpineFeatures(features.frame[last], features.deepest[last], features.moving[last], None))[0]
    assert alone[0] == pytest.approx(together[600], abs=1e-3)


def test_a_standing_that_another_pose_estimator_read_is_refused(demo: Motion) -> None:
    view = estimate_view(demo)
    standing = estimate_spine(demo, view).standing
    assert standing is not None
    others = replace(standing, features=standing.features[:-3])
    with pytest.raises(RecordingError, match="same estimator"):
        estimate_spine(demo, view, standing=others)


def test_the_demo_stands_first_and_then_hinges(demo: Motion) -> None:
    spine = estimate_spine(demo, estimate_view(demo))
    assert spine.reason is None
    assert spine.standing is not None
    assert np.abs(spine.standing.reading[:2]).max() < 6.0
    pelvis, lumbar = spine.curves["pelvic_tilt_deg"], spine.curves["lumbar_flexion_deg"]
    assert np.nanmax(pelvis.value) > 30
    assert np.nanmax(lumbar.value) < 35
    for curve in (pelvis, lumbar):
        known = curve.known()
        assert (curve.low[known] <= curve.value[known]).all()
        assert (curve.value[known] <= curve.high[known]).all()


def test_without_an_outline_nothing_is_estimated(demo: Motion) -> None:
    spine = estimate_spine(demo.without_outline(), SIDE_ON)
    assert spine.reason is not None
    assert "outline" in spine.reason
    assert not any(curve.known().any() for curve in spine.curves.values())


def test_nothing_is_estimated_beyond_forty_degrees_of_yaw(demo: Motion) -> None:
    spine = estimate_spine(demo, replace(SIDE_ON, yaw_deg=47.0))
    assert spine.reason is not None
    assert not any(curve.known().any() for curve in spine.curves.values())


def test_a_lifter_who_never_stands_has_no_zero() -> None:
    time = np.arange(60) / 30
    bent = np.tile([60.0, 0.0, 70.0, 20.0, 0.0], (60, 1))
    known = np.ones(60, dtype=bool)
    assert not standing_frames(time, bent, known).any()
    upright = bent.copy()
    upright[10:30] = 2.0
    assert standing_frames(time, upright, known).nonzero()[0].tolist() == list(range(10, 30))
    passing = bent.copy()
    passing[10:13] = 2.0
    assert not standing_frames(time, passing, known).any()


def test_standing_is_seen_though_the_outline_comes_with_every_second_frame_only() -> None:
    time = np.arange(60) / 30
    base = np.tile([60.0, 0.0, 70.0, 20.0, 0.0], (60, 1))
    base[10:30] = 2.0
    known = np.arange(60) % 2 == 0
    assert standing_frames(time, base, known).nonzero()[0].tolist() == list(range(10, 30, 2))
    known[12:28] = False
    assert not standing_frames(time, base, known).any(), "a moment before and a moment after a pause are no standing"


def _random_features(frames: int) -> SpineFeatures:
    rng = np.random.default_rng(frames)
    frame, deepest, moving = rng.normal(size=(3, frames, _width()))
    return SpineFeatures(frame, deepest, moving, None)


def _width() -> int:
    from hiphinge.core.body import LANDMARKS
    from hiphinge.movement.spine.features import RAYS

    return 3 * len(LANDMARKS) + 6 + 3 + RAYS


def test_the_interval_includes_the_arch_that_a_backward_lean_may_hide() -> None:
    lumbar = Curve.around(np.full(5, -2.0), np.full(5, 3.0))
    back = np.array([0.0, 3.0, 8.0, 60.0, np.nan])
    held = maybe_arched(lumbar, back)
    assert held.low[2] == -8.0 * ARCH_FOR_LEAN
    same = [0, 1, 3, 4]
    np.testing.assert_array_equal(held.low[same], lumbar.low[same])
    np.testing.assert_array_equal(held.value, lumbar.value)
    np.testing.assert_array_equal(held.high, lumbar.high)


def test_an_angle_that_passes_the_opposite_direction_returns() -> None:
    turning = np.array([5.0, 10.0, 100.0, 179.0, -100.0, -20.0, 5.0, np.nan, 8.0])

    found = about_the_usual(turning)

    np.testing.assert_allclose(found[[0, 1, 5, 6, 8]], turning[[0, 1, 5, 6, 8]])
    assert np.isnan(found[7])


def test_an_angle_about_the_half_turn_has_no_jump() -> None:
    lying = about_the_usual(np.array([175.0, 179.0, -179.0, -176.0]))

    assert np.ptp(lying) < 10
