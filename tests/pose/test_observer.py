"""Rules for every observer of the first pass: it keeps little and changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.body import LANDMARKS, pair
from hiphinge.core.props import DRILLS
from hiphinge.pose.estimator import Pose
from hiphinge.props.observers import observers_for

PICTURE = np.random.default_rng(2).integers(0, 256, (200, 240, 3), dtype=np.uint8)
OBSERVERS = [type(observer) for drill in (None, *DRILLS) for observer in observers_for(drill)]


def person() -> Pose:
    position = np.full((len(LANDMARKS), 2), 100.0, dtype=np.float32)
    position[list(pair("shoulder"))] = (100.0, 60.0)
    return Pose(position, np.ones(len(LANDMARKS), dtype=np.float32))


def content(evidence: object) -> list[bytes]:
    """The bytes of the pictures in the evidence of an observer."""
    return [np.asarray(picture).tobytes() for picture in evidence.pictures]  # type: ignore[attr-defined]


def test_each_observer_has_its_own_name() -> None:
    assert len({kind.name for kind in OBSERVERS}) == len(OBSERVERS) == 3


@pytest.mark.parametrize("kind", OBSERVERS)
def test_an_observer_without_pictures_has_no_evidence(kind: type) -> None:
    assert content(kind().observation()) == []


@pytest.mark.parametrize("kind", OBSERVERS)
def test_the_picture_is_neither_changed_nor_referenced(kind: type) -> None:
    observer, picture = kind(), PICTURE.copy()
    observer.observe(picture, 0.0, person())
    np.testing.assert_array_equal(picture, PICTURE)
    before = content(observer.observation())
    assert len(before) == 1
    picture[:] = 0
    assert content(observer.observation()) == before


@pytest.mark.parametrize("kind", OBSERVERS)
def test_pictures_without_a_person_are_accepted(kind: type) -> None:
    observer = kind()
    for i in range(4):
        observer.observe(PICTURE, 0.1 * i, None)
    observer.observation()
