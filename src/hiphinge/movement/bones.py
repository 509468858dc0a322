"""Legs whose bones keep their length: hip, knee and ankle that a pose model saw frame by frame are fitted to them.

A plate that hides a knee leaves its place uncertain along some direction; hip, ankle and two lengths of bone narrow it.
The pose model's own standard errors say how far each joint may be moved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, distance, usual_trunk_length
from hiphinge.movement.plausibility import Legs

JOINTS: Final = ("hip", "knee", "ankle")
BONES: Final = ((0, 1), (1, 2))
"""The ends of thigh and shank among `JOINTS`."""

LENGTH_SHARE: Final = 0.04
"""Standard deviation of a bone's length in the sagittal plane about its own median, as a share of it: perspective and
thighs that turn outwards (rendered sets; 0.02 to 0.05 give the same errors)."""

STEPS: Final = 6
"""Gauss-Newton steps; the fit changes by less than 0.01 % of the trunk after four."""


def with_constant_bones(motion: Motion, legs: Legs, yaw_deg: float) -> tuple[Motion, Legs]:
    """Return the motion with the joints of both legs fitted to bones of constant length, and the legs with these.

    Joints that are missing stay so. The trust in a joint grows by what the bones add.

    Parameters
    ----------
    motion
        Motion of a source whose trust carries each point's own standard error.
    legs
        What is known of the legs. A leg whose lengths between joints are not gets its own medians, weighted by how well
        each frame shows them.
    yaw_deg
        The camera's yaw off the side view: it shortens what lies along the floor.
    """
    turned = np.array([np.cos(np.radians(yaw_deg)), 1.0])
    unit = usual_trunk_length(motion.middle("hip"), motion.middle("shoulder"))
    errors = motion.source.error_model
    least = np.array([errors.landmark[name] for name in JOINTS])
    position, confidence = motion.position.copy(order="F"), motion.confidence.copy(order="F")
    fitted_legs = dict(legs)
    for side, leg in legs.items():
        rows = [INDEX[f"{side}_{name}"] for name in JOINTS]
        joints = motion.position[:, rows].astype(np.float64) / turned
        known = np.isfinite(joints).all(axis=(1, 2))
        if not known.any():
            continue
        trust = motion.confidence[:, rows].astype(np.float64)[known]
        by_joint = zip(JOINTS, trust.T, strict=True)
        sigma = unit * np.column_stack([errors.landmark_sigma(name, each) for name, each in by_joint])
        lengths = _usual_lengths(joints[known], sigma) if leg.joints is None else np.array(leg.joints)
        fitted, left = fit_bones(joints[known], sigma, lengths)
        at = np.ix_(known, rows)
        position[at] = fitted * turned
        confidence[at] = np.clip(1.0 - (left / unit - least) / errors.distrust, trust, 1.0)
        fitted_legs[side] = replace(leg, joints=(float(lengths[0]), float(lengths[1])))
    return motion.with_position(position, confidence), fitted_legs


def fit_bones(joints: FloatArray, sigma: FloatArray, lengths: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the joints moved by as little as their standard errors allow so that the bones have their lengths.

    Parameters
    ----------
    joints
        Hip, knee and ankle in the sagittal plane, (frames, 3, 2).
    sigma
        Standard errors of each in either direction, (frames, 3), in the same unit.
    lengths
        Lengths of thigh and shank, (2,); they hold within `LENGTH_SHARE`.

    Returns
    -------
    tuple of arrays
        Joints (frames, 3, 2) and their standard errors (frames, 3).
    """
    weight = np.repeat(1.0 / sigma**2, 2, axis=1)
    fitted = joints.copy()
    normal = np.zeros((len(joints), 6, 6))
    for _ in range(STEPS):
        normal[:] = weight[:, :, None] * np.eye(6)
        pull = weight * (joints - fitted).reshape(-1, 6)
        for (start, end), length in zip(BONES, lengths, strict=True):
            along = fitted[:, end] - fitted[:, start]
            apart = np.maximum(np.linalg.norm(along, axis=1), 1e-9)
            slope = np.zeros((len(joints), 6))
            slope[:, 2 * end : 2 * end + 2] = along / apart[:, None]
            slope[:, 2 * start : 2 * start + 2] = -along / apart[:, None]
            firm = 1.0 / (LENGTH_SHARE * length) ** 2
            normal += firm * slope[:, :, None] * slope[:, None, :]
            pull += firm * (length - apart)[:, None] * slope
        fitted = fitted + np.linalg.solve(normal, pull[:, :, None])[:, :, 0].reshape(-1, 3, 2)
    variance = np.diagonal(np.linalg.inv(normal), axis1=1, axis2=2).reshape(-1, 3, 2)
    return fitted, np.sqrt(variance.mean(axis=2))


def _usual_lengths(joints: FloatArray, sigma: FloatArray) -> FloatArray:
    """Return the weighted medians of thigh and shank, (2,)."""
    return np.array(
        [
            _weighted_median(
                distance(joints[:, start], joints[:, end]), 1.0 / (sigma[:, start] ** 2 + sigma[:, end] ** 2) ** 2
            )
            for start, end in BONES
        ]
    )


def _weighted_median(values: FloatArray, weights: FloatArray) -> float:
    order: NDArray[np.intp] = np.argsort(values)
    share = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(share, 0.5 * share[-1])])
