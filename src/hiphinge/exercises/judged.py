"""A set judged: what was done, how each repetition moved, and what went wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.exercises.catalogue import Exercise as Entry
from hiphinge.exercises.faults import Context, Verdict, deepest_frames, judge_repetition
from hiphinge.exercises.pattern import excursions, pattern_of, pattern_of_set
from hiphinge.exercises.recognition import changed, recognise
from hiphinge.exercises.swing import measure_swing
from hiphinge.kinematics import Kinematics
from hiphinge.measure import FloatArray
from hiphinge.repetitions import Repetition, Repetitions
from hiphinge.result import Exercise, Pattern, Swing
from hiphinge.spine import Spine

HIDDEN_PATTERN: Final = Pattern(name="unknown", hinge_index=None, reasons=["head and shoulders were hidden"])


@dataclass(frozen=True, slots=True)
class JudgedRepetition:
    """One repetition: where it lies, how it moved, and its faults.

    `exercise` is what it was where it surely was another exercise than its set; `deepest` are the frames
    [start, stop) about its deepest posture.
    """

    repetition: Repetition
    pattern: Pattern
    exercise: Exercise | None
    deepest: tuple[int, int]
    verdict: Verdict
    swing: Swing | None


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A set: the exercise, given or recognised, its pattern and its repetitions."""

    exercise: Exercise
    pattern: Pattern
    repetitions: tuple[JudgedRepetition, ...]

    @property
    def entry(self) -> Entry:
        """What the catalogue says of the exercise."""
        return CATALOGUE[self.exercise.name]


def judge_set(
    kinematics: Kinematics,
    repetitions: Repetitions,
    fold: FloatArray,
    spine: Spine,
    *,
    exercise: str = "auto",
    oblique: bool = False,
    hidden: bool = False,
) -> JudgedSet:
    """Judge a set.

    Parameters
    ----------
    kinematics, repetitions, fold, spine
        What was measured (`hiphinge.analysis.Movement`); `fold` has shape (frames,), degrees.
    exercise
        Name of the exercise that was done, or ``auto`` to recognise it.
    oblique
        The view shows no angle in the sagittal plane: there are no faults, and patterns are rough.
    hidden
        The upper body was invented: only the repetitions count.
    """
    moved = excursions(kinematics, repetitions.counted, fold, spine)
    patterns = [HIDDEN_PATTERN if hidden else pattern_of(one, oblique=oblique) for one in moved]
    found, each = recognise(kinematics, repetitions, moved, fold)
    if hidden:
        found, each = Exercise(name="unknown", confidence=0.0, given=False), []
    done = found if exercise == "auto" else _given(exercise, found)
    judged = []
    for i, one in enumerate(repetitions.counted):
        deepest = deepest_frames(one, fold)
        context = Context(kinematics, one, CATALOGUE[done.name], patterns[i], moved[i], fold, deepest, spine)
        verdict = Verdict([], [], []) if oblique or hidden else judge_repetition(context)
        own = each[i] if each and changed(done, each[i]) else None
        swing = None
        if done.name == "kettlebell_swing" and not (oblique or hidden):
            swing = measure_swing(kinematics, one, patterns[i])
        judged.append(JudgedRepetition(one, patterns[i], own, deepest, verdict, swing))
    return JudgedSet(done, pattern_of_set(patterns), tuple(judged))


def _given(name: str, found: Exercise) -> Exercise:
    """The exercise as told, with what the movement looks like where that surely is another one."""
    told = Exercise.model_validate({"name": name, "confidence": 1.0, "given": True})
    return told.model_copy(update={"looks_like": found.name}) if changed(told, found) else told
