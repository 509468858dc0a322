"""A set judged: what was done, how each repetition moved, and what went wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Z90, FloatArray, Measure
from hiphinge.exercises.catalogue import CATALOGUE, CatalogueEntry
from hiphinge.judging.faults import Context, Verdict, deepest_frames, judge_repetition, nothing_read
from hiphinge.judging.faults.posture import upright_posture
from hiphinge.judging.recognition import changed, recognise
from hiphinge.measures.bar import Load
from hiphinge.measures.pattern import excursions, pattern_of, pattern_of_set
from hiphinge.measures.swing import measure_swing
from hiphinge.movement.kinematics import OPEN_HIPS, Kinematics
from hiphinge.movement.movement import Sight
from hiphinge.movement.repetitions import Repetitions, RepetitionSpan
from hiphinge.movement.spine import Spine
from hiphinge.movement.standing import StandingRule
from hiphinge.result import Exercise, Pattern, Swing

QUIET_FRAMES: Final = 8
QUIET: Final = StandingRule(band_deg=12.0, percentile=OPEN_HIPS.percentile, max_lean_deg=15.0)
QUIET_SIGMA_DEG: Final = 1.5
"""Quiet standing: a trunk so upright, hips within so much of the most open ones of the recording, for so many frames;
and the standard error of its lean."""

UPRIGHT_SHARE: Final = 0.15
"""Hips within this share of the whole fold of the most open ones belong to upright standing."""

_UNSEEN: Final = Exercise(name="unknown", confidence=0.0, given=False)

HIDDEN_PATTERN: Final = Pattern(name="unknown", hinge_index=None, reasons=["head and shoulders were hidden"])


@dataclass(frozen=True, slots=True)
class JudgedRepetition:
    """One repetition: where it lies, how it moved, and its faults.

    `exercise` is what it was where it surely was another exercise than its set; `deepest` are the frames
    [start, stop) about its deepest posture.
    """

    repetition: RepetitionSpan
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
    def entry(self) -> CatalogueEntry:
        """What the catalogue says of the exercise."""
        return CATALOGUE[self.exercise.name]


def recognised_exercise(
    kinematics: Kinematics,
    repetitions: Repetitions,
    trunk_thigh: FloatArray,
    spine: Spine,
    *,
    exercise: str = "auto",
    sight: Sight = "side",
) -> CatalogueEntry:
    """What the catalogue says of the exercise that `judge_set` would judge, without judging it; parameters as there."""
    if exercise != "auto":
        return CATALOGUE[_given(exercise, _UNSEEN).name]
    if sight == "hidden":
        return CATALOGUE[_UNSEEN.name]
    moved = excursions(kinematics, repetitions.counted, trunk_thigh, spine)
    return CATALOGUE[recognise(kinematics, repetitions, moved, trunk_thigh)[0].name]


def judge_set(
    kinematics: Kinematics,
    repetitions: Repetitions,
    trunk_thigh: FloatArray,
    spine: Spine,
    *,
    exercise: str = "auto",
    sight: Sight = "side",
    load: Load | None = None,
) -> JudgedSet:
    """Judge a set.

    Parameters
    ----------
    kinematics, repetitions, fold, spine
        What was measured (`hiphinge.pipeline.analyze.Movement`); `trunk_thigh` has shape (frames,), degrees.
    exercise
        Name of the exercise that was done, or ``auto`` to recognise it.
    sight
        ``oblique``: no angle lies in the sagittal plane, there are no faults and patterns are rough; ``hidden``: the
        upper body was invented and only the repetitions count.
    load
        What is known of the load.
    """
    load = load or Load()
    moved = excursions(kinematics, repetitions.counted, trunk_thigh, spine)
    hidden = sight == "hidden"
    patterns = [
        HIDDEN_PATTERN if hidden else pattern_of(repetition, oblique=sight == "oblique") for repetition in moved
    ]
    unseen: tuple[Exercise, list[Exercise]] = (_UNSEEN, [])
    found, each = unseen if hidden else recognise(kinematics, repetitions, moved, trunk_thigh, load.path)
    done = found if exercise == "auto" else _given(exercise, found)
    quiet, upright = _quiet_lean(kinematics, repetitions), _upright(kinematics, repetitions, trunk_thigh)
    tall = upright_posture(kinematics, spine, upright)
    judged = []
    for i, repetition in enumerate(repetitions.counted):
        deepest = deepest_frames(repetition, trunk_thigh)
        context = Context(
            kinematics=kinematics,
            repetition=repetition,
            exercise=CATALOGUE[done.name],
            pattern=patterns[i],
            moved=moved[i],
            trunk_thigh=trunk_thigh,
            deepest=deepest,
            spine=spine,
            quiet_lean=quiet,
            load_share=load.share,
            bar=load.path,
            upright=upright,
            tall=tall,
        )
        verdict = judge_repetition(context) if sight == "side" else nothing_read(context.exercise)
        own = each[i] if each and changed(done, each[i]) else None
        swing = None
        if done.name == "kettlebell_swing" and sight == "side":
            swing = measure_swing(kinematics, repetition, patterns[i])
        judged.append(JudgedRepetition(repetition, patterns[i], own, deepest, verdict, swing))
    return JudgedSet(done, pattern_of_set(patterns), tuple(judged))


def _quiet_lean(kinematics: Kinematics, repetitions: Repetitions) -> Measure | None:
    """Trunk lean of quiet standing outside the repetitions, with straight legs and open hips; None if never seen."""
    outside = np.ones(len(kinematics), dtype=bool)
    for repetition in repetitions.counted:
        outside[repetition.frames] = False
    lean, hip = kinematics.angle("trunk_lean_deg"), kinematics.angle("hip_flexion_deg")
    quiet = QUIET.frames(hip, outside & QUIET.fits(lean), level_deg=kinematics.standing_hip_deg)
    if np.count_nonzero(quiet) < QUIET_FRAMES:
        return None
    value = float(np.median(lean[quiet]))
    half = Z90 * kinematics.errors.reading(QUIET_SIGMA_DEG)
    return Measure(value=value, low=value - half, high=value + half)


def _upright(kinematics: Kinematics, repetitions: Repetitions, trunk_thigh: FloatArray) -> NDArray[np.bool_]:
    """Frames at the tops of the repetitions in which the lifter stands upright with open hips, shape (frames,)."""
    upright, top = np.zeros((2, len(kinematics)), dtype=bool)
    if not repetitions.counted:
        return upright
    span = slice(repetitions.counted[0].start, repetitions.counted[-1].stop)
    known = trunk_thigh[span][np.isfinite(trunk_thigh[span])]
    if known.size:
        open_, folded = np.percentile(known, [5, 95])
        tops = StandingRule(band_deg=UPRIGHT_SHARE * (folded - open_), percentile=5.0)
        upright[span] = tops.frames(trunk_thigh[span], np.isfinite(trunk_thigh[span]), level_deg=float(open_))
    for phase in (
        phase for repetition in repetitions.counted for phase in repetition.phases if phase.name == "lockout"
    ):
        top[phase.start : phase.stop] = True
    return np.asarray(upright & top & QUIET.fits(kinematics.angle("trunk_lean_deg")))


def _given(name: str, found: Exercise) -> Exercise:
    """The exercise as told, with what the movement looks like where that surely is another one."""
    told = Exercise.model_validate({"name": name, "confidence": 1.0, "given": True})
    return told.model_copy(update={"looks_like": found.name}) if changed(told, found) else told
