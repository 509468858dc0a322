"""Repetitions and their phases, from how far the body is folded at the hips.

The fold (hip flexion, filled where a leg is hidden) goes up and down once a repetition in every exercise of the
family: standing lifts, lifts from the floor, bridges and thrusts. Its clear turning points are tops (extended) and
bottoms (folded). From the top a repetition is top, bottom, top; from the floor it is bottom, top and the way back down
if there is one. What begins or ends outside the recording, moves the feet, or ends in another posture than it began is
named and not counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from hiphinge.kinematics import Kinematics
from hiphinge.measure import FloatArray, medians
from hiphinge.result import PhaseName
from hiphinge.signal import bridge, derivative, smooth_columns

DETECTION_CUTOFF_HZ: Final = 3.0
"""Repetitions are slower than this; a swing takes about 1.3 s."""

LEAST_FOLD_DEG: Final = 25.0
"""A repetition folds the hips at least this far; a small glute bridge takes about 30°."""

LEAST_SHARE: Final = 0.5
"""... and at least this share of the usual fold of the same recording."""

DURATION_S: Final = (0.4, 30.0)
EDGE: Final = 0.10
"""A movement has left its end posture once it is this share of its fold away from it."""

BACK_AGAIN: Final = 0.45
"""It is back when within this share of its fold: an incomplete lockout is a fault of a repetition, not its absence."""

BACK_AT_END: Final = 0.25
"""The same where the recording ends there: nothing shows that this was the turn."""

BOTTOM_BAND: Final = 0.08
DWELL_BAND: Final = 0.12
SEARCHED_FRAMES: Final = 600
TRIMMED_FOLD_DEG: Final = 60.0
"""A recording of nothing but the way up was trimmed to it if it starts folded this far, and cut off otherwise."""

CUT_SPEED_SHARE: Final = 0.45
"""A recording that starts faster than this share of the movement's top speed starts in its middle."""

SAME_POSTURE_DEG: Final = 40.0
SAME_BOTTOM_DEG: Final = 25.0
LYING_TRUNK_DEG: Final = 45.0
"""A trunk leaning backwards this far or more at the top is supported: a bridge or a thrust."""

FEET_WANDER_TRUNKS: Final = 0.20
FEET_APART_TRUNKS: Final = 0.33
FEET_LIFT_TRUNKS: Final = 0.30
LONGEST_UNSEEN_S: Final = 0.6

SETUP_DWELL_S: Final = 1.2
SETUP_DWELL_RATIO: Final = 2.5
"""A first bottom held this long, and this many times longer than the later ones, is taking hold of the load."""

HANDS_NEAR_FLOOR_TRUNKS: Final = 0.60
"""Height of the hands over the ankles when they take a bar from floor or blocks, or a bell from the floor."""

LOADED_SHIFT_TRUNKS: Final = 0.16
LOADED_SHIFT_PAUSED_TRUNKS: Final = 0.08
GRIP_DWELL_S: Final = 1.0
"""After a first bottom held this long, which taking hold of a load needs, a smaller shift is enough."""

LOADED_TRUST: Final = 0.25
"""Hands that stand elsewhere under the shoulders, or that plates have come to hide, hold something."""

MOST_AFTER_SET: Final = 2
LOADED_FOLD_DEG: Final = 18.0
"""A top that stays folded this much more than quiet standing is the top of a lift."""

Start = Literal["top", "bottom"]


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a repetition in frames, [start, stop)."""

    name: PhaseName
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition in frames: [start, stop), its deepest frame, its most extended frame, and its phases in order."""

    start: int
    stop: int
    bottom: int
    top: int
    phases: tuple[Phase, ...]

    def phase(self, name: PhaseName) -> Phase | None:
        """The phase of that name, or None where the repetition has none (a lift that was never lowered)."""
        return next((phase for phase in self.phases if phase.name == name), None)

    @property
    def frames(self) -> slice:
        """All frames of the repetition."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A movement in frames, [start, stop), that is not a repetition, and why."""

    start: int
    stop: int
    reason: str


@dataclass(frozen=True, slots=True)
class Repetitions:
    """What was counted and what was not, and from which posture the set starts."""

    counted: tuple[Repetition, ...]
    excluded: tuple[Excluded, ...]
    starts: Start


@dataclass(frozen=True, slots=True)
class _Turn:
    frame: int
    top: bool
    at_end: bool


