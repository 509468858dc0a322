"""From a recording to the motion of the lifter in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge import ArgumentError, Motion, RecordingError, open_motion
from hiphinge.core.body import INDEX
from hiphinge.core.measure import FloatArray
from hiphinge.pose.factory import open_estimator
from tests import clips
from tests.conftest import DEMO, SIZE, Remember


@pytest.mark.parametrize("duration_s", [0.0, -1.0, float("nan")])
def test_a_length_that_leaves_nothing_is_refused_as_such(duration_s: float) -> None:
    with pytest.raises(ArgumentError, match=f"above 0 s, but found {duration_s:g} s"):
        open_motion(DEMO, duration_s=duration_s)


def test_the_motion_has_the_times_of_the_recording(tmp_path: Path, remember: Remember) -> None:
    remember()
    times = clips.variable_times(30)
    clip = clips.write_clip(tmp_path / "phone.mp4", times, size=SIZE)
    motion = open_motion(clip, max_rate_hz=1000)
    np.testing.assert_allclose(motion.time_s, [float(time) for time in times], atol=1e-4)
    assert motion.source.kind == "video"
    assert (motion.source.width_px, motion.source.height_px) == SIZE
    assert motion.source.path == str(clip)


def test_progress_is_reported_to_the_end(lifter_clip: Path, remember: Remember) -> None:
    remember()
    progress: list[tuple[int, int | None]] = []
    motion = open_motion(lifter_clip, on_frame=lambda done, total: progress.append((done, total)))
    assert [done for done, _ in progress] == list(range(1, len(motion) + 1))
    assert progress[-1][1] == pytest.approx(len(motion), abs=2)


def test_props_are_observed_unless_nobody_needs_them(lifter_clip: Path, remember: Remember) -> None:
    remember()
    assert set(open_motion(lifter_clip).observations) == {"plate"}
    assert set(open_motion(lifter_clip, drill="wall").observations) == {"wall"}
    assert open_motion(lifter_clip, props=False).observations == {}


def test_a_high_frame_rate_is_reduced(tmp_path: Path, remember: Remember) -> None:
    remember()
    rate = Fraction(120)
    clip = clips.write_clip(tmp_path / "fast.mp4", clips.even_times(120, rate), size=SIZE, rate=rate)
    assert len(open_motion(clip)) == pytest.approx(30, abs=1)


def test_landmarks_are_in_pixels_of_the_analysed_picture(tmp_path: Path, remember: Remember) -> None:
    remember()
    clip = clips.write_clip(tmp_path / "large.mp4", size=(500, 420))
    motion = open_motion(clip, max_side_px=250)
    assert motion.source.scale == pytest.approx(0.5)
    assert (motion.source.width_px, motion.source.height_px) == (500, 420)


def test_a_folder_and_a_single_picture_can_be_read(tmp_path: Path, remember: Remember) -> None:
    remember()
    folder = clips.write_images(tmp_path / "set", [f"frame {i}_{100 * i}ms.png" for i in range(12)], size=SIZE)
    motion = open_motion(folder)
    np.testing.assert_allclose(motion.time_s, np.arange(12) / 10, atol=1e-6)
    assert open_motion(folder / "frame 3_300ms.png").source.kind == "image"


def test_the_number_of_people_is_reported(lifter_clip: Path, remember: Remember) -> None:
    fake = remember()
    fake.boxes = [(10.0, 20.0, 110.0, 200.0), (180.0, 60.0, 240.0, 170.0)]
    motion = open_motion(lifter_clip)
    assert motion.source.people == 2
    assert np.isfinite(motion.position[:, INDEX["right_hip"], 0]).all()
    fake.boxes = []
    assert open_motion(lifter_clip).source.people <= 1


@pytest.mark.parametrize("error", [RuntimeError("the model broke"), KeyboardInterrupt()])
def test_everything_is_closed_after_an_error(lifter_clip: Path, remember: Remember, error: BaseException) -> None:
    fake = remember(error=error, error_at=20)
    with pytest.raises(type(error)):
        open_motion(lifter_clip)
    assert fake.closed


def test_a_missing_recording_and_an_unknown_estimator_are_refused(tmp_path: Path, lifter_clip: Path) -> None:
    with pytest.raises(RecordingError):
        open_motion(tmp_path / "nothing.mp4")
    with pytest.raises(ArgumentError, match="blazepose"):
        open_motion(lifter_clip, estimator="crystal-ball")
    with pytest.raises(ArgumentError, match="rtmlib"):
        open_estimator("")


# With the real estimator, on the bundled clip


def demo_frames(seconds: tuple[float, float], rate_hz: float, height: int) -> list[NDArray[np.uint8]]:
    pictures: list[NDArray[np.uint8]] = []
    with av.open(str(DEMO)) as container:
        for frame in container.decode(video=0):
            time = float(frame.time or 0.0)
            if seconds[0] <= time < seconds[1] and time >= seconds[0] + len(pictures) / rate_hz - 1e-3:
                picture = frame.to_ndarray(format="rgb24")
                width = round(picture.shape[1] * height / picture.shape[0])
                pictures.append(np.asarray(cv2.resize(picture, (width, height)), dtype=np.uint8))
    return pictures


def side_by_side(path: Path, *, large_first: bool) -> Path:
    """Write a clip of two lifters on the same floor, one of them 0.6 times as large."""
    rate = 10
    large = demo_frames((0.5, 4.5), rate, 480)
    small = demo_frames((2.0, 6.0), rate, 288)
    height, width = 480, large[0].shape[1] + small[0].shape[1]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width - width % 2, height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "16"}
        for big, little in zip(large, small, strict=True):
            picture = np.full((height, width, 3), 200, dtype=np.uint8)
            at = 0 if large_first else little.shape[1]
            picture[:, at : at + big.shape[1]] = big
            at = big.shape[1] if large_first else 0
            picture[height - little.shape[0] :, at : at + little.shape[1]] = little
            even = np.ascontiguousarray(picture[:, : stream.width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(even, format="rgb24")))
        container.mux(stream.encode())
    return path


def hips_px(motion: Motion) -> FloatArray:
    return np.asarray(motion.middle("hip")[:, 0])


@pytest.mark.parametrize("large_first", [True, False])
def test_the_larger_of_two_lifters_is_followed(tmp_path: Path, *, large_first: bool) -> None:
    motion = open_motion(side_by_side(tmp_path / "two.mp4", large_first=large_first))
    assert motion.source.people == 2
    assert motion.source.facing == "right"
    x = hips_px(motion)
    seen = np.isfinite(x)
    assert seen.mean() > 0.9
    boundary = motion.source.width_px * (0.625 if large_first else 0.375) * motion.source.scale
    assert ((x[seen] < boundary) == large_first).all()


def test_the_bundled_clip_is_small() -> None:
    with av.open(str(DEMO)) as container:
        stream = container.streams.video[0]
        assert float((stream.duration or 0) * (stream.time_base or 0)) > 5
    assert DEMO.stat().st_size < 600_000
