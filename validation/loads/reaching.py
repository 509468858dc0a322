"""Postures whose hands are where they are wanted."""

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
"""Levenberg's damping at the start, (m/degree)2: a hundredth of what a degree of the shoulder moves the hand,
squared."""

_STUCK: Final = 1e2
"""Damping beyond which nothing comes nearer any more."""


def reaching(model: Model, size: Size, posture: Posture, hands_m: FloatArray) -> tuple[Posture, FloatArray]:
    """The posture with shoulders and elbows turned so that the hands come nearest to where they were.

    Parameters
    ----------
    model, size
        The model and the person's size against it.
    posture
        The posture without arms (what it says of them is where the search starts).
    hands_m
        Where the hands were, (forward, up) of the ankles, metres, shape (frames, 2).

    Returns
    -------
    tuple[Posture, FloatArray]
        The posture, and how far the hands stay from where they were, metres, shape (frames,): out of reach, or behind
        the trunk, where the model's shoulders do not go.
    """
    low = np.array([SHOULDER_RANGE_DEG[0], ELBOW_RANGE_DEG[0]])
    high = np.array([SHOULDER_RANGE_DEG[1], ELBOW_RANGE_DEG[1]])
    # A straight elbow has no direction to bend to, so the search starts from a bent one.
    start = np.column_stack([posture.shoulder_deg, np.maximum(posture.elbow_deg, 15.0)])
    arms = np.clip(start, low, high)
    hand = _hands(model, size, posture, arms)
    damping = np.full(len(posture), _DAMPING)
    for _ in range(_MAX_STEPS):
        left = np.flatnonzero((np.hypot(*(hands_m - hand).T) > _REACHED_M) & (damping < _STUCK))
        if left.size == 0:
            break
        now, off = arms[left], hands_m[left] - hand[left]
        jacobian = np.stack(
            [_hands(model, size, posture.at(left), now + step) - hand[left] for step in _STEP_DEG * np.eye(2)],
            axis=2,
        )
        jacobian /= _STEP_DEG
        transposed = np.swapaxes(jacobian, 1, 2)
        normal = transposed @ jacobian + damping[left, None, None] * np.eye(2)
        turned = np.clip(now + np.linalg.solve(normal, transposed @ off[:, :, None])[:, :, 0], low, high)
        place = _hands(model, size, posture.at(left), turned)
        better = np.hypot(*(hands_m[left] - place).T) < np.hypot(*off.T) - _REACHED_M / 5
        damping[left] *= np.where(better, 0.1, 30.0)
        arms[left[better]], hand[left[better]] = turned[better], place[better]
    moved = replace(posture, shoulder_deg=arms[:, 0].copy(), elbow_deg=arms[:, 1].copy())
    return moved, np.hypot(*(hands_m - hand).T)


def _hands(model: Model, size: Size, posture: Posture, arms: FloatArray) -> FloatArray:
    """Where the hands are, (forward, up) of the ankles, m, with other shoulders and elbows (degrees, (frames, 2))."""
    return places(model, size, replace(posture, shoulder_deg=arms[:, 0], elbow_deg=arms[:, 1]))["hand"]
