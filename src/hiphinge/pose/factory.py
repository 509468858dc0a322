"""Pose estimators by name: MediaPipe is the default, `rtmlib` an optional extra."""

from __future__ import annotations

from pathlib import Path

from hiphinge.core.errors import ArgumentError
from hiphinge.pose.estimator import PoseEstimator


def open_estimator(name: str = "mediapipe", *, model: Path | None = None) -> PoseEstimator:
    """Open the pose estimator called `name`, ``mediapipe`` or ``rtmlib``, and return it.

    Raises
    ------
    ArgumentError
        If no estimator has this name.
    MissingExtraError, ModelError
        If its package or its model file is missing.
    PoseError
        If it cannot be started.
    """
    if name == "mediapipe":
        from hiphinge.pose.models import find_pose_model
        from hiphinge.pose.worker import EstimatorProcess

        return EstimatorProcess("hiphinge.pose.mediapipe", "MediaPipePose", find_pose_model(model).path)
    if name == "rtmlib":
        from hiphinge.pose.rtmlib import RtmlibPose

        return RtmlibPose(model)
    raise ArgumentError("a pose estimator called mediapipe or rtmlib", f"'{name}'", "choose one of the two")
