"""One rendered set with known repetitions and graded faults, and what the product said of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import hiphinge as hh
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.faults import Verdict
from hiphinge.judging.set import JudgedRepetition, JudgedSet
from hiphinge.measures.bar import load_share
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.analyze import judge_movement, with_bar_seen
from validation.reading import read_motion

MIN_OVERLAP: Final = 0.5
"""A repetition found is the true one with which it shares at least this part of the shorter of the two."""


@dataclass(frozen=True, slots=True)
class RepetitionTruth:
    """One true repetition: its fault and grade ('' where there is none), and what was said of it.

    `found` is None where no repetition was found there, or nothing in it could be judged.
    """

    fault: str
    grade: str
    found: Verdict | None

    def says(self, code: str) -> bool:
        """Whether a fault was stated."""
        return self.found is not None and any(fault.code == code for fault in self.found.stated)

    def silent(self, code: str) -> bool:
        """Whether nothing could be said of a fault."""
        return self.found is None or code in self.found.unread


@dataclass(frozen=True, slots=True)
class SetResult:
    """One set: truth, the exercise recognised, and its repetitions, judged as the exercise that it was."""

    name: str
    exercise: str
    found_exercise: str
    confidence: float
    true_count: int
    count: int
    repetitions: list[RepetitionTruth]


def score_sets(folder: Path, cache: Path | None) -> Iterator[SetResult]:
    """Score the rendered sets of a folder, in order."""
    for told in sorted(folder.glob("set_*.json")):
        if told.with_suffix(".mp4").is_file():
            yield score_set(told, cache)


def score_set(scenario: Path, cache: Path | None) -> SetResult:
    """Recognise the exercise; then judge the faults as of the exercise that it was, load and mass told."""
    told: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    motion = read_motion(scenario.with_suffix(".mp4"), cache)
    movement = measure_movement(motion)
    free = hh.analyze(motion, movement=movement)
    held = told["equipment"]
    load_kg = held["mass_kg"] if held["held"] != "none" else 0.0
    movement = with_bar_seen(movement, told["exercise"], load_kg)
    share = load_share(load_kg, told["body"]["mass_kg"])
    judged = judge_movement(movement, told["exercise"], load_share=share)
    return SetResult(
        name=f"{scenario.parent.name}/{scenario.stem}",
        exercise=told["exercise"],
        found_exercise=free.exercise.name,
        confidence=free.exercise.confidence,
        true_count=told["repetition_count"],
        count=len(free.repetitions),
        repetitions=[_told(repetition, movement, judged) for repetition in told["repetitions"]],
    )


def _told(true: dict[str, Any], movement: Movement, judged: JudgedSet) -> RepetitionTruth:
    fault = next(iter(true["faults"]), "")
    grade = true.get("grade", "clear") if fault else ""
    return RepetitionTruth(fault, grade, _match(true["start_s"], true["end_s"], movement, judged))


def _match(start_s: float, end_s: float, movement: Movement, judged: JudgedSet) -> Verdict | None:
    """What was said of the repetition found there; None where none was, or the body was not seen from the side."""
    time_s = movement.kinematics.time_s

    def shared(judged: JudgedRepetition) -> float:
        first, last = (float(time_s[frame]) for frame in (judged.repetition.start, judged.repetition.stop - 1))
        return (min(last, end_s) - max(first, start_s)) / max(min(last - first, end_s - start_s), 1e-6)

    best = max(judged.repetitions, key=shared, default=None)
    if best is None or shared(best) < MIN_OVERLAP or not movement.judged:
        return None
    return best.verdict


def can_show(exercise: str, code: str) -> bool:
    """Whether a fault can occur in an exercise at all."""
    return code in CATALOGUE[exercise].faults  # type: ignore[index]  # names come from the lab's own catalogue
