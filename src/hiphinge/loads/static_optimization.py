"""Distribute the net moments over the muscles: least sum of squared activations, all frames at once.

For each frame: minimise the sum of (f / F0)^2 subject to A f = b and f >= 0, with f the forces of the pairs, F0 their
maximal forces, A their moment arms and b the net moments. Squares are the usual choice (Crowninshield & Brand 1981
argue for cubes; 2 and 3 differ by less than ten points in the share of any group). Forces have no upper bound: a share
above 1 means that the lift exceeds the model's strength, and is reported as such.

With a = f / F0 and B = A F0 the solution is a = max(0, B' y), where y has as many entries as there are moments (nine).
The piecewise linear equation B max(0, B' y) = b is solved by Newton's method with a line search on the dual's convex
objective. A tiny reserve (`RESERVE`) keeps it solvable where the muscles cannot provide the moments; what the reserve
provides is reported.

The force-length relation is omitted: the optimal lengths of the model's trunk muscles are not known to be right in deep
flexion, and their errors would be larger than the effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.muscles import GROUPS, Muscles

RESERVE: Final = 1e-6
"""Weight of the reserve, Nm per unit of the dual, which is of the order of 1."""

MAX_STEPS: Final = 60
"""Largest number of Newton steps."""

SOLVED: Final = 1e-9
"""Relative error of the moments at which Newton's method stops."""


@dataclass(frozen=True, slots=True)
class StaticOptimization:
    """Activations, (frames, pairs), the moments that no muscle provides, Nm, (frames, rows), and the steps taken."""

    activation: FloatArray
    missing_nm: FloatArray
    steps: int


def share(arms_m: FloatArray, moments_nm: FloatArray, strength_n: FloatArray) -> StaticOptimization:
    """Distribute the net moments over the muscles.

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
    # Rows are normalised, since the sheath's is a force and the others are moments.
    size = np.maximum(np.sqrt((capacity**2).sum(axis=2)), 1e-9)
    b_matrix = capacity / size[:, :, None]
    target = moments_nm / size
    dual = np.zeros((frames, rows))
    reserve = RESERVE * np.eye(rows) / size[:, :, None] ** 2
    unsolved = np.arange(frames)
    steps = 0
    while unsolved.size and steps < MAX_STEPS:
        dual[unsolved], error = _step(b_matrix[unsolved], target[unsolved], reserve[unsolved], dual[unsolved])
        unsolved = unsolved[error > SOLVED]
        steps += 1
    activation = np.maximum(_excitation(b_matrix, dual), 0.0)
    missing = moments_nm - _moments(capacity, activation)
    return StaticOptimization(activation, missing, steps)


def _step(
    matrix: FloatArray, target: FloatArray, reserve: FloatArray, dual: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Take one Newton step in each frame, halved until the objective falls; return the duals and relative errors."""
    active = (_excitation(matrix, dual) > 0).astype(np.float64)
    if not dual.any():
        active[:] = 1.0  # at the start every muscle may pull
    curvature = (matrix * active[:, None, :]) @ matrix.swapaxes(1, 2) + reserve + 1e-12 * np.eye(dual.shape[1])
    gradient = _gradient(matrix, target, reserve, dual)
    direction = -np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
    slope = (gradient * direction).sum(axis=1)
    before = _objective(matrix, target, reserve, dual)
    length = np.ones(len(dual))
    for _ in range(30):
        after = _objective(matrix, target, reserve, dual + length[:, None] * direction)
        too_long = after > before + 1e-4 * length * slope + 1e-14 * np.abs(before)
        if not too_long.any():
            break
        length[too_long] /= 2
    stepped = dual + length[:, None] * direction
    error = np.abs(_gradient(matrix, target, reserve, stepped)).max(axis=1)
    return stepped, error / np.maximum(np.abs(target).max(axis=1), 1e-6)


def _excitation(matrix: FloatArray, dual: FloatArray) -> FloatArray:
    """Return B' y, shape (frames, pairs), of which the positive part is the activation."""
    return np.asarray((dual[:, None, :] @ matrix)[:, 0], dtype=np.float64)


def _moments(matrix: FloatArray, activation: FloatArray) -> FloatArray:
    """Return the muscles' moment about each row, B a, shape (frames, rows)."""
    return np.asarray((matrix @ activation[:, :, None])[:, :, 0], dtype=np.float64)


def _objective(matrix: FloatArray, target: FloatArray, reserve: FloatArray, dual: FloatArray) -> FloatArray:
    """Return the dual objective, to be minimised, shape (frames,)."""
    activation = np.maximum(_excitation(matrix, dual), 0.0)
    reserved = (dual * _moments(reserve, dual)).sum(axis=1)
    return np.asarray(((activation**2).sum(axis=1) + reserved) / 2 - (target * dual).sum(axis=1), dtype=np.float64)


def _gradient(matrix: FloatArray, target: FloatArray, reserve: FloatArray, dual: FloatArray) -> FloatArray:
    """Return the gradient of the dual objective, shape (frames, rows)."""
    activation = np.maximum(_excitation(matrix, dual), 0.0)
    provided = _moments(matrix, activation) + _moments(reserve, dual)
    return np.asarray(provided - target, dtype=np.float64)


def demand(muscles: Muscles, activation: FloatArray) -> dict[str, FloatArray]:
    """Return the share of each group's maximal force in use, shape (frames,), from activations (frames, pairs)."""
    result = {}
    for index, name in enumerate(GROUPS):
        weight = np.where(muscles.group == index, muscles.strength, 0.0)
        result[name] = activation @ (weight / weight.sum())
    return result
