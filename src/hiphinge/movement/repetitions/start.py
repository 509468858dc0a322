"""The posture from which a set starts, and the tops at which the hands hold a load."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, medians
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.turns import Turn, dwell_s, leaving

DWELL_BAND: Final = 0.12
"""A posture is held while the trunk–thigh angle stays within this share of a repetition's change."""

SETUP_DWELL_S: Final = 1.2

SETUP_DWELL_RATIO: Final = 2.5
"""In a first bottom held this long, and this many times as long as later ones, the lifter takes hold of the load."""

HANDS_NEAR_FLOOR_TRUNKS: Final = 0.85
"""Height of the hands over the ankles, trunk lengths, when they take a bar from floor or blocks, or a bell from the
floor."""

LOADED: Final = 6.0
LOADED_ONCE: Final = 1.5
"""Most log-odds for a lift from the floor where the hands hold a load in between only, and where one top shows it."""

LOADED_AGAIN: Final = 0.8
"""Log-odds that each further top adds at which the load is held."""

LOADED_PER_TRUNKS: Final = 0.03
"""Forward shift that adds 1 to them, trunk lengths."""

LOADED_SHIFT_TRUNKS: Final = 0.08
"""Forward shift of the hands under the shoulders that shows a load, trunk lengths."""

STOOD_S: Final = 0.7
"""Standing before and after a set is observed over this time next to the set; earlier the lifter may be walking in."""

SETTLED_S: Final = 0.1
"""Time left out next to each movement, which may have begun already or not have ended yet."""

MAX_AFTER_SET: Final = 2
"""Most tops after the last loaded one: after a set there are standing up and perhaps a crouch to the camera."""

SWUNG_TRUNKS: Final = 0.5
"""Hands this far in front of the shoulders at the top, or not further below them, trunk lengths, were swung there or
hold something up."""

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

ENDS_STANDING: Final = 1.0
"""Log-odds against a lift from the floor where the recording begins at a bottom and the set ends in standing, without
the load's way down (proposal)."""

BEFORE: Final = -1.6
"""Log-odds that a set is lifted from the floor before anything is seen of it (proposal)."""


@dataclass(frozen=True, slots=True)
class Ramp:
    """Log-odds that grow by 1 with each `per` beyond `at`, never below `low` nor above `high`."""

    at: float
    per: float
    low: float
    high: float

    def __call__(self, value: float) -> float:
        """Return the log-odds at a value; 0 where it is NaN."""
        return 0.0 if math.isnan(value) else float(np.clip((value - self.at) / self.per, self.low, self.high))


HANDS_LOW: Final = Ramp(HANDS_NEAR_FLOOR_TRUNKS, -0.2, -1.0, 1.0)
HANDS_HIGH: Final = Ramp(HANDS_NEAR_FLOOR_TRUNKS + 0.2, -0.0375, -4.0, 0.0)
KNEES_BENT: Final = Ramp(45.0, 15.0, -2.5, 1.5)
TRUNK_LOW: Final = Ramp(50.0, 8.0, -2.5, 0.5)
HELD_LOW: Final = Ramp(0.7, 0.3, -1.0, 2.0)
"""Log-odds for a lift from the floor at the usual bottom: by the hands' height over the ankles, trunk lengths (the
second weighs hands that reach no load on a floor), the bend of the knees and the lean of the trunk, degrees, and the
time that bottoms within the recording are held, seconds (proposals)."""

BEGINS_LOW: Final = Ramp(0.65, 0.2 / 3.0, -1.0, 3.0)
"""The same where the recording begins at a bottom, by its depth as a share of the usual one (proposal)."""

SWUNG: Final = -6.0
SET_UP: Final = 3.0
NO_SETUP: Final = -1.5
ONE_LIFT: Final = 3.0
"""The same where hands were swung at the top, where the first bottom is held to take hold, where the recording begins
in standing without that, and where it shows one way up and nothing else (proposals)."""

FULL_TOP_SHARE: Final = 0.2
"""A first top within this share of the usual change is standing."""


