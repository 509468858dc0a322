"""The neck by the head's own pitch, beside the estimator's, which reads heads that are thrown back too low."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from hiphinge.core.body import INDEX
from hiphinge.core.measure import Curve, FloatArray, pooled
from hiphinge.core.motion import Motion, wrapped_deg
from hiphinge.core.signal import smooth_columns
from hiphinge.movement.spine.features import HEAD_FEATURES

NECK: Final = "neck_extension_deg"

FOLLOWS_TO_DEG: Final = 12.0
FOLLOWS_BEYOND: Final = 0.6
"""The estimator follows a neck up to this extension, and beyond it by this share of a degree for each degree: few of
the stills that it was trained on bend further (rendered heads thrown back by 56-64° are read as 40-49°)."""

USUAL_PITCH_DEG: Final = -18.0
USUAL_PITCH_SIGMA_DEG: Final = 7.0
"""Pitch of the line from ear to nose in upright standing, for a lifter who is not seen standing: mean and spread of
rendered people."""

PITCH_SIGMA_DEG: Final = 4.5
HIDDEN_SIGMA_DEG: Final = 16.0
"""Standard deviation of the neck by the head's pitch, where nose and ear are seen and where one of them is hidden.

These numbers were fitted on 19 rendered sets with necks of 0-65° (`lab.graded`, seed 408)."""


def neck_with_pitch(
    motion: Motion, curves: Mapping[str, Curve], features: FloatArray, standing: FloatArray | None, cutoff_hz: float
) -> Curve:
    """Return the neck pooled from the estimator's and from the head's pitch against the thorax, degrees.

    Parameters
    ----------
    motion
        The unfiltered recording.
    curves
        Pelvis, low back and neck as estimated, from standing where it was seen.
    features
        Those of the estimator in each frame, shape (frames, features).
    standing
        Those of upright standing, shape (features,), or None where it was not seen.
    cutoff_hz
        Cut-off of the smoothing, hertz.
    """
    zero, sigma = USUAL_PITCH_DEG, float(np.hypot(PITCH_SIGMA_DEG, USUAL_PITCH_SIGMA_DEG))
    if standing is not None and np.isfinite(own := float(pitch_deg(standing[None])[0])):
        zero, sigma = own, PITCH_SIGMA_DEG
    thorax = curves["pelvic_tilt_deg"].value + curves["lumbar_flexion_deg"].value
    neck = wrapped_deg(pitch_deg(features) - zero + thorax)
    smoothed = smooth_columns(motion.time_s, neck[:, None], motion.source.frame_rate_hz, ceiling_hz=cutoff_hz)
    spread = np.full(len(motion), sigma)
    if motion.hidden is not None:
        head = [INDEX["nose"], INDEX[f"{motion.source.near_side}_ear"]]
        spread[motion.hidden[:, head].any(axis=1)] = HIDDEN_SIGMA_DEG
    followed, by_pitch = _followed(curves[NECK]), Curve.around(smoothed[:, 0], spread)
    return followed.replaced(by_pitch.known() & followed.known(), pooled(followed, by_pitch))


def pitch_deg(features: FloatArray) -> FloatArray:
    """Return the pitch of the line from the near ear to the nose, degrees, + = chin up, shape (frames,)."""
    nose, ear = (features[:, columns] for columns in HEAD_FEATURES)
    forward, up = (nose - ear).T
    return np.asarray(np.degrees(np.arctan2(up, forward)), dtype=np.float64)


def _followed(neck: Curve) -> Curve:
    """Return the estimator's neck with what it lacks beyond `FOLLOWS_TO_DEG`, and intervals as much wider."""
    by = np.where(neck.value > FOLLOWS_TO_DEG, FOLLOWS_BEYOND, 1.0)
    value = np.where(by < 1.0, FOLLOWS_TO_DEG + (neck.value - FOLLOWS_TO_DEG) / by, neck.value)
    return Curve(value, value - (neck.value - neck.low) / by, value + (neck.high - neck.value) / by)
