"""Features of one frame for the spine's estimator: the outline measured by rays from the skeleton, and the skeleton.

The outline has what landmarks miss: where the back lies between hip and shoulder, and where the buttocks are. It is
measured in the body's own frame, by the distance along a ray from the skeleton to the outline, so that neither the
place in the picture nor the size of the body matters. Training and use call this one function.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import DIRECT_ANGLES, INDEX, PAIRED, SPINE_POINTS, Side, other, pair
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import inclination_deg, wrapped_deg

TRUNK_STATIONS: Final = np.linspace(-0.45, 1.35, 37)
"""Places along the line from mid-hip (0) to mid-shoulder (1) from which rays go to the back and to the front."""

HIP_RAYS_DEG: Final = np.arange(90.0, 240.1, 10.0)
"""Directions of rays from the mid-hip, degrees from the trunk's line over the back: across the buttocks."""

THIGH_STATIONS: Final = np.linspace(0.1, 1.0, 7)
"""The same along the near thigh, from hip (0) to knee (1)."""

SHANK_STATIONS: Final = np.linspace(0.15, 0.9, 5)
"""The same along the near shank, from knee (0) to ankle (1)."""

RAYS: Final = 2 * (len(TRUNK_STATIONS) + len(THIGH_STATIONS) + len(SHANK_STATIONS)) + len(HIP_RAYS_DEG)
"""Number of rays, whose lengths are the last of the features."""

MAX_RAY_TRUNKS: Final = 1.2
"""Longest ray, trunk lengths; one that meets the outline later or never has this length."""

READING_COLUMNS: Final = 2 * len(SPINE_POINTS) + 2 * len(DIRECT_ANGLES)
"""Number of features of what a pose model says of the trunk besides landmarks."""

HEAD_FEATURES: Final = (slice(0, 2), slice(2, 4))
"""Columns of the features with nose and near ear, from the mid-hip, trunk lengths."""

FRAMES_AT_ONCE: Final = 8
"""Frames whose rays are cast together: few enough for the processor's cache."""


def reading_features(
    position: FloatArray, spine: NDArray[np.floating] | None, direct: NDArray[np.floating] | None, unit: float
) -> FloatArray | None:
    """Return the features of what a pose model says of the trunk besides landmarks, or None where it says nothing.

    Parameters
    ----------
    position
        Landmarks, shape (frames, landmarks, 2).
    spine
        Points of the midline in the same frame and unit, shape (frames, spine points, 2).
    direct
        Angles seen directly and their standard deviations, degrees, shape (frames, 2, angles).
    unit
        As in `frame_features`.

    Returns
    -------
    FloatArray or None
        Shape (frames, `READING_COLUMNS`), for `frame_features`: spine points about the mid-hip, trunk lengths; angles,
        radians; logarithms of the spreads.
    """
    if spine is None or direct is None:
        return None
    about = ((spine.astype(np.float64) - _middle(position, "hip")[:, None]) / unit).reshape(len(spine), -1)
    angles, spreads = np.radians(direct.astype(np.float64)).swapaxes(0, 1)
    return np.column_stack([about, angles, np.log(spreads)])


def frame_features(
    position: FloatArray,
    confidence: FloatArray,
    outline: FloatArray,
    near: Side,
    unit: float,
    reading: FloatArray | None = None,
) -> FloatArray:
    """Return the estimator's input in every frame.

    Parameters
    ----------
    position
        Landmarks as the pose model gave them, x forward and y up, any length unit, shape (frames, landmarks, 2).
    confidence
        Trust in each landmark, 0..1, shape (frames, landmarks).
    outline
        The lifter's outline in the same frame and unit, shape (frames, vertices, 2); NaN where there is none.
    near
        The side of the body towards the camera.
    unit
        Usual distance from mid-hip to mid-shoulder of this lifter in the same unit.
    reading
        Further features (`reading_features`), shape (frames, `READING_COLUMNS`), where the pose model gives them.

    Returns
    -------
    FloatArray
        Shape (frames, features), in trunk lengths, sines and radians; NaN in frames without a body or an outline.
    """
    order = [INDEX["nose"], *(INDEX[f"{side}_{name}"] for name in PAIRED for side in (near, other(near)))]
    points = position[:, order] / unit
    trust = confidence[:, order]
    angles = np.radians(landmark_angles(position, near)[:, 2:])
    by_name = {name: points[:, 1 + 2 * i : 3 + 2 * i] for i, name in enumerate(PAIRED)}
    hip, shoulder = by_name["hip"].mean(axis=1), by_name["shoulder"].mean(axis=1)
    skeleton = (points - hip[:, None]).reshape(len(points), -1)
    trunk = _unit(shoulder - hip)
    near_hip, near_knee, near_ankle = (by_name[name][:, 0] for name in ("hip", "knee", "ankle"))
    segments = np.column_stack([trunk, _unit(near_hip - near_knee), _unit(near_knee - near_ankle)])
    rays = _rays(hip, shoulder, near_hip, near_knee, near_ankle)
    lengths = np.empty((len(points), rays[0].shape[1]))
    for start in range(0, len(points), FRAMES_AT_ONCE):
        part = slice(start, start + FRAMES_AT_ONCE)
        lengths[part] = _exits(outline[part] / unit, rays[0][part], rays[1][part])
    more = () if reading is None else (reading,)
    return np.column_stack([skeleton, trust, segments, angles, *more, lengths])


