"""What speaks for and against a cycle being a repetition, in log-odds, each with the reason that a user is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import bridge, derivative
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.feet import stepped
from hiphinge.movement.repetitions.postures import likeness, postures
from hiphinge.movement.repetitions.turns import Turn, cut_off, leaving, reaches_peers

BASE: Final = 3.0
"""Log-odds of a cycle that nothing speaks against."""

PEER: Final = 0.5
MAX_PEERS: Final = 3
"""Log-odds that each cycle like it adds, and how many count."""

MAX_AGAINST: Final = 8.0
"""Largest log-odds that one observation may take away."""

STOPPED_AT_TOP: Final = 6.0
STOPPED_S: Final = 1.0
STOPPED_WIDTH_S: Final = 0.3
"""What it takes away where the recording stops within `STOPPED_S` of the last way up from the floor of several: whoever
lifts a load has to put it down again, so this is rather the way to the camera without it. It counts whole from
`STOPPED_WIDTH_S` less (proposal)."""

STANDS_DEG: Final = 40.0
"""Lean of the trunk at the top up to which that holds: in bridges nothing has to be put down."""

DURATION_S: Final = (0.4, 30.0)
"""Shortest duration of a repetition, and longest without its pauses, seconds."""

WHOLE_SHARE: Final = 0.55
"""A way is whole when it covers this share of the cycle. It is generous, because an incomplete lockout is a fault of a
repetition and no reason not to count it."""

WHOLE_AT_END: Final = 0.75
"""The same where the recording ends there, since nothing then shows that the movement turned."""

TRIMMED_SHARE: Final = 0.82
"""A recording that begins in motion was trimmed to the movement if it shows this share of the way."""

USUAL_SHARE: Final = 0.5
"""A repetition changes the trunk–thigh angle by at least this share of the recording's usual change."""

LIFT_SHARE: Final = 0.6
"""A lift that the recording begins within counts if it shows this share of the usual way up."""

MIN_PAUSE_S: Final = 1.5
PAUSE_RATIO: Final = 2.0
"""The first or the last cycle is apart if the pause beside it is at least this long, seconds, and this many times the
longest one between the others."""

OUTSIDE: Final = 0.5
"""What it takes away not to be of the largest group of cycles that resemble each other."""

UNLIKE_APART: Final = 0.25
UNLIKE_EMPTY: Final = 0.45
UNLIKE_WITHIN: Final = 0.7
"""Excess of a difference of postures over `SAME_SET` that takes 1 away: of a cycle apart, of one with empty hands at a
top, and of any other."""

STEPS: Final = 4.5
FORGIVEN: Final = 0.25
WALKING_DEG: Final = 50.0
"""What steps take away, and the share of it that remains for a cycle that others resemble: beyond this change of the
trunk–thigh angle, which walking does not reach, feet wander because the camera moves or they are hidden (proposal)."""

PACE: Final = float(np.log(2.5))
"""Repetitions of a set move for as long as each other, up to this logarithm of a ratio."""

SAME_SET: Final = 1.0
"""Difference of postures (`postures.Likeness`) up to which a cycle is like the others."""

STOOD_FIRST_S: Final = 0.7
"""A recording that shows standing for longer than this before the movement does not start within the movement."""

MAX_UNSEEN_S: Final = 0.6
MAX_UNSEEN_SHARE: Final = 0.25
"""A repetition may be unseen for this many seconds or for this share of its duration, whichever is longer."""

MOVING_DEG_S: Final = 5.0
"""A trunk–thigh angle that changes slower than this is a pause, which does not count as duration (proposal)."""

