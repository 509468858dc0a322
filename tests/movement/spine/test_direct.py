"""A spine that a source measured itself."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve
from hiphinge.movement.spine import spine_from_source
from hiphinge.movement.spine.model import QUANTITIES


def curve(frames: int = 5) -> Curve:
    return Curve.around(np.linspace(0.0, 40.0, frames), np.full(frames, 1.0))


def test_measured_curves_are_unchanged_and_the_rest_is_absent() -> None:
    tilt = curve()
    spine = spine_from_source({"pelvic_tilt_deg": tilt})
    assert spine.measured
    assert spine.curves["pelvic_tilt_deg"] is tilt
    assert set(spine.curves) == set(QUANTITIES)
    assert spine.has("pelvic_tilt_deg")
    assert not any(spine.has(name) for name in QUANTITIES[1:])


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(RecordingError, match="found back_deg"):
        spine_from_source({"pelvic_tilt_deg": curve(), "back_deg": curve()})


def test_curves_of_different_lengths_are_refused() -> None:
    with pytest.raises(RecordingError, match=r"curves of \[5, 6\] frames"):
        spine_from_source({"pelvic_tilt_deg": curve(5), "lumbar_flexion_deg": curve(6)})


def test_a_spine_without_curves_is_refused() -> None:
    with pytest.raises(RecordingError, match="curves of one length"):
        spine_from_source({})
