"""Pose estimators by name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hiphinge.core.errors import ArgumentError, ModelError
from hiphinge.pose.ahead import WorkingAhead
from hiphinge.pose.factory import DEFAULT_ESTIMATOR, ESTIMATORS, OLD_NAMES, open_estimator


def test_the_default_works_ahead() -> None:
    assert DEFAULT_ESTIMATOR in ESTIMATORS
    with open_estimator() as default, open_estimator(DEFAULT_ESTIMATOR) as named:
        assert isinstance(default, WorkingAhead)
        assert default.name == named.name


@pytest.mark.parametrize("name", ["blazepose", "mediapipe"])
def test_blazepose_by_its_name_and_by_its_old_one(name: str) -> None:
    with open_estimator(name) as pose:
        assert isinstance(pose, WorkingAhead)
        assert re.fullmatch(r"blazepose full [0-9a-f]{8}", pose.name)
        assert set(pose.joint_bias) == {"hip", "shoulder"}


def test_old_names_are_of_estimators_that_there_are() -> None:
    assert set(OLD_NAMES.values()) <= set(ESTIMATORS)
    assert not set(OLD_NAMES) & set(ESTIMATORS)


def test_the_error_for_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ArgumentError, match="movenet, blazepose or rtmlib, but found 'openpose'"):
        open_estimator("openpose")


@pytest.mark.parametrize("name", ["blazepose", "movenet"])
def test_the_error_for_a_missing_net_names_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        open_estimator(name, model=tmp_path / "nowhere")


def test_the_names_are_known_without_a_heavy_package() -> None:
    code = (
        "import sys; from hiphinge.pose.factory import ESTIMATORS; "
        "print(sorted({'cv2', 'numpy', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
