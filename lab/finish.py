"""Apply the effects of camera and file format to a still: motion blur, softness, exposure, noise, compression."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter
from scipy.ndimage import convolve1d

from lab.exercises import drawn
from lab.picture import Picture


@dataclass(frozen=True)
class Finish:
    """blur, smear: pixels; smear_deg: direction of the smear; noise: grey levels; gain, gamma: exposure.

    tint: red and blue gain; saturation 1 = as is; crf: x264 quality of the clip the still is taken from (0 = none);
    jpeg: quality of the file.
    """

    blur: float = 0.5
    smear: float = 0.0
    smear_deg: float = 0.0
    noise: float = 2.0
    gain: float = 1.0
    gamma: float = 1.0
    tint: tuple[float, float] = (1.0, 1.0)
    saturation: float = 1.0
    crf: int = 0
    jpeg: int = 90


def sample_finish(rng: np.random.Generator, long_side: int) -> Finish:
    """Return the finish of one person's stills, of pictures long_side pixels long."""
    scale = long_side / 720.0
    return Finish(
        blur=scale * (drawn(rng, (0.3, 0.9)) if rng.random() < 0.75 else drawn(rng, (0.9, 2.2))),
        smear=scale * drawn(rng, (2.0, 15.0)) if rng.random() < 0.35 else 0.0,
        smear_deg=drawn(rng, (0.0, 180.0)),
        noise=drawn(rng, (0.3, 4.0)) if rng.random() < 0.75 else drawn(rng, (4.0, 13.0)),
        gain=drawn(rng, (0.70, 1.30)),
        gamma=drawn(rng, (0.70, 1.40)),
        tint=(drawn(rng, (0.92, 1.08)), drawn(rng, (0.90, 1.10))),
        saturation=drawn(rng, (0.5, 1.25)) if rng.random() < 0.95 else 0.0,
        crf=int(rng.integers(20, 35)) if rng.random() < 0.6 else 0,
        jpeg=int(rng.integers(60, 94)) if rng.random() < 0.7 else int(rng.integers(28, 60)),
    )


def smeared(picture: Picture, room: Picture, length: float, angle_deg: float) -> Picture:
    """Blur what moves, which is what differs from the empty room, along a direction; pictures (H, W, 3)."""
    moving = (np.abs(picture.astype(np.int16) - room).max(axis=2) > 3).astype(np.float32)
    rows, columns = np.where(moving > 0)
    if length < 1.5 or not len(rows):
        return picture
    pad = int(length) + 2
    box = np.s_[max(rows.min() - pad, 0) : rows.max() + pad, max(columns.min() - pad, 0) : columns.max() + pad]
    layers = np.dstack([picture[box] * moving[box][..., None], moving[box]])
    layers = np.pad(layers, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    steps = int(np.ceil(length))
    dx, dy = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
    total = np.zeros_like(layers)
    for shift in np.linspace(-0.5 * length, 0.5 * length, steps):
        total += np.roll(layers, (round(shift * dy), round(shift * dx)), axis=(0, 1))
    total = total[pad:-pad, pad:-pad] / steps
    out = picture.copy()
    out[box] = np.round(np.clip(total[..., :3] + (1.0 - total[..., 3:]) * room[box], 0, 255))
    return out


class Finisher:
    """Softness, exposure, colour and noise of pictures; noise comes from one field that is shifted at random."""

    def __init__(self, finish: Finish, width: int, height: int, rng: np.random.Generator) -> None:
        """Prepare table of levels and noise field."""
        self.finish, self.rng = finish, rng
        levels = (np.arange(256) / 255.0) ** finish.gamma * finish.gain
        gains = np.array([finish.tint[0], 1.0, finish.tint[1]])
        self.table = (255.0 * np.clip(levels[:, None] * gains, 0.0, 1.0)).astype(np.float32)
        grains = rng.standard_normal((height, width, 1), dtype=np.float32)
        colour = rng.standard_normal((height // 2 + 1, width // 2 + 1, 3), dtype=np.float32)
        colour = convolve1d(colour.repeat(2, axis=0).repeat(2, axis=1), [0.25, 0.5, 0.25], axis=1)
        self.noise = finish.noise * (0.8 * grains + 0.6 * colour[:height, :width])

    def __call__(self, picture: Picture) -> Picture:
        """Return the finished picture (H, W, 3)."""
        if self.finish.blur > 0.05:
            picture = np.asarray(Image.fromarray(picture).filter(ImageFilter.BoxBlur(self.finish.blur)))
        out = np.stack([self.table[:, channel][picture[..., channel]] for channel in range(3)], axis=-1)
        if self.finish.saturation != 1.0:
            grey = out.mean(axis=2, keepdims=True)
            out = grey + self.finish.saturation * (out - grey)
        shift = [int(self.rng.integers(side)) for side in self.noise.shape[:2]]
        out += np.roll(self.noise, shift, axis=(0, 1))
        return np.asarray(np.clip(out, 0, 255), dtype=np.uint8)


def through_video(pictures: Sequence[Picture], crf: int) -> list[Picture]:
    """Return pictures (H, W, 3) as they come out of an H.264 clip that consists of them."""
    height, width = pictures[0].shape[:2]
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(1, 30)
        stream.options = {"crf": str(crf), "preset": "veryfast", "threads": "1"}
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    file.seek(0)
    with av.open(file, "r") as clip:
        return [np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8) for frame in clip.decode(video=0)]


def jpeg_bytes(picture: npt.NDArray[np.uint8], quality: int) -> bytes:
    """Encode a picture (H, W, 3)."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return file.getvalue()
