"""The wall of the drill in the replay: its line, and a bar from the wall to the hips with the distance."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from hiphinge.core.measure import Curve
from hiphinge.core.motion import Motion
from hiphinge.report.drill_words import wall_contacts
from hiphinge.report.numbers import number
from hiphinge.report.replay.sprites import WHITE, Picture, Type, label
from hiphinge.report.replay.strokes import GREEN, colour_of
from hiphinge.report.table import read
from hiphinge.result import Analysis, WallDrill

_KEY: Final = "wall_distance_cm"


class WallSign:
    """Draws the wall, and the distance of the hips from it, on the frames of one recording, in place.

    `distance` is in centimetres, shape (frames,), `px_per_cm` the size of a centimetre and `scale` that of an analysed
    pixel in the picture drawn on, pixels.
    """

    def __init__(
        self, motion: Motion, drill: WallDrill, distance: Curve, px_per_cm: float, scale: float, font: Type
    ) -> None:
        self.column = float("nan") if drill.wall is None else drill.wall.x_px * motion.source.scale * scale
        self.touching = wall_contacts(drill)
        self._rows, self._distance, self._font = -motion.middle("hip")[:, 1] * scale, distance, font
        self._forward = 1.0 if motion.source.facing == "right" else -1.0
        self._px_per_cm = self._forward * px_per_cm
        # Below the labels beside hips and back.
        shins = motion.middle("ankle")[:, 1] + motion.middle("knee")[:, 1]
        self._label_y = -0.5 * scale * float(np.nanmedian(shins))

    def paint(self, picture: Picture, index: int, time_s: float) -> None:
        """Draw on one frame, RGB, in place."""
        height = picture.shape[0]
        x, ends = round(self.column), (round(0.08 * height), round(0.98 * height))
        cv2.line(picture, (x, ends[0]), (x, ends[1]), colour_of(_KEY), max(1, height // 320), cv2.LINE_AA)
        if index >= self._rows.size or not np.isfinite([self._rows[index], self._distance.value[index]]).all():
            return
        y, cm = round(float(self._rows[index])), float(self._distance.value[index])
        contact = any(start <= time_s < end for start, end in self.touching)
        colour = GREEN if contact else WHITE
        end = round(self.column + cm * self._px_per_cm)
        cv2.line(picture, (x, y), (end, y), colour, max(2, height // 240), cv2.LINE_AA)
        sprite = label([("contact" if contact else number(cm, _KEY), colour)], self._font)
        sprite.lay_within(picture, x - self._forward * (sprite.width / 2 + 6), self._label_y)


def wall_sign(motion: Motion, analysis: Analysis, scale: float, size: tuple[int, int]) -> WallSign | None:
    """Return the sign of the wall for a picture of `size`, pixels; None where place or distance is not known."""
    drill, distance = analysis.drill, read(analysis).curves[_KEY]
    if not isinstance(drill, WallDrill) or drill.wall is None or drill.scale is None:
        return None
    font = Type.of(max(8.0, 0.03 * float(np.sqrt(size[0] * size[1]))))
    return WallSign(motion, drill, distance, scale / drill.scale.cm_per_px.value, scale, font)
