"""The trained estimator: features of a frame and of quiet standing to five angles, each with a standard deviation."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from typing import Any, Final

import numpy as np

from hiphinge.measure import FloatArray

QUANTITIES: Final = (
    "pelvic_tilt_deg",
    "lumbar_flexion_deg",
    "hip_flexion_deg",
    "knee_flexion_deg",
    "neck_extension_deg",
)
"""What the estimator gives, in the order of its outputs; hip flexion is that of the pelvis."""

FRAMES_AT_ONCE: Final = 512

MODEL_NAME: Final = "spine.onnx"


def estimate(features: FloatArray, reference: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """What to add to the landmarks' angles, and its standard deviation.

    Parameters
    ----------
    features
        As of `hiphinge.spine.features.frame_features`, shape (frames, features), without NaN.
    reference
        The same person's features in quiet upright standing, shape (features,), or None where that was never seen:
        the estimate then rests on what people are like, and is wider.

    Returns
    -------
    tuple of FloatArray
        Mean and standard deviation, degrees, each of shape (frames, 5) in the order of `QUANTITIES`.
    """
    known = reference is not None
    beside = np.zeros(features.shape[1]) if reference is None else reference
    mean, spread = np.empty((2, len(features), len(QUANTITIES)))
    for start in range(0, len(features), FRAMES_AT_ONCE):
        block = slice(start, start + FRAMES_AT_ONCE)
        seen = features[block].astype(np.float32)
        inputs = {
            "features": seen,
            "reference": np.broadcast_to(beside, seen.shape).astype(np.float32),
            "known": np.full((len(seen), 1), float(known), dtype=np.float32),
        }
        mean[block], spread[block] = _session().run(["mean", "spread"], inputs)
    return mean, spread


@cache
def model_name() -> str:
    """Name and checksum of the estimator's weights."""
    data = (files("hiphinge") / "data" / MODEL_NAME).read_bytes()
    return f"hiphinge spine {sha256(data).hexdigest()[:8]}"


@cache
def _session() -> Any:  # noqa: ANN401  (onnxruntime is not typed)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    with as_file(files("hiphinge") / "data" / MODEL_NAME) as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
