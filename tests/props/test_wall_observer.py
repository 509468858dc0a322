"""Pictures kept for the wall: spread over the recording, few, and static in their median."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.props.wall_observer import MIN_PICTURES, WallObserver, still_picture


@pytest.mark.parametrize("frames", [1, 40, 62, 63, 1000])
def test_a_bounded_number_of_pictures_covers_the_whole_recording(frames: int) -> None:
    observer = WallObserver()
    for number in range(frames):
        observer.observe(np.full((2, 2, 3), (*divmod(number, 256)[::-1], 0), dtype=np.uint8), number / 30, None)
    kept = [int(picture[0, 0, 0]) + 256 * int(picture[0, 0, 1]) for picture in observer.observation().pictures]
    assert min(frames, MIN_PICTURES) <= len(kept) <= 2 * MIN_PICTURES
    steps = set(np.diff(kept))
    assert len(steps) <= 1
    assert frames - kept[-1] <= max(steps, default=1)


def test_moving_objects_vanish_from_the_static_picture() -> None:
    observer = WallObserver()
    for number in range(100):
        picture = np.full((40, 60, 3), 150, dtype=np.uint8)
        picture[10:20, number % 50 : number % 50 + 8] = 20
        observer.observe(picture, number / 30, None)
    np.testing.assert_array_equal(still_picture(observer.observation()), 150.0)
