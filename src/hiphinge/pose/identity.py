"""Who is who in a side view: which way the lifter faces, which side is near, and legs that swapped names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LOWER_LIMB, SIDES, Side, pair
from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import runs

SWAP_MARGIN: Final = 0.06
"""Legs have swapped names when the swapped reading moves them less by this share of the body's height a frame."""

LABEL_TRUST_M: Final = 0.03
"""Depth difference, metres, by which the pose model's own labels are believed over the depths it reports."""


@dataclass(frozen=True, slots=True)
class Tracks:
    """Landmarks of one person over time, in picture pixels, y down.

    Shapes: `time_s` (frames,), `position` (frames, landmarks, 2), `confidence` (frames, landmarks), `world`
    (frames, landmarks, 3) or None; NaN where nobody was seen.
    """

    time_s: FloatArray
    position: NDArray[np.float32]
    confidence: NDArray[np.float32]
    world: NDArray[np.float32] | None


def facing(tracks: Tracks) -> Side:
    """The side of the picture that the lifter faces, over the whole recording.

    Feet point forward and knees bend forward; the face counts where the body stands. Each vote is a length across
    the picture, so a frame seen from the front says little and one from the side much.
    """
    x = tracks.position[:, :, 0].astype(np.float64)
    y = tracks.position[:, :, 1].astype(np.float64)
    trust = tracks.confidence.astype(np.float64)
    upright = np.abs(_mean(y, "shoulder") - _mean(y, "hip")) > np.abs(_mean(x, "shoulder") - _mean(x, "hip"))
    votes = []
    for side in SIDES:
        at = {name: INDEX[f"{side}_{name}"] for name in LOWER_LIMB}
        foot = (x[:, at["toe"]] - x[:, at["heel"]]) * trust[:, at["ankle"]]
        along = (y[:, at["ankle"]] - y[:, at["hip"]]) + 1e-9
        share = np.clip((y[:, at["knee"]] - y[:, at["hip"]]) / along, 0, 1)
        chord = x[:, at["hip"]] + share * (x[:, at["ankle"]] - x[:, at["hip"]])
        knee = (x[:, at["knee"]] - chord) * trust[:, at["knee"]]
        votes += [foot, np.where(upright, knee, 0.0)]
    face = x[:, INDEX["nose"]] - _mean(x, "ear")
    votes.append(np.where(upright, face, 0.0))
    return "right" if float(np.nansum(votes)) >= 0 else "left"


def _mean(values: FloatArray, name: str) -> FloatArray:
    return np.asarray(values[:, pair(name)].mean(axis=1), dtype=np.float64)


def fix_side_swaps(tracks: Tracks, near: Side) -> Tracks:
    """The tracks with legs that swapped names given their names back.

    Between two frames the legs have swapped when reading them the other way round moves them clearly less. The
    stretches between swaps are then named by depth: the near leg is the nearer one, unless the difference is so small
    that the pose model's own names are the better guess.
    """
    swapped = swapped_frames(tracks, near)
    if not swapped.any():
        return tracks
    left, right = ([INDEX[f"{side}_{name}"] for name in LOWER_LIMB[1:]] for side in SIDES)
    frames = np.flatnonzero(swapped)[:, None]

    def renamed(array: NDArray[np.float32]) -> NDArray[np.float32]:
        copy = array.copy()
        copy[frames, left], copy[frames, right] = array[frames, right], array[frames, left]
        return copy

    world = None if tracks.world is None else renamed(tracks.world)
    return Tracks(tracks.time_s, renamed(tracks.position), renamed(tracks.confidence), world)


def swapped_frames(tracks: Tracks, near: Side) -> NDArray[np.bool_]:
    """Frames in which the legs carry each other's names, shape (frames,)."""
    names = LOWER_LIMB[1:]
    left, right = ([INDEX[f"{side}_{name}"] for name in names] for side in SIDES)
    position = tracks.position.astype(np.float64)
    a, b = position[:, left], position[:, right]
    kept = _moved(a[1:], a[:-1]) + _moved(b[1:], b[:-1])
    crossed = _moved(a[1:], b[:-1]) + _moved(b[1:], a[:-1])
    extent = np.ptp(position[:, :, 1], axis=1)
    known = np.isfinite(extent)
    height = float(np.median(extent[known])) if known.any() else 1.0
    events = np.concatenate(([False], (kept - crossed) / (len(names) * height + 1e-9) > SWAP_MARGIN))
    parity = np.cumsum(events) % 2 == 1
    if tracks.world is None or not events.any():
        return np.asarray(parity, dtype=np.bool_)
    depth = tracks.world[:, :, 2].astype(np.float64)
    nearer, farther = (left, right) if near == "left" else (right, left)
    gap = depth[:, farther].mean(axis=1) - depth[:, nearer].mean(axis=1)
    return _named_by_depth(parity, gap)


def _named_by_depth(parity: NDArray[np.bool_], gap: FloatArray) -> NDArray[np.bool_]:
    swapped = np.zeros_like(parity)
    for flags in (parity, ~parity):
        for start, stop in runs(flags):
            known = gap[start:stop][np.isfinite(gap[start:stop])]
            swapped[start:stop] = known.size > 0 and float(known.mean()) < -LABEL_TRUST_M
    return swapped


def _moved(now: FloatArray, before: FloatArray) -> FloatArray:
    return np.asarray(np.nan_to_num(np.linalg.norm(now - before, axis=2).sum(axis=1)), dtype=np.float64)
