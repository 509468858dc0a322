"""The athlete's outline over time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray


def sagittal_outline(outline: NDArray[np.int16], scale: float, sign: float) -> FloatArray:
    """Return a stored outline, shape (frames, vertices, 2), with x forward and y up, pixels; NaN where it is absent."""
    points: FloatArray = outline.astype(np.float64) / scale * np.array([sign, -1.0])
    points[(outline == np.iinfo(np.int16).min).any(axis=(1, 2))] = np.nan
    return points
