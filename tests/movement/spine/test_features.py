"""Features of the outline: known answers for simple shapes, and what must not change them."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.body import INDEX, LANDMARKS
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import OUTLINE_SCALE
from hiphinge.core.outline import sagittal_outline
from hiphinge.movement.spine.features import (
    HIP_RAYS_DEG,
    MAX_RAY_TRUNKS,
    RAYS,
    SHANK_STATIONS,
    THIGH_STATIONS,
    TRUNK_STATIONS,
    frame_features,
    landmark_angles,
)


def standing(lean_deg: float = 0.0) -> FloatArray:
    """Return landmarks, (1, landmarks, 2), of a stick figure of trunk length 1 whose trunk leans forward."""
    place = {"ankle": (0.0, -1.6), "heel": (-0.1, -1.7), "toe": (0.2, -1.7), "knee": (0.0, -0.8), "hip": (0.0, 0.0)}
    lean = np.radians(lean_deg)
    up = np.array([np.sin(lean), np.cos(lean)])
    place |= {"shoulder": tuple(up), "ear": tuple(1.3 * up), "elbow": tuple(0.6 * up), "wrist": tuple(0.2 * up)}
    points = np.zeros((1, len(LANDMARKS), 2))
    for name, i in INDEX.items():
        points[0, i] = place.get(name.removeprefix("left_").removeprefix("right_"), tuple(1.35 * up))
    return points


def rectangle(half: float, low: float = -1.8, high: float = 1.6, vertices: int = 192) -> FloatArray:
    """Return the outline, (1, vertices, 2), of an upright rectangle about the y axis."""
    corners = np.array([(-half, low), (half, low), (half, high), (-half, high), (-half, low)])
    along = np.linspace(0.0, 4.0, vertices, endpoint=False)
    return np.column_stack([np.interp(along, np.arange(5), corners[:, axis]) for axis in (0, 1)])[None]


def rays_of(features: FloatArray) -> FloatArray:
    return features[:, -RAYS:]


def trust() -> FloatArray:
    return np.ones((1, len(LANDMARKS)))


def test_rays_of_an_upright_body_end_at_its_outline() -> None:
    rays = rays_of(frame_features(standing(), trust(), rectangle(0.25), "right", 1.0))[0]
    sideways = 2 * (len(TRUNK_STATIONS) + len(THIGH_STATIONS) + len(SHANK_STATIONS))
    assert rays[:sideways] == pytest.approx(0.25, abs=1e-9)
    straight_back = rays[sideways:][HIP_RAYS_DEG == 90.0]
    assert straight_back == pytest.approx(0.25, abs=1e-9)


def test_a_hump_changes_the_rays_that_meet_it() -> None:
    outline = rectangle(0.25)
    behind = (outline[0, :, 0] < -0.24) & (np.abs(outline[0, :, 1] - 0.5) < 0.1)
    outline[0, behind, 0] -= 0.1
    rays = rays_of(frame_features(standing(), trust(), outline, "right", 1.0))[0]
    back = rays[: len(TRUNK_STATIONS)]
    assert back[np.argmin(np.abs(TRUNK_STATIONS - 0.5))] == pytest.approx(0.35, abs=1e-9)
    assert back[np.argmin(np.abs(TRUNK_STATIONS))] == pytest.approx(0.25, abs=1e-9)
    assert rays[len(TRUNK_STATIONS) : 2 * len(TRUNK_STATIONS)] == pytest.approx(0.25, abs=1e-9)


def test_place_and_size_do_not_matter() -> None:
    plain = frame_features(standing(40.0), trust(), rectangle(0.3), "right", 1.0)
    moved = frame_features(57.0 * standing(40.0) + 300.0, trust(), 57.0 * rectangle(0.3) + 300.0, "right", 57.0)
    assert moved == pytest.approx(plain, abs=1e-6)


def test_near_and_far_side_swap_with_the_near_side() -> None:
    points = standing()
    points[0, INDEX["left_knee"]] += 0.2
    mirrored = standing()
    mirrored[0, INDEX["right_knee"]] += 0.2
    left = frame_features(points, trust(), rectangle(0.25), "left", 1.0)
    right = frame_features(mirrored, trust(), rectangle(0.25), "right", 1.0)
    assert left == pytest.approx(right)


def test_rays_without_a_crossing_and_frames_without_outline() -> None:
    wide = rays_of(frame_features(standing(), trust(), rectangle(9.0, -9.0, 9.0), "right", 1.0))
    assert (wide == MAX_RAY_TRUNKS).all()
    lost = rays_of(frame_features(standing(), trust(), np.full((1, 192, 2), np.nan), "right", 1.0))
    assert np.isnan(lost).all()


def test_angles_of_the_landmarks() -> None:
    lean, lumbar, hip, knee, neck = landmark_angles(standing(30.0), "right")[0]
    assert (lean, lumbar, hip, knee, neck) == pytest.approx((30.0, 0.0, 30.0, 0.0, 0.0), abs=1e-9)


def test_a_missing_outline_is_nan() -> None:
    stored = np.full((2, 192, 2), np.iinfo(np.int16).min, dtype=np.int16)
    stored[1] = 32
    found = sagittal_outline(stored, OUTLINE_SCALE, -1.0)
    assert np.isnan(found[0]).all()
    assert (found[1] == (-2.0, -2.0)).all()
