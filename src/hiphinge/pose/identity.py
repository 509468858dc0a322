"""Left and right in a side view: which way the lifter faces, which side is near, and legs with swapped labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LOWER_LIMB, SIDES, Side, pair
from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import runs

Scalar = TypeVar("Scalar", bound=np.generic)

TURN_S: Final = 1.0
TURNED_SHARE: Final = 0.5
TURNING_SHARE: Final = 0.3
MIN_VOTE_TRUNKS: Final = 0.3
"""A lifter has turned round for a stretch of at least `TURN_S` seconds in which the votes for his usual side are below
`TURNING_SHARE` of the usual ones, and in at least `TURNED_SHARE` of it as far on the other side as `TURNED_SHARE` of
them (proposal). Real side views have 0.5 to 2 trunk lengths; votes below `MIN_VOTE_TRUNKS` say nothing."""

SWAP_MARGIN: Final = 0.06
"""Leg labels count as swapped if exchanging them shortens the legs' movement between two frames by more than this share
of the body's height."""

LABEL_TRUST_M: Final = 0.03
"""Depth difference, metres, up to which the pose model's labels are preferred to the depths it reports."""


@dataclass(frozen=True, slots=True)
class Tracks:
    """Landmarks of one person over time, in picture pixels, y down.

    Shapes: `time_s` (frames,), `position` (frames, landmarks, 2), `confidence` (frames, landmarks), `world`
    (frames, landmarks, 3) or None, `hidden` (frames, landmarks) or None; NaN where nobody was found.
    """

    time_s: FloatArray
    position: NDArray[np.float32]
    confidence: NDArray[np.float32]
    world: NDArray[np.float32] | None
    hidden: NDArray[np.bool_] | None = None


def facing(tracks: Tracks) -> Side:
    """Return the side of the picture that the lifter faces, by votes over the whole recording."""
    return "right" if float(_facing_votes(tracks).sum()) >= 0 else "left"


def turned_frames(tracks: Tracks, toward: Side) -> NDArray[np.bool_]:
    """Return in which frames the lifter, who faces `toward` for most of the time, certainly faces the other way.

    Shape (frames,). The votes are means over `TURN_S`; votes that never amount to `MIN_VOTE_TRUNKS` determine nothing.
    """
    trunk = np.hypot(
        *(
            _mean(tracks.position[:, :, k].astype(np.float64), "shoulder")
            - _mean(tracks.position[:, :, k].astype(np.float64), "hip")
            for k in (0, 1)
        )
    )
    turned = np.zeros(len(trunk), dtype=np.bool_)
    if not np.isfinite(trunk).any() or len(trunk) < 2:
        return turned
    votes = _facing_votes(tracks) * (1.0 if toward == "right" else -1.0) / np.nanmedian(trunk)
    frames = max(1, round(TURN_S * (len(trunk) - 1) / float(tracks.time_s[-1] - tracks.time_s[0])))
    padded = np.pad(votes, (frames // 2, frames - 1 - frames // 2), mode="edge")
    mean = np.convolve(padded, np.full(frames, 1.0 / frames), mode="valid")
    usual = float(np.median(mean[mean > 0])) if (mean > 0).any() else 0.0
    if usual < MIN_VOTE_TRUNKS:
        return turned
    away = mean < TURNING_SHARE * usual
    for start, stop in runs(away):
        against = mean[start:stop] < -TURNED_SHARE * usual
        if tracks.time_s[stop - 1] - tracks.time_s[start] >= TURN_S and against.mean() >= TURNED_SHARE:
            turned[start:stop] = True
    return turned


def _facing_votes(tracks: Tracks) -> FloatArray:
    """Return how much each frame says that the lifter faces the right of the picture, pixels, (frames,).

    Feet point forward and knees bend forward; knees and face vote only while the trunk is upright. Each vote is a
    horizontal length in the picture, so frames seen from the front weigh little and frames from the side much.
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
    return np.asarray(np.nansum(votes, axis=0), dtype=np.float64)


def _mean(values: FloatArray, name: str) -> FloatArray:
    return np.asarray(values[:, pair(name)].mean(axis=1), dtype=np.float64)


def fix_side_swaps(tracks: Tracks, near: Side) -> Tracks:
    """Return the tracks with swapped leg labels corrected.

    The labels were swapped between two frames if exchanging them makes the legs move clearly less. The stretches
    between swaps are then labelled by depth: the near leg is the nearer one, unless the difference is so small that the
    pose model's own labels are more reliable.
    """
    swapped = swapped_frames(tracks, near)
    if not swapped.any():
        return tracks
    left, right = ([INDEX[f"{side}_{name}"] for name in LOWER_LIMB[1:]] for side in SIDES)
    frames = np.flatnonzero(swapped)[:, None]

    def exchanged(array: NDArray[Scalar]) -> NDArray[Scalar]:
        copy = array.copy()
        copy[frames, left], copy[frames, right] = array[frames, right], array[frames, left]
        return copy

    world = None if tracks.world is None else exchanged(tracks.world)
    hidden = None if tracks.hidden is None else exchanged(tracks.hidden)
    return Tracks(tracks.time_s, exchanged(tracks.position), exchanged(tracks.confidence), world, hidden)


def swapped_frames(tracks: Tracks, near: Side) -> NDArray[np.bool_]:
    """Return in which frames the legs have each other's labels, shape (frames,)."""
    names = LOWER_LIMB[1:]
    left, right = ([INDEX[f"{side}_{name}"] for name in names] for side in SIDES)
    position = tracks.position.astype(np.float64)
    a, b = position[:, left], position[:, right]
    kept = _movement(a[1:], a[:-1]) + _movement(b[1:], b[:-1])
    crossed = _movement(a[1:], b[:-1]) + _movement(b[1:], a[:-1])
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
    return _swapped_by_depth(parity, gap)


def _swapped_by_depth(parity: NDArray[np.bool_], gap: FloatArray) -> NDArray[np.bool_]:
    """Return which stretches of equal parity are swapped, judged by their mean depth `gap`, metres, all (frames,)."""
    swapped = np.zeros_like(parity)
    for flags in (parity, ~parity):
        for start, stop in runs(flags):
            known = gap[start:stop][np.isfinite(gap[start:stop])]
            swapped[start:stop] = known.size > 0 and float(known.mean()) < -LABEL_TRUST_M
    return swapped


def _movement(now: FloatArray, before: FloatArray) -> FloatArray:
    """Return the summed distance of landmarks, (frames, landmarks, 2), between two frames, shape (frames,)."""
    return np.asarray(np.nan_to_num(np.linalg.norm(now - before, axis=2).sum(axis=1)), dtype=np.float64)