def fold_deg(kinematics: Kinematics) -> FloatArray:
    """How far the body is folded at the hips, degrees, shape (frames,); NaN only if it is known nowhere.

    Hip flexion; where a leg is hidden the thigh is interpolated and the trunk, which is still seen, goes on.
    """
    trunk = bridge(kinematics.time_s, kinematics.angle("trunk_lean_deg"))
    thigh = bridge(kinematics.time_s, kinematics.angle("hip_flexion_deg") - kinematics.angle("trunk_lean_deg"))
    if not np.isfinite(thigh).any():
        thigh = np.zeros_like(trunk)
    fold = (trunk + thigh)[:, None]
    return smooth_columns(kinematics.time_s, fold, kinematics.frame_rate_hz, ceiling_hz=DETECTION_CUTOFF_HZ)[:, 0]


def find_repetitions(kinematics: Kinematics, fold: FloatArray) -> Repetitions:
    """The repetitions of a recording and what else was seen, in order of time; `fold` is that of `fold_deg`."""
    if len(kinematics) < 5 or not np.isfinite(fold).all():
        return Repetitions((), (), "top")
    turns = _turns(fold)
    if len(turns) < 2:
        return Repetitions((), (), "top")
    trunk = bridge(kinematics.time_s, kinematics.angle("trunk_lean_deg"))
    starts = _start_posture(kinematics.time_s, fold, trunk, turns)
    loaded = _loaded_tops(kinematics, fold, turns)
    if loaded is not None:
        starts = "bottom"
    finder = _Finder(kinematics, fold, turns, loaded or {})
    counted, excluded = finder.from_bottom() if starts == "bottom" else finder.from_top()
    return Repetitions(_apart(counted), tuple(excluded), starts)


def _apart(counted: list[Repetition]) -> tuple[Repetition, ...]:
    """The repetitions with the last phase of each ended where the next one starts."""
    apart = []
    for i, one in enumerate(counted):
        stop = min(one.stop, counted[i + 1].start) if i + 1 < len(counted) else one.stop
        *before, last = one.phases
        phases = (*before, replace(last, stop=max(stop, last.start + 1)))
        apart.append(replace(one, stop=stop, phases=phases))
    return tuple(apart)


def _turns(fold: FloatArray) -> list[_Turn]:
    """Alternating tops and bottoms that stand out, with the ends of the recording as the first and the last."""
    spread = float(np.percentile(fold, 97) - np.percentile(fold, 3))
    threshold = max(LEAST_FOLD_DEG * 0.8, 0.3 * spread)
    turns: list[_Turn] = []
    low = high = 0
    rising: bool | None = None
    values = fold.tolist()
    for i, value in enumerate(values):
        if value < values[low]:
            low = i
        if value > values[high]:
            high = i
        if rising is not False and values[high] - value >= threshold:
            turns += [_Turn(low, top=True, at_end=True)] if rising is None and low < high else []
            turns.append(_Turn(high, top=False, at_end=False))
            rising, low, high = False, i, i
        elif rising is not True and value - values[low] >= threshold:
            turns += [_Turn(high, top=False, at_end=True)] if rising is None and high < low else []
            turns.append(_Turn(low, top=True, at_end=False))
            rising, low, high = True, i, i
    if rising is None:
        return []
    last = high if rising else low
    turns.append(_Turn(last, top=not rising, at_end=False))
    return _with_ends(turns, len(values))


def _with_ends(turns: list[_Turn], frames: int) -> list[_Turn]:
    margin = 2
    return [_Turn(t.frame, t.top, t.frame <= margin or t.frame >= frames - 1 - margin) for t in turns]


def _start_posture(time_s: FloatArray, fold: FloatArray, trunk: FloatArray, turns: list[_Turn]) -> Start:
    """Whether the set starts at the bottom: the recording does, or the load was taken hold of first."""
    tops = np.array([fold[t.frame] for t in turns if t.top])
    bottoms = [t for t in turns if not t.top]
    level = float(np.median([fold[t.frame] for t in bottoms]) - np.median(tops))
    if not turns[0].top:
        # A recording that begins on the way up from something, or that begins with a small movement, shows no start
        # at the bottom.
        small = fold[turns[0].frame] - float(np.median(tops)) < LEAST_SHARE * level
        cut = _cut(time_s, trunk, turns[0].frame, turns[1].frame)
        return "top" if len(turns) > 2 and (small or cut) else "bottom"
    if len(bottoms) < 2:
        return "top"
    dwell = [_dwell_s(time_s, fold, t.frame, DWELL_BAND * level) for t in bottoms]
    usual = float(np.median(dwell[1:-1])) if len(dwell) > 2 else dwell[1]
    return "bottom" if dwell[0] >= max(SETUP_DWELL_S, SETUP_DWELL_RATIO * usual) else "top"