TOO_SMALL: Final = "too small to be a repetition"
NOT_BACK: Final = "cut off by the end of the recording, or not brought back to the start"
CUT_AT_START: Final = "cut off by the start of the recording"
CUT_AT_END: Final = "cut off by the end of the recording"
FROM_ELSEWHERE: Final = "started from a posture that was not the start of a repetition"
UNSEEN: Final = "the lifter was not seen for most of it"
STEPPED: Final = "the feet moved: a step, a jump or walking"
UNLIKE: Final = "another movement than the repetitions of the set"
WITHOUT_LOAD: Final = "standing up without the load"
PUT_DOWN: Final = "standing up after the load was put down"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A candidate: from `first` over `middle` to `last`, if there is one.

    From the top these are top, bottom, top; from the floor bottom, top, and the bottom to which the load comes back.
    """

    first: Turn
    middle: Turn
    last: Turn | None

    @property
    def bottom(self) -> Turn:
        """The bottom from which or to which the lifter moves."""
        return self.middle if self.first.top else self.first

    @property
    def top(self) -> Turn:
        """The top that ends the way up; where it is missing, the one from which the lifter came."""
        return self.middle if not self.first.top else self.last or self.first

    @property
    def end(self) -> Turn:
        """The turn that ends it: after a lift from the floor the top, since the load may be dropped and left behind."""
        return self.last if self.first.top and self.last is not None else self.middle


@dataclass(frozen=True, slots=True)
class CycleVerdict:
    """Log-odds that a cycle is a repetition, and the reason that speaks most against it."""

    score: float
    reason: str


class Witness:
    """All that is observed of the cycles of one recording.

    Parameters
    ----------
    kinematics
        Angles and points.
    trunk_thigh
        Trunk–thigh angle, degrees, (frames,).
    turns
        Its turning points.
    loaded
        Whether the hands hold the load at each top, by its frame, where that is known.
    usual_deg
        Usual change of the trunk–thigh angle from one turn to the next.
    smallest_deg
        Smallest change of the trunk–thigh angle in a repetition.
    """

    def __init__(
        self,
        kinematics: Kinematics,
        trunk_thigh: FloatArray,
        turns: list[Turn],
        loaded: Mapping[int, bool],
        *,
        usual_deg: float,
        smallest_deg: float,
    ) -> None:
        self._kinematics, self._time, self._trunk_thigh = kinematics, kinematics.time_s, trunk_thigh
        self._turns, self._loaded, self._usual, self._smallest = turns, loaded, usual_deg, smallest_deg
        self._trunk = bridge(self._time, kinematics.angle("trunk_lean_deg"))
        moving = np.abs(derivative(self._time, trunk_thigh))[:-1] > MOVING_DEG_S
        self._moving_s = np.concatenate(([0.0], np.cumsum(np.diff(self._time) * moving)))
        self._unseen = np.concatenate(([0], np.cumsum(~np.isfinite(kinematics.angle("trunk_lean_deg")))))

    def verdicts(self, cycles: Sequence[Cycle]) -> list[CycleVerdict]:
        """Return the log-odds of each cycle, compared with all others."""
        found = [self._against(cycle) for cycle in cycles]
        bottoms, tops = (
            postures(self._kinematics, self._trunk_thigh, [self._near(cycle, top=top) for cycle in cycles])
            for top in (False, True)
        )
        large = [self._excursion(cycle) > WALKING_DEG for cycle in cycles]
        weight = np.array([self._weight(each, large[i]) for i, each in enumerate(found)])
        like = likeness(bottoms, tops, weight)
        widths = self._widths(cycles)
        verdicts = []
        lasted = np.array([self._moved_s(cycle) for cycle in cycles])
        for i, against in enumerate(found):
            others = like.group & (np.arange(len(found)) != i) if like.group[i] else np.zeros(len(found), dtype=bool)
            if STEPPED in against and others.sum() > 1 and large[i]:
                against[STEPPED] *= FORGIVEN
            if weight.sum() - weight[i] >= 2.0:
                against[UNLIKE] = _over(max(like.bottom[i], like.top[i]) - SAME_SET, UNLIKE_WITHIN)
                against[UNLIKE] = max(against[UNLIKE], _over(like.bottom[i] - SAME_SET, widths[i]))
                pace = abs(np.log(lasted[i] / np.median(np.delete(lasted, i)[np.delete(weight, i) > 0])))
                against[UNLIKE] += _over(pace - PACE, 0.3) + (0.0 if like.group[i] else OUTSIDE)
            score = BASE + PEER * min(int(others.sum()), MAX_PEERS) - sum(against.values())
            verdicts.append(CycleVerdict(score, max(against, key=lambda reason: against[reason])))
        return verdicts

    @staticmethod
    def _weight(against: Mapping[str, float], large: bool) -> float:  # noqa: FBT001
        """Return 1 for a cycle that may be of the set, by what speaks against it and whether it is no walking."""
        other = sum(against.values()) - against.get(STEPPED, 0.0)
        return float(other < BASE and (large or STEPPED not in against))

    def _excursion(self, cycle: Cycle) -> float:
        """Return by how much the trunk–thigh angle changes on the way up, degrees."""
        return float(self._trunk_thigh[cycle.bottom.frame] - self._trunk_thigh[cycle.top.frame])

    def _near(self, cycle: Cycle, *, top: bool) -> int:
        """Return the frame at a cycle's top or bottom next to its way up: the turn itself may be long before."""
        here, there = (cycle.top, cycle.bottom) if top else (cycle.bottom, cycle.top)
        return leaving(self._trunk_thigh, here.frame, there.frame)

    def _widths(self, cycles: Sequence[Cycle]) -> list[float]:
        """Return by how much each cycle may differ at the bottom before it is rather another movement."""
        apart = _apart(self._pauses_s(cycles))
        return [
            UNLIKE_APART if i in apart else UNLIKE_EMPTY if self._empty(cycle) else UNLIKE_WITHIN
            for i, cycle in enumerate(cycles)
        ]

    def _empty(self, cycle: Cycle) -> bool:
        """Return whether the hands are empty before or after a movement from the top, though they hold a load later."""
        ends = (cycle.first, cycle.last or cycle.first) if cycle.first.top else ()
        return not all(self._loaded.get(turn.frame, True) for turn in ends)

    def _moved_s(self, cycle: Cycle) -> float:
        """Return how long a cycle moves, from leaving its first posture until it reaches its last, seconds."""
        a, b = self._movement(cycle)
        return max(float(self._moving_s[b] - self._moving_s[a]), 0.1)

    def _movement(self, cycle: Cycle) -> tuple[int, int]:
        """Return the frames at which a cycle leaves its first posture and reaches its last."""
        before = cycle.first if cycle.end is cycle.middle else cycle.middle
        return (
            leaving(self._trunk_thigh, cycle.first.frame, cycle.middle.frame),
            leaving(self._trunk_thigh, cycle.end.frame, before.frame),
        )

    def _pauses_s(self, cycles: Sequence[Cycle]) -> list[float]:
        """Return how long the posture between each two cycles is held, seconds."""
        angle, time = self._trunk_thigh, self._time
        return [
            float(
                time[leaving(angle, b.first.frame, b.middle.frame)]
                - time[leaving(angle, b.first.frame, a.middle.frame)]
            )
            for a, b in pairwise(cycles)
        ]

    def _against(self, cycle: Cycle) -> dict[str, float]:
        """Return what speaks against a cycle by itself, log-odds by reason."""
        against = {TOO_SMALL: 0.0}
        against |= self._from_top(cycle) if cycle.first.top else self._from_bottom(cycle)
        return against | self._unfit(cycle)

    def _from_top(self, cycle: Cycle) -> dict[str, float]:
        before, bottom, after = cycle.first, cycle.middle, cycle.last
        angle = self._trunk_thigh
        depth = angle[bottom.frame]
        top = angle[before.frame] if after is None else min(angle[before.frame], angle[after.frame])
        excursion = float(depth - top)
        against = self._small(excursion)
        if after is None:
            return against | {NOT_BACK: MAX_AGAINST}
        back = float(depth - angle[after.frame]) / max(excursion, 1.0)
        against[NOT_BACK] = _over((WHOLE_AT_END if after.at_end else WHOLE_SHARE) - back, 0.04)
        began = float(depth - angle[before.frame]) / max(excursion, 1.0)
        if not before.at_end:
            against[FROM_ELSEWHERE] = _over(WHOLE_SHARE - began, 0.04)
        else:
            cut = self._cut(before, bottom) and not self._waited(before, bottom)
            against[CUT_AT_START] = _over((TRIMMED_SHARE if cut else WHOLE_AT_END) - began, 0.02)
        return against

    def _from_bottom(self, cycle: Cycle) -> dict[str, float]:
        bottom, top, after = cycle.first, cycle.middle, cycle.last
        excursion = self._excursion(cycle)
        against = self._small(excursion)
        if bottom.at_end and excursion < LIFT_SHARE * self._usual and self._cut(bottom, top):
            against[CUT_AT_START] = MAX_AGAINST
        if after is None and top.at_end:
            cut = self._cut(top, bottom)
            against[CUT_AT_END] = MAX_AGAINST if cut else _over(WHOLE_AT_END - excursion / self._usual, 0.02)
        if after is None:
            against[PUT_DOWN] = self._stopped_at_top(bottom, top)
        return against

    def _stopped_at_top(self, bottom: Turn, top: Turn) -> float:
        """Return what speaks against the last way up from the floor where the recording stops at its top."""
        lifted_before = any(turn.top and turn.frame < bottom.frame for turn in self._turns)
        if not lifted_before or bottom.at_end or abs(self._trunk[top.frame]) > STANDS_DEG:
            return 0.0
        left_s = float(self._time[-1] - self._time[leaving(self._trunk_thigh, top.frame, bottom.frame)])
        return STOPPED_AT_TOP * float(np.clip((STOPPED_S - left_s) / STOPPED_WIDTH_S, 0.0, 1.0))

    def _small(self, excursion: float) -> dict[str, float]:
        share = _over(USUAL_SHARE - excursion / self._usual, 0.02)
        return {TOO_SMALL: MAX_AGAINST if excursion < self._smallest else share}

    def _cut(self, turn: Turn, toward: Turn) -> bool:
        moving = cut_off(self._time, self._trunk, turn.frame, toward.frame)
        return moving and not reaches_peers(self._trunk_thigh, self._turns, turn, toward)

    def _waited(self, before: Turn, bottom: Turn) -> bool:
        """Return whether the lifter stood before moving; fast landmarks at the start are then still settling."""
        left = leaving(self._trunk_thigh, before.frame, bottom.frame)
        return float(self._time[left] - self._time[before.frame]) > STOOD_FIRST_S

    def _unfit(self, cycle: Cycle) -> dict[str, float]:
        """Return what speaks against a cycle whatever its shape."""
        start, stop = cycle.first.frame, (cycle.last or cycle.middle).frame
        time = self._time
        duration = float(time[stop] - time[start])
        active = float(self._moving_s[stop] - self._moving_s[start])
        against = {}
        if duration < DURATION_S[0] or active > DURATION_S[1]:
            against[f"it took {duration:.1f} s"] = MAX_AGAINST
        unseen = int(self._unseen[stop + 1] - self._unseen[start])
        unseen_s = unseen * duration / (stop + 1 - start)
        against[UNSEEN] = _over((unseen_s - max(MAX_UNSEEN_S, MAX_UNSEEN_SHARE * duration)) / max(duration, 0.1), 0.1)
        a, b = self._movement(cycle)
        paths = (*self._kinematics.feet, self._kinematics.points.hip)
        if stepped(*(path[a : b + 1] for path in paths)):
            against[STEPPED] = STEPS
        return against


def _apart(pauses_s: Sequence[float]) -> set[int]:
    """Return which of the first and the last cycle a pause sets apart from the others, given the pauses between all."""
    found = set()
    for cycle, pause, others in ((0, 0, pauses_s[1:]), (len(pauses_s), -1, pauses_s[:-1])):
        if others and pauses_s[pause] >= max(MIN_PAUSE_S, PAUSE_RATIO * max(others)):
            found.add(cycle)
    return found


def _over(excess: float, width: float) -> float:
    """Return what an excess takes away: 1 for each `width`, at most `MAX_AGAINST`."""
    return float(np.clip(excess / width, 0.0, MAX_AGAINST))
