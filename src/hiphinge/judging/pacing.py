"""When a cue is said during a set: one at a time, soon after the repetition that calls for it, without nagging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hiphinge.judging.cues import choose_cue
from hiphinge.result import Cue, Repetition

MIN_PAUSE_S: Final = 4.0
"""Shortest time between two cues, seconds: one has to be heard, understood and tried."""

CONSIDERED: Final = 3
"""Number of last repetitions from which a cue is chosen."""

AGAIN_AFTER: Final = 3
"""A cue is said again if this many repetitions after it still show its fault (proposal): the next one shows whether it
was understood, and motor learning needs tries without a word."""


class CuePacing:
    """Decides which cue is said after each repetition of a set that goes on."""

    def __init__(self) -> None:
        self._said_s = -float("inf")
        self._said: dict[str, int] = {}

    def next_cue(self, repetitions: Sequence[Repetition], now_s: float) -> Cue | None:
        """Return the cue to say now, or None for silence.

        Parameters
        ----------
        repetitions
            Judged repetitions of the set so far, in order of time; the last one has just ended. Their `index` counts
            through the set.
        now_s
            The present time in the recording's seconds.
        """
        if not repetitions or now_s - self._said_s < MIN_PAUSE_S:
            return None
        newest = repetitions[-1]
        cue = choose_cue(list(repetitions[-CONSIDERED:]))
        shown = {fault.code for fault in newest.faults}
        if cue is not None and cue.fault not in shown:
            cue = choose_cue([newest])
        if cue is None:
            return None
        before = self._said.get(cue.fault)
        if before is not None and newest.index - before < AGAIN_AFTER:
            return None
        self._said_s = now_s
        self._said[cue.fault] = newest.index
        return cue
