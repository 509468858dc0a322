"""From which posture a set starts, and when the hands hold a load."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, medians
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.model import Start
from hiphinge.movement.repetitions.turns import Turn, cut_off, dwell_s, leaving, reaches_peers

MIN_SHARE: Final = 0.5
"""... and at least this share of the usual fold of the same recording."""

DWELL_BAND: Final = 0.12

SETUP_DWELL_S: Final = 1.2

SETUP_DWELL_RATIO: Final = 2.5
"""A first bottom held this long, and this many times longer than the later ones, is taking hold of the load."""

HANDS_NEAR_FLOOR_TRUNKS: Final = 0.85
"""Height of the hands over the ankles when they take a bar from floor or blocks, or a bell from the floor."""

LOADED_SHIFT_TRUNKS: Final = 0.16

LOADED_SHIFT_PAUSED_TRUNKS: Final = 0.08

GRIP_DWELL_S: Final = 1.0
"""After a first bottom held this long, which taking hold of a load needs, a smaller shift is enough."""

LOADED_TRUST: Final = 0.25
"""Hands that stand elsewhere under the shoulders, or that plates have come to hide, hold something; after
a pause to grip both add up."""

STOOD_S: Final = 0.7
"""Who stands at an end of a set is looked at for so long, next to the set: what went before may be walking in."""

SETTLED_S: Final = 0.1
"""... less so long, in which the movement is under way already or not yet over."""

MAX_AFTER_SET: Final = 2

SWUNG_TRUNKS: Final = 0.5
"""Hands this much further ahead at a top are swung there."""

EMPTY_SHARE: Final = 0.5
"""Hands that show at least this share of what is usual in a set hold its load; at its end, less has let go."""

MIN_RESTS: Final = 3
RESTS_WITHIN_TRUNKS: Final = 0.025
REST_S: Final = 0.12
"""A bar that lay at this many bottoms was, about their turns, within so many trunk lengths of one height; the lowest
places of a bar that hangs differ by 0.02 to 0.3 (rendered lifts)."""

MIN_SEEN: Final = 0.5
CAME_ALONG_SHARE: Final = 0.1
"""On the way up with a bar it was seen in so many of the frames; on the way down before, in fewer by this much."""

LOADED_TRUNK_THIGH_DEG: Final = 18.0
"""A top that stays folded this much more than quiet standing is the top of a lift."""


def start_posture(time_s: FloatArray, trunk_thigh: FloatArray, trunk: FloatArray, turns: list[Turn]) -> Start:
    """Whether the set starts at the bottom: the recording does, or the load was taken hold of first."""
    tops = np.array([trunk_thigh[t.frame] for t in turns if t.top])
    bottoms = [t for t in turns if not t.top]
    level = float(np.median([trunk_thigh[t.frame] for t in bottoms]) - np.median(tops))
    if not turns[0].top:
        # A recording that begins on the way up from something, or that begins with a small movement, shows no start
        # at the bottom.
        small = trunk_thigh[turns[0].frame] - float(np.median(tops)) < MIN_SHARE * level
        cut = turns[0].at_end and cut_off(time_s, trunk, turns[0].frame, turns[1].frame)
        cut &= not reaches_peers(trunk_thigh, turns, turns[0], turns[1])
        return "top" if len(turns) > 2 and (small or cut) else "bottom"
    if len(bottoms) < 2:
        return "top"
    dwell = [dwell_s(time_s, trunk_thigh, t.frame, DWELL_BAND * level) for t in bottoms]
    usual = float(np.median(dwell[1:-1])) if len(dwell) > 2 else dwell[1]
    return "bottom" if dwell[0] >= max(SETUP_DWELL_S, SETUP_DWELL_RATIO * usual) else "top"


def loaded_tops(kinematics: Kinematics, trunk_thigh: FloatArray, turns: list[Turn]) -> dict[int, bool] | None:
    """Which tops show a load in the hands that the standing before the set did not; None if the set tells nothing.

    Who stands, takes a load from the floor, lifts it and stands up without it, shows it by the hands: they hang in
    front of the thighs, further forward than before, or plates hide them.
    """
    tops = [t.frame for t in turns if t.top]
    bottoms = [t.frame for t in turns if not t.top]
    if not turns[0].top or len(bottoms) < 2:
        return None
    points = kinematics.points
    height = (points.wrist - points.ankle)[bottoms, 1]
    if np.isfinite(height).any() and np.nanmedian(height) > HANDS_NEAR_FLOOR_TRUNKS:
        return None
    shift = (points.wrist - points.shoulder)[:, 0]
    trust = points.trust["wrist"]
    hands = np.column_stack([shift, trust])
    shifts, trusts = np.array([medians(hands[frames]) for frames in _stood(kinematics.time_s, trunk_thigh, turns)]).T
    band = DWELL_BAND * float(trunk_thigh[bottoms[0]] - trunk_thigh[tops[0]])
    paused = [dwell_s(kinematics.time_s, trunk_thigh, frame, band) for frame in bottoms]
    gripped = paused[0] >= GRIP_DWELL_S or max(paused) >= SETUP_DWELL_S
    shift_limit = LOADED_SHIFT_PAUSED_TRUNKS if gripped else LOADED_SHIFT_TRUNKS
    swung = (shifts - shifts[0]) > SWUNG_TRUNKS
    if swung.any():
        return None
    moved = np.maximum(shifts - shifts[0], 0.0) / shift_limit
    hidden = np.maximum(trusts[0] - trusts, 0.0) / LOADED_TRUST
    shown = moved + hidden if gripped else np.maximum(moved, hidden)
    changed = (shown > 1.0) | (trunk_thigh[tops] > trunk_thigh[tops[0]] + LOADED_TRUNK_THIGH_DEG)
    if changed[1] and len(tops) > 2:
        # In a set that shows its load, hands that show half of what is usual hold it as well, and less is nothing.
        inner = shown[1:-1]
        holds = shown >= EMPTY_SHARE * (float(np.nanmedian(inner)) if np.isfinite(inner).any() else np.nan)
        changed |= holds
        changed[-1] = holds[-1]
    # The first lift must show its load, and the set must end as it began: otherwise the hands tell nothing.
    if not changed[1] or changed[-1]:
        return None
    # Nobody lets go of a load in the middle of a set: what shows once more was held until then. And after a set there
    # is standing up and perhaps a crouch to the camera, not one repetition after the other.
    last = int(np.flatnonzero(changed)[-1])
    if len(tops) - 1 - last > MAX_AFTER_SET:
        return None
    changed[1:last] = True
    return dict(zip(tops, changed.tolist(), strict=True))


def tops_by_bar(
    time_s: FloatArray, trunk_thigh: FloatArray, turns: list[Turn], height: FloatArray
) -> dict[int, bool] | None:
    """Which tops have the barbell in the hands, told by its height; None if it was there from the first top on.

    A bar that comes back to the same height at every bottom lies down there, on floor or pins. Where it was not seen
    to come along on the way down to the first bottom that it left with the hands, it was lying there before.

    Parameters
    ----------
    time_s, fold, turns
        As everywhere.
    height
        Height of the bar, trunk lengths, shape (frames,); NaN where it was not seen.
    """
    tops = [turn.frame for turn in turns if turn.top]
    bottoms = [turn.frame for turn in turns if not turn.top]
    if not turns[0].top or len(bottoms) < MIN_RESTS or len(tops) != len(bottoms) + 1:
        return None
    rests = np.array([medians(height[_about(time_s, frame), None])[0] for frame in bottoms])
    rests = rests[np.isfinite(rests)]
    if rests.size < MIN_RESTS or float(np.ptp(rests)) > RESTS_WITHIN_TRUNKS:
        return None
    seen = np.isfinite(height)
    down = [float(seen[leaving(trunk_thigh, top, low) : low].mean()) for top, low in zip(tops, bottoms, strict=False)]
    up = [float(seen[low : leaving(trunk_thigh, top, low)].mean()) for top, low in zip(tops[1:], bottoms, strict=True)]
    first = next((i for i, share in enumerate(up) if share >= MIN_SEEN), None)
    if first is None or up[first] - down[first] < CAME_ALONG_SHARE:
        return None
    stood = float(time_s[-1] - time_s[leaving(trunk_thigh, tops[-1], bottoms[-1])])
    # The set ends as it began, unless the recording stops at the top of a lift.
    last = len(tops) - 1 if stood >= STOOD_S else len(tops)
    return {top: first < i < last for i, top in enumerate(tops)}


def _about(time_s: FloatArray, frame: int) -> slice:
    start, stop = np.searchsorted(time_s, (time_s[frame] - REST_S, time_s[frame] + REST_S)).tolist()
    return slice(start, max(stop, start + 1))


def _stood(time_s: FloatArray, trunk_thigh: FloatArray, turns: list[Turn]) -> list[slice]:
    """The frames in which the body stood at each top: between the movements to either side, or next to the only one."""
    frames = []
    for i in (i for i, turn in enumerate(turns) if turn.top):
        top = turns[i].frame
        reached = None if i == 0 else float(time_s[leaving(trunk_thigh, top, turns[i - 1].frame)]) + SETTLED_S
        left = None if i + 1 == len(turns) else float(time_s[leaving(trunk_thigh, top, turns[i + 1].frame)]) - SETTLED_S
        start = reached if reached is not None else (left or 0.0) - STOOD_S
        stop = left if left is not None else start + STOOD_S
        first, last = np.searchsorted(time_s, (start, stop)).tolist()
        frames.append(slice(first, last) if first < last else slice(top, top + 1))
    return frames
