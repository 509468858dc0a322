"""Numbers with 90 % intervals, the only form of a result: `Measure` is a single value, `Curve` a value per frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

Z90 = 1.6448536269514722
"""Half-width of the central 90 % of a normal distribution, standard deviations."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A value with its 90 % interval, in the unit named by the field that holds it.

    Raises
    ------
    ValueError
        Unless all three are finite and low <= value <= high.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        # NaN fails this comparison too.
        if not (-math.inf < self.low <= self.value <= self.high < math.inf):
            msg = f"expected finite low <= value <= high, found {self.low} / {self.value} / {self.high}"
            raise ValueError(msg)

    def __str__(self) -> str:
        return f"{self.value:.1f} (90 % {self.low:.1f} to {self.high:.1f})"

    def __neg__(self) -> Measure:
        """Return the measure with the opposite sign, for example flexion as extension."""
        return Measure(value=-self.value, low=-self.high, high=-self.low)

    def overlaps(self, other: Measure) -> bool:
        """Return whether the two 90 % intervals share a value."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantity over time: three arrays of shape (frames,); NaN where the quantity is absent."""

    value: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def around(cls, value: FloatArray, sigma: FloatArray) -> Curve:
        """Return the curve with symmetric 90 % intervals from a standard deviation of the same shape."""
        half = Z90 * sigma
        return cls(value, value - half, value + half)

    @classmethod
    def absent(cls, frames: int) -> Curve:
        """Return a curve that is absent in all of `frames` frames."""
        nothing = np.full(frames, np.nan)
        return cls(nothing, nothing, nothing)

    def __len__(self) -> int:
        return int(self.value.size)

    def known(self) -> NDArray[np.bool_]:
        """Return in which frames the quantity is known, shape (frames,)."""
        return np.isfinite(self.value)

    def masked(self, absent: NDArray[np.bool_]) -> Curve:
        """Return the curve, absent also wherever `absent`, shape (frames,), is true."""
        return Curve(*(np.where(absent, np.nan, part) for part in (self.value, self.low, self.high)))

    def replaced(self, frames: NDArray[np.bool_], by: Curve) -> Curve:
        """Return the curve with the values and limits of another one wherever `frames`, shape (frames,), is true."""
        parts = ((by.value, self.value), (by.low, self.low), (by.high, self.high))
        return Curve(*(np.where(frames, theirs, mine) for theirs, mine in parts))

    def widened(self, frames: NDArray[np.bool_], factor: float) -> Curve:
        """Return the curve with intervals wider by a factor wherever `frames`, shape (frames,), is true."""
        by = np.where(frames, factor, 1.0)
        return Curve(self.value, self.value - by * (self.value - self.low), self.value + by * (self.high - self.value))

    def at(self, frame: int) -> Measure | None:
        """Return the measure at one frame, or None where the quantity is absent."""
        value = float(self.value[frame])
        if not np.isfinite(value):
            return None
        return Measure(
            value=value,
            low=min(float(self.low[frame]), value),
            high=max(float(self.high[frame]), value),
        )


def pooled(one: Curve, other: Curve) -> Curve:
    """Return the precision-weighted mean of two readings of the same quantity, absent where either is absent.

    Their errors may be correlated, so the interval is no narrower than the better one's. It is wider where the two
    disagree: half of their difference is added to the standard deviation in quadrature.
    """
    sigmas = [(curve.high - curve.low) / (2 * Z90) for curve in (one, other)]
    weights = [1.0 / np.maximum(sigma, 1e-6) ** 2 for sigma in sigmas]
    value = (weights[0] * one.value + weights[1] * other.value) / (weights[0] + weights[1])
    return Curve.around(value, np.hypot(np.minimum(*sigmas), (one.value - other.value) / 2))


def medians(block: FloatArray) -> FloatArray:
    """Return the median of each column of a block, shape (rows, columns), ignoring NaN; NaN for a column of NaN.

    The result equals `numpy.nanmedian` along the rows, and is several times faster for the few rows of a posture.
    """
    rows, columns = block.shape
    if rows == 0:
        return np.full(columns, np.nan)
    ordered = block.copy()
    ordered.sort(axis=0)
    if not np.isnan(ordered[-1]).any():
        return np.asarray((ordered[(rows - 1) // 2] + ordered[rows // 2]) / 2, dtype=np.float64)
    known = rows - np.isnan(ordered).sum(axis=0)
    index = np.arange(columns)
    low, high = ordered[np.maximum(known - 1, 0) // 2, index], ordered[np.minimum(known // 2, rows - 1), index]
    return np.asarray(np.where(known > 0, (low + high) / 2, np.nan), dtype=np.float64)


def medians_around(columns: FloatArray, frame: int, look: int) -> FloatArray:
    """Return the medians of columns, shape (frames, columns), over `look` frames to either side of a frame."""
    return medians(columns[max(frame - look, 0) : frame + look + 1])
