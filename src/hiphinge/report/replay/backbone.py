"""The spine as it is drawn: pelvis, lumbar arc and thorax between hip and shoulder, and the light it is shown in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Measure
from hiphinge.core.uncertainty import STATED_FROM, chance_beyond
from hiphinge.measures.lumbopelvic import GREEN_DEG, RED_DEG

Level = Literal["green", "amber", "red"]

PELVIS_SHARE: Final = 0.20
LUMBAR_SHARE: Final = 0.33
"""Shares of the line from hip to shoulder: hip to L5/S1 (Dumas 2007 with de Leva 1996), and L5/S1 to T12/L1, by eye;
they place what is drawn and enter no number."""

_STEPS: Final = 12
"""Pieces of the lumbar arc: at the largest bend the polygon is off the arc by less than a tenth of a pixel in a
hundred."""


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
        """Unit vectors out of the back along the lumbar arc, shape (points, 2); for a body that faces right."""
        along = np.gradient(self.lumbar, axis=0)
        along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
        return np.column_stack([along[:, 1], -along[:, 0]])


def backbone(
    hip: NDArray[np.float64], shoulder: NDArray[np.float64], flexion_deg: float, facing_sign: int = 1
) -> Backbone:
    """Bend the line from hip to shoulder by the lumbar flexion.

    A pelvis, an arc that turns by the flexion, and a thorax, in one line where they meet and of the usual lengths, are
    turned and sized as a whole so that they join the two landmarks. So the bend that is seen is the bend that was
    measured, and what remains between the turn of the pelvis and the landmarks (how this person's line from hip to
    shoulder leans in standing, shoulders drawn forward) bends nothing.

    Parameters
    ----------
    hip, shoulder
        Where they are in the picture, pixels, y down, shape (2,).
    flexion_deg
        Turn of the thorax against the pelvis since standing, degrees, + = rounding.
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
    wanted = complex(facing_sign * (shoulder[0] - hip[0]), -(shoulder[1] - hip[1]))
    placed = chain * (wanted / chain[-1])
    points = hip + np.column_stack([facing_sign * placed.real, -placed.imag])
    return Backbone(points[:2], points[1:-1], points[-2:])


def level_of(flexion: Measure) -> tuple[Level, bool]:
    """The light of a lumbar flexion in degrees at one moment, and whether its interval leaves little doubt of it."""
    amber, red = (chance_beyond(flexion, border, above=True) for border in (GREEN_DEG, RED_DEG))
    if flexion.value <= GREEN_DEG:
        return "green", 1.0 - amber >= STATED_FROM
    if flexion.value <= RED_DEG:
        return "amber", amber - red >= STATED_FROM
    return "red", red >= STATED_FROM
