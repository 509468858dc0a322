"""Recordings made for tests: small clips whose times, corners and damage are known exactly.

Every picture has four coloured corners, so that turning and mirroring show, and a grey middle that tells its index.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import PictureType
from numpy.typing import NDArray

NTSC = Fraction(30000, 1001)
CORNERS = {"red": (220, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 220), "white": (240, 240, 240)}
"""Colours of the corners of an upright picture: top left, top right, bottom left, bottom right."""


def picture(width: int = 64, height: int = 48, index: int = 0) -> NDArray[np.uint8]:
    """Return an RGB picture of shape (height, width, 3): coloured corners, and index × 8 (modulo 256) in the middle."""
    image = np.full((height, width, 3), (index * 8) % 256, dtype=np.uint8)
    y, x = height // 3, width // 3
    image[:y, :x], image[:y, -x:], image[-y:, :x], image[-y:, -x:] = CORNERS.values()
    return image


def corners(image: NDArray[np.uint8]) -> list[str]:
    """Return the names of the corners' colours: top left, top right, bottom left, bottom right."""
    height, width = image.shape[:2]
    y, x = height // 8, width // 8
    seen = (image[y, x], image[y, -x - 1], image[-y - 1, x], image[-y - 1, -x - 1])
    names = list(CORNERS)
    table = np.array(list(CORNERS.values()), dtype=float)
    return [names[int(np.abs(table - pixel).sum(axis=1).argmin())] for pixel in seen]


def even_times(count: int, rate: Fraction = NTSC) -> list[Fraction]:
    """Return times of evenly spaced frames, in seconds."""
    return [i / rate for i in range(count)]


def variable_times(count: int) -> list[Fraction]:
    """Return times as a phone in poor light makes them: 1/30 s, every fifth frame late, every eleventh missing."""
    steps = [Fraction(1, 30) * (2 if i % 11 == 10 else 1) + Fraction(7 * (i % 5 == 4), 1000) for i in range(count)]
    return [sum(steps[:i], Fraction(0)) for i in range(count)]


def write_clip(
    path: Path,
    times: Sequence[Fraction] | None = None,
    *,
    size: tuple[int, int] = (64, 48),
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    time_base: Fraction = Fraction(1, 90000),
    rate: Fraction = NTSC,
    aspect: Fraction | None = None,
    rotation_deg: int = 0,
    noise: bool = False,
    sound: bool = False,
    muxer: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
) -> Path:
    """Write a clip and return its path.

    `times` are in seconds; `rotation_deg` is the turn, counter-clockwise, with which players are to show it; `noise`
    makes it large; `sound` adds a silent track; `muxer` holds options of the container, `metadata` its metadata.
    """
    times = even_times(12) if times is None else times
    generator = np.random.default_rng(7)
    with av.open(str(path), "w", options=muxer or {}) as container:
        container.metadata.update(metadata or {})
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        stream.time_base = stream.codec_context.time_base = time_base
        if codec.startswith("libx26"):
            stream.options = {"preset": "ultrafast", "crf": "8", "x265-params": "log-level=none"}
            if codec == "libx264":
                stream.options.pop("x265-params")
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if sound:
            _add_silence(container, float(times[-1]))
        for index, time in enumerate(times):
            image = picture(*size, index)
            if noise:
                image[size[1] // 3 : -(size[1] // 3)] = generator.integers(
                    0, 256, image[size[1] // 3 : -(size[1] // 3)].shape, dtype=np.uint8
                )
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = round(time / time_base), time_base
            frame.pict_type = PictureType.NONE
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    if rotation_deg:
        turn_mp4(path, rotation_deg)
    return path


def write_sound(path: Path, seconds: float = 0.5) -> Path:
    """Write a recording with sound and no picture."""
    with av.open(str(path), "w") as container:
        _add_silence(container, seconds)
    return path


def turn_mp4(path: Path, rotation_deg: int, *, mirror: bool = False) -> None:
    """Put a display matrix into an MP4's track header, as phones do, to be shown turned counter-clockwise.

    `mirror` also swaps left and right before the turn.
    """
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[rotation_deg]
    a, b, c, d = cos, -sin, sin, cos
    if mirror:
        a, b = -a, -b
    matrix = np.array([a * 65536, b * 65536, 0, c * 65536, d * 65536, 0, 0, 0, 1 << 30], dtype=">i4").tobytes()
    content = bytearray(path.read_bytes())
    header = content.index(b"tkhd") + 4
    at = header + (52 if content[header] == 1 else 40)  # version 1 has 64-bit times
    content[at : at + 36] = matrix
    path.write_bytes(content)


def write_images(folder: Path, names: Sequence[str], size: tuple[int, int] = (64, 48)) -> Path:
    """Write one picture a name, in that order, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, name in enumerate(names):
        _, content = cv2.imencode(Path(name).suffix, picture(*size, index)[..., ::-1])
        (folder / name).write_bytes(content.tobytes())
    return folder


def truncate(path: Path, share: float = 0.5) -> Path:
    """Cut a file off after a share of its bytes, and return its path."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def _add_silence(container: av.container.OutputContainer, seconds: float) -> None:
    stream = container.add_stream("aac", rate=48000, layout="mono")
    for start in range(0, max(1024, int(seconds * 48000)), 1024):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, start, Fraction(1, 48000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
