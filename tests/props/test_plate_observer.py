"""Small pictures around the hands: few per second, centred on the hands, scaled by the trunk's length."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hiphinge.core.body import LANDMARKS, pair
from hiphinge.pose.estimator import Pose
from hiphinge.props.plate_circles import HALF, SIZE, TRUNK_PX
from hiphinge.props.plate_observer import RATE_HZ, PlateObserver, cut_around


def pose(hands: tuple[float, float], trunk_px: float) -> Pose:
    """A person with the hands at a point and a trunk of a given length."""
    position = np.zeros((len(LANDMARKS), 2), dtype=np.float32)
    position[list(pair("wrist"))] = hands
    position[list(pair("hip"))] = (100.0, 100.0 + trunk_px)
    position[list(pair("shoulder"))] = (100.0, 100.0)
    return Pose(position, np.ones(len(LANDMARKS), dtype=np.float32))


@pytest.mark.parametrize("unit_px", [30.0, 90.0, 160.0])
@pytest.mark.parametrize("hands", [(200.0, 150.0), (20.0, 280.0)])
def test_the_picture_is_centred_on_the_hands_and_scaled(unit_px: float, hands: tuple[float, float]) -> None:
    picture = np.full((300, 400, 3), 120, dtype=np.uint8)
    beside = (hands[0] + 0.3 * unit_px, hands[1] - 0.2 * unit_px)
    cv2.circle(picture, (round(beside[0]), round(beside[1])), max(2, round(0.05 * unit_px)), (255, 255, 255), -1)
    cut = cut_around(picture, np.array(hands), unit_px)
    assert cut.shape == (SIZE, SIZE)
    row, column = np.argwhere(cut > 190).mean(axis=0)
    assert column - HALF == pytest.approx(0.3 * TRUNK_PX, abs=1.5)
    assert row - HALF == pytest.approx(-0.2 * TRUNK_PX, abs=1.5)


def test_few_pictures_are_kept_with_their_times() -> None:
    observer = PlateObserver()
    picture = np.full((300, 400, 3), 120, dtype=np.uint8)
    for number in range(90):
        observer.observe(picture, number / 30, pose((200.0, 150.0), 80.0))
    sight = observer.observation()
    assert len(sight) == len(sight.pictures)
    assert 2 * RATE_HZ < len(sight) <= 3 * RATE_HZ
    assert np.diff(sight.time_s) == pytest.approx(4 / 30)
    assert sight.unit_px == pytest.approx(80.0)


def test_a_briefly_foreshortened_trunk_hardly_changes_the_scale() -> None:
    observer = PlateObserver()
    picture = np.full((300, 400, 3), 120, dtype=np.uint8)
    for number in range(80):
        observer.observe(picture, number / 8, pose((200.0, 150.0), 20.0 if number % 10 == 5 else 80.0))
    assert observer.observation().unit_px[10:] == pytest.approx(80.0)


def test_no_picture_is_kept_without_hands() -> None:
    observer = PlateObserver()
    observer.observe(np.zeros((30, 40, 3), dtype=np.uint8), 0.0, None)
    observer.observe(np.zeros((30, 40, 3), dtype=np.uint8), 1.0, pose((float("nan"), 0.0), 80.0))
    assert len(observer.observation()) == 0
