"""Pose estimators by name."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hiphinge.core.errors import ArgumentError

if TYPE_CHECKING:
    from hiphinge.pose.estimator import PoseEstimator

ESTIMATORS: Final = ("movenet", "blazepose", "rtmlib")
"""Names of all pose estimators; `rtmlib` is an optional extra."""

DEFAULT_ESTIMATOR: Final = "movenet"
"""The estimator that is used where none is named."""

OLD_NAMES: Final = MappingProxyType({"mediapipe": "blazepose"})
"""Names by which earlier releases called an estimator: BlazePose ran under MediaPipe's library."""


def open_estimator(name: str = DEFAULT_ESTIMATOR, *, model: Path | None = None) -> PoseEstimator:
    """Open the pose estimator called `name`, one of `ESTIMATORS` or of `OLD_NAMES`, and return it.

    Parameters
    ----------
    name
        Its name.
    model
        A folder with its nets, or None for those that come with it.

    Raises
    ------
    ArgumentError
        If no estimator has this name.
    MissingExtraError, ModelError
        If its package or one of its nets is missing.
    PoseError
        If it cannot be started.
    """
    name = OLD_NAMES.get(name, name)
    if name in ("movenet", "blazepose"):
        from hiphinge.pose.ahead import WorkingAhead
        from hiphinge.pose.blazepose import BlazePose
        from hiphinge.pose.movenet import MoveNetPose

        return WorkingAhead(MoveNetPose(model) if name == "movenet" else BlazePose(model))
    if name == "rtmlib":
        from hiphinge.pose.rtmlib import RtmlibPose

        return RtmlibPose(model)
    first, last = ", ".join(ESTIMATORS[:-1]), ESTIMATORS[-1]
    raise ArgumentError(f"a pose estimator called {first} or {last}", f"'{name}'", "choose one of them")