def _cut(time_s: FloatArray, trunk: FloatArray, frame: int, toward: int) -> bool:
    """Whether the recording starts (or ends) at `frame` in the middle of the movement to the turn at `toward`.

    Told by the trunk, whose landmarks are seen even where plates hide a leg.
    """
    speed = np.abs(derivative(time_s, trunk))
    a, b = sorted((frame, toward))
    return float(speed[frame]) > CUT_SPEED_SHARE * float(speed[a : b + 1].max())


def _loaded_tops(kinematics: Kinematics, fold: FloatArray, turns: list[_Turn]) -> dict[int, bool] | None:
    """Which tops show a load in the hands that the standing before the set did not; None if the set tells nothing.

    Who stands, takes a load from the floor, lifts it and stands up without it, shows it by the hands: they hang in
    front of the thighs instead of beside them, or plates hide them.
    """
    tops = [t.frame for t in turns if t.top]
    bottoms = [t.frame for t in turns if not t.top]
    if not turns[0].top or len(bottoms) < 2:
        return None
    points = kinematics.points
    height = (points.wrist - points.ankle)[bottoms, 1]
    if np.nanmedian(height) > HANDS_NEAR_FLOOR_TRUNKS if np.isfinite(height).any() else False:
        return None
    shift = (points.wrist - points.shoulder)[:, 0]
    trust = points.trust["wrist"]
    around = [slice(max(0, frame - 5), frame + 6) for frame in tops]
    shifts = np.array([float(medians(shift[part, None])[0]) for part in around])
    trusts = np.array([float(medians(trust[part, None])[0]) for part in around])
    paused = _dwell_s(kinematics.time_s, fold, bottoms[0], DWELL_BAND * float(fold[bottoms[0]] - fold[tops[0]]))
    shift_limit = LOADED_SHIFT_PAUSED_TRUNKS if paused >= GRIP_DWELL_S else LOADED_SHIFT_TRUNKS
    changed = np.abs(shifts - shifts[0]) > shift_limit
    changed |= trusts < trusts[0] - LOADED_TRUST
    changed |= fold[tops] > fold[tops[0]] + LOADED_FOLD_DEG
    # The first lift must show its load, and the set must end as it began: otherwise the hands tell nothing.
    if not changed[1] or changed[-1]:
        return None
    # Nobody lets go of a load in the middle of a set: what shows once more was held until then. And after a set there
    # is standing up and perhaps a crouch to the camera, not one repetition after the other.
    last = int(np.flatnonzero(changed)[-1])
    if len(tops) - 1 - last > MOST_AFTER_SET:
        return None
    changed[1:last] = True
    return dict(zip(tops, changed.tolist(), strict=True))


def _dwell_s(time_s: FloatArray, fold: FloatArray, frame: int, band: float) -> float:
    start, stop = _within(fold, frame, fold[frame] - band, fold[frame] + band)
    return float(time_s[stop - 1] - time_s[start])


def _within(fold: FloatArray, frame: int, low: float, high: float) -> tuple[int, int]:
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


