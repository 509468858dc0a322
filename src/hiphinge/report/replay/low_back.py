"""The low back in the replay: pelvis, lumbar arc and thorax between hip and shoulder, and their light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX
from hiphinge.core.signal import runs
from hiphinge.measures.light import light_at
from hiphinge.report.limits import light_limits
from hiphinge.report.replay.skeleton import Body, Marks, Skeleton
from hiphinge.report.replay.sprites import WHITE, Colour, Picture
from hiphinge.report.replay.strokes import AMBER, GREEN, OUTLINE, PALE, RED, colour_of, draw_paths
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis, Light

LOOKS: Final[dict[Light, tuple[Colour, float, int]]] = {
    "green": (GREEN, 1.5, 0),
    "amber": (AMBER, 2.1, 1),
    "red": (RED, 2.8, 3),
    "unknown": (PALE, 1.5, 0),
}
"""Colour of the low back by its light, its width in strokes, and the number of marks across it, so that the lights can
be distinguished without colour vision."""

_UNCERTAIN_WIDTH: Final = 1.5
"""Width in strokes of a low back whose interval reaches into another light."""

_STEADY_S: Final = 0.3
"""The spine is drawn where it is known for at least this time; less would flicker."""

PELVIS_SHARE: Final = 0.20
LUMBAR_SHARE: Final = 0.33
"""Shares of the line from hip to shoulder: hip to L5/S1 (Dumas 2007 with de Leva 1996), and L5/S1 to T12/L1, by eye;
they place the drawing and enter no number."""

_STEPS: Final = 12
"""Segments of the lumbar arc: at the largest bend the polygon deviates from the arc by less than a tenth of a pixel in
a hundred."""


@dataclass(frozen=True, slots=True)
class Backbone:
    """The drawn spine in one picture, pixels.

    Attributes
    ----------
    pelvis
        From the hip to L5/S1, shape (2, 2).
    lumbar
        From L5/S1 to T12/L1, shape (points, 2).
    thorax
        From T12/L1 to the shoulder, shape (2, 2).
    """

    pelvis: NDArray[np.float64]
    lumbar: NDArray[np.float64]
    thorax: NDArray[np.float64]

    def back(self) -> NDArray[np.float64]:
        """Return unit normals of the lumbar arc, out of the back, shape (points, 2); for a body that faces right."""
        along = np.gradient(self.lumbar, axis=0)
        along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
        return np.column_stack([along[:, 1], -along[:, 0]])


def backbone(
    hip: NDArray[np.float64], shoulder: NDArray[np.float64], flexion_deg: float, facing_sign: int = 1
) -> Backbone:
    """Return the line from hip to shoulder, bent by the lumbar flexion.

    A straight pelvis, an arc that turns by the flexion, and a straight thorax join tangentially, have the usual
    lengths, and are rotated and scaled as a whole to connect the two landmarks. The bend that is drawn is therefore the
    measured one; other deviations of the landmarks (a hip-to-shoulder line that leans in standing, shoulders drawn
    forward) bend nothing.

    Parameters
    ----------
    hip, shoulder
        Positions in the picture, pixels, y downward, shape (2,).
    flexion_deg
        Rotation of the thorax against the pelvis since standing, degrees, positive when rounding.
    facing_sign
        1 where the body faces right in the picture, -1 where it faces left.

    Returns
    -------
    Backbone
        Begins at the hip, ends at the shoulder.
    """
    bend = float(np.radians(flexion_deg))
    turns = (np.arange(_STEPS) + 0.5) / _STEPS * bend
    thorax_share = 1.0 - PELVIS_SHARE - LUMBAR_SHARE
    up = 1j  # x forward and y up, as complex numbers: leaning forward is a turn clockwise
    steps = np.concatenate(
        [
            [PELVIS_SHARE * up],
            LUMBAR_SHARE / _STEPS * up * np.exp(-1j * turns),
            [thorax_share * up * np.exp(-1j * bend)],
        ]
    )
    chain = np.concatenate([[0.0], np.cumsum(steps)])
    target = complex(facing_sign * (shoulder[0] - hip[0]), -(shoulder[1] - hip[1]))
    placed = chain * (target / chain[-1])
    points = hip + np.column_stack([facing_sign * placed.real, -placed.imag])
    return Backbone(points[:2], points[1:-1], points[-2:])


@dataclass(frozen=True, slots=True)
class LowBackLine:
    """The spine of one frame in the picture drawn on, the light of its low back, and whether that is certain."""

    line: Backbone
    light: Light
    certain: bool


class LowBackPainter:
    """Draws pelvis, low back and thorax instead of the trunk where the flexion of the low back is known."""

    def __init__(self, analysis: Analysis, table: FrameTable, skeleton: Skeleton) -> None:
        reference = analysis.low_back
        self._own = reference is None or reference.zeroed
        self._maximum = None if reference is None else reference.max_flexion_deg
        self._limits = light_limits(analysis)
        self._flexion, self._skeleton = table.curves["lumbar_flexion_deg"], skeleton
        self._shown = _lasting(self._flexion.known(), table.time_s)

    def at(self, body: Body, index: int) -> LowBackLine | None:
        """Return the low back of one frame; None where it, the hip or the shoulder is not known."""
        flexion = self._flexion.at(index) if index < len(self._shown) and self._shown[index] else None
        hip, shoulder = (INDEX[f"{self._skeleton.near}_{name}"] for name in ("hip", "shoulder"))
        if flexion is None or not (body.seen[hip] and body.seen[shoulder]):
            return None
        light, certain = light_at(flexion, self._maximum, own=self._own, limits=self._limits)
        line = backbone(body.points[hip], body.points[shoulder], flexion.value, self._skeleton.sign)
        return LowBackLine(line, light, certain and bool(body.sure[hip] and body.sure[shoulder]))

    def draw(self, picture: Picture, low_back: LowBackLine) -> None:
        """Draw the spine; a low back whose light is uncertain is dashed and has no marks."""
        line, stroke = low_back.line, self._skeleton.stroke
        colour, width, marks = LOOKS[low_back.light]
        thick = max(stroke + 1, round((width if low_back.certain else _UNCERTAIN_WIDTH) * stroke))
        wide = max(stroke + 1, round(1.6 * stroke))
        draw_paths(picture, [line.thorax], OUTLINE, stroke + 3)
        draw_paths(picture, [line.pelvis], OUTLINE, wide + 3)
        draw_paths(picture, [line.lumbar], OUTLINE, thick + 3)
        draw_paths(picture, [line.thorax], WHITE, stroke)
        draw_paths(picture, [line.pelvis], colour_of("pelvic_tilt_deg"), wide)
        draw_paths(picture, [line.lumbar], colour if low_back.certain else PALE, thick)
        if not low_back.certain:
            dashes = [line.lumbar[at : at + 2] for at in range(1, len(line.lumbar) - 1, 4)]
            draw_paths(picture, dashes, colour, thick)
            return
        back, middle = 0.9 * thick * line.back(), len(line.lumbar) // 2
        places = {0: (), 1: (middle,), 3: (middle - 4, middle, middle + 4)}[marks]
        across = [np.stack([line.lumbar[at] - back[at], line.lumbar[at] + back[at]]) for at in places]
        draw_paths(picture, across, OUTLINE, stroke)


def _lasting(known: Marks, time_s: NDArray[np.float64]) -> Marks:
    """Return where a known value, shape (frames,), lasts, so that trunk and spine do not flicker."""
    kept = known.copy()
    for start, stop in runs(known):
        whole = start == 0 and stop == known.size
        kept[start:stop] = whole or time_s[stop - 1] - time_s[start] >= _STEADY_S
    return kept
