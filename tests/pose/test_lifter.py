"""Choosing the lifter among several people, and the region that holds the lifter alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.pose.lifter import Box, Lifter, Region, choose_lifter

WIDTH, HEIGHT = 640, 360


def standing(left: float, height: float = 260, floor: float = 340) -> Box:
    return (left, floor - height, left + 0.35 * height, floor)


def bent(left: float, height: float = 260, floor: float = 340) -> Box:
    return (left - 0.1 * height, floor - 0.65 * height, left + 0.45 * height, floor)


def holds(region: Region, box: Box) -> bool:
    return region.left <= box[0] and region.top <= box[1] and box[2] <= region.right and box[3] <= region.bottom


@pytest.mark.parametrize("height", [120, 260, 340])
def test_the_region_holds_all_of_a_single_person(height: float) -> None:
    samples = [[standing(200, height)], [bent(200, height)], [standing(205, height)]]
    chosen = choose_lifter(samples, WIDTH, HEIGHT)
    assert chosen.people == 1
    assert chosen.region is None or all(holds(chosen.region, boxes[0]) for boxes in samples)


def test_a_person_who_fills_the_picture_needs_no_region() -> None:
    assert choose_lifter([[(60.0, 0.0, 580.0, 360.0)]] * 3, WIDTH, HEIGHT) == Lifter(None, 1)


def test_without_people_or_samples_there_is_no_region() -> None:
    assert choose_lifter([], WIDTH, HEIGHT) == Lifter(None, 0)
    assert choose_lifter([[], [], []], WIDTH, HEIGHT) == Lifter(None, 0)


def test_the_larger_person_is_followed() -> None:
    large, small = standing(80, 300), standing(450, 180)
    chosen = choose_lifter([[small, large]] * 3, WIDTH, HEIGHT)
    assert chosen.people == 2
    assert chosen.region is not None
    assert holds(chosen.region, large)
    assert not holds(chosen.region, small)


def test_a_moving_person_is_preferred_to_a_spectator() -> None:
    spectator = standing(60, 270)
    samples = [[spectator, standing(420)], [spectator, bent(420)], [spectator, standing(420)]]
    chosen = choose_lifter(samples, WIDTH, HEIGHT)
    assert chosen.region is not None
    assert holds(chosen.region, standing(420))
    assert holds(chosen.region, bent(420))
    assert not holds(chosen.region, spectator)


def test_a_passer_by_is_not_the_lifter() -> None:
    samples = [[standing(300)], [standing(300), standing(60, 300)], [standing(300)]]
    chosen = choose_lifter(samples, WIDTH, HEIGHT)
    assert chosen.people == 2
    assert chosen.region is not None
    assert holds(chosen.region, standing(300))


def test_small_people_in_the_background_do_not_count() -> None:
    assert choose_lifter([[standing(300), standing(30, 60)]] * 3, WIDTH, HEIGHT).people == 1


def test_two_detections_of_one_body_count_once() -> None:
    a = standing(300)
    b = (a[0] + 4, a[1] + 3, a[2] + 4, a[3])
    assert choose_lifter([[a, b]] * 3, WIDTH, HEIGHT).people == 1


BOXES = st.builds(
    lambda x, y, w, h: (x, y, x + w, y + h),
    st.floats(-50, 600),
    st.floats(-50, 300),
    st.floats(5, 300),
    st.floats(5, 360),
)


@given(st.lists(st.lists(BOXES, max_size=4), max_size=3))
def test_the_region_lies_in_the_picture(samples: list[list[Box]]) -> None:
    chosen = choose_lifter(samples, WIDTH, HEIGHT)
    if chosen.region is None:
        return
    region = chosen.region
    assert 0 <= region.left <= WIDTH
    assert 0 <= region.top <= HEIGHT
    assert region.right <= WIDTH
    assert region.bottom <= HEIGHT


@pytest.mark.parametrize("corner", [(0, 0), (13, 7)])
def test_a_region_is_cut_at_its_corner(corner: tuple[int, int]) -> None:
    image = np.arange(36 * 64 * 3, dtype=np.uint64).astype(np.uint8).reshape(36, 64, 3)
    region = Region(corner[0], corner[1], 50, 30)
    cut = region.cut(image)
    np.testing.assert_array_equal(cut, image[corner[1] : 30, corner[0] : 50])
    assert cut.flags.c_contiguous
    assert region.corner.tolist() == list(corner)


def test_the_region_of_a_bent_lifter_has_room_to_stand_up() -> None:
    width, height = 1280, 720
    chosen = choose_lifter([[(170.0, 340.0, 390.0, 590.0)]] * 3, width, height)
    assert chosen.region is not None
    assert chosen.region.top < 590 - 1.6 * (590 - 340)
