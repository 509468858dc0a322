"""The protocol of pose estimators, which find the landmarks of one person in a picture.

`factory.open_estimator` opens one by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.error_model import ErrorModel
from hiphinge.core.motion import JointBias

OUTLINE_VERTICES = 192
"""Number of points of the outline in a frame: one every 5-12 px of a 720 px picture."""


@dataclass(frozen=True, slots=True)
class Pose:
    """One person in one frame, in pixels of the picture, y down.

    Parameters
    ----------
    position
        Shape (landmarks, 2), in the order of `hiphinge.core.body.LANDMARKS`.
    confidence
        Shape (landmarks,), 0..1.
    world
        Metres about the mid-hips, x right, y down, z away from the camera, shape (landmarks, 3); None where unknown.
    outline
        Outline in 1/16 px, shape (`OUTLINE_VERTICES`, 2); None where unknown.
    hidden
        Whether a landmark was not seen and its place is an estimate, shape (landmarks,); None where unknown.
    spine
        Points of the midline, pixels, shape (spine points, 2), in the order of `core.body.SPINE_POINTS`; None where
        unknown.
    direct
        Angles of `core.body.DIRECT_ANGLES` and their standard deviations, degrees, shape (2, angles); None where
        unknown.
    """

    position: NDArray[np.float32]
    confidence: NDArray[np.float32]
    world: NDArray[np.float32] | None = None
    outline: NDArray[np.int16] | None = None
    hidden: NDArray[np.bool_] | None = None
    spine: NDArray[np.float32] | None = None
    direct: NDArray[np.float32] | None = None


class PoseEstimator(Protocol):
    """An estimator of the landmarks of one person, frame after frame."""

    @property
    def name(self) -> str:
        """Name and version of the model, for the result's provenance."""
        ...

    @property
    def joint_bias(self) -> Mapping[str, JointBias]:
        """Measured offsets of its landmarks from joint centres, by landmark name without its side."""
        ...

    @property
    def errors(self) -> ErrorModel | None:
        """Error model of its landmarks, or None for the usual one of pose models (`core.motion.USUAL_ERRORS`)."""
        ...

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        """Return the person in an RGB picture, (height, width, 3), or None; times must increase from call to call."""
        ...

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        """Return boxes (left, top, right, bottom), pixels, of all people in one picture, independent of other calls."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@runtime_checkable
class WorksAhead(Protocol):
    """What a `PoseEstimator` may offer besides: it works on one picture while its caller is busy with another."""

    def begin(self, image: NDArray[np.uint8], time_s: float) -> Callable[[], Pose | None]:
        """Hand over the next picture and return a function that waits for its pose, as `estimate` gives it."""
        ...


@runtime_checkable
class LooksOnce(Protocol):
    """What a `PoseEstimator` may offer besides: it sees single pictures, less certainly if they are not upright."""

    def look_once(self, image: NDArray[np.uint8]) -> Pose | None:
        """Return the person in one RGB picture, (height, width, 3), or None, independent of other calls."""
        ...
