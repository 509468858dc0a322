"""HEIC photographs made for tests, in one piece or as a grid of tiles as phones store them (ISO/IEC 23008-12)."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def write_heic(path: Path, picture: NDArray[np.uint8], *, tile_px: int | None = None, quarter_turns: int = 0) -> Path:
    """Write an RGB picture of shape (height, width, 3), to be shown turned counter-clockwise; return its path.

    With `tile_px` it is a grid of tiles of that side, the last ones padded with black.
    """
    height, width = picture.shape[:2]
    side_y, side_x = (height, width) if tile_px is None else (tile_px, tile_px)
    rows, columns = -(-height // side_y), -(-width // side_x)
    padded = np.zeros((rows * side_y, columns * side_x, 3), dtype=np.uint8)
    padded[:height, :width] = picture
    tiles = [
        _encoded(padded[y * side_y : (y + 1) * side_y, x * side_x : (x + 1) * side_x])
        for y in range(rows)
        for x in range(columns)
    ]
    items = [(number, b"hvc1", data) for number, (_, data) in enumerate(tiles, start=1)]
    turn = _box(b"irot", bytes([quarter_turns]))
    properties = [_box(b"hvcC", tiles[0][0]), _size(side_x, side_y), _size(width, height), turn]
    shown = [(1, b"\x81\x02\x84")]
    references = b""
    if tile_px is not None:
        grid = len(items) + 1
        members = struct.pack(f">HH{len(items)}H", grid, len(items), *range(1, grid))
        references = _full(b"iref", 0, _box(b"dimg", members))
        shown = [(number, b"\x81\x02") for number, *_ in items] + [(grid, b"\x03\x84")]
        items.append((grid, b"grid", struct.pack(">4B2H", 0, 0, rows - 1, columns - 1, width, height)))
    links = b"".join(struct.pack(">HB", number, len(used)) + used for number, used in shown)
    head = [
        _full(b"hdlr", 0, struct.pack(">I4s13x", 0, b"pict")),
        _full(b"pitm", 0, struct.pack(">H", items[-1][0])),
        _full(b"iinf", 0, struct.pack(">H", len(items)), *(_entry(number, kind) for number, kind, _ in items)),
        references,
        _box(b"iprp", _box(b"ipco", *properties), _full(b"ipma", 0, struct.pack(">I", len(shown)), links)),
    ]
    brand = _box(b"ftyp", b"heic", bytes(4), b"mif1", b"heic")
    contents = [data for *_, data in items]
    start = len(brand) + len(_full(b"meta", 0, *head, _places(contents, 0))) + 8
    path.write_bytes(brand + _full(b"meta", 0, *head, _places(contents, start)) + _box(b"mdat", *contents))
    return path


def _encoded(picture: NDArray[np.uint8]) -> tuple[bytes, bytes]:
    """Return the decoder's configuration and the data of a picture as HEVC."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        options = {"x265-params": "log-level=none:keyint=1", "preset": "ultrafast"}
        stream = container.add_stream("libx265", rate=1, options=options)
        stream.width, stream.height, stream.pix_fmt = picture.shape[1], picture.shape[0], "yuv420p"
        stream.codec_context.codec_tag = "hvc1"
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    content = file.getvalue()
    at = content.find(b"hvcC")
    (length,) = struct.unpack(">I", content[at - 4 : at])
    with av.open(io.BytesIO(content), "r") as written:
        data = next(bytes(packet) for packet in written.demux(video=0) if packet.size)
    return content[at + 4 : at - 4 + length], data


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full(kind: bytes, version: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24), *parts)


def _size(width: int, height: int) -> bytes:
    return _full(b"ispe", 0, struct.pack(">II", width, height))


def _entry(number: int, kind: bytes) -> bytes:
    return _full(b"infe", 2, struct.pack(">HH4sx", number, 0, kind))


def _places(contents: list[bytes], start: int) -> bytes:
    """Return the box of where each item's data are, one after the other from `start`."""
    entries = []
    for number, data in enumerate(contents, start=1):
        entries.append(struct.pack(">4H2I", number, 0, 0, 1, start, len(data)))
        start += len(data)
    return _full(b"iloc", 1, struct.pack(">BBH", 0x44, 0, len(contents)), *entries)
