"""Gap filling, zero-phase smoothing and derivatives, on the recording's own, possibly uneven, times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion

MAX_FILLED_GAP_S = 0.2
"""Gaps up to this length are bridged, longer ones stay absent, seconds (practice in biomechanics: reject gaps over
0.2 s)."""

MAX_UNSEEN_S = 0.35
UNSEEN_LEVEL = 0.5
"""A largest value is not reported where the curve went out of sight for longer than this, seconds, above this share of
it (proposal: a quarter of a fast repetition)."""

TWO_PASSES = 0.802
"""Cut-off of two passes over that of one (Winter 2009, ch. 3)."""

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


def peak_unseen(time_s: FloatArray, values: FloatArray) -> bool:
    """Return whether the largest of some values, shape (frames,), may have been larger in an unseen part.

    So it may where a curve was not seen for more than `MAX_UNSEEN_S` from or to a value above `UNSEEN_LEVEL` of its
    largest. Frames without a value and frames that the recording left out count as unseen.
    """
    seen = np.flatnonzero(np.isfinite(values))
    if not seen.size:
        return True
    gaps = np.diff(time_s[seen])
    ends = np.maximum(values[seen[:-1]], values[seen[1:]])
    gaps = np.concatenate(([time_s[seen[0]] - time_s[0]], gaps, [time_s[-1] - time_s[seen[-1]]]))
    ends = np.concatenate((values[seen[:1]], ends, values[seen[-1:]]))
    return bool((ends[gaps > MAX_UNSEEN_S] > UNSEEN_LEVEL * float(values[seen].max())).any())


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
    filter whose cut-off is raised, so that both passes together have the nominal one (`TWO_PASSES`), and interpolated
    back. Missing values are bridged for the filter and removed again where the gap is longer than
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
    step = float(time_s[-1] - time_s[0]) / (time_s.size - 1)
    rate = 1.0 / step if step > 0 else frame_rate_hz
    even = bool((np.abs(np.diff(time_s) - step) <= UNEVEN_SHARE * step).all())
    share = min(cutoff_hz(frame_rate_hz, ceiling_hz=ceiling_hz) / TWO_PASSES / (rate / 2), 0.95)
    if even:
        return _twice_through(values, share, int(rate))
    grid = np.linspace(time_s[0], time_s[-1], time_s.size)
    on_grid = np.stack([np.interp(grid, time_s, column) for column in values.T])
    filtered = _twice_through(on_grid.T, share, int(rate))
    return np.stack([np.interp(time_s, grid, column) for column in filtered.T]).T


def _twice_through(values: FloatArray, share: float, pad: int) -> FloatArray:
    """Return evenly spaced rows after a second-order Butterworth low-pass forwards and backwards, (rows, columns).

    Both passes together have the squared gain and no lag, so they are one product in the frequency domain. As usual the
    rows are extended point-symmetrically at both ends by up to `pad` rows; `share` is the cut-off over half the rate.
    """
    pad = min(len(values) - 1, pad)
    before, after = 2 * values[0] - values[pad:0:-1], 2 * values[-1] - values[-2 : -pad - 2 : -1]
    long = np.concatenate([before, values, after])
    line = long[0] + np.linspace(0.0, 1.0, len(long))[:, None] * (long[-1] - long[0])
    # The bilinear transform warps frequencies: the analogue ones are tangents of the digital ones.
    ratio = np.tan(np.pi * np.fft.rfftfreq(len(long))) / np.tan(np.pi * share / 2)
    gain = 1.0 / (1.0 + np.minimum(np.abs(ratio), 1e9) ** 4)
    smooth = np.fft.irfft(np.fft.rfft(long - line, axis=0) * gain[:, None], n=len(long), axis=0) + line
    return np.asarray(smooth[pad : pad + len(values)])


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


def peaks(values: FloatArray, min_prominence: float) -> list[tuple[int, int, int]]:
    """Return peaks with the lowest frame on either side before higher ground: (peak, left base, right base).

    Parameters
    ----------
    values
        Shape (frames,), without NaN. Of a level top the middle is its peak; the ends are none.
    min_prominence
        Smallest height of a peak over the higher of its bases.
    """
    changed = np.concatenate(([0], np.flatnonzero(np.diff(values)) + 1, [values.size]))
    found = []
    for i in range(1, changed.size - 2):
        start, stop = int(changed[i]), int(changed[i + 1])
        height = values[start]
        if values[start - 1] >= height or values[stop] >= height:
            continue
        lower, upper = np.flatnonzero(values[:start] > height), np.flatnonzero(values[stop:] > height)
        first = int(lower[-1]) + 1 if lower.size else 0
        last = stop + int(upper[0]) if upper.size else values.size
        left = start - 1 - int(values[first:start][::-1].argmin())
        right = stop + int(values[stop:last].argmin())
        if height - max(values[left], values[right]) >= min_prominence:
            found.append(((start + stop - 1) // 2, left, right))
    return found
