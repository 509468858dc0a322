"""What a frame is seen together with: the deepest posture of its movement, and the movement on the whole.

A body keeps its shape and its clothes, and bends its own way, through a repetition: what one posture hides another
shows. Training on stills and use on recordings weight the postures alike.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray

WINDOW_S: Final = 2.0
"""Postures this far before and after a frame belong to its movement: a repetition takes 2-5 s. What comes later than
the recording's end is not there to be looked at: a live window ends it at its look-ahead (`pipeline.window`)."""

DEEPEST_SCALE_DEG: Final = 6.0
"""Less folded by this much, a posture counts 1/e of the deepest one."""

MOVING_FROM_DEG: Final = 25.0
MOVING_SCALE_DEG: Final = 6.0
"""About this fold of the hips a posture begins to count as part of the movement, and no more as standing."""


def deepest_weights(trunk_thigh: FloatArray) -> FloatArray:
    """How much each posture of a movement counts towards its deepest one, by the fold of the hips in degrees.

    Along the last axis of (..., postures); -inf counts nothing, and somewhere there must be a number.
    """
    return np.asarray(np.exp((trunk_thigh - trunk_thigh.max(axis=-1, keepdims=True)) / DEEPEST_SCALE_DEG))


def moving_weights(trunk_thigh: FloatArray) -> FloatArray:
    """How much each posture counts as part of the movement and not as standing; same shape, all above 0."""
    far = np.clip((trunk_thigh - MOVING_FROM_DEG) / MOVING_SCALE_DEG, -30.0, 30.0)
    return np.asarray(1.0 / (1.0 + np.exp(-far)))


def contexts(time_s: FloatArray, trunk_thigh: FloatArray, features: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The deepest posture about each frame, and the mean one.

    Parameters
    ----------
    time_s
        Ascending, seconds, shape (frames,).
    fold
        Fold of the hips by the landmarks, degrees, shape (frames,).
    features
        As of `frame_features`, without NaN, shape (frames, features).

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
