"""How far the body is from a rod along its back: the outline read beside the rod, at head, upper back and tailbone."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hiphinge.exercises.drills.rod_line import Rod
from hiphinge.measure import FloatArray
from hiphinge.motion import OUTLINE_SCALE, Motion, usual_trunk_length
from hiphinge.spine.features import sagittal_outline

ContactName = Literal["head", "upper_back", "tailbone"]

CONTACTS: Final[tuple[ContactName, ...]] = ("head", "upper_back", "tailbone")
"""The three places that a rod touches, from the top down."""

STATIONS: Final = MappingProxyType(
    {
        "head": ("ear", np.linspace(-0.06, 0.16, 9)),
        "upper_back": ("shoulder", np.linspace(-0.48, 0.02, 11)),
        "tailbone": ("hip", np.linspace(-0.06, 0.26, 11)),
    }
)
"""Where each contact is sought: a landmark, and places along the rod beside it in trunk lengths. Occiput, T2 to T10,
and cleft to sacrum by the heights of bones (de Leva 1996; `lab/README.md`)."""

FRAMES_AT_ONCE: Final = 256
"""Frames whose outlines are cut together, so that memory does not grow with the recording."""

TOUCH_PERCENTILE: Final = 20.0
"""The nearest part of a contact touches; a lone station is noise of the outline, so the nearest fifth is taken."""


def contact_gaps(motion: Motion, rod: Rod) -> dict[ContactName, FloatArray]:
    """Distance from the rod's near edge to the outline at each contact, pixels, each of shape (frames,).

    Negative where the outline overlaps the rod: a buttock, a hand or an arm on the camera's side hides it. NaN where
    rod, landmark or outline is missing.
    """
    frames = len(motion)
    found: dict[ContactName, FloatArray] = {name: np.full(frames, np.nan) for name in CONTACTS}
    if "outline" not in motion.data or not rod.found:
        return found
    unit = usual_trunk_length(motion.middle("hip"), motion.middle("shoulder"))
    axis = rod.high - rod.low
    along = axis / np.maximum(np.hypot(*axis.T), 1e-9)[:, None]
    front = np.column_stack([along[:, 1], -along[:, 0]])
    outline = motion.data["outline"].values
    sign = 1.0 if motion.source.facing == "right" else -1.0
    places = {name: _along(motion.middle(mark), rod.low, along) for name, (mark, _) in STATIONS.items()}
    for start in range(0, frames, FRAMES_AT_ONCE):
        part = slice(start, start + FRAMES_AT_ONCE)
        points = sagittal_outline(outline[part], OUTLINE_SCALE, sign) - rod.low[part, None]
        up = np.einsum("tvi,ti->tv", points, along[part])
        ahead = np.einsum("tvi,ti->tv", points, front[part])
        for name in CONTACTS:
            at = places[name][part, None] + unit * STATIONS[name][1]
            near = nearest_crossing(up, ahead, at) - rod.width / 2
            found[name][part] = _touch(near)
    return found


def _along(point: FloatArray, low: FloatArray, along: FloatArray) -> FloatArray:
    return np.asarray(((point - low) * along).sum(axis=1), dtype=np.float64)


def _touch(near: FloatArray) -> FloatArray:
    """The nearest fifth of the stations, shape (frames,), from (frames, stations); NaN where most are missing."""
    enough = np.isfinite(near).mean(axis=1) > 0.5
    out = np.full(len(near), np.nan)
    out[enough] = np.nanpercentile(near[enough], TOUCH_PERCENTILE, axis=1)
    return out


def nearest_crossing(up: FloatArray, ahead: FloatArray, at: FloatArray) -> FloatArray:
    """The smallest `ahead` at which a closed outline crosses a height, shape (frames, stations); NaN where it does not.

    Parameters
    ----------
    up, ahead
        The outline's corners along the rod and in front of it, each of shape (frames, corners).
    at
        Heights, shape (frames, stations).
    """
    following_up, following_ahead = np.roll(up, -1, axis=1), np.roll(ahead, -1, axis=1)
    over = up[:, None, :] > at[:, :, None]
    crosses: NDArray[np.bool_] = over != (following_up[:, None, :] > at[:, :, None])
    rise = following_up - up
    share = (at[:, :, None] - up[:, None, :]) / np.where(rise == 0, np.inf, rise)[:, None, :]
    where = ahead[:, None, :] + share * (following_ahead - ahead)[:, None, :]
    smallest = np.where(crosses, where, np.inf).min(axis=2)
    return np.where(np.isfinite(smallest), smallest, np.nan)
