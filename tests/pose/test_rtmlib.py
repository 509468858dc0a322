"""RTMPose's estimator: points in our order, the largest person, and errors that name what is missing.

rtmlib is optional and downloads its models, so a replacement with its interface returns known points.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS
from hiphinge.core.errors import MissingExtraError, ModelError
from hiphinge.pose.rtmlib import HALPE_INDEX, RtmlibPose

HALPE_POINTS = 26
PICTURE = np.zeros((40, 60, 3), dtype=np.uint8)


def halpe(size: float, left: float = 0.0) -> NDArray[np.float64]:
    """Points of a person on a diagonal of this size, in order."""
    return (np.arange(HALPE_POINTS)[:, None] * [1.0, 1.0]) * size / (HALPE_POINTS - 1) + [left, 0.0]


class BodyWithFeet:
    """rtmlib's interface: maps a picture in BGR to points and scores of all people."""

    people: list[tuple[NDArray[np.float64], float]] = []  # noqa: RUF012
    pictures: list[NDArray[np.uint8]] = []  # noqa: RUF012

    def __init__(self, **options: str) -> None:
        self.options = options

    def __call__(self, image: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        self.pictures.append(image)
        points = np.array([person for person, _ in self.people]).reshape(-1, HALPE_POINTS, 2)
        return points, np.array([np.full(HALPE_POINTS, score) for _, score in self.people]).reshape(-1, HALPE_POINTS)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> type[BodyWithFeet]:
    module = ModuleType("rtmlib")
    module.BodyWithFeet = BodyWithFeet  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rtmlib", module)
    monkeypatch.setattr(BodyWithFeet, "people", [])
    monkeypatch.setattr(BodyWithFeet, "pictures", [])
    return BodyWithFeet


def test_every_landmark_has_its_own_index_among_the_26() -> None:
    assert set(HALPE_INDEX) == set(LANDMARKS)
    assert len(set(HALPE_INDEX.values())) == len(LANDMARKS)
    assert all(0 <= place < HALPE_POINTS for place in HALPE_INDEX.values())


def test_the_largest_person_is_returned_in_our_order(installed: type[BodyWithFeet]) -> None:
    installed.people = [(halpe(10.0), 0.9), (halpe(25.0, left=20.0), 1.4)]
    with RtmlibPose() as estimator:
        pose = estimator.estimate(PICTURE, 0.0)
    assert pose is not None
    for name, place in HALPE_INDEX.items():
        np.testing.assert_allclose(pose.position[INDEX[name]], (20.0 + place, place), atol=1e-4)
    assert (pose.confidence == 1.0).all(), "scores above 1 are not clipped"
    assert pose.world is None
    assert pose.outline is None


def test_pictures_are_passed_in_bgr(installed: type[BodyWithFeet]) -> None:
    red = PICTURE.copy()
    red[..., 0] = 200
    assert RtmlibPose().estimate(red, 0.0) is None
    assert installed.pictures[0][0, 0].tolist() == [0, 0, 200]


def test_only_people_with_confident_hips_have_a_box(installed: type[BodyWithFeet]) -> None:
    installed.people = [(halpe(10.0), 0.9), (halpe(25.0, left=20.0), 0.1)]
    assert RtmlibPose().people(PICTURE) == [(0.0, 0.0, 10.0, 10.0)]


@pytest.mark.usefixtures("installed")
def test_the_error_for_an_incomplete_folder_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "det.onnx").touch()
    with pytest.raises(ModelError, match=r"no pose\.onnx"):
        RtmlibPose(tmp_path)
    (tmp_path / "pose.onnx").touch()
    assert RtmlibPose(tmp_path)._model.options["det"] == str(tmp_path / "det.onnx")


@pytest.mark.skipif(find_spec("rtmlib") is not None, reason="rtmlib is installed")
def test_the_error_without_the_package_says_what_to_install() -> None:
    with pytest.raises(MissingExtraError, match=r"hiphinge\[rtmlib\]"):
        RtmlibPose()
