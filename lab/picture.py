"""Apply the effects of a phone to a picture (noise, blur, exposure), and write the mp4 file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Grade:
    """noise: grey levels; blur: pixels; gain, gamma: exposure; quality: x264 CRF (higher = smaller file)."""

    noise: float = 2.0
    blur: float = 0.0
    gain: float = 1.0
    gamma: float = 1.0
    quality: int = 24
    label: str = ""


class Grader:
    """Applies a grade to pictures; noise comes from a small bank of frames that is shifted at random."""

    def __init__(self, grade: Grade, width: int, height: int, rng: np.random.Generator) -> None:
        """Prepare lookup table and noise bank."""
        self.grade, self.rng = grade, rng
        levels = np.clip(grade.gain * (np.arange(256) / 255.0) ** grade.gamma, 0, 1)
        self.table = (255 * levels).astype(np.int16)
        self.bank = [(grade.noise * rng.standard_normal((height, width, 3))).astype(np.int16) for _ in range(4)]

    def __call__(self, picture: Picture) -> Picture:
        """Return the graded picture (H, W, 3)."""
        if self.grade.blur > 0.05:
            picture = np.asarray(Image.fromarray(picture).filter(ImageFilter.BoxBlur(self.grade.blur)))
        out = self.table[picture]
        if self.grade.noise > 0:
            noise = self.bank[int(self.rng.integers(len(self.bank)))]
            shift = int(self.rng.integers(noise.shape[1]))
            out = out + np.roll(noise, shift, axis=1)
        graded = np.clip(out, 0, 255).astype(np.uint8)
        return labelled(graded, self.grade.label) if self.grade.label else graded


def labelled(picture: Picture, text: str) -> Picture:
    """Burn a text into the lower left corner."""
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image, "RGBA")
    font = ImageFont.load_default(size=max(11, picture.shape[0] // 42))
    box = draw.textbbox((0, 0), text, font=font)
    x, y = 8, picture.shape[0] - (box[3] - box[1]) - 16
    draw.rectangle((x - 4, y - 3, x + box[2] + 5, y + box[3] + 4), fill=(0, 0, 0, 110))
    draw.text((x, y), text, font=font, fill=(255, 255, 255, 235))
    return np.asarray(image)


def write_mp4(path: Path, pictures: Iterator[Picture], frame_rate_hz: int, size: tuple[int, int], quality: int) -> int:
    """Encode pictures as H.264 yuv420p; returns the number of frames. Written under a temporary name, then renamed."""
    part = path.with_suffix(".part.mp4")
    count = 0
    with av.open(str(part), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=frame_rate_hz)
        stream.width, stream.height, stream.pix_fmt = size[0], size[1], "yuv420p"
        stream.time_base = Fraction(1, frame_rate_hz)
        stream.options = {"crf": str(quality), "preset": "veryfast"}
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = count, Fraction(1, frame_rate_hz)
            container.mux(stream.encode(frame))
            count += 1
        container.mux(stream.encode())
    part.replace(path)
    return count
