"""Faults of the parts of a motion; `tests/core/test_motion.py` has those that `Motion.build` reports."""

from __future__ import annotations

import numpy as np

from hiphinge.core.motion_faults import arrays_of, faults_of


def test_arrays_are_made_and_the_others_are_named() -> None:
    arrays, faults = arrays_of({"time_s": [0.0, 1.0], "position": "here", "world": None})
    assert arrays["time_s"].shape == (2,)
    assert arrays["world"] is None
    assert faults == ["position that is no array of numbers"]


def test_all_faults_are_listed() -> None:
    faults = faults_of({"time_s": np.array([1.0, 0.0]), "confidence": np.full((1, 2), 2.0)}, {"x": 1}, "cm")
    assert len(faults) == 6
