"""The posture from which a set starts, and the tops at which the hands hold a load."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, medians
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.model import Start
from hiphinge.movement.repetitions.turns import Turn, cut_off, dwell_s, leaving, reaches_peers

MIN_SHARE: Final = 0.5
"""A repetition changes the trunk–thigh angle by at least this share of the recording's usual change."""

DWELL_BAND: Final = 0.12
"""A posture is held while the trunk–thigh angle stays within this share of a repetition's change."""

SETUP_DWELL_S: Final = 1.2

SETUP_DWELL_RATIO: Final = 2.5
"""In a first bottom held this long, and this many times as long as later ones, the lifter takes hold of the load."""

HANDS_NEAR_FLOOR_TRUNKS: Final = 0.85
"""Height of the hands over the ankles, trunk lengths, when they take a bar from floor or blocks, or a bell from the
floor."""

LOADED_SHIFT_TRUNKS: Final = 0.16
"""Forward shift of the hands under the shoulders that shows a load, trunk lengths."""

LOADED_SHIFT_PAUSED_TRUNKS: Final = 0.08
"""The same after a pause to grip the load."""

GRIP_DWELL_S: Final = 1.0
"""A first bottom held this long is a pause to grip the load."""

LOADED_TRUST: Final = 0.25
"""Loss of trust in the hands that shows a load, since plates hide them; after a pause to grip it adds to the shift."""

STOOD_S: Final = 0.7
"""Standing before and after a set is observed over this time next to the set; earlier the lifter may be walking in."""

SETTLED_S: Final = 0.1
"""Time left out next to each movement, which may have begun already or not have ended yet."""

MAX_AFTER_SET: Final = 2
"""Most tops after the last loaded one: after a set there are standing up and perhaps a crouch to the camera."""

SWUNG_TRUNKS: Final = 0.5
"""Hands this much further ahead at a top, trunk lengths, were swung there."""

EMPTY_SHARE: Final = 0.5
"""Hands hold the set's load where they show at least this share of the set's median signs of a load."""

MIN_RESTS: Final = 3
RESTS_WITHIN_TRUNKS: Final = 0.025
REST_S: Final = 0.12
"""A bar rests on floor or pins if its heights at this many bottoms or more differ by no more than this many trunk
lengths, each a median over `REST_S` to either side of the turn; the lowest places of a bar that hangs differ by 0.02 to
0.3 (rendered lifts)."""

MIN_SEEN: Final = 0.5
CAME_ALONG_SHARE: Final = 0.1
"""On the way up with the bar it is seen in at least `MIN_SEEN` of the frames; on the way down to take hold of it, in
fewer by at least `CAME_ALONG_SHARE`."""

LOADED_TRUNK_THIGH_DEG: Final = 18.0
"""A top with a trunk–thigh angle this much larger than in the standing before the set is the top of a lift."""


