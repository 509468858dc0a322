"""The outline of a person over time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray


def sagittal_outline(outline: NDArray[np.int16], scale: float, sign: float) -> FloatArray:
    """The stored outline, shape (frames, vertices, 2), as x forward and y up in pixels; NaN where there was none."""
    found: FloatArray = outline.astype(np.float64) / scale * np.array([sign, -1.0])
    found[(outline == np.iinfo(np.int16).min).any(axis=(1, 2))] = np.nan
    return found
