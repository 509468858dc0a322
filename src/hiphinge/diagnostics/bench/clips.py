"""Clips for the benchmarks: the bundled one or a given one, re-encoded and repeated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


FULL_HD: Final = (1920, 1080)
"""Width and height in pixels."""


@contextmanager
def source_clip(clip: Path | None) -> Iterator[Path]:
    """Yield the path of the given clip, or of the bundled one."""
    from importlib.resources import as_file, files

    if clip is not None:
        yield clip
        return
    with as_file(files("hiphinge") / "data" / "demo.mp4") as bundled:
        yield bundled


def encoded(source: Path, target: Path, *, size: tuple[int, int] | None = None, frames: int | None = None) -> Path:
    """Encode the pictures of a video as H.264 at 30 frames a second, fitted into `size` (width, height) if given."""
    import av

    from hiphinge.recordings.frames import open_frames

    options = {"preset": "superfast", "crf": "20", "bf": "0", "g": "60", "sc_threshold": "0"}
    with open_frames(source, max_side_px=max(FULL_HD)) as pictures, av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=30, options=options)
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            if picture.index == frames:
                break
            height, width = picture.image.shape[:2]
            size = size or (width - width % 2, height - height % 2)
            if picture.index == 0:
                stream.width, stream.height = size
            frame = av.VideoFrame.from_ndarray(_fitted(picture.image, size), format="rgb24")
            frame.pts, frame.time_base = picture.index, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target


def _fitted(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture of `size` (width, height) with `image` scaled to fit, on grey."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    shown = (min(size[0], round(width * scale)), min(size[1], round(height * scale)))
    left, top = (size[0] - shown[0]) // 2, (size[1] - shown[1]) // 2
    canvas = np.full((size[1], size[0], 3), 127, dtype=np.uint8)
    canvas[top : top + shown[1], left : left + shown[0]] = cv2.resize(image, shown)
    return canvas


def repeated(once: Path, target: Path, lasting_s: float) -> tuple[float, int]:
    """Repeat an encoded clip to `lasting_s` or more without re-encoding; return its length, seconds, and its frames."""
    import av

    with av.open(str(target), "w") as out:
        stream, shift, count = None, 0, 0
        while True:
            with av.open(str(once)) as container:
                template = container.streams.video[0]
                stream = stream or out.add_stream_from_template(template)
                tick = cast("Fraction", template.time_base)
                end = shift
                for packet in container.demux(template):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    end = max(end, packet.pts + round(1 / 30 / tick))
                    packet.stream = stream
                    out.mux(packet)
                    count += 1
            shift = end
            if shift * tick >= lasting_s:
                return float(shift * tick), count
