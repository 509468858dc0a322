"""Compute rotations, vectorised; every function takes a leading time axis T."""

from __future__ import annotations

import numpy as np

from lab.body import Array


def unit(vectors: Array) -> Array:
    """Vectors (..., 3) scaled to length one."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))


def lean(angle_deg: Array) -> Array:
    """Rotation (T, 3, 3) about the lateral axis that leans forward by angle_deg (T,)."""
    a = np.deg2rad(np.asarray(angle_deg, dtype=float))
    zero, one = np.zeros_like(a), np.ones_like(a)
    rows = [
        np.stack([np.cos(a), np.sin(a), zero], -1),
        np.stack([-np.sin(a), np.cos(a), zero], -1),
        np.stack([zero, zero, one], -1),
    ]
    return np.stack(rows, axis=-2)


def about(axis: Array, angle_deg: Array) -> Array:
    """Rotation (T, 3, 3) by angle_deg (T,) about axis (T, 3) (Rodrigues)."""
    x, y, z = np.moveaxis(unit(axis), -1, 0)
    zero = np.zeros_like(x)
    k = np.stack([np.stack([zero, -z, y], -1), np.stack([z, zero, -x], -1), np.stack([-y, x, zero], -1)], -2)
    a = np.deg2rad(angle_deg)[..., None, None]
    return np.asarray(np.eye(3) + np.sin(a) * k + (1.0 - np.cos(a)) * (k @ k))


def frame(primary: Array, secondary: Array) -> Array:
    """Orthonormal frame (..., 3, 3), columns: primary, secondary made orthogonal to it, and their cross product."""
    a = unit(primary)
    b = unit(secondary - (secondary * a).sum(-1, keepdims=True) * a)
    return np.stack([a, b, np.cross(a, b)], axis=-1)


def aligning(rest_primary: Array, rest_secondary: Array, primary: Array, secondary: Array) -> Array:
    """Rotation (T, 3, 3) that takes the rest frame (vectors (3,)) to the target frame (vectors (T, 3))."""
    return frame(primary, secondary) @ frame(rest_primary, rest_secondary).T


def twist_deg(rotation: Array, axis: Array) -> Array:
    """Angle (T,) of the part of rotation (T, 3, 3) that turns about axis (T, 3)."""
    a = unit(axis)
    skew = np.stack(
        [
            rotation[:, 2, 1] - rotation[:, 1, 2],
            rotation[:, 0, 2] - rotation[:, 2, 0],
            rotation[:, 1, 0] - rotation[:, 0, 1],
        ],
        -1,
    )
    w = np.sqrt(np.maximum(0.0, 1.0 + np.trace(rotation, axis1=1, axis2=2))) / 2.0
    v = skew / np.maximum(4.0 * w[:, None], 1e-6)
    return np.asarray(np.rad2deg(2.0 * np.arctan2((v * a).sum(-1), w)))