class _Finder:
    """Walks over the turning points of one recording."""

    def __init__(self, kinematics: Kinematics, fold: FloatArray, turns: list[_Turn], loaded: dict[int, bool]) -> None:
        self._loaded = loaded
        self._kinematics = kinematics
        self._time = kinematics.time_s
        self._fold = fold
        self._turns = turns
        self._speed = np.abs(derivative(self._time, fold))
        steps = [abs(fold[b.frame] - fold[a.frame]) for a, b in pairwise(turns)]
        self._usual = float(np.median(steps))
        trunk = bridge(self._time, kinematics.angle("trunk_lean_deg"))
        self._trunk = trunk
        tops = [t.frame for t in turns if t.top]
        bottoms = [t.frame for t in turns if not t.top]
        self._top_trunk = float(np.median(trunk[tops])) if tops else 0.0
        self._bottom_trunk = float(np.median(trunk[bottoms])) if bottoms else 0.0

    def from_top(self) -> tuple[list[Repetition], list[Excluded]]:
        """Cycles top, bottom, top."""
        counted: list[Repetition] = []
        excluded: list[Excluded] = []
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
                excluded.append(Excluded(before.frame, stop + 1, reason))
        return counted, excluded

    def from_bottom(self) -> tuple[list[Repetition], list[Excluded]]:
        """Cycles bottom, top, and the next bottom if there is one."""
        counted: list[Repetition] = []
        excluded: list[Excluded] = []
        turns = self._turns
        first = 1 if turns[0].top else 0
        if first == 1:
            excluded.append(Excluded(turns[0].frame, turns[1].frame + 1, "setting up: taking hold of the load"))
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
                excluded.append(Excluded(bottom.frame, top.frame + 1, reason))
        return counted, excluded

    def _put_down(self, bottom: _Turn) -> bool:
        return _dwell_s(self._time, self._fold, bottom.frame, DWELL_BAND * self._usual) >= SETUP_DWELL_S

    def _refusal(self, before: _Turn, bottom: _Turn, after: _Turn | None) -> str | None:
        fold, depth = self._fold, self._fold[bottom.frame]
        top = min(fold[before.frame], fold[after.frame]) if after else fold[before.frame]
        excursion = float(depth - top)
        if excursion < max(LEAST_FOLD_DEG, LEAST_SHARE * self._usual):
            return "too small to be a repetition"
        back = BACK_AT_END if after is not None and after.at_end else BACK_AGAIN
        if after is None or depth - fold[after.frame] < (1 - back) * excursion:
            return "cut off by the end of the recording, or not brought back to the start"
        if before.at_end and _cut(self._time, self._trunk, before.frame, bottom.frame):
            return "cut off by the start of the recording"
        if depth - fold[before.frame] < (1 - BACK_AGAIN) * excursion:
            return "started from a posture that was not the start of a repetition"
        return self._unfit(before.frame, bottom.frame, after.frame)

    def _refusal_from_bottom(self, bottom: _Turn, top: _Turn, after: _Turn | None) -> str | None:
        fold = self._fold
        excursion = float(fold[bottom.frame] - fold[top.frame])
        if excursion < max(LEAST_FOLD_DEG, LEAST_SHARE * self._usual):
            return "too small to be a repetition"
        trimmed = len(self._turns) == 2 and fold[bottom.frame] >= TRIMMED_FOLD_DEG
        if bottom.at_end and not trimmed and _cut(self._time, self._trunk, bottom.frame, top.frame):
            return "cut off by the start of the recording"
        if after is None and _cut(self._time, self._trunk, top.frame, bottom.frame) and top.at_end:
            return "cut off by the end of the recording"
        if abs(self._top_trunk) > LYING_TRUNK_DEG:
            # A load may be dropped at lockout; a bridge is over when the hips are back down.
            if after is None:
                return "cut off by the end of the recording"
            if abs(self._trunk[after.frame] - self._bottom_trunk) > SAME_BOTTOM_DEG:
                return "it ended in another posture than it began"
        return self._unfit(bottom.frame, top.frame, top.frame if after is None else after.frame)

    def _unfit(self, start: int, middle: int, stop: int) -> str | None:
        """Why the movement from `start` over `middle` to `stop` is no repetition, or None."""
        time = self._time
        duration = float(time[stop] - time[start])
        active = self._moving_s(start, stop)
        if duration < DURATION_S[0] or active > DURATION_S[1]:
            return f"it took {duration:.1f} s"
        seen = np.isfinite(self._kinematics.angle("trunk_lean_deg")[start : stop + 1])
        if float((~seen).sum() * duration / seen.size) > LONGEST_UNSEEN_S:
            return "the lifter was not seen for most of it"
        a, b = _leave(self._fold, start, middle), _leave(self._fold, stop, middle)
        if _stepped(*(ankle[a : b + 1] for ankle in self._kinematics.feet)):
            return "the feet moved: a step, a jump or walking"
        ends = [frame for frame in (start, stop) if frame != middle]
        tops = [frame for frame in (*ends, middle) if self._fold[frame] <= self._fold[[start, middle, stop]].mean()]
        if any(abs(self._trunk[frame] - self._top_trunk) > SAME_POSTURE_DEG for frame in tops):
            return "it ended in another posture than it began"
        return None

    def _moving_s(self, start: int, stop: int) -> float:
        moving = self._speed[start:stop] > 5.0
        return float(np.diff(self._time[start : stop + 1])[moving].sum())

    def _cycle_from_top(self, before: _Turn, bottom: _Turn, after: _Turn) -> Repetition:
        fold = self._fold
        start = _leave(fold, before.frame, bottom.frame)
        up = _leave(fold, after.frame, bottom.frame)
        low, high = _bottom_band(fold, bottom.frame, start, up)
        stop = self._hold_stop(after.frame, up)
        phases = (
            Phase("descent", start, low),
            Phase("bottom", low, high),
            Phase("ascent", high, up),
            Phase("lockout", up, stop),
        )
        return Repetition(start, stop, bottom.frame, after.frame, _nonempty(phases))

    def _cycle_from_bottom(self, bottom: _Turn, top: _Turn, after: _Turn | None) -> Repetition:
        fold = self._fold
        start = _leave(fold, bottom.frame, top.frame)
        up = _leave(fold, top.frame, bottom.frame)
        if after is None:
            stop = self._hold_stop(top.frame, up)
            phases: tuple[Phase, ...] = (Phase("ascent", start, up), Phase("lockout", up, stop))
        else:
            down = _leave(fold, top.frame, after.frame)
            back = _leave(fold, after.frame, top.frame)
            level, band = fold[after.frame], EDGE * self._usual
            _, stop = _within(fold, after.frame, level - band, level + band)
            stop = max(back + 1, min(stop, after.frame + 1))
            phases = (
                Phase("ascent", start, up),
                Phase("lockout", up, down),
                Phase("descent", down, back),
                Phase("bottom", back, stop),
            )
        return Repetition(start, stop, start, top.frame, _nonempty(phases))

    def _hold_stop(self, top: int, up: int) -> int:
        """First frame after the lockout: where the top is left again, at most a second after it was reached."""
        fold = self._fold
        _, stop = _within(fold, top, -np.inf, fold[top] + EDGE * self._usual)
        latest = int(np.searchsorted(self._time, self._time[up] + 1.0))
        return max(up + 1, min(stop, max(latest, top + 1), fold.size))


