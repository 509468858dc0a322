"""Turning points of the trunk–thigh angle, and the frames about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray

MIN_TRUNK_THIGH_DEG: Final = 25.0
"""Smallest change of the trunk–thigh angle in a repetition; a small glute bridge takes about 30°."""

MIN_LYING_DEG: Final = 12.0
"""The same lying on the back: hips that rise by 10 cm change the angle by 15 to 20°."""

CUT_SPEED_SHARE: Final = 0.45
"""A recording that starts faster than this share of the movement's top speed starts within the movement."""

CUT_LOOK_S: Final = 0.2
"""Time over which these speeds are means."""

EDGE: Final = 0.10
"""A movement has left its end posture once it is this share of its excursion away from it."""

UNDER_WAY: Final = 0.3
"""A movement is under way when it is this share of its excursion away from its end posture."""

BACK: Final = 1.5
"""The time from `EDGE` to `UNDER_WAY` of the excursion, times this, lies between the onset and `EDGE`: 0.5 at an even
speed, 2 in a smooth reach; measured on rendered lifts."""

HELD: Final = 0.02
"""A posture is held within this share of the excursion."""

PEER_BAND: Final = 0.15
"""Two turns of a kind are at the same level if they differ by no more than this share of the excursion."""

SEARCHED_FRAMES: Final = 600
"""Frames to either side in which the end of a run is searched, longer than any pause that matters."""

SEARCHED_FIRST: Final = 48
"""Frames to either side that are searched first, since most runs are short."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A top or a bottom of the trunk–thigh angle, and whether it lies at an end of the recording."""

    frame: int
    top: bool
    at_end: bool


def find_turns(trunk_thigh: FloatArray, smallest_deg: float = MIN_TRUNK_THIGH_DEG, *, at_end: int = 2) -> list[Turn]:
    """Return alternating prominent tops and bottoms; the first and the last may be the ends of the recording.

    smallest_deg: smallest change of the angle in a repetition; at_end: frames from an end in which a turn lies at it.
    """
    low_level, high_level = np.percentile(trunk_thigh, (3, 97)).tolist()
    spread = high_level - low_level
    threshold = max(smallest_deg * 0.8, 0.3 * spread)
    turns: list[Turn] = []
    # Every prominent turn is also a local extremum, so only these are visited.
    frames = _local_extrema(trunk_thigh)
    low = high = int(frames[0])
    lowest = highest = float(trunk_thigh[low])
    rising: bool | None = None
    for i, value in zip(frames.tolist(), trunk_thigh[frames].tolist(), strict=True):
        if value < lowest:
            low, lowest = i, value
        if value > highest:
            high, highest = i, value
        if rising is not False and highest - value >= threshold:
            turns.append(Turn(high, top=False, at_end=False))
            rising, low, high, lowest, highest = False, i, i, value, value
        elif rising is not True and value - lowest >= threshold:
            turns.append(Turn(low, top=True, at_end=False))
            rising, low, high, lowest, highest = True, i, i, value, value
    if rising is None:
        return []
    last = high if rising else low
    turns.append(Turn(last, top=not rising, at_end=False))
    return [Turn(t.frame, t.top, t.frame <= at_end or t.frame >= trunk_thigh.size - 1 - at_end) for t in turns]


def _local_extrema(trunk_thigh: FloatArray) -> NDArray[np.intp]:
    """Return frames of local extrema, however small, and the two ends; the first frame where several are equal."""
    changed = np.concatenate(([0], np.flatnonzero(np.diff(trunk_thigh)) + 1))
    rises = np.diff(trunk_thigh[changed]) > 0
    inner = np.flatnonzero(rises[1:] != rises[:-1]) + 1
    return np.asarray(changed[np.unique(np.concatenate(([0], inner, [changed.size - 1])))], dtype=np.intp)


def reaches_peers(trunk_thigh: FloatArray, turns: list[Turn], end: Turn, toward: Turn) -> bool:
    """Return whether the turn `end` is as far out as the other turns of its kind; false where it is the only one.

    A recording trimmed to the very moment of the turn starts moving at once and is still not cut off.
    """
    peers = [float(trunk_thigh[turn.frame]) for turn in turns if turn.top == end.top and turn.frame != end.frame]
    if not peers:
        return False
    excursion = abs(float(trunk_thigh[toward.frame] - trunk_thigh[end.frame]))
    short = float(trunk_thigh[end.frame]) - float(np.median(peers))
    return (short if end.top else -short) <= PEER_BAND * excursion


