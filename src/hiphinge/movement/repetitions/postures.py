"""Postures at the turning points, and how alike the cycles of a recording are.

The repetitions of a set resemble each other: the same depth, trunk and knees below, the same standing above. Walking,
picking up a load, a crouch to the camera and somebody else who is followed do not resemble them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray, medians, medians_around
from hiphinge.movement.kinematics import Kinematics

LOOK_S: Final = 0.1
"""Time on either side of a turn over which its posture is a median, seconds."""

BOTTOM_ALIKE: Final = (25.0, 20.0, 30.0, 0.35)
"""Differences at the bottom that are as large as between repetitions of one set: trunk–thigh angle, trunk lean and knee
flexion, degrees, and the distance from shoulder to hand, trunk lengths."""

TOP_ALIKE: Final = (30.0, 30.0, 40.0, np.inf)
"""The same at the top, where lockouts differ and arms may move."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far each cycle is from the postures of the set, in units of the usual differences, and of how many it is one.

    Attributes
    ----------
    bottom, top
        Largest difference of a posture at the bottom and at the top, 1 where it is as within one set, (cycles,).
    group
        Which cycles belong to the largest group of such that resemble each other, (cycles,).
    """

    bottom: FloatArray
    top: FloatArray
    group: NDArray[np.bool_]


def postures(kinematics: Kinematics, trunk_thigh: FloatArray, frames: Sequence[int]) -> FloatArray:
    """Return trunk–thigh angle, trunk lean and knee flexion, degrees, and shoulder–hand distance, trunk lengths.

    Shape (frames, 4); NaN where a part was not seen.
    """
    arm = np.hypot(*(kinematics.points.wrist - kinematics.points.shoulder).T)
    columns = np.column_stack([kinematics.angle("trunk_lean_deg"), kinematics.angle("knee_flexion_deg"), arm])
    look = round(LOOK_S * kinematics.frame_rate_hz)
    rows = [[trunk_thigh[frame], *medians_around(columns, frame, look)] for frame in frames]
    return np.array(rows).reshape(len(frames), 1 + columns.shape[1])


def likeness(bottoms: FloatArray, tops: FloatArray, weight: FloatArray) -> Likeness:
    """Compare cycles by their postures at bottom and top, each (cycles, 4).

    The set is the largest group of cycles that resemble each other, each counted by its `weight`, (cycles,).
    """
    count = len(bottoms)
    if count == 0:
        return Likeness(np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))
    below = _differences(bottoms[:, None], bottoms[None], BOTTOM_ALIKE)
    above = _differences(tops[:, None], tops[None], TOP_ALIKE)
    alike = np.maximum(below, above) <= 1.0
    np.fill_diagonal(alike, val=True)
    centre = int((alike @ weight + 0.5 * weight).argmax())
    group = alike[centre] & (weight > 0) if (alike[centre] & (weight > 0)).any() else alike[centre]
    return Likeness(
        bottom=_differences(bottoms, medians(bottoms[group]), BOTTOM_ALIKE),
        top=_differences(tops, medians(tops[group]), TOP_ALIKE),
        group=group,
    )


def _differences(one: FloatArray, other: FloatArray, usual: tuple[float, ...]) -> FloatArray:
    """Return the largest difference over the usual one, what was not seen aside; 0 where nothing was seen."""
    parts = np.abs(one - other) / np.array(usual)
    return np.asarray(np.where(np.isfinite(parts), parts, 0.0).max(axis=-1))
