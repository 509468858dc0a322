"""Every pose estimator has the members of the protocol, and a pose is in the order of the landmarks."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.body import INDEX, LANDMARKS
from hiphinge.pose.ahead import WorkingAhead
from hiphinge.pose.blazepose import BlazePose
from hiphinge.pose.estimator import OUTLINE_VERTICES, PoseEstimator
from hiphinge.pose.movenet import MoveNetPose
from hiphinge.pose.rtmlib import RtmlibPose
from tests.body_model import FakeEstimator, film, from_the_top, seen_as

MEMBERS = {name for name in vars(PoseEstimator) if not name.startswith("_")} | {"__enter__", "__exit__"}


@pytest.mark.parametrize("kind", [WorkingAhead, BlazePose, MoveNetPose, RtmlibPose, FakeEstimator])
def test_estimators_have_all_members_of_the_protocol(kind: type) -> None:
    assert {"name", "joint_bias", "errors", "estimate", "people", "__enter__", "__exit__"} == MEMBERS
    assert set(dir(kind)) >= MEMBERS


def test_a_pose_has_one_row_per_landmark() -> None:
    motion = film(from_the_top(1))
    first = seen_as(motion, "right")[0]
    assert first is not None
    assert first.position.shape == (len(LANDMARKS), 2)
    assert first.confidence.shape == (len(LANDMARKS),)
    assert first.outline is not None
    assert first.outline.shape == (OUTLINE_VERTICES, 2)
    hip, shoulder = first.position[INDEX["right_hip"]], first.position[INDEX["right_shoulder"]]
    assert shoulder[1] < hip[1], "y is not down"
    with pytest.raises(AttributeError):
        first.position = np.zeros_like(first.position)  # type: ignore[misc]
