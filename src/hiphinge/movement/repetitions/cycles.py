"""Repetitions from turning points: the cycles of a recording, which of them count, and where their phases begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions.decode import chances, decoded
from hiphinge.movement.repetitions.evidence import (
    CUT_AT_START,
    MAX_AGAINST,
    PUT_DOWN,
    WITHOUT_LOAD,
    Cycle,
    CycleVerdict,
    Witness,
)
from hiphinge.movement.repetitions.model import ExcludedSpan, PhaseSpan, RepetitionSpan, Start
from hiphinge.movement.repetitions.start import DWELL_BAND, SETUP_DWELL_RATIO, SETUP_DWELL_S
from hiphinge.movement.repetitions.turns import EDGE, Turn, dwell_s, leaving, onset, within

BOTTOM_BAND: Final = 0.08
"""The bottom phase holds the frames within this share of the excursion of the deepest angle."""

HELD_BAND: Final = 0.04
"""The deepest frame is the middle of those within this share of the excursion of the deepest angle."""

USUAL_PERCENT: Final = 60.0
"""Percentile of all changes of the trunk–thigh angle taken as a repetition's; walking in and fidgeting cause smaller
ones."""

SETTING_UP: Final = "setting up: taking hold of the load"


class Finder:
    """The search for repetitions among the turning points of one recording."""

    def __init__(
        self,
        kinematics: Kinematics,
        trunk_thigh: FloatArray,
        turns: list[Turn],
        loaded: Mapping[int, bool],
        *,
        smallest_deg: float,
    ) -> None:
        self._loaded, self._time, self._trunk_thigh, self._turns = loaded, kinematics.time_s, trunk_thigh, turns
        steps = [abs(trunk_thigh[b.frame] - trunk_thigh[a.frame]) for a, b in pairwise(turns)]
        self._usual = float(np.percentile(steps, USUAL_PERCENT))
        self._witness = Witness(
            kinematics, trunk_thigh, turns, loaded, usual_deg=self._usual, smallest_deg=smallest_deg
        )

    def found(self, starts: Start) -> tuple[list[RepetitionSpan], list[ExcludedSpan]]:
        """Return the counted and the excluded cycles of a set that starts at the top or at the bottom."""
        cycles = self._cycles(starts)
        verdicts = self._witness.verdicts(cycles)
        if starts == "bottom":
            verdicts = self._by_load(cycles, verdicts)
        scores = np.array([verdict.score for verdict in verdicts])
        counted, refused = [], self._before(starts)
        for cycle, verdict, keep, chance in zip(cycles, verdicts, decoded(scores), chances(scores), strict=True):
            if keep:
                counted.append(replace(self._span(cycle), chance=float(chance)))
            else:
                refused.append(ExcludedSpan(cycle.first.frame, cycle.end.frame + 1, verdict.reason, float(chance)))
        return counted, refused

    def _cycles(self, starts: Start) -> list[Cycle]:
        turns = self._turns
        first = int(turns[0].top != (starts == "top"))
        return [
            Cycle(turns[i], turns[i + 1], turns[i + 2] if i + 2 < len(turns) else None)
            for i in range(first, len(turns) - 1, 2)
        ]

    def _before(self, starts: Start) -> list[ExcludedSpan]:
        """Return what comes before the first cycle, if anything does."""
        first, second = self._turns[:2]
        if first.top == (starts == "top"):
            return []
        return [ExcludedSpan(first.frame, second.frame + 1, SETTING_UP if first.top else CUT_AT_START)]

    def _by_load(self, cycles: Sequence[Cycle], verdicts: Sequence[CycleVerdict]) -> list[CycleVerdict]:
        """Return the verdicts of lifts from the floor, without those on the way up of which nothing is in the hands."""
        held = [dwell_s(self._time, self._trunk_thigh, c.first.frame, DWELL_BAND * self._usual) for c in cycles]
        judged = []
        for i, (cycle, verdict) in enumerate(zip(cycles, verdicts, strict=True)):
            usual = float(np.median(held[:i])) if i else np.inf
            if not self._loaded.get(cycle.middle.frame, True):
                judged.append(CycleVerdict(-MAX_AGAINST, WITHOUT_LOAD))
            elif cycle.last is None and held[i] >= max(SETUP_DWELL_S, SETUP_DWELL_RATIO * usual):
                judged.append(CycleVerdict(-MAX_AGAINST, PUT_DOWN))
            else:
                judged.append(verdict)
        return judged

    def _span(self, cycle: Cycle) -> RepetitionSpan:
        if not cycle.first.top:
            return self._cycle_from_bottom(cycle.first, cycle.middle, cycle.last)
        if cycle.last is None:
            raise ValueError("a cycle from the top without its way up cannot be a repetition")
        return self._cycle_from_top(cycle.first, cycle.middle, cycle.last)

    def _cycle_from_top(self, before: Turn, bottom: Turn, after: Turn) -> RepetitionSpan:
        trunk_thigh = self._trunk_thigh
        start = onset(trunk_thigh, before.frame, bottom.frame)
        up = leaving(trunk_thigh, after.frame, bottom.frame)
        low, high = _band(trunk_thigh, bottom.frame, start, up, BOTTOM_BAND)
        stop = self._hold_stop(after.frame, up)
        phases = (
            PhaseSpan("descent", start, low),
            PhaseSpan("bottom", low, high),
            PhaseSpan("ascent", high, up),
            PhaseSpan("lockout", up, stop),
        )
        return RepetitionSpan(start, stop, self._held(bottom.frame, start, up), after.frame, _nonempty(phases))

    def _cycle_from_bottom(self, bottom: Turn, top: Turn, after: Turn | None) -> RepetitionSpan:
        trunk_thigh = self._trunk_thigh
        start = onset(trunk_thigh, bottom.frame, top.frame)
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

    def _held(self, bottom: int, start: int, stop: int) -> int:
        """Return the middle of the deepest posture, which may be held."""
        low, high = _band(self._trunk_thigh, bottom, start, stop, HELD_BAND)
        return (low + high - 1) // 2

    def _hold_stop(self, top: int, up: int) -> int:
        """Return the first frame after the lockout: where the lifter leaves the top, at most 1 s after reaching it."""
        trunk_thigh = self._trunk_thigh
        _, stop = within(trunk_thigh, top, -np.inf, trunk_thigh[top] + EDGE * self._usual)
        latest = int(self._time.searchsorted(self._time[up] + 1.0))
        return max(up + 1, min(stop, max(latest, top + 1), trunk_thigh.size))


def _nonempty(phases: tuple[PhaseSpan, ...]) -> tuple[PhaseSpan, ...]:
    return tuple(phase for phase in phases if phase.stop > phase.start)


def _band(trunk_thigh: FloatArray, bottom: int, start: int, stop: int, share: float) -> tuple[int, int]:
    """Return the run of frames [low, high) about the deepest one within a share of the excursion of its angle."""
    band = share * float(trunk_thigh[bottom] - min(trunk_thigh[start], trunk_thigh[stop]))
    low, high = within(trunk_thigh, bottom, trunk_thigh[bottom] - band, np.inf)
    return max(low, start), min(high, stop)
