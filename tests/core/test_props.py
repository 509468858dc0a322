"""Objects in the picture besides the athlete."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.props import CONTACTS, Bar, Rod


def test_an_absent_prop_is_absent_in_every_frame_and_has_a_reason() -> None:
    bar, rod = Bar.absent(4, "no plate was seen"), Rod.absent(4, "no rod was seen")
    assert (bar.found, rod.found) == (False, False)
    assert (bar.reason, rod.reason) == ("no plate was seen", "no rod was seen")
    assert bar.path.shape == (4, 2)
    assert np.isnan(bar.path).all()
    assert not rod.known().any()
    assert set(rod.gaps) == set(CONTACTS)
    assert all(np.isnan(gap).all() for gap in rod.gaps.values())


def test_a_rod_is_known_where_both_of_its_points_are() -> None:
    low, high = np.zeros((3, 2)), np.ones((3, 2))
    low[1, 0] = high[2, 1] = np.nan
    assert Rod(low, high, 0.1, np.ones(3)).known().tolist() == [True, False, False]


@pytest.mark.parametrize("lean", [-20.0, 0.0, 35.0, 90.0])
def test_a_rod_leans_forward_from_low_to_high(lean: float) -> None:
    low = np.array([[2.0, 1.0]])
    along = np.array([[np.sin(np.radians(lean)), np.cos(np.radians(lean))]])
    assert Rod(low, low + 3.0 * along, 0.1, np.ones(1)).lean_deg()[0] == pytest.approx(lean)
