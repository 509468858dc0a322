"""How muscles share the net moments: least sum of squared stresses, all frames at once.

For each frame: minimise the sum of (f / F0)^2 subject to A f = b and f >= 0, with f the forces of the pairs, F0 their
maximal forces, A their moment arms and b the net moments. Squares are the usual choice (Crowninshield & Brand 1981
argue for cubes; 2 and 3 differ by less than ten points in the share of any group). Forces have no upper bound: a share
above 1 says that the lift is beyond the model's strength, and is reported as such.

With a = f / F0 and B = A F0 the solution is a = max(0, B' y), where y has as many entries as there are moments (nine).
They solve B max(0, B' y) = b: a piecewise linear equation, by Newton's method with a line search on the dual's convex
objective. A tiny reserve (`RESERVE`) keeps it solvable where no muscles can give what is asked; what it gives is
reported.

Force-length is left out: optimal lengths of the model's trunk muscles are not known to be right in deep flexion, and
the errors would be larger than what is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.muscles import GROUPS, Muscles

RESERVE: Final = 1e-6
"""Weight of the reserve: it gives this many Nm for each unit of the dual, which is of the order of 1."""

MAX_STEPS: Final = 60
SOLVED: Final = 1e-9
"""Relative error of the moments at which Newton's method stops."""


@dataclass(frozen=True, slots=True)
class StaticOptimization:
    """Shares of maximal force, (frames, pairs), and the moments that no muscle gave (Nm), (frames, rows)."""

    activation: FloatArray
    missing_nm: FloatArray
    steps: int


def share(arms_m: FloatArray, moments_nm: FloatArray, strength_n: FloatArray) -> StaticOptimization:
    """Shares the net moments over the muscles.

    Parameters
    ----------
    arms_m
        Moment arms, shape (frames, rows, pairs).
    moments_nm
        Net moments, shape (frames, rows).
    strength_n
        Maximal forces of one side, newtons, shape (pairs,).
    """
    capacity = arms_m * strength_n
    frames, rows, _ = capacity.shape
    # Rows are brought to one size, since the sheath's is a force and the others are moments.
    size = np.maximum(np.sqrt((capacity**2).sum(axis=2)), 1e-9)
    b_matrix = capacity / size[:, :, None]
    target = moments_nm / size
    dual = np.zeros((frames, rows))
    reserve = RESERVE * np.eye(rows) / size[:, :, None] ** 2
    open_frames = np.arange(frames)
    steps = 0
    while open_frames.size and steps < MAX_STEPS:
        now = _step(b_matrix[open_frames], target[open_frames], reserve[open_frames], dual[open_frames])
        dual[open_frames] = now[0]
        open_frames = open_frames[now[1] > SOLVED]
        steps += 1
    activation = np.maximum(_pulled(b_matrix, dual), 0.0)
    missing = moments_nm - _given(capacity, activation)
    return StaticOptimization(activation, missing, steps)


def _step(
    matrix: FloatArray, target: FloatArray, reserve: FloatArray, dual: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """One Newton step of each frame with halving until the objective falls; the new duals and their relative errors."""
    pulled = _pulled(matrix, dual)
    active = (pulled > 0).astype(np.float64)
    if not dual.any():
        active[:] = 1.0  # at the start every muscle may pull
    curvature = (matrix * active[:, None, :]) @ matrix.swapaxes(1, 2) + reserve + 1e-12 * np.eye(dual.shape[1])
    gradient = _gradient(matrix, target, reserve, dual)
    turn = -np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
    slope = (gradient * turn).sum(axis=1)
    before = _objective(matrix, target, reserve, dual)
    length = np.ones(len(dual))
    for _ in range(30):
        after = _objective(matrix, target, reserve, dual + length[:, None] * turn)
        short = after > before + 1e-4 * length * slope + 1e-14 * np.abs(before)
        if not short.any():
            break
        length[short] /= 2
    moved = dual + length[:, None] * turn
    error = np.abs(_gradient(matrix, target, reserve, moved)).max(axis=1)
    return moved, error / np.maximum(np.abs(target).max(axis=1), 1e-6)


def _pulled(matrix: FloatArray, dual: FloatArray) -> FloatArray:
    """How much each muscle is called for, (frames, pairs): B' y."""
    return np.asarray((dual[:, None, :] @ matrix)[:, 0], dtype=np.float64)


def _given(matrix: FloatArray, activation: FloatArray) -> FloatArray:
    """What muscles give to each row, (frames, rows): B a."""
    return np.asarray((matrix @ activation[:, :, None])[:, :, 0], dtype=np.float64)


def _objective(matrix: FloatArray, target: FloatArray, reserve: FloatArray, dual: FloatArray) -> FloatArray:
    pulled = np.maximum(_pulled(matrix, dual), 0.0)
    kept = (dual * _given(reserve, dual)).sum(axis=1)
    return np.asarray(((pulled**2).sum(axis=1) + kept) / 2 - (target * dual).sum(axis=1), dtype=np.float64)


def _gradient(matrix: FloatArray, target: FloatArray, reserve: FloatArray, dual: FloatArray) -> FloatArray:
    pulled = np.maximum(_pulled(matrix, dual), 0.0)
    given = _given(matrix, pulled) + _given(reserve, dual)
    return np.asarray(given - target, dtype=np.float64)


def demand(muscles: Muscles, activation: FloatArray) -> dict[str, FloatArray]:
    """Share of each group's maximal force that is used, shape (frames,), from shares of the pairs (frames, pairs)."""
    result = {}
    for index, name in enumerate(GROUPS):
        weight = np.where(muscles.group == index, muscles.strength, 0.0)
        result[name] = activation @ (weight / weight.sum())
    return result
