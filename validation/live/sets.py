"""One recording coached frame by frame, beside its analysis as a file."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.motion import Motion
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.coach import Coach
from hiphinge.pipeline.window import frames_of
from hiphinge.result import Repetition

SAME_S = 0.7
"""Two repetitions whose ends differ by less than this are the same one, seconds."""


@dataclass(frozen=True)
class LiveSet:
    """What the coach did in one recording.

    Attributes
    ----------
    batch, live
        Repetitions counted in the file, and live.
    faulty, cued
        Repetitions of the file with a stated fault of which no cue was said within the two before, and those of them
        after which, or after the next one, a cue was said.
    clean, false
        Repetitions of the file without a stated or possible fault, and cues that were said after one of them.
    gaps_s, late_s, judged_s
        Seconds between cues, from the end of the repetition to its cue, and of computing to judge a repetition.
    """

    batch: int
    live: int
    faulty: int
    cued: int
    clean: int
    false: int
    gaps_s: NDArray[np.float64]
    late_s: NDArray[np.float64]
    judged_s: NDArray[np.float64]


def coached(motion: Motion) -> LiveSet | None:
    """Return what the coach does in a recording; None where the file cannot be judged or shows no repetition."""
    movement = measure_movement(motion)
    if not movement.judged or not movement.repetitions.counted:
        return None
    file = analyze(motion, movement=movement)
    exercise = "auto" if file.exercise.unnamed else file.exercise.name
    coach = Coach(movement.calibration, motion.source, exercise=exercise)
    said, late, judged = [], [], []
    for frame in frames_of(motion):
        began = time.perf_counter()
        update = coach.push(frame)
        if update.repetitions:
            judged.append(time.perf_counter() - began)
        if update.cue is not None:
            said.append((frame.time_s, update.cue.fault))
            late.append(frame.time_s - update.repetitions[-1].end_s)
    coach.finish()
    times = np.array([when for when, _ in said])
    ends = [each.end_s for each in file.repetitions]
    faulty = cued = clean = false = 0
    for i, repetition in enumerate(file.repetitions):
        until = ends[i + 1] + SAME_S if i + 1 < len(ends) else np.inf
        after = times[(times > repetition.end_s - SAME_S) & (times <= until)]
        heard = bool(((times > (ends[i - 3] if i >= 3 else -1.0)) & (times <= repetition.end_s)).any())
        if repetition.faults and not heard and i + 1 < len(ends):
            faulty, cued = faulty + 1, cued + int(after.size > 0)
        if not repetition.faults and not repetition.possible_faults:
            clean += 1
            false += int(_own(times, repetition, ends[i + 1] if i + 1 < len(ends) else np.inf))
    return LiveSet(
        len(file.repetitions),
        len(coach.repetitions),
        faulty,
        cued,
        clean,
        false,
        np.diff(times),
        np.array(late),
        np.array(judged),
    )


def _own(times: NDArray[np.float64], repetition: Repetition, following_s: float) -> bool:
    """Return whether a cue was said after a repetition and before the next one ended."""
    return bool(((times > repetition.end_s - SAME_S) & (times < following_s - SAME_S)).any())
