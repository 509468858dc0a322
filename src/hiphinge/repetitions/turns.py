"""Turning points of the fold, and what can be said about a moment of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.measure import FloatArray

LEAST_FOLD_DEG: Final = 25.0
"""A repetition folds the hips at least this far; a small glute bridge takes about 30°."""

CUT_SPEED_SHARE: Final = 0.45
"""A recording that starts faster than this share of the movement's top speed starts in its middle."""

CUT_LOOK_S: Final = 0.2
PEER_BAND: Final = 0.15
SEARCHED_FRAMES: Final = 600


@dataclass(frozen=True, slots=True)
class Turn:
    """A top or a bottom of the fold, and whether it lies at an end of the recording."""

    frame: int
    top: bool
    at_end: bool


def find_turns(fold: FloatArray) -> list[Turn]:
    """Alternating tops and bottoms that stand out, with the ends of the recording as the first and the last."""
    spread = float(np.percentile(fold, 97) - np.percentile(fold, 3))
    threshold = max(LEAST_FOLD_DEG * 0.8, 0.3 * spread)
    turns: list[Turn] = []
    low = high = 0
    rising: bool | None = None
    values = fold.tolist()
    for i, value in enumerate(values):
        if value < values[low]:
            low = i
        if value > values[high]:
            high = i
        if rising is not False and values[high] - value >= threshold:
            turns += [Turn(low, top=True, at_end=True)] if rising is None and low < high else []
            turns.append(Turn(high, top=False, at_end=False))
            rising, low, high = False, i, i
        elif rising is not True and value - values[low] >= threshold:
            turns += [Turn(high, top=False, at_end=True)] if rising is None and high < low else []
            turns.append(Turn(low, top=True, at_end=False))
            rising, low, high = True, i, i
    if rising is None:
        return []
    last = high if rising else low
    turns.append(Turn(last, top=not rising, at_end=False))
    return _with_ends(turns, len(values))


def _with_ends(turns: list[Turn], frames: int) -> list[Turn]:
    margin = 2
    return [Turn(t.frame, t.top, t.frame <= margin or t.frame >= frames - 1 - margin) for t in turns]


def reaches_peers(fold: FloatArray, turns: list[Turn], one: Turn, other: Turn) -> bool:
    """Whether a turn is as high or as low as the other turns of its kind; false where it is the only one.

    A recording trimmed to the very moment of the turn starts moving at once, and is still not cut off.
    """
    peers = [float(fold[turn.frame]) for turn in turns if turn.top == one.top and turn.frame != one.frame]
    if not peers:
        return False
    way = abs(float(fold[other.frame] - fold[one.frame]))
    return abs(float(fold[one.frame]) - float(np.median(peers))) <= PEER_BAND * way


def cut_off(time_s: FloatArray, trunk: FloatArray, frame: int, toward: int) -> bool:
    """Whether the recording starts (or ends) at `frame` in the middle of the movement to the turn at `toward`.

    Told by the trunk, whose landmarks are seen even where plates hide a leg: by its mean speed over the first
    `CUT_LOOK_S` from the frame on, against the highest mean speed of that length on the way.
    """
    a, b = sorted((frame, toward))
    ahead = np.minimum(np.searchsorted(time_s, time_s[a : b + 1] + CUT_LOOK_S), b)
    lasted = time_s[ahead] - time_s[a : b + 1]
    speed = np.abs(trunk[ahead] - trunk[a : b + 1])[lasted > 0] / lasted[lasted > 0]
    whole = speed[: max(1, int(np.count_nonzero(lasted >= 0.9 * CUT_LOOK_S)))]
    if not whole.size:
        return False
    at = whole[0] if frame == a else whole[-1]
    return float(at) > CUT_SPEED_SHARE * float(whole.max())


def dwell_s(time_s: FloatArray, fold: FloatArray, frame: int, band: float) -> float:
    """How long the fold stays within a band (degrees) about its value at a frame, seconds."""
    start, stop = within(fold, frame, fold[frame] - band, fold[frame] + band)
    return float(time_s[stop - 1] - time_s[start])


def within(fold: FloatArray, frame: int, low: float, high: float) -> tuple[int, int]:
    """The run of frames [start, stop) about a frame in which the fold stays between two levels.

    Looked for in `SEARCHED_FRAMES` to either side, which is longer than any pause that matters.
    """
    first = max(0, frame - SEARCHED_FRAMES)
    window = fold[first : frame + SEARCHED_FRAMES]
    outside = np.flatnonzero((window < low) | (window > high)) + first
    place = int(np.searchsorted(outside, frame))
    start = int(outside[place - 1]) + 1 if place > 0 else first
    stop = int(outside[place]) if place < outside.size else first + window.size
    return start, stop
