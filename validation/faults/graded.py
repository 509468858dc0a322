"""Score one rendered set with known repetitions and graded faults."""

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
"""Share of the shorter of two repetitions, true and found, that they must have in common to be paired."""


@dataclass(frozen=True, slots=True)
class RepetitionTruth:
    """One true repetition: its fault and grade ('' where there is none), and the verdict on it.

    `found` is None where no repetition was found there, or none could be judged.
    """

    fault: str
    grade: str
    found: Verdict | None

    def says(self, code: str) -> bool:
        """Return whether a fault was stated."""
        return self.found is not None and any(fault.code == code for fault in self.found.stated)

    def silent(self, code: str) -> bool:
        """Return whether a fault could not be judged."""
        return self.found is None or code in self.found.unread


@dataclass(frozen=True, slots=True)
class SetResult:
    """Scores of one set: the exercise recognised, and its repetitions judged as the true exercise."""

    name: str
    exercise: str
    found_exercise: str
    confidence: float
    true_count: int
    count: int
    repetitions: list[RepetitionTruth]


def score_sets(folder: Path, cache: Path | None) -> Iterator[SetResult]:
    """Score the rendered sets of a folder, in order."""
    for scenario in sorted(folder.glob("set_*.json")):
        if scenario.with_suffix(".mp4").is_file():
            yield score_set(scenario, cache)


def score_set(scenario: Path, cache: Path | None) -> SetResult:
    """Recognise the exercise, then judge the faults with the true exercise, load and mass given."""
    description: dict[str, Any] = json.loads(scenario.read_text(encoding="utf-8"))
    motion = read_motion(scenario.with_suffix(".mp4"), cache)
    movement = measure_movement(motion)
    analysis = hh.analyze(motion, movement=movement)
    equipment = description["equipment"]
    load_kg = equipment["mass_kg"] if equipment["held"] != "none" else 0.0
    movement = with_bar_seen(movement, description["exercise"], load_kg)
    share = load_share(load_kg, description["body"]["mass_kg"])
    judged = judge_movement(movement, description["exercise"], load_share=share)
    return SetResult(
        name=f"{scenario.parent.name}/{scenario.stem}",
        exercise=description["exercise"],
        found_exercise=analysis.exercise.name,
        confidence=analysis.exercise.confidence,
        true_count=description["repetition_count"],
        count=len(analysis.repetitions),
        repetitions=[_truth(repetition, movement, judged) for repetition in description["repetitions"]],
    )


def _truth(true: dict[str, Any], movement: Movement, judged: JudgedSet) -> RepetitionTruth:
    """Return a true repetition with the verdict on it."""
    fault = next(iter(true["faults"]), "")
    grade = true.get("grade", "clear") if fault else ""
    return RepetitionTruth(fault, grade, _match(true["start_s"], true["end_s"], movement, judged))


def _match(start_s: float, end_s: float, movement: Movement, judged: JudgedSet) -> Verdict | None:
    """Return the verdict on the repetition found there; None without one, or if it was not filmed from the side."""
    time_s = movement.kinematics.time_s

    def shared(judged: JudgedRepetition) -> float:
        first, last = (float(time_s[frame]) for frame in (judged.repetition.start, judged.repetition.stop - 1))
        return (min(last, end_s) - max(first, start_s)) / max(min(last - first, end_s - start_s), 1e-6)

    best = max(judged.repetitions, key=shared, default=None)
    if best is None or shared(best) < MIN_OVERLAP or not movement.judged:
        return None
    return best.verdict


def can_show(exercise: str, code: str) -> bool:
    """Return whether a fault can occur in an exercise."""
    return code in CATALOGUE[exercise].faults  # type: ignore[index]  # names come from the lab's own catalogue