def landmark_angles(position: FloatArray, near: Side) -> FloatArray:
    """Return the estimator's five quantities by the landmarks alone, degrees, shape (frames, 5).

    In the order of `model.QUANTITIES`: trunk lean for pelvic tilt, zero for lumbar flexion, trunk against near thigh
    for hip flexion, near knee flexion, and the head's line against the trunk's, backwards positive, for the neck. The
    estimator corrects these, so that it works for a body that stands, lies or hangs.
    """
    hip, shoulder, ear = (_middle(position, name) for name in ("hip", "shoulder", "ear"))
    near_hip, knee, ankle = (position[:, INDEX[f"{near}_{name}"]] for name in ("hip", "knee", "ankle"))
    lean = inclination_deg(hip, shoulder)
    thigh = inclination_deg(knee, near_hip)
    bent_knee = wrapped_deg(inclination_deg(ankle, knee) - thigh)
    head_back = wrapped_deg(lean - inclination_deg(shoulder, ear))
    return np.column_stack([lean, np.zeros_like(lean), wrapped_deg(lean - thigh), bent_knee, head_back])


def _middle(position: FloatArray, name: str) -> FloatArray:
    return np.asarray(position[:, list(pair(name))].mean(axis=1), dtype=np.float64)


def _rays(
    hip: FloatArray, shoulder: FloatArray, near_hip: FloatArray, knee: FloatArray, ankle: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return origins and unit directions of all rays, each of shape (frames, rays, 2)."""
    origins, directions = [], []
    for low, high, stations in (
        (hip, shoulder, TRUNK_STATIONS),
        (near_hip, knee, THIGH_STATIONS),
        (knee, ankle, SHANK_STATIONS),
    ):
        at = low[:, None] + stations[None, :, None] * (high - low)[:, None]
        along = _unit(high - low)
        normal = np.column_stack([along[:, 1], -along[:, 0]])
        for sign in (-1.0, 1.0):
            origins.append(at)
            directions.append(np.broadcast_to(sign * normal[:, None], at.shape))
    trunk = _unit(shoulder - hip)
    turn = np.radians(HIP_RAYS_DEG)
    across = np.column_stack([-trunk[:, 1], trunk[:, 0]])
    fan = np.cos(turn)[None, :, None] * trunk[:, None] + np.sin(turn)[None, :, None] * across[:, None]
    origins.append(np.broadcast_to(hip[:, None], fan.shape))
    directions.append(fan)
    return np.concatenate(origins, axis=1), np.concatenate(directions, axis=1)


def _exits(outline: FloatArray, origin: FloatArray, direction: FloatArray) -> FloatArray:
    """Return the distance along each ray to the first crossing of the outline, shape (frames, rays).

    `outline` (frames, vertices, 2) is closed; `origin` and `direction` have shape (frames, rays, 2).
    """
    normal = np.stack([direction[..., 1], -direction[..., 0]], axis=2)
    # On which side of the ray each corner lies: single precision is a ten-thousandth of a millimetre here.
    corners, turned = outline.astype(np.float32), normal.astype(np.float32)
    across = turned[..., :1] * corners[:, None, :, 0]
    across += turned[..., 1:] * corners[:, None, :, 1]
    across -= (turned * origin.astype(np.float32)).sum(axis=2)[..., None]
    left = across > 0
    changes = np.empty_like(left)
    np.not_equal(left[..., :-1], left[..., 1:], out=changes[..., :-1])
    np.not_equal(left[..., -1], left[..., 0], out=changes[..., -1])
    frame, ray, edge = np.unravel_index(np.flatnonzero(changes), changes.shape)
    following = (edge + 1) % outline.shape[1]
    a, b = (across[frame, ray, corner].astype(np.float64) for corner in (edge, following))
    here, there = outline[frame, edge], outline[frame, following]
    crossing = here + (a / (a - b))[:, None] * (there - here)
    reached = ((crossing - origin[frame, ray]) * direction[frame, ray]).sum(axis=1)
    length = np.full(origin.shape[:2], MAX_RAY_TRUNKS)
    ahead: NDArray[np.bool_] = np.asarray(reached > 0)
    np.minimum.at(length, (frame[ahead], ray[ahead]), reached[ahead])
    lost = np.isnan(outline).any(axis=(1, 2)) | np.isnan(origin).any(axis=(1, 2))
    length[np.asarray(lost)] = np.nan
    return length


def _unit(vector: FloatArray) -> FloatArray:
    return np.asarray(vector / np.maximum(np.hypot(*vector.T), 1e-9)[:, None], dtype=np.float64)
