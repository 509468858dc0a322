"""Pose estimators by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiphinge.core.errors import ArgumentError, ModelError
from hiphinge.pose.factory import open_estimator
from hiphinge.pose.worker import EstimatorProcess


def test_the_default_is_mediapipe_in_a_process_of_its_own() -> None:
    with open_estimator() as pose:
        assert isinstance(pose, EstimatorProcess)
        assert pose.name.startswith("mediapipe ")


def test_another_name_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ArgumentError, match="mediapipe or rtmlib, but found 'openpose'"):
        open_estimator("openpose")


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.task"):
        open_estimator(model=tmp_path / "gone.task")
