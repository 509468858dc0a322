"""Cameras: absent ones are refused, present ones are read until they stop."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.recordings.frames import VideoInfo, open_frames
from tests import clips

UPRIGHT = list(clips.CORNERS)


@pytest.mark.parametrize("camera", [93, "93", -1])
def test_an_absent_camera_is_refused(camera: int | str) -> None:
    if sys.platform != "linux" and camera != -1:
        pytest.skip("asking for a camera may ask the user for permission here")
    with pytest.raises(RecordingError, match="camera"):
        open_frames(camera)


class FakeCamera:
    """Replacement for OpenCV's capture: four upright pictures in BGR, then nothing."""

    def __init__(self, _: int) -> None:
        self.left = 4

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def grab(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def retrieve(self) -> tuple[bool, np.ndarray]:
        return True, clips.picture()[..., ::-1]

    def read(self) -> tuple[bool, np.ndarray]:
        self.grab()
        return self.retrieve()

    def get(self, _: int) -> float:
        return 25.0

    def release(self) -> None:
        self.left = -1


def test_a_camera_is_read_until_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cv2.VideoCapture", FakeCamera)
    monkeypatch.setattr(sys, "platform", "darwin")  # where there is no device file to look for
    with open_frames("0", max_side_px=32, max_rate_hz=1e6) as stream:
        frames = list(stream)
        assert stream.info == VideoInfo("camera 0", "video", 64, 48, 25.0, None, None)
        assert stream.warnings == ("the camera stopped delivering pictures",)
    assert [clips.corners(f.image) for f in frames] == [UPRIGHT] * 3
    assert frames[0].image.shape == (24, 32, 3)
    assert 0 <= frames[0].time_s < frames[1].time_s < frames[2].time_s
