"""Pictures kept for the wall: spread over the recording, never many, and still where they are put together."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.props.wall_observer import LOOKED_AT, WallObserver, still_picture


@pytest.mark.parametrize("frames", [1, 40, 62, 63, 1000])
def test_pictures_are_kept_of_all_of_the_recording_and_never_many(frames: int) -> None:
    observer = WallObserver()
    for number in range(frames):
        observer.observe(np.full((2, 2, 3), (*divmod(number, 256)[::-1], 0), dtype=np.uint8), number / 30, None)
    kept = [int(picture[0, 0, 0]) + 256 * int(picture[0, 0, 1]) for picture in observer.observation().pictures]
    assert min(frames, LOOKED_AT) <= len(kept) <= 2 * LOOKED_AT
    steps = set(np.diff(kept))
    assert len(steps) <= 1
    assert frames - kept[-1] <= max(steps, default=1)


def test_what_moves_leaves_the_still_picture() -> None:
    observer = WallObserver()
    for number in range(100):
        picture = np.full((40, 60, 3), 150, dtype=np.uint8)
        picture[10:20, number % 50 : number % 50 + 8] = 20
        observer.observe(picture, number / 30, None)
    np.testing.assert_array_equal(still_picture(observer.observation()), 150.0)
