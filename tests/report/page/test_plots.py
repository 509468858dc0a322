"""Thinning of the curves of the page."""

from __future__ import annotations

import numpy as np

from hiphinge.report.page.plots import decimate


def test_short_curves_are_drawn_whole() -> None:
    assert decimate(np.arange(10.0), 10).tolist() == list(range(10))


def test_peaks_and_gaps_stay() -> None:
    value = np.sin(np.linspace(0.0, 40.0, 5000))
    value[1234], value[4000] = 9.0, -9.0
    value[2000:2400] = np.nan
    chosen = decimate(value, 300)
    assert len(chosen) <= 300
    assert (np.diff(chosen) > 0).all()
    assert {1234, 4000} <= set(chosen.tolist())
    assert np.isnan(value[chosen]).any()
