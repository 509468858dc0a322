"""The angles in the replay: arcs at hip and knee, the trunk or the spine, each with its number and interval."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX
from hiphinge.core.quantities import quantity
from hiphinge.report.numbers import plus_minus
from hiphinge.report.replay.low_back import LOOKS, LowBackLine
from hiphinge.report.replay.skeleton import Body, Skeleton
from hiphinge.report.replay.sprites import Box, Colour, Picture, Sprite, Type, label
from hiphinge.report.replay.strokes import colour_of, draw_arc, draw_line
from hiphinge.report.table import FrameTable

Point = NDArray[np.float64]


class AnglePainter:
    """Draws the angles of the near side on the frames of one recording, in place."""

    def __init__(self, table: FrameTable, skeleton: Skeleton, font: Type) -> None:
        self._table, self._skeleton, self._font = table, skeleton, font
        self.plate = lru_cache(maxsize=256)(self._make_plate)

    def paint(self, picture: Picture, body: Body, low_back: LowBackLine | None, index: int, taken: list[Box]) -> None:
        """Draw on one frame; labels avoid the boxes in `taken` and add their own to it."""
        names = ("shoulder", "hip", "knee", "ankle")
        ids = [INDEX[f"{self._skeleton.near}_{name}"] for name in names]
        shoulder, hip, knee, ankle = (body.points[i] if body.seen[i] else None for i in ids)
        if hip is not None and shoulder is not None:
            trunk = shoulder - hip
            if low_back is None:
                self._draw_trunk(picture, hip, trunk, index, taken)
            else:
                self._write_low_back(picture, low_back, index, 0.24 * _length(trunk), taken)
            if knee is not None:
                pelvis = trunk if low_back is None else low_back.line.pelvis[1] - hip
                radius = (0.34 if low_back is None else 0.2) * _length(trunk)
                sprite = self._draw_angle(picture, "hip_flexion_deg", index, hip, (hip - knee, pelvis), radius)
                if sprite is not None:
                    x = hip[0] - self._skeleton.sign * (0.3 * _length(trunk) + sprite.width / 2)
                    taken.append(sprite.lay_within(picture, x, hip[1], beside=taken))
        if hip is not None and knee is not None and ankle is not None:
            radius = 0.34 * _length(knee - ankle)
            sprite = self._draw_angle(picture, "knee_flexion_deg", index, knee, (knee - hip, ankle - knee), radius)
            if sprite is not None:
                x = knee[0] + self._skeleton.sign * (0.75 * radius + sprite.width / 2)
                sprite.lay_within(picture, x, knee[1], beside=taken)

    def reading(self, key: str, index: int) -> str | None:
        """Return an angle of one frame as `45° ±6`, or None where it was not judged."""
        measure = self._table.curves[key].at(index)
        return None if measure is None else plus_minus(measure, key).replace("± ", "±")

    def _draw_trunk(self, picture: Picture, hip: Point, trunk: Point, index: int, taken: list[Box]) -> None:
        """Draw the lean of the trunk against the vertical, and its label."""
        length = _length(trunk)
        directions = np.array([0.0, -1.0]), trunk
        sprite = self._draw_angle(picture, "trunk_lean_deg", index, hip, directions, 0.62 * length, 0.85 * length)
        if sprite is not None:
            self._lay_behind(picture, sprite, hip + 0.72 * trunk, trunk, 0.24 * length, taken)

    def _draw_angle(
        self,
        picture: Picture,
        key: str,
        index: int,
        at: Point,
        directions: tuple[Point, Point],
        radius: float,
        reach: float | None = None,
    ) -> Sprite | None:
        """Draw the arc of an angle from the first direction to the second, and the first as a line of `reach` pixels.

        Returns the label with the number, which is not laid yet; None where the angle was not judged.
        """
        text = self.reading(key, index)
        if text is None:
            return None
        line = 0.42 * directions[0] if reach is None else reach * directions[0]
        draw_line(picture, at, at + line, colour_of(key), max(1, self._skeleton.stroke // 2))
        draw_arc(picture, at, directions, radius, colour_of(key), self._skeleton.stroke)
        return self.plate(((f"{quantity(key).short} {text}", colour_of(key)),))

    def _write_low_back(
        self, picture: Picture, low_back: LowBackLine, index: int, away: float, taken: list[Box]
    ) -> None:
        """Lay the label of pelvis and low back behind the low back."""
        colours = {"pelvic_tilt_deg": colour_of("pelvic_tilt_deg"), "lumbar_flexion_deg": LOOKS[low_back.light][0]}
        lines = [
            (f"{quantity(key).short} {text}", colour)
            for key, colour in colours.items()
            if (text := self.reading(key, index))
        ]
        arc = low_back.line.lumbar
        sprite = self.plate(tuple(lines))
        self._lay_behind(picture, sprite, arc[len(arc) // 2], arc[-1] - arc[0], away, taken)

    def _lay_behind(
        self, picture: Picture, sprite: Sprite, point: Point, along: Point, away: float, taken: list[Box]
    ) -> None:
        """Lay a sprite behind a point of the back, `away` pixels from it; `along` points up the back."""
        back = np.array([along[1], -along[0]]) * self._skeleton.sign / max(_length(along), 1.0)
        away += abs(back[0]) * sprite.width / 2 + abs(back[1]) * sprite.height / 2
        x, y = point + back * away
        taken.append(sprite.lay_within(picture, float(x), float(y), beside=taken))

    def _make_plate(self, lines: tuple[tuple[str, Colour], ...]) -> Sprite:
        return label(lines, self._font)


def _length(vector: Point) -> float:
    return float(np.hypot(*vector))