def _stepped(near: FloatArray, far: FloatArray) -> bool:
    """Whether the feet moved during a cycle, from the paths of both ankles, each (frames, 2), in trunk lengths.

    Walking moves both feet, and against each other (a camera that pans moves them together); a jump lifts both. One
    foot alone may leave its place: the free leg of a one-legged hinge does.
    """
    known = np.isfinite(near).all(axis=1) & np.isfinite(far).all(axis=1)
    if known.sum() < 3:
        return False
    columns = np.column_stack([near[known], far[known], near[known, 0] - far[known, 0]])
    ordered = np.sort(columns, axis=0)
    last = len(ordered) - 1
    high, middle, low = ordered[int(0.95 * last)], ordered[last // 2], ordered[int(0.05 * last)]
    wander = high - low
    walked = wander[4] > FEET_APART_TRUNKS and min(wander[0], wander[2]) > FEET_WANDER_TRUNKS
    jumped = bool(((high - middle)[[1, 3]] > FEET_LIFT_TRUNKS).all())
    return bool(walked) or jumped


def _nonempty(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    return tuple(phase for phase in phases if phase.stop > phase.start)


def _leave(fold: FloatArray, end: int, toward: int) -> int:
    """Last frame near the turn at `end` on the way to the turn at `toward`: `EDGE` of the way between their levels."""
    way = fold[toward] - fold[end]
    if way == 0 or end == toward:
        return end
    step = 1 if toward > end else -1
    share = (fold[end : toward + step : step] if toward + step >= 0 else fold[end::step]) - fold[end]
    inside = np.flatnonzero(share / way <= EDGE)
    return end + step * int(inside[-1]) if inside.size else end


def _bottom_band(fold: FloatArray, bottom: int, start: int, stop: int) -> tuple[int, int]:
    band = BOTTOM_BAND * float(fold[bottom] - min(fold[start], fold[stop]))
    low, high = _within(fold, bottom, fold[bottom] - band, np.inf)
    return max(low, start), min(high, stop)
