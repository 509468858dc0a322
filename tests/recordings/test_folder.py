"""The images of a folder and their order."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.recordings.folder import FolderSource, images_of
from hiphinge.recordings.stream import Pace
from tests import clips


def test_images_are_in_natural_order(tmp_path: Path) -> None:
    for number in (10, 9, 100):
        cv2.imwrite(str(tmp_path / f"frame {number}.png"), clips.picture(index=number))
    (tmp_path / "notes.txt").write_text("no picture")
    assert [path.stem for path in images_of(tmp_path)] == ["frame 9", "frame 10", "frame 100"]


def test_a_folder_without_images_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no image"):
        images_of(tmp_path)


def test_images_of_another_size_are_skipped_and_reported(tmp_path: Path) -> None:
    for number, size in enumerate(((64, 48), (64, 48), (32, 48))):
        cv2.imwrite(str(tmp_path / f"{number}_{100 * number}ms.png"), clips.picture(*size))
    source = FolderSource(tmp_path, 720, Pace(0.0))
    assert [frame.time_s for frame in source.frames()] == pytest.approx([0.0, 0.1])
    assert "1 image could not be read" in source.warnings[0]
