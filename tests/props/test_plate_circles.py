"""Circles that are drawn where they are known to be."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hiphinge.props.plate_circles import HALF, SIZE, TRUNK_PX, circles


@pytest.mark.parametrize("radius", [0.25, 0.34, 0.49])
@pytest.mark.parametrize("shade", [60, 220])
def test_a_circle_is_found_where_it_is(radius: float, shade: int) -> None:
    picture = np.full((SIZE, SIZE), 140, dtype=np.uint8)
    centre = (HALF + 20.5, HALF - 11.25)
    at = (round(16 * centre[0]), round(16 * centre[1]))
    cv2.circle(picture, at, round(16 * radius * TRUNK_PX), shade, -1, cv2.LINE_AA, 4)
    across, down, found, score = circles(picture)[0]
    assert (across * TRUNK_PX, down * TRUNK_PX) == pytest.approx((20.5, -11.25), abs=0.6)
    assert found == pytest.approx(radius, abs=0.035)
    assert score > 0.5


def test_an_empty_picture_has_no_circles() -> None:
    assert circles(np.full((SIZE, SIZE), 140, dtype=np.uint8)).shape == (0, 4)
