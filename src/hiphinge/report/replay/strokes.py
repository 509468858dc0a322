"""Lines and colours of the replay: anti-aliased, with sub-pixel positions, so that nothing jitters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.quantities import quantity
from hiphinge.report.replay.sprites import WHITE, Colour, Picture

GREEN: Final[Colour] = (104, 224, 158)
AMBER: Final[Colour] = (255, 184, 64)
RED: Final[Colour] = (255, 107, 96)
PALE: Final[Colour] = (214, 220, 226)
FAR: Final[Colour] = (176, 196, 214)
OUTLINE: Final[Colour] = (16, 20, 26)

_SHIFT: Final = 4
"""Fractional bits of coordinates in OpenCV's drawing."""


def colour_of(key: str) -> Colour:
    """Return the colour of a quantity over a picture, RGB; white where it has none."""
    own = quantity(key).colour
    if own is None:
        return WHITE
    red, green, blue = bytes.fromhex(own.picture.removeprefix("#"))
    return red, green, blue


def draw_line(
    picture: Picture, start: NDArray[np.float64], end: NDArray[np.float64], colour: Colour, thickness: int
) -> None:
    """Draw a line between two points, shape (2,)."""
    cv2.line(picture, _fixed(start), _fixed(end), colour, thickness, cv2.LINE_AA, _SHIFT)


def draw_paths(picture: Picture, lines: Sequence[NDArray[np.float64]], colour: Colour, thickness: int) -> None:
    """Draw lines through points, each of shape (points, 2)."""
    fixed = [np.round(line * (1 << _SHIFT)).astype(np.int32) for line in lines]
    cv2.polylines(picture, fixed, False, colour, thickness, cv2.LINE_AA, _SHIFT)  # noqa: FBT003  (OpenCV's own order)


def draw_disc(picture: Picture, centre: NDArray[np.float64], radius: float, colour: Colour) -> None:
    """Draw a filled circle."""
    cv2.circle(picture, _fixed(centre), round(radius * (1 << _SHIFT)), colour, -1, cv2.LINE_AA, _SHIFT)


def draw_joint(picture: Picture, centre: NDArray[np.float64], radius: float, colour: Colour, rim: float = 1.5) -> None:
    """Draw a filled circle with a dark rim of `rim` pixels."""
    draw_disc(picture, centre, radius + rim, OUTLINE)
    draw_disc(picture, centre, radius, colour)


def draw_arc(
    picture: Picture,
    centre: NDArray[np.float64],
    directions: tuple[NDArray[np.float64], NDArray[np.float64]],
    radius: float,
    colour: Colour,
    thickness: int,
) -> None:
    """Draw the arc from one direction to another, shape (2,) each, along the shorter way, with a dark rim."""
    first, last = (float(np.degrees(np.arctan2(direction[1], direction[0]))) for direction in directions)
    sweep = (last - first + 180) % 360 - 180
    size = round(radius * (1 << _SHIFT))
    low, high = sorted((first, first + sweep))
    for tone, wide in ((OUTLINE, thickness + 2), (colour, thickness)):
        cv2.ellipse(picture, _fixed(centre), (size, size), 0, low, high, tone, wide, cv2.LINE_AA, _SHIFT)


def _fixed(point: NDArray[np.float64]) -> tuple[int, int]:
    """Return a point in OpenCV's fixed-point coordinates."""
    return round(float(point[0]) * (1 << _SHIFT)), round(float(point[1]) * (1 << _SHIFT))
