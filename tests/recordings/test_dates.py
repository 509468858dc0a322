"""When a recording was made: what its container or its EXIF says, and what is not believed of it."""

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

MADE = datetime(2024, 5, 17, 8, 30, 15, tzinfo=UTC)
CHANGED = datetime(2023, 2, 3, 4, 5, 6, tzinfo=UTC)


def written(path: Path, **metadata: str) -> Path:
    """A clip with metadata of its container, changed at a known time."""
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update(metadata)
        stream = container.add_stream("libx264", rate=30)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(clips.picture(index=index), format="rgb24")))
        container.mux(stream.encode())
    os.utime(path, (CHANGED.timestamp(), CHANGED.timestamp()))
    return path


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"creation_time": "2024-05-17T08:30:15.000000Z"}, (MADE, "container")),
        ({"com.apple.quicktime.creationdate": "2024-05-17T10:30:15+0200"}, (MADE, "container")),
        ({"creation_time": "1904-01-01T00:00:00.000000Z"}, (CHANGED, "file")),
        ({"creation_time": "yesterday, I think"}, (CHANGED, "file")),
        ({}, (CHANGED, "file")),
    ],
)
def test_when_it_was_made(tmp_path: Path, metadata: dict[str, str], expected: tuple[datetime, str]) -> None:
    recording = Recording(written(tmp_path / "clip.mp4", **metadata))
    assert (recording.recorded_utc, recording.recorded_utc_from) == expected


def test_a_date_in_the_future_is_a_wrong_clock(tmp_path: Path) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=40)).isoformat()
    assert Recording(written(tmp_path / "clip.mp4", creation_time=ahead)).recorded_utc_from == "file"


def photograph(path: Path, order: str, taken: str, zone: str | None) -> Path:
    """A JPEG with the EXIF date that cameras write."""
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
def test_a_photograph_says_when_it_was_taken(tmp_path: Path, order: str) -> None:
    path = photograph(tmp_path / "photo.jpg", order, "2024:05:17 10:30:15", "+02:00")
    assert (Recording(path).recorded_utc, Recording(path).recorded_utc_from) == (MADE, "container")
    assert Recording(tmp_path).recorded_utc == MADE


def test_a_photograph_without_a_zone_was_taken_in_this_place(tmp_path: Path) -> None:
    path = photograph(tmp_path / "photo.jpg", "<", "2024:05:17 10:30:15", None)
    assert Recording(path).recorded_utc == datetime(2024, 5, 17, 10, 30, 15).astimezone(UTC)


@pytest.mark.parametrize("cut", [20, 40, 60, 80])
def test_damaged_exif_says_nothing(tmp_path: Path, cut: int) -> None:
    path = photograph(tmp_path / "photo.jpg", "<", "2024:05:17 10:30:15", "+02:00")
    data = path.read_bytes()
    path.write_bytes(data[:cut] + bytes(60) + data[cut + 60 :])
    assert Recording(path).recorded_utc_from in {"file", "container"}
