"""The square of the picture that the joints' net is shown, and the way back to the picture."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.pose.joints import MARGIN, MIDDLE, POINTS, SIDE_PX, SIDED, Square, square_about


def test_points_are_named_once() -> None:
    assert len(set(POINTS)) == len(POINTS) == len(MIDDLE) + 2 * len(SIDED)


@pytest.mark.parametrize("square", [Square(40, 20, 100), Square(10, 5, SIDE_PX), Square(-30, -20, 400)])
def test_points_of_the_crop_go_back_to_their_place(square: Square) -> None:
    height, width = 300, 360
    y, x = np.mgrid[0:height, 0:width]
    picture = np.stack([x / 2, y / 2, np.full_like(x, 255)], axis=-1).astype(np.uint8)
    crop = square.cut(picture)
    assert crop.shape == (SIDE_PX, SIDE_PX, 3)
    rows, columns = np.nonzero(crop[:, :, 2] == 255)
    # A pixel's middle is half a pixel from its corner, in the crop and in the picture.
    places = square.to_picture(np.column_stack([columns, rows]).astype(np.float32) + np.float32(0.5)) - 0.5
    shown = 2.0 * crop[rows, columns, :2]
    inside = (places > 1).all(axis=1) & (places < np.array([width, height]) - 2).all(axis=1)
    assert inside.sum() > 10_000
    assert np.abs(places[inside] - shown[inside]).max() < 3.0
    assert np.abs(places[inside] - shown[inside] - 0.5).mean() < 1.0


def test_it_is_black_beyond_the_pictures_edge() -> None:
    picture = np.full((100, 100, 3), 200, dtype=np.uint8)
    crop = Square(-50, -50, 100).cut(picture, 50)
    assert (crop[:24, :] == 0).all()
    assert (crop[:, :24] == 0).all()
    assert (crop[26:, 26:] == 200).all()
    crop = Square(50, 50, 100).cut(picture, 50)
    assert (crop[:24, :24] == 200).all()
    assert (crop[26:, :] == 0).all()
    assert (crop[:, 26:] == 0).all()


def test_a_square_about_a_body_holds_it_with_a_margin() -> None:
    points = np.array([[100.0, 50.0], [140.0, 250.0], [90.0, 180.0]], dtype=np.float32)
    square = square_about(points)
    assert square.side == round(MARGIN * 200.0)
    middle = np.array([square.left, square.top]) + square.side / 2
    np.testing.assert_allclose(middle, [115.0, 150.0], atol=1.0)
    assert square_about(points[:1]).side >= 2, "one point has no square"


@pytest.mark.parametrize(
    ("square", "overlaps"),
    [
        (Square(0, 0, 10), True),
        (Square(-9, -9, 10), True),
        (Square(-10, 5, 10), False),
        (Square(5, -10, 10), False),
        (Square(99, 79, 10), True),
        (Square(100, 0, 10), False),
        (Square(0, 80, 10), False),
    ],
)
def test_a_square_overlaps_the_picture_or_not(square: Square, *, overlaps: bool) -> None:
    assert square.overlaps(100, 80) is overlaps


@pytest.mark.parametrize("corner", [(200, 10), (-90, 10), (10, 200), (10, -90)])
def test_a_square_beside_the_picture_is_black(corner: tuple[int, int]) -> None:
    crop = Square(*corner, 50).cut(np.full((80, 100, 3), 9, dtype=np.uint8))
    assert crop.shape == (SIDE_PX, SIDE_PX, 3)
    assert not crop.any()