def floor_evidence(kinematics: Kinematics, trunk_thigh: FloatArray, turns: list[Turn]) -> float:
    """Return the log-odds that the bottoms of a set are where a load is taken hold of, not where a movement turns.

    The hands are low there, the knees bent, the posture is held while the load rests, and longest the first time. A
    recording that begins at such a bottom was cut to begin with the lift.
    """
    time_s = kinematics.time_s
    tops = np.array([trunk_thigh[t.frame] for t in turns if t.top])
    bottoms = [t for t in turns if not t.top]
    level = float(np.median([trunk_thigh[t.frame] for t in bottoms]) - np.median(tops))
    frames = [t.frame for t in bottoms]
    points = kinematics.points
    low = np.column_stack(
        [(points.wrist - points.ankle)[:, 1], kinematics.angle("knee_flexion_deg"), kinematics.angle("trunk_lean_deg")]
    )
    hands, knees, trunk = medians(low[frames]).tolist()
    forward, above = medians((points.wrist - points.shoulder)[[t.frame for t in turns if t.top]])
    dwell = np.array([dwell_s(time_s, trunk_thigh, frame, DWELL_BAND * level) for frame in frames])
    evidence = BEFORE + HANDS_LOW(hands) + HANDS_HIGH(hands) + KNEES_BENT(knees) + TRUNK_LOW(trunk)
    if forward > SWUNG_TRUNKS or above > -SWUNG_TRUNKS:
        evidence += SWUNG
    inner = [held for held, turn in zip(dwell, bottoms, strict=True) if not turn.at_end]
    if inner:
        evidence += HELD_LOW(float(np.median(inner)))
    if turns[0].top:
        usual = float(np.median(dwell[1:-1])) if len(dwell) > 2 else float(dwell[-1])
        if len(dwell) > 1 and dwell[0] >= max(SETUP_DWELL_S, SETUP_DWELL_RATIO * usual):
            evidence += SET_UP
        elif trunk_thigh[turns[0].frame] < float(np.median(tops)) + FULL_TOP_SHARE * level:
            evidence += NO_SETUP
    else:
        share = (trunk_thigh[turns[0].frame] - float(np.median(tops))) / max(level, 1.0)
        evidence += _begins_at_bottom(time_s, trunk_thigh, turns, share)
    return evidence


def _begins_at_bottom(time_s: FloatArray, trunk_thigh: FloatArray, turns: list[Turn], share: float) -> float:
    """Return the log-odds for a lift from the floor of a recording whose first turn is a bottom.

    `share` is how deep that bottom is, of the usual ones. A set from the floor ends there, unless the load is dropped.
    """
    evidence = BEGINS_LOW(share)
    if len(turns) == 2:
        return evidence + ONE_LIFT
    last, before = turns[-1], turns[-2].frame
    stands = last.top and float(time_s[-1] - time_s[leaving(trunk_thigh, last.frame, before)]) > STOOD_S
    return evidence - ENDS_STANDING if stands else evidence


@dataclass(frozen=True, slots=True)
class LoadHeld:
    """A load that is in the hands for part of a recording.

    `tops` says for each top, by its frame, whether it is held there; `floor` are the log-odds that the set is lifted
    from the floor.
    """

    tops: Mapping[int, bool]
    floor: float


def loaded_tops(kinematics: Kinematics, trunk_thigh: FloatArray, turns: list[Turn]) -> LoadHeld | None:
    """Return at which tops the hands hold a load; None if they do not show it.

    A lifter who takes a load from the floor, lifts it and stands up without it shows this by the hands: with the load
    they hang further in front of hips and shoulders than before and after.
    """
    tops = [t.frame for t in turns if t.top]
    if len(tops) < 3:
        return None
    points = kinematics.points
    ahead = np.column_stack([(points.wrist - points.shoulder)[:, 0], (points.wrist - points.hip)[:, 0]])
    hands = np.array([medians(ahead[frames]) for frames in _standing_at_tops(kinematics.time_s, trunk_thigh, turns)])
    empty = hands[0] if np.isfinite(hands[0]).all() else hands[-1]
    with_load = medians(hands[1:-1]) - empty
    if not np.isfinite(with_load).all() or with_load.mean() < LOADED_SHIFT_TRUNKS:
        return None
    share = ((hands - empty) @ with_load) / float(with_load @ with_load)
    loaded = share >= EMPTY_SHARE
    if not loaded[1] or loaded[-1] or not np.isfinite(share[[1, -1]]).all():
        return None
    # Nobody lets go of a load in the middle of a set, so it was held up to the last top that shows it. And a set is not
    # followed by one repetition after the other.
    last = int(np.flatnonzero(loaded)[-1])
    if len(tops) - 1 - last > MAX_AFTER_SET:
        return None
    loaded[1:last] = True
    most = LOADED if last > 1 else LOADED_ONCE
    shift = (float(with_load.mean()) - LOADED_SHIFT_TRUNKS) / LOADED_PER_TRUNKS + LOADED_AGAIN * (last - 1)
    return LoadHeld(MappingProxyType(dict(zip(tops, loaded.tolist(), strict=True))), min(shift, most))


def tops_by_bar(time_s: FloatArray, trunk_thigh: FloatArray, turns: list[Turn], height: FloatArray) -> LoadHeld | None:
    """Return at which tops the barbell is in the hands, by its height; None if it is from the first top on.

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
    return LoadHeld(MappingProxyType({top: first < i < last for i, top in enumerate(tops)}), LOADED)


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
