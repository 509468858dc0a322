"""Small translucent pictures with text, made once and laid on many frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""

WHITE: Final[Colour] = (255, 255, 255)
SOFT: Final[Colour] = (196, 206, 216)
_DARK: Final[Colour] = (10, 14, 20)
_DARK_ALPHA: Final = 176
_REGULAR, _BOLD = cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX
_ASCII: Final = str.maketrans(
    {
        "°": "",
        "±": "+-",
        "–": "-",
        "—": "-",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "…": "...",
        "·": "-",
        "×": "x",
        "−": "-",
    }
)
"""Replacements for characters that the line font of OpenCV before 5 lacks."""


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture to lay onto others: `under` * picture / 255 + `over`.

    Parameters
    ----------
    over
        The picture times its own opacity, shape (height, width, 3), RGB.
    under
        Transparency, 0..255, shape (height, width, 3).
    """

    over: Picture
    under: Picture

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.over.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.over.shape[0])

    def lay(self, picture: Picture, x: int, y: int) -> None:
        """Lay the sprite onto an RGB picture, its upper left corner at (x, y); parts outside are cut off."""
        left, top = max(0, -x), max(0, -y)
        right = min(self.width, picture.shape[1] - x)
        bottom = min(self.height, picture.shape[0] - y)
        if left >= right or top >= bottom:
            return
        part = picture[y + top : y + bottom, x + left : x + right]
        below = cv2.multiply(part, self.under[top:bottom, left:right], scale=1 / 255)
        cv2.add(below, self.over[top:bottom, left:right], dst=part)

    def lay_within(self, picture: Picture, x: float, y: float, *, beside: Sequence[Box] = ()) -> Box:
        """Lay the sprite with its middle at (x, y), moved as little as needed to stay inside the picture.

        Where it would cover one of the boxes `beside`, it is first moved up or down, whichever is nearer, until it
        covers none. Returns its own box.
        """
        left = round(min(max(0.0, x - self.width / 2), max(0.0, picture.shape[1] - self.width)))
        lowest, highest = self.height / 2, max(self.height / 2, picture.shape[0] - self.height / 2)
        y = min(max(lowest, y), highest)
        ways = (self._clear(left, y, beside, way) for way in (-1.0, 1.0))
        inside = [place for place in ways if lowest <= place <= highest]
        y = min(inside, key=lambda place: abs(place - y), default=y)
        top = round(min(max(lowest, y), highest) - self.height / 2)
        self.lay(picture, left, top)
        return left, top, left + self.width, top + self.height

    def _clear(self, left: int, y: float, beside: Sequence[Box], way: float) -> float:
        """Return the height of the centre at which the sprite covers no box, moving only up (-1) or down (1)."""
        for box in [*beside] * len(beside):
            middle, room = (box[1] + box[3]) / 2, (box[3] - box[1] + self.height) / 2 + 2
            if left < box[2] and box[0] < left + self.width and abs(y - middle) < room:
                y = middle + way * room
        return y


@dataclass(frozen=True, slots=True)
class Type:
    """A size of text.

    Parameters
    ----------
    height_px
        Height of a digit, in pixels.
    bold
        Whether strokes are bold.
    scale
        OpenCV's scale of the font at this size.
    """

    height_px: float
    bold: bool
    scale: float

    @classmethod
    def of(cls, height_px: float, *, bold: bool = False) -> Self:
        """Return the font at one height, pixels."""
        (_, digit), _ = cv2.getTextSize("0", _BOLD if bold else _REGULAR, 10.0, 1)
        return cls(height_px, bold, height_px / (float(digit) / 10.0))

    @property
    def face(self) -> int:
        """OpenCV's number of the font."""
        return int(_BOLD if self.bold else _REGULAR)

    @property
    def stroke_px(self) -> int:
        """Width of the strokes in pixels."""
        return max(1, round(self.height_px / (8 if self.bold else 12)))

    @property
    def line_px(self) -> int:
        """Distance between two lines of text, in pixels."""
        return round(1.75 * self.height_px)

    def width(self, text: str) -> int:
        """Return the width of a line of text, pixels."""
        return int(cv2.getTextSize(_plain(text), self.face, self.scale, self.stroke_px)[0][0])

    def wrap(self, text: str, width_px: int, most: int) -> list[str]:
        """Return the text in at most `most` lines of `width_px` pixels; the last ends in … where more would follow."""
        lines: list[str] = []
        for word in text.split():
            if lines and self.width(f"{lines[-1]} {word}") <= width_px:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
        return [self._cut(line, width_px) for line in lines]

    def _cut(self, line: str, width_px: int) -> str:
        """Return the line, shortened until it fits."""
        short = line.removesuffix(" …")
        while self.width(line) > width_px and len(short) > 1:
            short = short[:-1].rstrip()
            line = f"{short}…"
        return line


