"""The wall of the drill in the replay: its line, and a bar from it to the hips with the distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from hiphinge.core.measure import Curve, FloatArray
from hiphinge.core.motion import Motion
from hiphinge.report.numbers import number
from hiphinge.report.replay.sprites import WHITE, Picture, Type, label
from hiphinge.report.replay.strokes import GREEN, colour_of
from hiphinge.report.table import read
from hiphinge.report.words import wall_contacts
from hiphinge.result import Analysis, WallDrill

_KEY: Final = "wall_distance_cm"


@dataclass(frozen=True, slots=True)
class WallSign:
    """What the replay shows of the wall.

    Attributes
    ----------
    column
        The wall's column in the picture drawn on, pixels.
    rows
        Row of the hips in every frame, pixels, shape (frames,); NaN where they are not known.
    writing
        Row at which the distance is written, below what is written beside hips and back, pixels.
    away
        Distance in centimetres, shape (frames,).
    px_per_cm
        Pixels of the picture drawn on in a centimetre, negative where the person faces left.
    touching
        Times of contact, [start, end) in seconds.
    font
        Size of the writing.
    """

    column: float
    rows: FloatArray
    writing: float
    away: Curve
    px_per_cm: float
    touching: Sequence[tuple[float, float]]
    font: Type

    def paint(self, picture: Picture, index: int, time_s: float) -> None:
        """Draw on one frame, RGB, in place."""
        height = picture.shape[0]
        x, ends = round(self.column), (round(0.08 * height), round(0.98 * height))
        cv2.line(picture, (x, ends[0]), (x, ends[1]), colour_of(_KEY), max(1, height // 320), cv2.LINE_AA)
        if index >= self.rows.size or not np.isfinite([self.rows[index], self.away.value[index]]).all():
            return
        y, cm = round(float(self.rows[index])), float(self.away.value[index])
        contact = any(start <= time_s < end for start, end in self.touching)
        colour = GREEN if contact else WHITE
        end = round(self.column + cm * self.px_per_cm)
        cv2.line(picture, (x, y), (end, y), colour, max(2, height // 240), cv2.LINE_AA)
        sprite = label([("contact" if contact else number(cm, _KEY), colour)], self.font)
        behind = -1.0 if self.px_per_cm > 0 else 1.0
        sprite.lay_within(picture, x + behind * (sprite.width / 2 + 6), self.writing)


def wall_sign(motion: Motion, analysis: Analysis, scale: float, size: tuple[int, int]) -> WallSign | None:
    """Prepare what the replay shows; None where the place of the wall or the distance to it is not known.

    Parameters
    ----------
    motion
        The motion, in pixels of the analysed picture.
    analysis
        The analysis with its drill and table of frames.
    scale
        Pixels of the picture drawn on in one pixel of the analysed picture.
    size
        Width and height of the picture drawn on.
    """
    drill = analysis.drill
    if not isinstance(drill, WallDrill) or drill.wall is None or drill.scale is None:
        return None
    sign = 1.0 if motion.source.facing == "right" else -1.0
    return WallSign(
        column=drill.wall.x_px * motion.source.scale * scale,
        rows=-motion.middle("hip")[:, 1] * scale,
        writing=-0.5 * scale * float(np.nanmedian(motion.middle("ankle")[:, 1] + motion.middle("knee")[:, 1])),
        away=read(analysis).curves[_KEY],
        px_per_cm=sign * scale / drill.scale.cm_per_px.value,
        touching=wall_contacts(drill),
        font=Type.of(max(8.0, 0.03 * float(np.sqrt(size[0] * size[1])))),
    )
