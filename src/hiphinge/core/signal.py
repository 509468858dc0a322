"""Gap filling, zero-phase smoothing and derivatives, on the recording's own, possibly uneven, times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion

MAX_FILLED_GAP_S = 0.2
"""Gaps up to this length are bridged, longer ones stay absent, seconds (practice in biomechanics: reject gaps over
0.2 s)."""

UNEVEN_SHARE = 0.02
"""Times count as evenly spaced while every step is within this share of the mean step (proposal)."""


def cutoff_hz(frame_rate_hz: float, *, ceiling_hz: float = 6.0) -> float:
    """Return the low-pass cut-off for kinematics at a frame rate, hertz.

    6 Hz is the field's standard for landmarks of slow lifts. A camera slower than 30 frames per second gets a fifth of
    its frame rate, so that the filter still removes noise.
    """
    return float(min(ceiling_hz, frame_rate_hz / 5.0))


def gap_lengths_s(time_s: FloatArray, missing: NDArray[np.bool_]) -> FloatArray:
    """Return the length of the gap that each frame lies in, seconds, shape (frames,); 0 where nothing is missing.

    A gap that touches an end of the recording counts as infinitely long, since nothing bounds it on that side.
    """
    length = np.zeros(time_s.size)
    for start, stop in runs(missing):
        bounded = start > 0 and stop < time_s.size
        length[start:stop] = time_s[stop] - time_s[start - 1] if bounded else np.inf
    return length


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the half-open index ranges [start, stop) in which `flags`, shape (frames,), is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def bridge(time_s: FloatArray, values: FloatArray) -> FloatArray:
    """Return values, shape (frames,), with NaN interpolated in time and ends held; all NaN stays all NaN."""
    known = np.isfinite(values)
    if known.all() or not known.any():
        return values
    return np.interp(time_s, time_s[known], values[known])


def smooth_columns(
    time_s: FloatArray, values: FloatArray, frame_rate_hz: float, *, ceiling_hz: float = 6.0
) -> FloatArray:
    """Return each column after a zero-lag fourth-order Butterworth low-pass, on the recording's own times.

    The values are interpolated to an even grid at the mean rate, filtered forwards and backwards by a second-order
    filter whose cut-off is raised by 1/0.802, so that the two passes together have the nominal one (Winter 2009, ch.
    3), and interpolated back. Missing values are bridged for the filter and removed again where the gap is longer than
    `MAX_FILLED_GAP_S`.

    Parameters
    ----------
    time_s
        Times in seconds, shape (frames,).
    values
        Columns to filter, shape (frames, columns), NaN where missing.
    frame_rate_hz
        Mean frame rate, hertz.
    ceiling_hz
        Highest cut-off to use, hertz.

    Returns
    -------
    FloatArray
        Filtered values, same shape.
    """
    frames = time_s.size
    if frames < 2:
        return values.copy()
    missing = ~np.isfinite(values)
    gappy = np.flatnonzero(missing.any(axis=0))
    filled = values.copy() if gappy.size else values
    for column in gappy:
        filled[:, column] = 0.0 if missing[:, column].all() else bridge(time_s, values[:, column])
    filtered = _low_pass(time_s, filled, frame_rate_hz, ceiling_hz)
    for column in gappy:
        too_long = gap_lengths_s(time_s, missing[:, column]) > MAX_FILLED_GAP_S
        filtered[too_long, column] = np.nan
    return filtered


def _low_pass(time_s: FloatArray, values: FloatArray, frame_rate_hz: float, ceiling_hz: float) -> FloatArray:
    from scipy.signal import butter, sosfiltfilt

    step = float(time_s[-1] - time_s[0]) / (time_s.size - 1)
    rate = 1.0 / step if step > 0 else frame_rate_hz
    even = bool((np.abs(np.diff(time_s) - step) <= UNEVEN_SHARE * step).all())
    design_hz = cutoff_hz(frame_rate_hz, ceiling_hz=ceiling_hz) / 0.802
    sections = butter(2, min(design_hz / (rate / 2), 0.95), output="sos")
    pad = min(time_s.size - 1, int(rate))
    if even:
        return np.asarray(sosfiltfilt(sections, values.T, padlen=pad).T, dtype=np.float64)
    grid = np.linspace(time_s[0], time_s[-1], time_s.size)
    on_grid = np.stack([np.interp(grid, time_s, column) for column in values.T])
    filtered = sosfiltfilt(sections, on_grid, padlen=pad)
    return np.stack([np.interp(time_s, grid, column) for column in filtered]).T


def smooth(motion: Motion, *, world: bool = False) -> Motion:
    """Return the motion with zero-lag filtered positions; gaps up to 0.2 s are bridged, longer ones stay missing.

    World landmarks are filtered only on request, since side views do not need them.
    """
    rate = motion.source.frame_rate_hz
    position = _smooth_points(motion.time_s, motion.position, rate)
    smoothed = motion.with_position(position, motion.confidence)
    if world and motion.world is not None:
        return smoothed.with_world(_smooth_points(motion.time_s, motion.world, rate))
    return smoothed


def _smooth_points(time_s: FloatArray, points: NDArray[np.float32], frame_rate_hz: float) -> FloatArray:
    # Flattened in the memory order of a motion, so that every column stays contiguous.
    flat = points.reshape(len(points), -1, order="F").astype(np.float64)
    return smooth_columns(time_s, flat, frame_rate_hz).reshape(points.shape, order="F")


def derivative(time_s: FloatArray, values: FloatArray) -> FloatArray:
    """Return the time derivative by second-order central differences on uneven times, units per second, (frames,)."""
    if time_s.size < 2:
        return np.zeros_like(values)
    return np.asarray(np.gradient(values, time_s), dtype=np.float64)
