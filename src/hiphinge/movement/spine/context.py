"""The context of a frame: the deepest posture of its movement, and the mean posture of the movement.

A body keeps its shape, clothes and way of bending through a repetition, so one posture shows what another hides.
Training on stills and use on recordings weight the postures alike.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray

WINDOW_S: Final = 2.0
"""Postures within this time of a frame belong to its movement: a repetition takes 2-5 s. The time after the frame ends
with the recording, and in a live window at its look-ahead (`pipeline.window`)."""

DEEPEST_SCALE_DEG: Final = 6.0
"""A posture whose trunk–thigh angle is smaller by this has 1/e of the weight of the deepest one."""

MOVING_FROM_DEG: Final = 25.0
MOVING_SCALE_DEG: Final = 6.0
"""Middle and scale of the logistic weight of a posture as part of the movement and not of standing, degrees of the
trunk–thigh angle."""


def deepest_weights(trunk_thigh: FloatArray) -> FloatArray:
    """Return the weight of each posture in the deepest one, from trunk–thigh angles in degrees, shape (..., postures).

    The maximum is taken along the last axis; -inf has no weight, and at least one value must be finite.
    """
    return np.asarray(np.exp((trunk_thigh - trunk_thigh.max(axis=-1, keepdims=True)) / DEEPEST_SCALE_DEG))


def moving_weights(trunk_thigh: FloatArray) -> FloatArray:
    """Return the weight of each posture as part of the movement and not of standing; same shape, all above 0."""
    far = np.clip((trunk_thigh - MOVING_FROM_DEG) / MOVING_SCALE_DEG, -30.0, 30.0)
    return np.asarray(1.0 / (1.0 + np.exp(-far)))


def contexts(time_s: FloatArray, trunk_thigh: FloatArray, features: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the features of the deepest posture about each frame, and of the mean one.

    Parameters
    ----------
    time_s
        Ascending, seconds, shape (frames,).
    trunk_thigh
        Trunk–thigh angle by the landmarks, degrees, shape (frames,).
    features
        As in `frame_features`, without NaN, shape (frames, features).

    Returns
    -------
    tuple of FloatArray
        Each of shape (frames, features).
    """
    start = np.searchsorted(time_s, time_s - WINDOW_S)
    stop = np.searchsorted(time_s, time_s + WINDOW_S, side="right")
    part_of_movement = moving_weights(trunk_thigh)
    deepest, moving = np.empty((2, *features.shape))
    for i, (first, last) in enumerate(zip(start, stop, strict=True)):
        window = slice(int(first), int(last))
        deepest[i] = _mean(deepest_weights(trunk_thigh[window]), features[window])
        moving[i] = _mean(part_of_movement[window], features[window])
    return deepest, moving


def _mean(weight: FloatArray, features: FloatArray) -> FloatArray:
    return np.asarray(weight @ features / weight.sum())
