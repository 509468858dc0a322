"""The annotated video: the recording's own times, a browser's codec, the drawing where the body is."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

import hiphinge.report.replay.video as overlay_module
from hiphinge.core.errors import ArgumentError, HipHingeError, RecordingError
from hiphinge.core.motion import Motion
from hiphinge.report.replay import video as overlay
from hiphinge.result import Analysis
from tests.report.lifter import WIDTH, make_analysis, make_motion, make_table, write_clip

STEPS_MS = [0, 33, 67, 100, 150, 233, 266, 400, 433, 467]
"""A phone's variable frame rate."""


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mp4", STEPS_MS)


def short(analysis: Analysis, path: Path) -> tuple[Motion, Analysis]:
    """Return motion and analysis of a clip that begins in the middle of the first repetition."""
    times = np.array(STEPS_MS) / 1000
    table = make_table(times + 2.2, 3, judged=analysis.judged)
    motion = make_motion(analysis, times + 2.2, str(path))
    motion = Motion.build(time_s=times, position=motion.position, confidence=motion.confidence, source=motion.source)
    return motion, analysis.with_frames(table)


def frames_of(path: Path) -> list[tuple[float, NDArray[np.uint8]]]:
    with av.open(str(path)) as container:
        return [
            (float(frame.pts * frame.time_base), np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8))
            for frame in container.decode(video=0)
            if frame.pts is not None and frame.time_base is not None
        ]


def test_times_size_and_codec(tmp_path: Path, clip: Path, analysis: Analysis) -> None:
    motion, shown = short(analysis, clip)
    drawn: list[int] = []
    path = overlay.write(motion, shown, tmp_path / "annotated.mp4", on_frame=drawn.append)
    times = [time_s for time_s, _ in frames_of(path)]
    assert times == pytest.approx(np.array(STEPS_MS) / 1000, abs=1e-4)
    assert drawn == list(range(1, len(STEPS_MS) + 1))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (640, 360)
        assert not container.streams.audio
    head = path.read_bytes()[:4096]
    assert b"moov" in head, "the index stands first, so that playing can begin before the end is read"


@pytest.mark.parametrize("facing", ["right", "left"])
def test_the_skeleton_is_drawn_where_the_body_is(tmp_path: Path, clip: Path, analysis: Analysis, facing: str) -> None:
    motion = make_motion(analysis, np.array(STEPS_MS) / 1000, str(clip), facing=facing)
    path = overlay.write(motion, make_analysis(judged=False), tmp_path / "annotated.mp4")
    _, picture = frames_of(path)[0]
    x, y = motion.point("right_knee")[0]
    column, row = (x if facing == "right" else -x) * 2, -y * 2
    near = picture[round(row) - 3 : round(row) + 4, round(column) - 3 : round(column) + 4].reshape(-1, 3)
    assert near.max() > 180
    away = picture[round(row) - 3 : round(row) + 4, round(WIDTH * 2 - column) - 3 : round(WIDTH * 2 - column) + 4]
    assert np.ptp(away) < 40


def test_odd_and_tiny_pictures_get_even_sides() -> None:
    for height, width in ((405, 720), (1, 500), (97, 33), (719, 719)):
        picture, scale = overlay._sized(np.zeros((height, width, 3), dtype=np.uint8))
        assert picture.shape[0] % 2 == picture.shape[1] % 2 == 0
        assert max(picture.shape) >= 640
        assert math.isclose(max(picture.shape), scale * max(height, width), abs_tol=2)
        assert picture.flags.writeable


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path, clip: Path, analysis: Analysis) -> None:
    motion, shown = short(analysis, clip)
    folder = tmp_path / "results"
    folder.mkdir()
    earlier = folder / "annotated.mp4"
    earlier.write_bytes(b"earlier")

    def interrupt(done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        overlay.write(motion, shown, earlier, on_frame=interrupt)
    assert [entry.name for entry in folder.iterdir()] == ["annotated.mp4"]
    assert earlier.read_bytes() == b"earlier"


def test_an_encoder_that_fails_is_reported(
    tmp_path: Path, clip: Path, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    motion, shown = short(analysis, clip)
    monkeypatch.setitem(overlay_module._OPTIONS, "preset", "no such preset")
    folder = tmp_path / "results"
    folder.mkdir()
    with pytest.raises(HipHingeError, match="annotated video"):
        overlay.write(motion, shown, folder / "annotated.mp4")
    assert not list(folder.iterdir())


def test_a_motion_without_pictures_is_refused(tmp_path: Path, analysis: Analysis) -> None:
    motion = make_motion(analysis, np.arange(9) / 30)
    metric = replace(motion, unit="m")
    with pytest.raises(ArgumentError, match="leave the video out"):
        overlay.write(metric, analysis, tmp_path / "annotated.mp4")


def test_a_missing_recording_is_reported(tmp_path: Path, analysis: Analysis) -> None:
    motion = make_motion(analysis, np.arange(9) / 30, str(tmp_path / "gone.mp4"))
    with pytest.raises(RecordingError):
        overlay.write(motion, analysis, tmp_path / "annotated.mp4")
    assert not list(tmp_path.iterdir())
