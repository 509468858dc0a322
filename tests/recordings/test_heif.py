"""HEIC photographs: those in one piece are read upright, those in tiles are refused and never read as one tile."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.recordings.recording import Recording
from tests import clips
from tests.heif import write_heic

PICTURE = clips.picture(300, 400)


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_a_photo_in_one_piece_is_upright_and_still(tmp_path: Path, quarter_turns: int) -> None:
    path = write_heic(tmp_path / "photo.HEIC", PICTURE, quarter_turns=quarter_turns)
    with Recording(path) as recording, recording.frames() as frames:
        images = [frame.image for frame in frames]
        size = recording.info.width_px, recording.info.height_px
        assert (recording.info.kind, size) == ("image", (400, 300) if quarter_turns % 2 else (300, 400))
    order = ["red", "blue", "white", "green"]  # counter-clockwise from the top left
    turned = order[-quarter_turns:] + order[:-quarter_turns] if quarter_turns else order
    assert [clips.corners(image) for image in images] == [[turned[at] for at in (0, 3, 1, 2)]]


@pytest.mark.parametrize("name", ["photo.heic", "photo.HEIF", "renamed.jpg", "no suffix"])
@pytest.mark.parametrize("quarter_turns", [0, 1])
def test_a_photo_in_tiles_is_refused_with_the_remedy(tmp_path: Path, name: str, quarter_turns: int) -> None:
    path = write_heic(tmp_path / name, PICTURE, tile_px=128, quarter_turns=quarter_turns)
    with pytest.raises(RecordingError, match=r"12 tiles.*JPEG.*Most Compatible"), Recording(path) as recording:
        recording.frames()


def test_a_folder_of_them_gets_the_same_answer(tmp_path: Path) -> None:
    for number in (1, 2):
        write_heic(tmp_path / f"IMG_{number}.HEIC", PICTURE, tile_px=256)
    with pytest.raises(RecordingError, match=r"IMG_2\.HEIC.*Most Compatible"), Recording(tmp_path) as recording:
        recording.frames()


def test_a_folder_with_one_among_others_reports_it(tmp_path: Path) -> None:
    clips.write_images(tmp_path, ["1.png", "2.png"])
    write_heic(tmp_path / "3.heic", PICTURE, tile_px=256)
    with Recording(tmp_path) as recording, recording.frames() as frames:
        assert len(list(frames)) == 2
        assert any("3.heic" in warning for warning in frames.warnings)
