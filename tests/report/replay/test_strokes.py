"""Lines of the replay."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.quantities import quantity
from hiphinge.report.replay import strokes


def blank() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.zeros((60, 60, 3), dtype=np.uint8)


def test_a_disc_covers_its_area_around_its_centre() -> None:
    picture = blank()
    strokes.draw_disc(picture, np.array([30.25, 20.5]), 10.0, (255, 255, 255))
    weight = picture[:, :, 0] / 255.0
    assert np.pi * 10**2 < weight.sum() < np.pi * 11**2, "its smooth edge adds less than a pixel"
    rows, columns = np.mgrid[:60, :60]
    assert (weight * columns).sum() / weight.sum() == pytest.approx(30.25, abs=0.1)
    assert (weight * rows).sum() / weight.sum() == pytest.approx(20.5, abs=0.1)


def test_a_joint_has_a_dark_rim() -> None:
    picture = np.full((60, 60, 3), 200, dtype=np.uint8)
    strokes.draw_joint(picture, np.array([30.0, 30.0]), 6.0, strokes.GREEN, rim=3.0)
    assert tuple(picture[30, 30]) == strokes.GREEN
    assert tuple(picture[30, 38]) == strokes.OUTLINE


def test_an_arc_goes_the_short_way_round() -> None:
    picture = blank()
    ways = (np.array([1.0, -0.1]), np.array([1.0, 0.1]))
    strokes.draw_arc(picture, np.array([30.0, 30.0]), ways, 20.0, strokes.RED, 2)
    _, columns = np.nonzero(picture.any(axis=2))
    assert columns.min() > 40


def test_colours_are_those_of_the_table_of_quantities() -> None:
    own = quantity("l5s1_compression_n").colour
    assert own is not None
    assert "#{:02x}{:02x}{:02x}".format(*strokes.colour_of("l5s1_compression_n")) == own.picture.lower()