def cut_off(time_s: FloatArray, trunk: FloatArray, frame: int, toward: int) -> bool:
    """Return whether the recording starts (or ends) at `frame` within the movement to the turn at `toward`.

    The criterion is the mean speed of the trunk over `CUT_LOOK_S` at the frame, relative to the highest mean speed over
    that time on the way. The trunk's landmarks are seen even where plates hide a leg.
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


def dwell_s(time_s: FloatArray, trunk_thigh: FloatArray, frame: int, band: float) -> float:
    """Return how long the trunk–thigh angle stays within ± `band` degrees of its value at a frame, seconds."""
    start, stop = within(trunk_thigh, frame, trunk_thigh[frame] - band, trunk_thigh[frame] + band)
    return float(time_s[stop - 1] - time_s[start])


def leaving(trunk_thigh: FloatArray, end: int, toward: int) -> int:
    """Return the last frame within `EDGE` of the excursion from the turn at `end`, on the way to that at `toward`.

    The level of the end is the one from which the movement sets out: the turn itself may lie long before, while the
    lifter walks in.
    """
    way = float(trunk_thigh[toward] - trunk_thigh[end])
    if way == 0 or end == toward:
        return end
    # From `toward` back to `end`: 0 at the turn, 1 at the far end.
    path = (trunk_thigh[min(end, toward) : max(end, toward) + 1] - trunk_thigh[end]) / way
    path = path[::-1] if toward > end else path
    under_way = int((path <= UNDER_WAY).argmax())
    before = path[under_way:]
    lowest = np.minimum.accumulate(before)
    other = before > lowest + EDGE
    level = float(lowest[int(other.argmax())] if other.any() else lowest[-1])
    # The level itself fulfils the condition, so `argmax` always finds a frame.
    back = int((path <= level + EDGE * (1.0 - level)).argmax())
    return toward - back if toward > end else toward + back


def onset(trunk_thigh: FloatArray, end: int, toward: int) -> int:
    """Return the frame in which a movement begins at the turn at `end`, on the way to that at `toward`.

    Bodies gather speed evenly, so the way is followed back from `UNDER_WAY` and `EDGE`, but not into the posture held.
    """
    left = leaving(trunk_thigh, end, toward)
    way = float(trunk_thigh[toward] - trunk_thigh[left])
    if way == 0 or left in {end, toward}:
        return left
    path = (trunk_thigh[min(left, toward) : max(left, toward) + 1] - trunk_thigh[left]) / way
    path = path if toward > end else path[::-1]
    gathering = int((path >= UNDER_WAY - EDGE).argmax())
    back = min(round(BACK * gathering), abs(left - end))
    before = trunk_thigh[left - back : left + 1] if toward > end else trunk_thigh[left : left + back + 1][::-1]
    level = float(before.min() if way > 0 else before.max())
    held = np.flatnonzero(np.abs(before - level) <= HELD * abs(way))
    shift = back - int(held[-1]) if held.size else back
    return left - shift if toward > end else left + shift


def within(trunk_thigh: FloatArray, frame: int, low: float, high: float) -> tuple[int, int]:
    """Return the run of frames [start, stop) about a frame in which the trunk–thigh angle stays between two levels.

    The search covers `SEARCHED_FRAMES` to either side.
    """
    first = max(0, frame - SEARCHED_FRAMES)
    last = min(trunk_thigh.size, frame + SEARCHED_FRAMES)
    start, stop = frame, frame
    # Most runs are short, so a few frames are searched before all of them.
    for reach in (SEARCHED_FIRST, SEARCHED_FRAMES):
        start, stop = max(first, frame - reach), min(last, frame + reach)
        window = trunk_thigh[start:stop]
        outside = (window < low) | (window > high)
        before, after = outside[: frame - start][::-1], outside[frame - start :]
        # The first frame outside in either direction; `argmax` gives 0 where there is none.
        back = int(before.argmax()) if before.size else 0
        ahead = int(after.argmax())
        left, right = bool(before.size and before[back]), bool(after[ahead])
        if (left or start == first) and (right or stop == last):
            return (frame - back if left else first), (frame + ahead if right else last)
    return start, stop
