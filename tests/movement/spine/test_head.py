"""The neck by the head's pitch, beside the estimator's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import INDEX
from hiphinge.core.measure import Curve, FloatArray
from hiphinge.movement.spine.head import FOLLOWS_BEYOND, FOLLOWS_TO_DEG, NECK, neck_with_pitch, pitch_deg
from tests.body_model import film, from_the_top

MOTION = film(from_the_top(1))
FRAMES = len(MOTION)
CUTOFF_HZ = 3.0


def heads(pitch: float) -> FloatArray:
    """Return features of heads with that pitch, degrees."""
    features = np.zeros((FRAMES, 6))
    ear = np.array([0.05, 1.25])
    features[:, 2:4] = ear
    features[:, 0:2] = ear + 0.2 * np.array([np.cos(np.radians(pitch)), np.sin(np.radians(pitch))])
    return features


def curves(neck: float, thorax: float) -> dict[str, Curve]:
    def constant(value: float) -> Curve:
        return Curve.around(np.full(FRAMES, value), np.full(FRAMES, 3.0))

    return {
        "pelvic_tilt_deg": constant(0.7 * thorax),
        "lumbar_flexion_deg": constant(0.3 * thorax),
        NECK: constant(neck),
    }


@pytest.mark.parametrize("pitch", [-170.0, -60.0, 0.0, 25.0, 90.0])
def test_the_pitch_is_that_of_the_line_from_ear_to_nose(pitch: float) -> None:
    assert pitch_deg(heads(pitch)) == pytest.approx(np.full(FRAMES, pitch))


def test_a_head_that_turns_with_the_thorax_has_a_neutral_neck() -> None:
    standing = heads(-20.0)[0]
    neck = neck_with_pitch(MOTION, curves(0.0, 60.0), heads(-80.0), standing, CUTOFF_HZ)
    assert neck.value == pytest.approx(np.zeros(FRAMES), abs=1e-6)


def test_a_head_thrown_back_is_read_whole_where_the_estimator_falls_short() -> None:
    standing, true = heads(-20.0)[0], 60.0
    short = FOLLOWS_TO_DEG + FOLLOWS_BEYOND * (true - FOLLOWS_TO_DEG)
    neck = neck_with_pitch(MOTION, curves(short, 60.0), heads(-20.0), standing, CUTOFF_HZ)
    assert neck.value == pytest.approx(np.full(FRAMES, true), abs=1e-6)


def test_two_readings_that_disagree_have_a_wide_interval() -> None:
    standing = heads(-20.0)[0]
    agree, apart = (
        neck_with_pitch(MOTION, curves(10.0, 60.0), heads(pitch), standing, CUTOFF_HZ) for pitch in (-70.0, -40.0)
    )
    assert np.all(apart.high - apart.low > 2 * (agree.high - agree.low))
    assert np.all((apart.value > 10.0) & (apart.value < 40.0))


def test_without_standing_the_usual_pitch_counts_for_less() -> None:
    own = neck_with_pitch(MOTION, curves(10.0, 60.0), heads(-48.0), heads(-18.0)[0], CUTOFF_HZ)
    usual = neck_with_pitch(MOTION, curves(10.0, 60.0), heads(-48.0), None, CUTOFF_HZ)
    assert np.all(usual.value < own.value)


def test_a_hidden_nose_leaves_the_estimator_alone_nearly() -> None:
    hidden = np.zeros((FRAMES, len(INDEX)), dtype=bool)
    hidden[:, INDEX["nose"]] = True
    motion = replace(MOTION, hidden=hidden)
    neck = neck_with_pitch(motion, curves(10.0, 60.0), heads(-40.0), heads(-20.0)[0], CUTOFF_HZ)
    assert np.all(np.abs(neck.value - 10.0) < 3.0)


def test_without_a_head_the_estimator_remains_with_a_wider_interval() -> None:
    lost = np.full((FRAMES, 6), np.nan)
    neck = neck_with_pitch(MOTION, curves(30.0, 60.0), lost, heads(-20.0)[0], CUTOFF_HZ)
    assert neck.value == pytest.approx(np.full(FRAMES, FOLLOWS_TO_DEG + 18.0 / FOLLOWS_BEYOND))
    assert np.all(neck.high - neck.low > 9.0)
