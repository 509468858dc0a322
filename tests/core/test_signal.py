"""Filters and derivatives on signals with a known answer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import butter, find_peaks, sosfiltfilt

from hiphinge.core.body import INDEX
from hiphinge.core.signal import (
    MAX_FILLED_GAP_S,
    TWO_PASSES,
    bridge,
    cutoff_hz,
    derivative,
    gap_lengths_s,
    peak_unseen,
    peaks,
    runs,
    smooth,
)
from hiphinge.core.signal import smooth_columns as smoothed
from tests.body_model import Camera, even_times, film, from_the_top, phone_times


def rate_of(time_s: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float((time_s.size - 1) / (time_s[-1] - time_s[0]))


@pytest.mark.parametrize("times", [even_times, phone_times])
@pytest.mark.parametrize(
    ("degree", "tolerance"), [(0, 1e-9), (1, 1e-6), (2, 3e-3)], ids=["constant", "uniform", "accelerated"]
)
def test_slow_polynomials_pass_unchanged(times: object, degree: int, tolerance: float) -> None:
    time_s = times(3.0)  # type: ignore[operator]
    values = (0.7 * time_s**degree)[:, None]
    inside = (time_s > 0.5) & (time_s < time_s[-1] - 0.5)
    passed = smoothed(time_s, values, rate_of(time_s))
    np.testing.assert_allclose(passed[inside], values[inside], atol=tolerance)


@pytest.mark.parametrize("times", [even_times, phone_times])
def test_a_slow_wave_passes_without_lag_and_a_fast_one_does_not(times: object) -> None:
    time_s = times(8.0, 60.0)  # type: ignore[operator]
    rate_hz = rate_of(time_s)
    inside = (time_s > 1) & (time_s < 7)

    def gain_and_lag(hertz: float) -> tuple[float, float]:
        passed = smoothed(time_s, np.sin(2 * np.pi * hertz * time_s)[:, None], rate_hz)[inside, 0]
        waves = np.column_stack([f(2 * np.pi * hertz * time_s[inside]) for f in (np.sin, np.cos)])
        a, b = np.linalg.lstsq(waves, passed, rcond=None)[0]
        return float(np.hypot(a, b)), float(np.arctan2(-b, a) / (2 * np.pi * hertz))

    assert cutoff_hz(rate_hz) == pytest.approx(6.0)
    gain, lag_s = gain_and_lag(0.8)
    assert gain == pytest.approx(1.0, abs=0.01)
    assert lag_s == pytest.approx(0.0, abs=1e-3)
    gain, lag_s = gain_and_lag(6.0)
    assert gain == pytest.approx(2**-0.5, abs=0.06)  # -3 dB at the cut-off, both passes together
    assert lag_s == pytest.approx(0.0, abs=2e-3)
    assert gain_and_lag(18.0)[0] < 0.06  # an even grid by linear interpolation lets a little through


def test_a_slow_camera_gets_a_lower_cutoff() -> None:
    assert cutoff_hz(240) == cutoff_hz(30) == 6.0
    assert cutoff_hz(15) == pytest.approx(3.0)
    assert cutoff_hz(30, ceiling_hz=2.0) == 2.0


def test_the_filter_reduces_noise_and_has_no_direction_in_time() -> None:
    time_s = even_times(6.0)
    noise = np.random.default_rng(3).standard_normal((time_s.size, 1))
    kept = smoothed(time_s, noise, 30.0)
    assert kept.std() < 0.75 * noise.std()
    backwards = smoothed(time_s, noise[::-1], 30.0)[::-1]
    # The end of one pass and the start of the other are padded differently; away from them time has no direction.
    np.testing.assert_allclose(kept[30:-30], backwards[30:-30], atol=1e-3)


@pytest.mark.parametrize(("missing", "filled"), [(1, True), (4, True), (5, True), (9, False), (30, False)])
def test_short_gaps_are_bridged_and_long_ones_stay(missing: int, filled: bool) -> None:  # noqa: FBT001
    time_s = even_times(3.0)
    values = 2.0 * time_s[:, None]
    values[40 : 40 + missing] = np.nan
    passed = smoothed(time_s, values, 30.0)
    gap_s = (missing + 1) / 30
    assert (gap_s <= MAX_FILLED_GAP_S + 1e-9) == filled
    assert np.isfinite(passed[40 : 40 + missing]).all() == filled
    rest = np.delete(np.arange(time_s.size), np.arange(40, 40 + missing))
    np.testing.assert_allclose(passed[rest], 2.0 * time_s[rest, None], atol=1e-6)


def test_one_column_does_not_leak_into_another() -> None:
    time_s = even_times(2.0)
    values = np.column_stack([time_s, np.full(time_s.size, np.nan), 3 * time_s])
    passed = smoothed(time_s, values, 30.0)
    assert np.isnan(passed[:, 1]).all()
    np.testing.assert_allclose(passed[:, [0, 2]], values[:, [0, 2]], atol=1e-6)


def test_a_gap_at_an_end_counts_as_infinite() -> None:
    time_s = even_times(1.0)
    missing = np.zeros(30, dtype=bool)
    missing[:2] = missing[10:13] = missing[-1:] = True
    lengths = gap_lengths_s(time_s, missing)
    assert np.isinf(lengths[[0, 1, 29]]).all()
    np.testing.assert_allclose(lengths[10:13], 4 / 30)
    assert not lengths[3:10].any()


@pytest.mark.parametrize("frames", [1, 2, 3, 5])
def test_very_short_recordings_are_filtered_too(frames: int) -> None:
    time_s = np.arange(frames) / 30
    values = np.ones((frames, 2))
    np.testing.assert_allclose(smoothed(time_s, values, 30.0), values, atol=1e-9)


def test_a_motion_keeps_its_times_and_its_long_gaps() -> None:
    motion = film(from_the_top(1), Camera(missing={"right_wrist": (0.5, 1.2), "right_ankle": (1.5, 1.6)}))
    after = smooth(motion)
    np.testing.assert_array_equal(after.time_s, motion.time_s)
    hidden = (motion.time_s >= 0.5) & (motion.time_s < 1.2)
    assert np.isnan(after.position[hidden, INDEX["right_wrist"]]).all()
    assert np.isfinite(after.position[:, INDEX["right_ankle"]]).all()
    assert np.isnan(motion.position[hidden, INDEX["right_wrist"]]).all()


@pytest.mark.parametrize("times", [even_times, phone_times])
def test_derivatives_of_a_parabola(times: object) -> None:
    time_s = times(2.0)  # type: ignore[operator]
    np.testing.assert_allclose(derivative(time_s, 5 * time_s), 5.0, atol=1e-9)
    first = derivative(time_s, time_s**2)
    np.testing.assert_allclose(first[1:-1], 2 * time_s[1:-1], atol=1e-9)
    second = derivative(time_s, first)
    np.testing.assert_allclose(second[2:-2], 2.0, atol=1e-9)
    assert derivative(np.array([0.0]), np.array([3.0])).tolist() == [0.0]


@given(st.lists(st.booleans(), max_size=40))
def test_runs_are_the_true_flags_and_nothing_else(flags: list[bool]) -> None:
    ranges = runs(np.array(flags, dtype=bool))
    covered = [frame for start, stop in ranges for frame in range(start, stop)]
    assert covered == [frame for frame, flag in enumerate(flags) if flag]
    assert all(after[0] > before[1] for before, after in pairwise(ranges))


@given(st.lists(st.one_of(st.floats(-100, 100), st.just(float("nan"))), min_size=1, max_size=30))
def test_bridging_keeps_known_values_and_stays_between_them(values: list[float]) -> None:
    given_values = np.array(values)
    time_s = np.arange(len(values)) / 10
    filled = bridge(time_s, given_values)
    known = np.isfinite(given_values)
    np.testing.assert_array_equal(filled[known], given_values[known])
    if known.any():
        assert given_values[known].min() - 1e-9 <= filled.min()
        assert filled.max() <= given_values[known].max() + 1e-9
    else:
        assert np.isnan(filled).all()


@pytest.mark.parametrize(("frames", "rate_hz"), [(70, 30.0), (400, 25.0), (900, 60.0)])
def test_both_passes_are_those_of_scipy(frames: int, rate_hz: float) -> None:
    rng = np.random.default_rng(frames)
    time_s = np.arange(frames) / rate_hz
    values = 50.0 + 40.0 * np.sin(2 * np.pi * 0.4 * time_s)[:, None] + rng.normal(0.0, 3.0, (frames, 4))
    sections = butter(2, cutoff_hz(rate_hz) / TWO_PASSES / (rate_hz / 2), output="sos")
    expected = sosfiltfilt(sections, values.T, padlen=int(rate_hz)).T
    np.testing.assert_allclose(smoothed(time_s, values, rate_hz), expected, atol=1e-6)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=60), st.sampled_from([0.5, 1.0, 3.0]))
def test_peaks_are_those_of_scipy(heights: list[int], prominence: float) -> None:
    values = np.array(heights, dtype=np.float64)
    expected, properties = find_peaks(values, prominence=prominence)
    found = peaks(values, prominence)
    assert [peak for peak, _, _ in found] == expected.tolist()
    assert [(left, right) for _, left, right in found] == list(
        zip(properties["left_bases"].tolist(), properties["right_bases"].tolist(), strict=True)
    )


def test_a_largest_value_with_an_unseen_part_beside_it_may_not_be_the_largest() -> None:
    time_s = np.arange(0.0, 3.0, 0.1)
    hump = 80.0 * np.sin(np.pi * time_s / 2.9)
    assert not peak_unseen(time_s, hump)
    hidden = hump.copy()
    hidden[12:18] = np.nan
    assert peak_unseen(time_s, hidden), "frames without a value"
    kept = np.isfinite(hidden)
    assert peak_unseen(time_s[kept], hump[kept]), "frames that were left out"
    early = hump.copy()
    early[:4] = np.nan
    assert not peak_unseen(time_s, early), "the curve was low when it came into sight"
    assert peak_unseen(time_s, np.full_like(hump, np.nan))
