"""The trained estimator: from features of a frame, its movement and quiet standing to five angles with uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.core.onnx import open_session
from hiphinge.movement.spine.features import READING_COLUMNS

QUANTITIES: Final = (
    "pelvic_tilt_deg",
    "lumbar_flexion_deg",
    "hip_flexion_deg",
    "knee_flexion_deg",
    "neck_extension_deg",
)
"""The estimated angles in the order of the estimator's outputs; hip flexion is relative to the pelvis."""

LANDMARK_FEATURES: Final = 180
"""Features of a frame by landmarks and outline alone."""

FRAMES_AT_ONCE: Final = 512
"""Frames per run of the network."""

MODEL_NAMES: Final = MappingProxyType({False: "spine.onnx", True: "spine_joints.onnx"})
"""Files of the weights: for landmarks and outline alone, and for those of a pose model that gives joints of the spine
and direct angles as well."""


@dataclass(frozen=True, slots=True)
class SpineFeatures:
    """The input of the estimator: features as in `hiphinge.movement.spine.features.frame_features`, without NaN.

    Attributes
    ----------
    frame
        Features of each frame, shape (frames, features).
    deepest, moving
        Features of its context (`hiphinge.movement.spine.context`), same shape.
    standing
        Features of the same athlete in quiet upright standing, shape (features,), or None where that was never seen:
        the estimate is then relative to the population, and its interval is wider.
    """

    frame: FloatArray
    deepest: FloatArray
    moving: FloatArray
    standing: FloatArray | None


def estimate(features: SpineFeatures) -> tuple[FloatArray, FloatArray]:
    """Return the correction of the landmarks' angles, and its standard deviation.

    Returns
    -------
    tuple of FloatArray
        Mean and standard deviation, degrees, each of shape (frames, 5) in the order of `QUANTITIES`.
    """
    frames, width = features.frame.shape
    session = _session(reads_joints(width))
    standing = np.zeros(width) if features.standing is None else features.standing
    mean, spread = np.empty((2, frames, len(QUANTITIES)))
    for start in range(0, frames, FRAMES_AT_ONCE):
        block = slice(start, start + FRAMES_AT_ONCE)
        inputs = {name: getattr(features, name)[block].astype(np.float32) for name in ("frame", "deepest", "moving")}
        rows = len(inputs["frame"])
        inputs["standing"] = np.broadcast_to(standing, (rows, width)).astype(np.float32)
        inputs["known"] = np.full((rows, 1), float(features.standing is not None), dtype=np.float32)
        mean[block], spread[block] = session.run(["mean", "spread"], inputs)
    return mean, spread


def reads_joints(width: int) -> bool:
    """Return whether so many features have those of `features.reading_features` among them."""
    return width == LANDMARK_FEATURES + READING_COLUMNS


@cache
def model_name(*, joints: bool = False) -> str:
    """Return name and checksum of the estimator's weights, of those with joints of the spine or without."""
    data = (files("hiphinge") / "data" / MODEL_NAMES[joints]).read_bytes()
    return f"hiphinge spine {sha256(data).hexdigest()[:8]}"


@cache
def _session(joints: bool) -> Any:  # noqa: ANN401, FBT001  (onnxruntime is not typed)
    with as_file(files("hiphinge") / "data" / MODEL_NAMES[joints]) as path:
        return open_session(path)