class Canvas:
    """An unfinished sprite: a dark translucent panel with rounded corners.

    Parameters
    ----------
    width, height
        Size in pixels.
    radius
        Radius of the corners in pixels.
    """

    def __init__(self, width: int, height: int, radius: int) -> None:
        self._colour = np.full((height, width, 3), _DARK, dtype=np.uint8)
        self._alpha = np.zeros((height, width), dtype=np.uint8)
        radius = max(0, min(radius, (min(width, height) - 1) // 2))
        for corner in ((radius, radius), (width - 1 - radius, radius)):
            for x, y in (corner, (corner[0], height - 1 - radius)):
                cv2.circle(self._alpha, (x, y), radius, _DARK_ALPHA, -1, cv2.LINE_AA)
        self._alpha[radius : height - radius] = _DARK_ALPHA
        self._alpha[:, radius : width - radius] = _DARK_ALPHA

    def text(self, text: str, x: int, baseline: int, font: Type, colour: Colour) -> Self:
        """Write a line of text, its left end at `x` on `baseline`."""
        top, bottom = max(0, baseline - font.line_px), max(0, baseline + font.line_px // 2)
        mask = np.zeros_like(self._alpha[top:bottom])
        cv2.putText(mask, _plain(text), (x, baseline - top), font.face, font.scale, 255, font.stroke_px, cv2.LINE_AA)
        self._paint(mask, top, colour)
        return self

    def box(self, x: int, y: int, width: int, height: int, colour: Colour) -> Self:
        """Fill an upright rectangle."""
        mask = np.zeros_like(self._alpha)
        mask[max(0, y) : y + height, max(0, x) : x + width] = 255
        self._paint(mask, 0, colour)
        return self

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> Self:
        """Fill a circle."""
        mask = np.zeros_like(self._alpha)
        cv2.circle(mask, (round(16 * x), round(16 * y)), round(16 * radius), 255, -1, cv2.LINE_AA, 4)
        self._paint(mask, 0, colour)
        return self

    def sprite(self) -> Sprite:
        """Return the finished sprite."""
        alpha = cv2.merge([self._alpha] * 3)
        over = cv2.multiply(self._colour, alpha, scale=1 / 255)
        return Sprite(np.asarray(over, dtype=np.uint8), np.asarray(cv2.bitwise_not(alpha), dtype=np.uint8))

    def _paint(self, mask: Picture, top: int, colour: Colour) -> None:
        """Paint one colour through a mask on the rows of the panel from `top` on."""
        if not mask.size:
            return
        rows = slice(top, top + len(mask))
        share = cv2.merge([mask] * 3)
        inked = cv2.multiply(share, (*colour, 0.0), scale=1 / 255)
        kept = cv2.multiply(self._colour[rows], cv2.bitwise_not(share), scale=1 / 255)
        self._colour[rows] = cv2.add(kept, inked)
        self._alpha[rows] = cv2.max(self._alpha[rows], mask)


def label(lines: Sequence[tuple[str, Colour]], font: Type) -> Sprite:
    """Return a label of one or more lines, each with its colour."""
    margin_x, margin_y = round(0.55 * font.height_px), round(0.5 * font.height_px)
    step = round(1.5 * font.height_px)
    height = round(font.height_px) + 2 * margin_y + (len(lines) - 1) * step
    canvas = Canvas(max(font.width(text) for text, _ in lines) + 2 * margin_x, height, round(0.6 * font.height_px))
    for number, (text, colour) in enumerate(lines, start=1 - len(lines)):
        canvas.text(text, margin_x, height - margin_y + number * step, font, colour)
    return canvas.sprite()


def notice(lines: Sequence[tuple[str, Type, Colour]], edge: Colour, width: int) -> Sprite:
    """Return a panel of several lines with a coloured left edge, `width` pixels wide."""
    largest = max(font.height_px for _, font, _ in lines)
    margin = round(0.8 * largest)
    height = 2 * margin + round(lines[0][1].height_px) + sum(font.line_px for _, font, _ in lines[1:])
    stripe = max(3, round(0.3 * largest))
    canvas = Canvas(width, height, margin // 2).box(0, 0, stripe, height, edge)
    baseline = margin + round(lines[0][1].height_px)
    for number, (text, font, colour) in enumerate(lines):
        baseline += font.line_px if number else 0
        canvas.text(text, stripe + margin, baseline, font, colour)
    return canvas.sprite()


def _plain(text: str) -> str:
    """Return the text in characters that the font has."""
    if hasattr(cv2, "FontFace"):
        return text
    return text.translate(_ASCII).encode("ascii", "replace").decode()
