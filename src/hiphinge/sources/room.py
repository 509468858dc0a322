"""The room behind a person, in a recording whose camera stands still: what is there when nobody stands before it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.motion import OUTLINE_SCALE, Motion
from hiphinge.sources.rod_picture import BodyFrame

LOOKED_AT: Final = 31
"""Frames that the room is put together from."""

AROUND_TRUNKS: Final = 0.14
"""The room is not learnt this near to the person, in trunk lengths (7 cm): a rod along the back is there too."""

LEAST_FREE: Final = 5
"""A place of the room is known if so many of those frames leave it free."""

SAME_NOISES: Final = 4.0
OTHER_NOISES: Final = 8.0
"""A pixel is the room's where it differs from it by fewer of the usual differences, and is not where by more."""

LEAST_NOISE: Final = 1.5
"""The usual difference, grey levels, of a recording without noise."""

MOST_NOISE: Final = 8.0
"""Where the room differs from itself by more than this, the camera moved."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room's colours, shape (height, width, 3), where they are known (height, width), and their usual noise."""

    colours: NDArray[np.float32]
    known: NDArray[np.bool_]
    noise: float

    def apart(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Whether each pixel is the room (first channel) and whether it is something else (second), each 0 or 255.

        Both are 0 where that is not told; the third channel is empty. Shape (height, width, 3).
        """
        away = np.abs(cv2.blur(image, (3, 3)).astype(np.float32) - self.colours).max(axis=2)
        told = self.known & (self.noise <= MOST_NOISE)
        out = np.zeros(image.shape, dtype=np.uint8)
        out[..., 0] = np.where(told & (away < SAME_NOISES * self.noise), 255, 0)
        out[..., 1] = np.where(told & (away > OTHER_NOISES * self.noise), 255, 0)
        return out


def room_of(recording: str | Path | int, motion: Motion, body: BodyFrame) -> Room:
    """The room in a recording: the median of every pixel over the frames in which the person is not near it."""
    from hiphinge.sources.video import open_frames

    frames = len(motion)
    every = max(1, frames // LOOKED_AT)
    outlines = np.asarray(motion.data["outline"].values) if "outline" in motion.data else None
    margin = max(3, round(AROUND_TRUNKS * float(np.nanmedian(body.unit))))
    pictures, free = [], []
    with open_frames(recording) as stream:
        for frame in stream:
            if frame.index >= frames:
                break
            if frame.index % every == 0:
                image = cv2.blur(np.asarray(frame.image), (3, 3))
                pictures.append(image)
                free.append(_free(None if outlines is None else outlines[frame.index], image.shape[:2], margin))
    open_ = np.stack(free)
    seen = open_.sum(axis=0)
    known = seen >= LEAST_FREE
    colours = np.where(open_[:, known, None], np.stack(pictures)[:, known], np.float32(np.inf))
    middle = np.zeros((*known.shape, 3), dtype=np.float32)
    if not known.any():
        return Room(middle, known, LEAST_NOISE)
    half = ((seen[known] - 1) // 2)[None, :, None]
    middle[known] = np.take_along_axis(np.sort(colours, axis=0), half, axis=0)[0]
    away = np.abs(colours[::4] - middle[known]).max(axis=2)
    noise = float(np.median(away[np.isfinite(away)]))
    return Room(middle, known, max(noise, LEAST_NOISE))


def _free(outline: NDArray[np.int16] | None, shape: tuple[int, ...], margin: int) -> NDArray[np.bool_]:
    """Pixels of a picture far from the person's outline, shape (height, width); none where there is no outline."""
    if outline is None or (outline == np.iinfo(np.int16).min).any():
        return np.zeros(shape, dtype=bool)
    body = np.zeros(shape, dtype=np.uint8)
    cv2.fillPoly(body, [np.round(outline / OUTLINE_SCALE).astype(np.int32)], 1)
    return np.asarray(cv2.dilate(body, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8)) == 0)
