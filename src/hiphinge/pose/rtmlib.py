"""RTMPose through `rtmlib` (both Apache-2.0), an optional extra: body with feet (Halpe 26), no world landmarks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS
from hiphinge.core.error_model import ErrorModel
from hiphinge.core.errors import MissingExtraError, ModelError
from hiphinge.core.motion import JointBias
from hiphinge.core.onnx import load_onnxruntime
from hiphinge.pose.estimator import Pose

HALPE_INDEX: Final = {
    "nose": 0,
    "left_ear": 3,
    "right_ear": 4,
    "left_shoulder": 5,
    "right_shoulder": 6,
    "left_elbow": 7,
    "right_elbow": 8,
    "left_wrist": 9,
    "right_wrist": 10,
    "left_hip": 11,
    "right_hip": 12,
    "left_knee": 13,
    "right_knee": 14,
    "left_ankle": 15,
    "right_ankle": 16,
    "left_toe": 20,
    "right_toe": 21,
    "left_heel": 24,
    "right_heel": 25,
}
"""Index of each of our landmarks among the 26 of Halpe (its big toe is our toe)."""

_ORDER: Final = [HALPE_INDEX[name] for name in LANDMARKS]


class RtmlibPose:
    """RTMPose behind the `PoseEstimator` protocol; the person with the largest box is followed.

    Parameters
    ----------
    model
        A folder with the detector ``det.onnx`` and the pose model ``pose.onnx``; None uses those of rtmlib, which it
        downloads once.

    Raises
    ------
    MissingExtraError
        If rtmlib is not installed.
    ModelError
        If `model` does not hold both files.
    """

    def __init__(self, model: Path | None = None) -> None:
        load_onnxruntime()  # before rtmlib does
        try:
            from rtmlib import BodyWithFeet
        except ImportError as error:
            remedy = "install it: pip install 'hiphinge[rtmlib]'"
            raise MissingExtraError("the optional package rtmlib", "that it is not installed", remedy) from error
        options: dict[str, Any] = {"backend": "onnxruntime", "device": "cpu"}
        if model is not None:
            missing = [name for name in ("det.onnx", "pose.onnx") if not (model / name).is_file()]
            if missing:
                remedy = "put both models there, or leave the pose model out"
                raise ModelError(
                    f"det.onnx and pose.onnx in '{model}'",
                    f"no {' and no '.join(missing)}",
                    remedy,
                    arguments=("pose_model",),
                )
            options |= {"det": str(model / "det.onnx"), "pose": str(model / "pose.onnx")}
        self._model = BodyWithFeet(**options)

    @property
    def name(self) -> str:
        """Name and version of the model."""
        from importlib.metadata import version

        return f"rtmlib {version('rtmlib')} body with feet"

    @property
    def joint_bias(self) -> Mapping[str, JointBias]:
        """Empty: this model has not been measured against joint centres."""
        return MappingProxyType({})

    @property
    def errors(self) -> ErrorModel | None:
        """None: the usual one of pose models, since it has not been measured."""
        return None

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:  # noqa: ARG002  (no tracking)
        """Return the largest person in an RGB picture of shape (height, width, 3), or None."""
        points, scores = self._model(np.ascontiguousarray(image[:, :, ::-1]))
        if len(points) == 0:
            return None
        best = int(np.argmax(np.prod(np.ptp(points, axis=1), axis=1)))
        return Pose(
            position=np.asarray(points[best][_ORDER], dtype=np.float32),
            confidence=np.clip(scores[best][_ORDER], 0.0, 1.0).astype(np.float32),
        )

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        """Return the boxes (left, top, right, bottom), pixels, of all people found in one RGB picture."""
        points, scores = self._model(np.ascontiguousarray(image[:, :, ::-1]))
        people = zip(points, scores, strict=True)
        sure = [person for person, score in people if float(score[_ORDER][INDEX["left_hip"]]) > 0.3]
        return [(*person.min(axis=0).tolist(), *person.max(axis=0).tolist()) for person in sure]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del self._model
