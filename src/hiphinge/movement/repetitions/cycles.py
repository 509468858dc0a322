"""Repetitions from turning points: which cycles count, and where their phases begin and end."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import bridge, derivative
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.feet import stepped
from hiphinge.movement.repetitions.model import ExcludedSpan, PhaseSpan, RepetitionSpan
from hiphinge.movement.repetitions.start import DWELL_BAND, MIN_SHARE, SETUP_DWELL_S
from hiphinge.movement.repetitions.turns import (
    EDGE,
    MIN_TRUNK_THIGH_DEG,
    Turn,
    cut_off,
    dwell_s,
    leaving,
    reaches_peers,
    within,
)

DURATION_S: Final = (0.4, 30.0)
"""Shortest duration of a repetition, and longest without its pauses, seconds."""

BACK_AGAIN: Final = 0.45
"""The hips are back at the start when within this share of the excursion. It is generous, because an incomplete lockout
is a fault of a repetition and no reason not to count it."""

BACK_AT_END: Final = 0.25
"""The same where the recording ends there, since nothing then shows that the movement turned."""

BOTTOM_BAND: Final = 0.08
"""The bottom phase holds the frames within this share of the excursion of the deepest angle."""

TRIMMED_TRUNK_THIGH_DEG: Final = 60.0
"""A recording of a single way up was trimmed to it if it starts at this trunk–thigh angle or more, else cut off."""

USUAL_PERCENT: Final = 60.0
"""Percentile of all changes of the trunk–thigh angle taken as a repetition's; walking in and fidgeting cause smaller
ones."""

SAME_POSTURE_DEG: Final = 40.0
"""Tops whose trunk lean differs from the median by more than this are in another posture."""

SAME_BOTTOM_DEG: Final = 25.0
"""The same for the bottom of a bridge or a thrust."""

LYING_TRUNK_DEG: Final = 45.0
"""A trunk that leans backwards by this much or more at the top is supported: a bridge or a thrust."""

STOOD_FIRST_S: Final = 0.7
"""A recording that shows standing for longer than this before the movement does not start within the movement."""

MAX_UNSEEN_S: Final = 0.6
MAX_UNSEEN_SHARE: Final = 0.25
"""A repetition may be unseen for this many seconds or for this share of its duration, whichever is longer."""

MOVING_DEG_S: Final = 5.0
"""A trunk–thigh angle that changes slower than this is a pause, which does not count as duration (proposal)."""


class Finder:
    """The search for repetitions among the turning points of one recording."""

    def __init__(
        self, kinematics: Kinematics, trunk_thigh: FloatArray, turns: list[Turn], loaded: dict[int, bool]
    ) -> None:
        self._loaded = loaded
        self._kinematics = kinematics
        self._time = kinematics.time_s
        self._trunk_thigh = trunk_thigh
        self._turns = turns
        moving = np.abs(derivative(self._time, trunk_thigh))[:-1] > MOVING_DEG_S
        self._moving_s = np.concatenate(([0.0], np.cumsum(np.diff(self._time) * moving)))
        unseen = ~np.isfinite(kinematics.angle("trunk_lean_deg"))
        self._unseen = np.concatenate(([0], np.cumsum(unseen)))
        steps = [abs(trunk_thigh[b.frame] - trunk_thigh[a.frame]) for a, b in pairwise(turns)]
        self._usual = float(np.percentile(steps, USUAL_PERCENT))
        trunk = bridge(self._time, kinematics.angle("trunk_lean_deg"))
        self._trunk = trunk
        tops = [t.frame for t in turns if t.top]
        bottoms = [t.frame for t in turns if not t.top]
        self._top_trunk = float(np.median(trunk[tops])) if tops else 0.0
        self._bottom_trunk = float(np.median(trunk[bottoms])) if bottoms else 0.0

    def from_top(self) -> tuple[list[RepetitionSpan], list[ExcludedSpan]]:
        """Return the counted and the excluded cycles top, bottom, top."""
        counted: list[RepetitionSpan] = []
        excluded: list[ExcludedSpan] = []
        turns = self._turns
        first = 0 if turns[0].top else 1
        for i in range(first, len(turns) - 1, 2):
            before, bottom = turns[i], turns[i + 1]
            after = turns[i + 2] if i + 2 < len(turns) else None
            reason = self._refusal(before, bottom, after)
            if reason is None and after is not None:
                counted.append(self._cycle_from_top(before, bottom, after))
            elif reason is not None:
                stop = after.frame if after is not None else bottom.frame
                excluded.append(ExcludedSpan(before.frame, stop + 1, reason))
        return counted, excluded

    def from_bottom(self) -> tuple[list[RepetitionSpan], list[ExcludedSpan]]:
        """Return the counted and the excluded cycles bottom, top, and the next bottom if there is one."""
        counted: list[RepetitionSpan] = []
        excluded: list[ExcludedSpan] = []
        turns = self._turns
        first = 1 if turns[0].top else 0
        if first == 1:
            excluded.append(ExcludedSpan(turns[0].frame, turns[1].frame + 1, "setting up: taking hold of the load"))
        for i in range(first, len(turns) - 1, 2):
            bottom, top = turns[i], turns[i + 1]
            after = turns[i + 2] if i + 2 < len(turns) else None
            reason = self._refusal_from_bottom(bottom, top, after)
            if reason is None and not self._loaded.get(top.frame, True):
                reason = "standing up without the load"
            if reason is None and after is None and counted and self._put_down(bottom):
                reason = "standing up after the load was put down"
            if reason is None:
                counted.append(self._cycle_from_bottom(bottom, top, after))
            else:
                excluded.append(ExcludedSpan(bottom.frame, top.frame + 1, reason))
        return counted, excluded

    def _cut(self, turn: Turn, toward: Turn) -> bool:
        moving = cut_off(self._time, self._trunk, turn.frame, toward.frame)
        return moving and not reaches_peers(self._trunk_thigh, self._turns, turn, toward)

    def _waited(self, before: Turn, bottom: Turn) -> bool:
        """Return whether the lifter stood before moving; fast landmarks at the start are then still settling."""
        left = leaving(self._trunk_thigh, before.frame, bottom.frame)
        return float(self._time[left] - self._time[before.frame]) > STOOD_FIRST_S

    def _put_down(self, bottom: Turn) -> bool:
        return dwell_s(self._time, self._trunk_thigh, bottom.frame, DWELL_BAND * self._usual) >= SETUP_DWELL_S

    def _refusal(self, before: Turn, bottom: Turn, after: Turn | None) -> str | None:
        trunk_thigh, depth = self._trunk_thigh, self._trunk_thigh[bottom.frame]
        top = min(trunk_thigh[before.frame], trunk_thigh[after.frame]) if after else trunk_thigh[before.frame]
        excursion = float(depth - top)
        if excursion < max(MIN_TRUNK_THIGH_DEG, MIN_SHARE * self._usual):
            return "too small to be a repetition"
        back = BACK_AT_END if after is not None and after.at_end else BACK_AGAIN
        if after is None or depth - trunk_thigh[after.frame] < (1 - back) * excursion:
            return "cut off by the end of the recording, or not brought back to the start"
        if before.at_end and self._cut(before, bottom) and not self._waited(before, bottom):
            return "cut off by the start of the recording"
        if depth - trunk_thigh[before.frame] < (1 - BACK_AGAIN) * excursion:
            return "started from a posture that was not the start of a repetition"
        return self._unfit(before.frame, bottom.frame, after.frame)

    def _refusal_from_bottom(self, bottom: Turn, top: Turn, after: Turn | None) -> str | None:
        trunk_thigh = self._trunk_thigh
        excursion = float(trunk_thigh[bottom.frame] - trunk_thigh[top.frame])
        if excursion < max(MIN_TRUNK_THIGH_DEG, MIN_SHARE * self._usual):
            return "too small to be a repetition"
        trimmed = len(self._turns) == 2 and trunk_thigh[bottom.frame] >= TRIMMED_TRUNK_THIGH_DEG
        if bottom.at_end and not trimmed and self._cut(bottom, top):
            return "cut off by the start of the recording"
        if after is None and self._cut(top, bottom) and top.at_end:
            return "cut off by the end of the recording"
        if abs(self._top_trunk) > LYING_TRUNK_DEG:
            # A load may be dropped at lockout; a bridge is over when the hips are back down.
            if after is None:
                return "cut off by the end of the recording"
            if abs(self._trunk[after.frame] - self._bottom_trunk) > SAME_BOTTOM_DEG:
                return "it ended in another posture than it began"
        return self._unfit(bottom.frame, top.frame, top.frame if after is None else after.frame)

    def _unfit(self, start: int, middle: int, stop: int) -> str | None:
        """Return why the movement from `start` over `middle` to `stop` is not a repetition, or None if it is one."""
        time = self._time
        duration = float(time[stop] - time[start])
        active = float(self._moving_s[stop] - self._moving_s[start])
        if duration < DURATION_S[0] or active > DURATION_S[1]:
            return f"it took {duration:.1f} s"
        unseen = int(self._unseen[stop + 1] - self._unseen[start])
        if unseen * duration / (stop + 1 - start) > max(MAX_UNSEEN_S, MAX_UNSEEN_SHARE * duration):
            return "the lifter was not seen for most of it"
        a, b = leaving(self._trunk_thigh, start, middle), leaving(self._trunk_thigh, stop, middle)
        paths = (*self._kinematics.feet, self._kinematics.points.hip)
        if stepped(*(path[a : b + 1] for path in paths)):
            return "the feet moved: a step, a jump or walking"
        ends = [frame for frame in (start, stop) if frame != middle]
        level = float(self._trunk_thigh[start] + self._trunk_thigh[middle] + self._trunk_thigh[stop]) / 3
        tops = [frame for frame in (*ends, middle) if self._trunk_thigh[frame] <= level]
        if any(abs(self._trunk[frame] - self._top_trunk) > SAME_POSTURE_DEG for frame in tops):
            return "it ended in another posture than it began"
        return None

    def _cycle_from_top(self, before: Turn, bottom: Turn, after: Turn) -> RepetitionSpan:
        trunk_thigh = self._trunk_thigh
        start = leaving(trunk_thigh, before.frame, bottom.frame)
        up = leaving(trunk_thigh, after.frame, bottom.frame)
        low, high = _bottom_band(trunk_thigh, bottom.frame, start, up)
        stop = self._hold_stop(after.frame, up)
        phases = (
            PhaseSpan("descent", start, low),
            PhaseSpan("bottom", low, high),
            PhaseSpan("ascent", high, up),
            PhaseSpan("lockout", up, stop),
        )
        return RepetitionSpan(start, stop, bottom.frame, after.frame, _nonempty(phases))

    def _cycle_from_bottom(self, bottom: Turn, top: Turn, after: Turn | None) -> RepetitionSpan:
        trunk_thigh = self._trunk_thigh
        start = leaving(trunk_thigh, bottom.frame, top.frame)
        up = leaving(trunk_thigh, top.frame, bottom.frame)
        if after is None:
            stop = self._hold_stop(top.frame, up)
            phases: tuple[PhaseSpan, ...] = (PhaseSpan("ascent", start, up), PhaseSpan("lockout", up, stop))
        else:
            down = leaving(trunk_thigh, top.frame, after.frame)
            back = leaving(trunk_thigh, after.frame, top.frame)
            level, band = trunk_thigh[after.frame], EDGE * self._usual
            _, stop = within(trunk_thigh, after.frame, level - band, level + band)
            stop = max(back + 1, min(stop, after.frame + 1))
            phases = (
                PhaseSpan("ascent", start, up),
                PhaseSpan("lockout", up, down),
                PhaseSpan("descent", down, back),
                PhaseSpan("bottom", back, stop),
            )
        return RepetitionSpan(start, stop, start, top.frame, _nonempty(phases))

    def _hold_stop(self, top: int, up: int) -> int:
        """Return the first frame after the lockout: where the lifter leaves the top, at most 1 s after reaching it."""
        trunk_thigh = self._trunk_thigh
        _, stop = within(trunk_thigh, top, -np.inf, trunk_thigh[top] + EDGE * self._usual)
        latest = int(self._time.searchsorted(self._time[up] + 1.0))
        return max(up + 1, min(stop, max(latest, top + 1), trunk_thigh.size))


def _nonempty(phases: tuple[PhaseSpan, ...]) -> tuple[PhaseSpan, ...]:
    return tuple(phase for phase in phases if phase.stop > phase.start)


def _bottom_band(trunk_thigh: FloatArray, bottom: int, start: int, stop: int) -> tuple[int, int]:
    band = BOTTOM_BAND * float(trunk_thigh[bottom] - min(trunk_thigh[start], trunk_thigh[stop]))
    low, high = within(trunk_thigh, bottom, trunk_thigh[bottom] - band, np.inf)
    return max(low, start), min(high, stop)
