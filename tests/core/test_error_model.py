"""Error models of sources: units, trust, errors that cancel, and values that are refused."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from hiphinge.core.error_model import (
    ANGLES,
    EXACT,
    INERTIAL,
    MARKERS,
    VIDEO,
    ErrorModel,
    angles_model,
    points_model,
)
from hiphinge.core.motion import SourceInfo, SourceKind

TRUST = np.array([1.0, 0.5, 0.0])


def test_a_model_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        VIDEO.distrust = 0.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        VIDEO.landmark["hip"] = 0.0  # type: ignore[index]


def test_missing_trust_adds_to_a_landmarks_error() -> None:
    assert VIDEO.landmark_sigma("hip", TRUST) == pytest.approx([0.037, 0.097, 0.157])


def test_metres_become_trunk_lengths() -> None:
    model = points_model("markers", 0.005, distrust_m=0.05).in_trunks(0.5)
    assert model.unit == "trunk"
    assert model.landmark_sigma("knee", TRUST) == pytest.approx([0.01, 0.06, 0.11])
    assert VIDEO.in_trunks(0.5) is VIDEO


def test_a_change_has_half_of_the_error_of_a_videos_angle() -> None:
    assert VIDEO.change_share == pytest.approx(0.5)
    assert ErrorModel("independent", correlated=0.0).change_share == pytest.approx(np.sqrt(2))
    assert ErrorModel("an offset", correlated=1.0).change_share == 0.0


def test_an_error_of_a_joint_turns_both_its_segments() -> None:
    """Two segments of one trunk length, in line: their shared end counts twice, each other end once."""
    sigma = 0.01
    model = points_model("points", sigma).in_trunks(1.0)
    ends, ones = np.full(1, sigma), np.ones(1)
    segment = model.segment_sigma_deg((ends, ends), ones, 0.0)
    assert segment == pytest.approx(np.degrees(sigma * np.sqrt(2)))
    assert model.joint_sigma_deg((segment, segment), ends, ones, np.zeros(1)) == pytest.approx(
        np.degrees(sigma * np.sqrt(6))
    )
    assert VIDEO.joint_sigma_deg((segment, segment), ends, ones, np.zeros(1)) == pytest.approx(np.degrees(sigma * 2))


@pytest.mark.parametrize(
    ("kind", "model"), [("video", VIDEO), ("image", VIDEO), ("markers", MARKERS), ("angles", ANGLES), ("imu", INERTIAL)]
)
def test_a_source_has_the_error_model_of_its_kind_or_its_own(kind: SourceKind, model: ErrorModel) -> None:
    assert SourceInfo("a", kind, 1.0, 30.0).error_model is model
    assert SourceInfo("a", kind, 1.0, 30.0, errors=EXACT).error_model is EXACT


def test_a_source_has_the_evidence_of_its_kind_or_its_own() -> None:
    video, inertial = SourceInfo("a", "video", 1.0, 30.0), SourceInfo("a", "imu", 1.0, 30.0)
    assert all(video.has(evidence) for evidence in ("points", "outline", "pictures"))
    assert not any(inertial.has(evidence) for evidence in ("points", "outline", "pictures"))
    assert SourceInfo("a", "imu", 1.0, 30.0, evidence=frozenset({"points"})).has("points")


def test_the_error_of_fault_readings_scales_with_that_of_the_source() -> None:
    assert VIDEO.reading(2.0) == 2.0
    assert MARKERS.reading(2.0) < 0.5
    assert EXACT.reading(2.0) == 0.0


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"distrust": -0.1}, "distrust of -0.1"),
        ({"landmark": {"hip": float("nan")}}, "landmark hip of nan"),
        ({"correlated": 1.5}, "correlated of 1.5"),
    ],
)
def test_impossible_errors_are_refused(arguments: dict[str, object], found: str) -> None:
    with pytest.raises(ValueError, match=found):
        ErrorModel("wrong", **arguments)  # type: ignore[arg-type]


def test_each_angle_may_have_its_own_error() -> None:
    model = angles_model("two sensors", {"trunk_lean_deg": 1.0, "hip_flexion_deg": 3.0})
    assert dict(model.angle_deg) == {"trunk_lean_deg": 1.0, "hip_flexion_deg": 3.0}
    assert model.reading(2.0) == pytest.approx(1.0)
