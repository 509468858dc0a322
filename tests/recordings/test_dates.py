"""The date of a recording from its container or EXIF, and implausible dates that are refused."""

from __future__ import annotations

import os
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import cv2
import pytest

from hiphinge.recordings.recording import Recording
from tests import clips

RECORDED = datetime(2024, 5, 17, 8, 30, 15, tzinfo=UTC)
MODIFIED = datetime(2023, 2, 3, 4, 5, 6, tzinfo=UTC)


def clip_with_metadata(path: Path, **metadata: str) -> Path:
    """Write a clip with container metadata and a known modification time."""
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update(metadata)
        stream = container.add_stream("libx264", rate=30)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(clips.picture(index=index), format="rgb24")))
        container.mux(stream.encode())
    os.utime(path, (MODIFIED.timestamp(), MODIFIED.timestamp()))
    return path


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"creation_time": "2024-05-17T08:30:15.000000Z"}, (RECORDED, "container")),
        ({"com.apple.quicktime.creationdate": "2024-05-17T10:30:15+0200"}, (RECORDED, "container")),
        ({"creation_time": "1904-01-01T00:00:00.000000Z"}, (MODIFIED, "file")),
        ({"creation_time": "yesterday, I think"}, (MODIFIED, "file")),
        ({}, (MODIFIED, "file")),
    ],
)
def test_the_date_comes_from_the_container_or_the_file(
    tmp_path: Path, metadata: dict[str, str], expected: tuple[datetime, str]
) -> None:
    recording = Recording(clip_with_metadata(tmp_path / "clip.mp4", **metadata))
    assert (recording.recorded_utc, recording.recorded_utc_from) == expected


def test_a_date_in_the_future_is_not_used(tmp_path: Path) -> None:
    future = (datetime.now(UTC) + timedelta(days=40)).isoformat()
    assert Recording(clip_with_metadata(tmp_path / "clip.mp4", creation_time=future)).recorded_utc_from == "file"


def photograph(path: Path, order: str, taken: str, zone: str | None) -> Path:
    """Write a JPEG with the EXIF date that cameras write."""
    entries = [(0x9003, taken)] + ([(0x9011, zone)] if zone is not None else [])
    inner_at = 8 + 2 + 12 + 4
    text_at = inner_at + 2 + 12 * len(entries) + 4
    inner, texts = struct.pack(order + "H", len(entries)), b""
    for tag, text in entries:
        data = text.encode() + b"\x00"
        inner += struct.pack(order + "HHII", tag, 2, len(data), text_at + len(texts))
        texts += data
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", 8)
    first = struct.pack(order + "HHHIII", 1, 0x8769, 4, 1, inner_at, 0)
    block = b"Exif\x00\x00" + head + first + inner + struct.pack(order + "I", 0) + texts
    jpeg = cv2.imencode(".jpg", clips.picture())[1].tobytes()
    path.write_bytes(jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:])
    return path


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_date_of_a_photograph_is_that_of_its_exif(tmp_path: Path, order: str) -> None:
    path = photograph(tmp_path / "photo.jpg", order, "2024:05:17 10:30:15", "+02:00")
    assert (Recording(path).recorded_utc, Recording(path).recorded_utc_from) == (RECORDED, "container")
    assert Recording(tmp_path).recorded_utc == RECORDED


def test_exif_without_a_time_zone_is_local_time(tmp_path: Path) -> None:
    path = photograph(tmp_path / "photo.jpg", "<", "2024:05:17 10:30:15", None)
    assert Recording(path).recorded_utc == datetime(2024, 5, 17, 10, 30, 15).astimezone(UTC)


@pytest.mark.parametrize("cut", [20, 40, 60, 80])
def test_damaged_exif_raises_no_error(tmp_path: Path, cut: int) -> None:
    path = photograph(tmp_path / "photo.jpg", "<", "2024:05:17 10:30:15", "+02:00")
    data = path.read_bytes()
    path.write_bytes(data[:cut] + bytes(60) + data[cut + 60 :])
    assert Recording(path).recorded_utc_from in {"file", "container"}
