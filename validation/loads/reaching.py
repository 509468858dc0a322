"""Find postures whose hands are at given places."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.model import Model, Size
from hiphinge.loads.posture import ELBOW_RANGE_DEG, SHOULDER_RANGE_DEG, Posture, places

_REACHED_M: Final = 0.001
_MAX_STEPS: Final = 40
_STEP_DEG: Final = 0.5

_DAMPING: Final = 1e-6
"""Levenberg's initial damping, (m/degree)2: a hundredth of the squared movement of the hand per degree of shoulder."""

_STUCK: Final = 1e2
"""Damping beyond which the search has stalled."""


def reaching(model: Model, size: Size, posture: Posture, hands_m: FloatArray) -> tuple[Posture, FloatArray]:
    """Return the posture with shoulders and elbows turned so that the hands come nearest to given places.

    Parameters
    ----------
    model, size
        The model and the person's size relative to it.
    posture
        The posture; the search starts from its arms.
    hands_m
        Places of the hands, (forward, up) of the ankles, metres, shape (frames, 2).

    Returns
    -------
    tuple[Posture, FloatArray]
        The posture, and the remaining distance of the hands, metres, shape (frames,), for places out of reach or behind
        the trunk, where the model's shoulders do not turn.
    """
    low = np.array([SHOULDER_RANGE_DEG[0], ELBOW_RANGE_DEG[0]])
    high = np.array([SHOULDER_RANGE_DEG[1], ELBOW_RANGE_DEG[1]])
    # A straight elbow has no gradient, so the search starts from a bent one.
    start = np.column_stack([posture.shoulder_deg, np.maximum(posture.elbow_deg, 15.0)])
    arms = np.clip(start, low, high)
    hand = _hands(model, size, posture, arms)
    damping = np.full(len(posture), _DAMPING)
    for _ in range(_MAX_STEPS):
        open_frames = np.flatnonzero((np.hypot(*(hands_m - hand).T) > _REACHED_M) & (damping < _STUCK))
        if open_frames.size == 0:
            break
        now, off = arms[open_frames], hands_m[open_frames] - hand[open_frames]
        jacobian = np.stack(
            [
                _hands(model, size, posture.at(open_frames), now + step) - hand[open_frames]
                for step in _STEP_DEG * np.eye(2)
            ],
            axis=2,
        )
        jacobian /= _STEP_DEG
        transposed = np.swapaxes(jacobian, 1, 2)
        normal = transposed @ jacobian + damping[open_frames, None, None] * np.eye(2)
        turned = np.clip(now + np.linalg.solve(normal, transposed @ off[:, :, None])[:, :, 0], low, high)
        place = _hands(model, size, posture.at(open_frames), turned)
        better = np.hypot(*(hands_m[open_frames] - place).T) < np.hypot(*off.T) - _REACHED_M / 5
        damping[open_frames] *= np.where(better, 0.1, 30.0)
        arms[open_frames[better]], hand[open_frames[better]] = turned[better], place[better]
    reached = replace(posture, shoulder_deg=arms[:, 0].copy(), elbow_deg=arms[:, 1].copy())
    return reached, np.hypot(*(hands_m - hand).T)


def _hands(model: Model, size: Size, posture: Posture, arms: FloatArray) -> FloatArray:
    """Return the hands, (forward, up) of the ankles, m, (frames, 2), for shoulders and elbows, degrees, (frames, 2)."""
    return places(model, size, replace(posture, shoulder_deg=arms[:, 0], elbow_deg=arms[:, 1]))["hand"]
