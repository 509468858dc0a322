"""Pose estimators by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiphinge.core.errors import ArgumentError, ModelError
from hiphinge.pose.factory import open_estimator
from hiphinge.pose.worker import EstimatorProcess


def test_the_default_is_mediapipe_in_its_own_process() -> None:
    with open_estimator() as pose:
        assert isinstance(pose, EstimatorProcess)
        assert pose.name.startswith("mediapipe ")


def test_the_error_for_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ArgumentError, match="mediapipe or rtmlib, but found 'openpose'"):
        open_estimator("openpose")


def test_the_error_for_a_missing_model_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.task"):
        open_estimator(model=tmp_path / "gone.task")
