"""Legs fitted to bones of constant length: what is known stays, what is uncertain follows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import INDEX, LANDMARKS
from hiphinge.core.error_model import JOINTS as ERRORS
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion
from hiphinge.movement.bones import fit_bones, with_constant_bones
from hiphinge.movement.plausibility import plausible_motion
from tests.body_model import Camera, film, from_the_top

THIGH, SHANK = 40.0, 45.0


def leg(knee_deg: FloatArray) -> FloatArray:
    """Return hip, knee and ankle over a fixed ankle, (frames, 3, 2), for some knee flexions, degrees."""
    shank, thigh = np.radians(0.4 * knee_deg), np.radians(-0.6 * knee_deg)
    ankle = np.zeros((len(knee_deg), 2))
    knee = ankle + SHANK * np.column_stack([np.sin(shank), np.cos(shank)])
    hip = knee + THIGH * np.column_stack([np.sin(thigh), np.cos(thigh)])
    return np.stack([hip, knee, ankle], axis=1)


def joints_of(motion: Motion) -> Motion:
    """Return the motion as if from a source that says how far off each joint may be, all seen well."""
    hidden = np.zeros((len(motion), len(LANDMARKS)), dtype=bool)
    trust = np.full_like(motion.confidence, 0.95)
    return replace(
        motion.with_position(motion.position, trust), source=replace(motion.source, errors=ERRORS), hidden=hidden
    )


def test_joints_that_fit_their_bones_stay() -> None:
    true = leg(np.linspace(0.0, 100.0, 11))
    fitted, sigma = fit_bones(true, np.full((11, 3), 2.0), np.array([THIGH, SHANK]))
    np.testing.assert_allclose(fitted, true, atol=1e-9)
    assert (sigma < 2.0).all()


def test_an_uncertain_knee_goes_where_the_bones_put_it() -> None:
    true = leg(np.linspace(10.0, 100.0, 10))
    seen = true.copy()
    seen[:, 1] += [4.0, 3.0]
    sigma = np.tile([0.3, 8.0, 0.3], (10, 1))
    fitted, left = fit_bones(seen, sigma, np.array([THIGH, SHANK]))
    before, after = (np.linalg.norm(part[:, 1] - true[:, 1], axis=1) for part in (seen, fitted))
    assert (after < 0.5 * before).all()
    assert (left[:, 1] < 0.6 * sigma[:, 1]).all()
    np.testing.assert_allclose(fitted[:, [0, 2]], true[:, [0, 2]], atol=0.3)


@pytest.mark.parametrize("yaw_deg", [0.0, 20.0])
def test_a_knee_that_shakes_behind_a_plate_shakes_less(yaw_deg: float) -> None:
    motion = joints_of(film(from_the_top(2), Camera(yaw_deg=yaw_deg)))
    rng = np.random.default_rng(0)
    position, confidence = motion.position.copy(), motion.confidence.copy()
    knee, hidden = INDEX[f"{motion.source.near_side}_knee"], np.arange(len(motion)) % 3 == 0
    true = position[:, knee].copy()
    position[hidden, knee] += rng.normal(0.0, 9.0, (int(hidden.sum()), 2)).astype(np.float32)
    confidence[hidden, knee] = 0.5
    shaken = motion.with_position(position, confidence)
    legs = plausible_motion(motion)[1]
    settled, known = with_constant_bones(shaken, legs, yaw_deg)
    off = [np.linalg.norm(part.position[hidden, knee] - true[hidden], axis=1).mean() for part in (shaken, settled)]
    assert off[1] < 0.8 * off[0]
    np.testing.assert_allclose(settled.position[~hidden, knee], true[~hidden], atol=1.0)
    again, same = with_constant_bones(shaken, known, yaw_deg)
    np.testing.assert_array_equal(again.position, settled.position)
    assert same == known


def test_missing_joints_stay_missing() -> None:
    motion = joints_of(film(from_the_top(1)))
    legs = plausible_motion(motion)[1]
    position = motion.position.copy()
    position[5:9, INDEX["left_ankle"]] = np.nan
    settled, _ = with_constant_bones(motion.with_position(position, motion.confidence), legs, 0.0)
    assert np.isnan(settled.position[5:9, INDEX["left_ankle"]]).all()
    np.testing.assert_array_equal(settled.position[5:9, INDEX["left_knee"]], position[5:9, INDEX["left_knee"]])
    nothing = motion.with_position(np.full_like(position, np.nan), motion.confidence)
    assert with_constant_bones(nothing, legs, 0.0)[1] == legs
