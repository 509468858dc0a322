"""The one definition of standing."""

import numpy as np
import pytest

from hiphinge.movement.standing import StandingRule

TIME = np.arange(60) / 30.0
RULE = StandingRule(band_deg=6.0, percentile=10.0, max_lean_deg=15.0, max_hip_deg=22.0, max_knee_deg=22.0, min_s=0.25)


def test_frames_near_the_most_upright_posture_are_standing() -> None:
    flexion = np.concatenate([np.full(20, 8.0), np.full(20, 60.0), np.full(20, 12.0)])
    stands = RULE.frames(flexion, flexion < 44.0, time_s=TIME)
    assert np.flatnonzero(stands).tolist() == [*range(20), *range(40, 60)]
    assert not RULE.frames(flexion, flexion < 44.0, level_deg=1.0, time_s=TIME).any()


def test_a_short_upright_moment_is_not_standing() -> None:
    flexion = np.full(60, 90.0)
    flexion[30:35] = 5.0
    assert not RULE.frames(flexion, flexion < 44.0, time_s=TIME).any()
    assert RULE.frames(flexion, flexion < 44.0).sum() == 5


@pytest.mark.parametrize("angle", ["lean", "hip", "knee"])
def test_an_angle_beyond_its_limit_or_unknown_is_not_standing(angle: str) -> None:
    posture = {name: np.zeros(3) for name in ("lean", "hip", "knee")}
    posture[angle] = np.array([0.0, 30.0, np.nan])
    assert RULE.fits(*posture.values()).tolist() == [True, False, False]


def test_a_rule_without_limits_accepts_every_posture() -> None:
    open_rule = StandingRule(band_deg=8.0, percentile=10.0)
    assert open_rule.fits(np.array([80.0]), np.array([90.0]), np.array([100.0])).all()


def test_unknown_flexion_has_no_level_and_is_not_standing() -> None:
    nothing = np.full(60, np.nan)
    assert np.isnan(RULE.level_deg(nothing))
    assert not RULE.frames(nothing, np.zeros(60, dtype=bool), time_s=TIME).any()
