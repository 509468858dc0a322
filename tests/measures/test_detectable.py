"""Published minimal detectable changes, and what two readings must differ by."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import QUANTITIES
from hiphinge.measures.detectable import MIN_CHANGE_DEG, PUBLISHED_CHANGES, combined_half, detectable


def test_change_needs_more_than_both_intervals_and_the_published_figure() -> None:
    narrow, wide = Measure(40, 39, 41), Measure(40, 28, 52)
    assert detectable(narrow, narrow) == MIN_CHANGE_DEG == 10.0
    assert detectable(wide, wide) == pytest.approx(12 * 2**0.5) == combined_half(wide, wide)
    assert detectable(narrow, narrow, 3.0) == 3.0


def test_every_published_figure_is_of_a_known_quantity_and_names_its_source() -> None:
    for key, change in PUBLISHED_CHANGES.items():
        assert key in QUANTITIES
        assert change.value > 0
        assert "2016" in change.source
