"""Grey pictures to draw on, and the pixels drawn on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hiphinge.report.replay.drawing import Painter
from hiphinge.report.replay.sprites import Box, Colour, Picture
from hiphinge.report.table import read
from hiphinge.result import Analysis
from tests.report.lifter import HEIGHT, WIDTH, make_motion

GREY = 90
SCALE = 3.0
"""The picture drawn on is this many times the size of the clip."""

SIZE = (round(SCALE * WIDTH), round(SCALE * HEIGHT))
FRAME = 75
"""The bottom of the first repetition, at 2.5 s of 30 frames a second."""


def grey() -> Picture:
    """Return a grey picture of `SIZE`."""
    return np.full((SIZE[1], SIZE[0], 3), GREY, dtype=np.uint8)


def painter_of(analysis: Analysis, facing: str = "right") -> Painter:
    """Return the painter of an analysis for a picture of `SIZE`."""
    motion = make_motion(analysis, analysis.to_frame()["time_s"].to_numpy(), facing=facing)
    return Painter(motion, analysis, read(analysis), SCALE, SIZE)


def of_colour(picture: Picture, colour: Colour) -> int:
    """Return the number of pixels with a colour."""
    return int((np.abs(picture.astype(int) - colour).max(axis=2) <= 2).sum())


def drawn_on(picture: Picture) -> NDArray[np.bool_]:
    """Return the pixels of a grey picture that were drawn on, shape (height, width)."""
    return np.asarray((picture != GREY).any(axis=2))


def outside(picture: Picture, boxes: list[Box]) -> Picture:
    """Return a copy of the picture with grey boxes."""
    rest = picture.copy()
    for left, top, right, bottom in boxes:
        rest[top:bottom, left:right] = GREY
    return rest


def colour_at(picture: Picture, point: NDArray[np.float64]) -> Colour:
    """Return the colour of the pixel at a point, shape (2,)."""
    red, green, blue = picture[round(float(point[1])), round(float(point[0]))].tolist()
    return red, green, blue