def start_posture(time_s: FloatArray, trunk_thigh: FloatArray, trunk: FloatArray, turns: list[Turn]) -> Start:
    """Return "bottom" if the recording starts there or the lifter took hold of the load first, else "top"."""
    tops = np.array([trunk_thigh[t.frame] for t in turns if t.top])
    bottoms = [t for t in turns if not t.top]
    level = float(np.median([trunk_thigh[t.frame] for t in bottoms]) - np.median(tops))
    if not turns[0].top:
        # A recording that begins on the way up from another movement, or with a small movement, does not show a start
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
    """Return for each top whether the hands show a load that they did not hold before the set; None if undetermined.

    A lifter who takes a load from the floor, lifts it and stands up without it shows this by the hands: with the load
    they hang in front of the thighs, further forward than before, or plates hide them.
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
    standing = _standing_at_tops(kinematics.time_s, trunk_thigh, turns)
    shifts, trusts = np.array([medians(hands[frames]) for frames in standing]).T
    band = DWELL_BAND * float(trunk_thigh[bottoms[0]] - trunk_thigh[tops[0]])
    paused = [dwell_s(kinematics.time_s, trunk_thigh, frame, band) for frame in bottoms]
    gripped = paused[0] >= GRIP_DWELL_S or max(paused) >= SETUP_DWELL_S
    shift_limit = LOADED_SHIFT_PAUSED_TRUNKS if gripped else LOADED_SHIFT_TRUNKS
    swung = (shifts - shifts[0]) > SWUNG_TRUNKS
    if swung.any():
        return None
    shift_signs = np.maximum(shifts - shifts[0], 0.0) / shift_limit
    trust_signs = np.maximum(trusts[0] - trusts, 0.0) / LOADED_TRUST
    signs = shift_signs + trust_signs if gripped else np.maximum(shift_signs, trust_signs)
    loaded = (signs > 1.0) | (trunk_thigh[tops] > trunk_thigh[tops[0]] + LOADED_TRUNK_THIGH_DEG)
    if loaded[1] and len(tops) > 2:
        # In a set that shows its load, half of the usual signs are enough, and hands that show less are empty.
        inner = signs[1:-1]
        holds = signs >= EMPTY_SHARE * (float(np.nanmedian(inner)) if np.isfinite(inner).any() else np.nan)
        loaded |= holds
        loaded[-1] = holds[-1]
    # The first lift must show its load, and the set must end as it began: otherwise the hands are no evidence.
    if not loaded[1] or loaded[-1]:
        return None
    # Nobody lets go of a load in the middle of a set, so it was held up to the last top that shows it. And a set is not
    # followed by one repetition after the other.
    last = int(np.flatnonzero(loaded)[-1])
    if len(tops) - 1 - last > MAX_AFTER_SET:
        return None
    loaded[1:last] = True
    return dict(zip(tops, loaded.tolist(), strict=True))


def tops_by_bar(
    time_s: FloatArray, trunk_thigh: FloatArray, turns: list[Turn], height: FloatArray
) -> dict[int, bool] | None:
    """Return for each top whether the barbell is in the hands, by its height; None if it is from the first top on.

    A bar that comes back to the same height at every bottom rests there on floor or pins. If it was not seen moving
    down with the hands to the bottom from which it was first lifted, it was resting there before.

    Parameters
    ----------
    time_s
        Times in seconds, shape (frames,).
    trunk_thigh
        Trunk–thigh angle, degrees, shape (frames,).
    turns
        Its turning points.
    height
        Height of the bar, trunk lengths, shape (frames,); NaN where it was not seen.
    """
    tops = [turn.frame for turn in turns if turn.top]
    bottoms = [turn.frame for turn in turns if not turn.top]
    if not turns[0].top or len(bottoms) < MIN_RESTS or len(tops) != len(bottoms) + 1:
        return None
    rests = np.array([medians(height[_frames_around(time_s, frame), None])[0] for frame in bottoms])
    rests = rests[np.isfinite(rests)]
    if rests.size < MIN_RESTS or float(np.ptp(rests)) > RESTS_WITHIN_TRUNKS:
        return None
    seen = np.isfinite(height)
    down = [float(seen[leaving(trunk_thigh, top, low) : low].mean()) for top, low in zip(tops, bottoms, strict=False)]
    up = [float(seen[low : leaving(trunk_thigh, top, low)].mean()) for top, low in zip(tops[1:], bottoms, strict=True)]
    first = next((i for i, share in enumerate(up) if share >= MIN_SEEN), None)
    if first is None or up[first] - down[first] < CAME_ALONG_SHARE:
        return None
    standing_s = float(time_s[-1] - time_s[leaving(trunk_thigh, tops[-1], bottoms[-1])])
    # The set ends as it began, unless the recording stops at the top of a lift.
    last = len(tops) - 1 if standing_s >= STOOD_S else len(tops)
    return {top: first < i < last for i, top in enumerate(tops)}


def _frames_around(time_s: FloatArray, frame: int) -> slice:
    start, stop = np.searchsorted(time_s, (time_s[frame] - REST_S, time_s[frame] + REST_S)).tolist()
    return slice(start, max(stop, start + 1))


def _standing_at_tops(time_s: FloatArray, trunk_thigh: FloatArray, turns: list[Turn]) -> list[slice]:
    """Return the frames of standing at each top: between the movements to either side, or next to the only one."""
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
