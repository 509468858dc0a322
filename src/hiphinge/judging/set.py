"""Judging a set: its exercise, the pattern of each repetition, and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Z90, FloatArray, Measure
from hiphinge.exercises.catalogue import CATALOGUE, CatalogueEntry
from hiphinge.exercises.contrasts import FAULTS_OF_ANY
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
"""Least number of frames of quiet standing outside the repetitions."""

QUIET: Final = StandingRule(band_deg=12.0, percentile=OPEN_HIPS.percentile, max_lean_deg=15.0)
"""Rule for quiet standing: an upright trunk, and hips nearly as extended as ever in the recording."""

QUIET_SIGMA_DEG: Final = 1.5
"""Standard error of the trunk's lean in quiet standing."""

UPRIGHT_SHARE: Final = 0.15
"""In upright standing the trunk–thigh angle is within this share of its range of its smallest value."""

_UNSEEN: Final = Exercise(name="unknown", confidence=0.0, given=False)

HIDDEN_PATTERN: Final = Pattern(name="unknown", hinge_index=None, reasons=["head and shoulders were hidden"])

FRONT_PATTERN: Final = Pattern(
    name="unknown", hinge_index=None, reasons=["the camera stood in front of the lifter or behind"]
)

NO_PATTERN: Final[Mapping[Sight, Pattern]] = MappingProxyType({"hidden": HIDDEN_PATTERN, "front": FRONT_PATTERN})
"""Sights in which only the repetitions count, and what is said of the pattern."""

NO_BRIDGE: Final = Pattern(
    name="unknown", hinge_index=None, reasons=["the body lies or leans back in a movement that is no bridge or thrust"]
)


@dataclass(frozen=True, slots=True)
class JudgedRepetition:
    """One repetition: its frames, its pattern and its faults.

    `exercise` is given where the repetition was certainly another exercise than its set; `deepest` are the frames
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
        """The exercise's entry in the catalogue."""
        return entry_of(self.exercise)


def entry_of(exercise: Exercise) -> CatalogueEntry:
    """Return an exercise's entry in the catalogue; one that was not recognised has only the faults of any."""
    entry = CATALOGUE[exercise.name]
    return replace(entry, faults=FAULTS_OF_ANY) if exercise.unnamed else entry


def recognised_exercise(
    kinematics: Kinematics,
    repetitions: Repetitions,
    trunk_thigh: FloatArray,
    spine: Spine,
    *,
    exercise: str = "auto",
    sight: Sight = "side",
) -> CatalogueEntry:
    """Return the catalogue's entry of the exercise that `judge_set` would judge; parameters as there."""
    if exercise != "auto":
        return CATALOGUE[_given(exercise, _UNSEEN).name]
    if sight in NO_PATTERN:
        return CATALOGUE[_UNSEEN.name]
    moves = excursions(kinematics, repetitions.counted, trunk_thigh, spine)
    return CATALOGUE[recognise(kinematics, repetitions, moves, trunk_thigh)[0].name]


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
    kinematics, repetitions, trunk_thigh, spine
        What was measured (`hiphinge.pipeline.analyze.Movement`); `trunk_thigh` has shape (frames,), degrees.
    exercise
        Name of the exercise that was done, or ``auto`` to recognise it.
    sight
        ``oblique``: no angle lies in the sagittal plane, there are no faults and patterns are rough; ``front``: seen
        from front or back, and ``hidden``: the upper body was hallucinated; in both only the repetitions count.
    load
        Mass share and path of the load, where known.
    """
    load = load or Load()
    moves = excursions(kinematics, repetitions.counted, trunk_thigh, spine)
    unnamed = sight in NO_PATTERN
    patterns = [NO_PATTERN.get(sight) or pattern_of(move, oblique=sight == "oblique") for move in moves]
    unseen: tuple[Exercise, list[Exercise]] = (_UNSEEN, [])
    recognised, each = unseen if unnamed else recognise(kinematics, repetitions, moves, trunk_thigh, load.path)
    done = recognised if exercise == "auto" else _given(exercise, recognised)
    if done.name in {"other", "unknown"} and not done.given:
        patterns = [NO_BRIDGE if pattern.name == "bridge" else pattern for pattern in patterns]
    entry = entry_of(done)
    quiet, upright = _quiet_lean(kinematics, repetitions), _upright(kinematics, repetitions, trunk_thigh)
    tall = upright_posture(kinematics, spine, upright)
    judged = []
    for i, repetition in enumerate(repetitions.counted):
        deepest = deepest_frames(repetition, trunk_thigh)
        context = Context(
            kinematics=kinematics,
            repetition=repetition,
            exercise=entry,
            pattern=patterns[i],
            excursion=moves[i],
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
    """Return the trunk lean of quiet standing outside the repetitions, with extended hips; None if never seen."""
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
    """Return the frames at the tops of repetitions in which the lifter stands upright, hips extended, (frames,)."""
    upright, top = np.zeros((2, len(kinematics)), dtype=bool)
    if not repetitions.counted:
        return upright
    span = slice(repetitions.counted[0].start, repetitions.counted[-1].stop)
    known = trunk_thigh[span][np.isfinite(trunk_thigh[span])]
    if known.size:
        smallest, largest = np.percentile(known, [5, 95])
        tops = StandingRule(band_deg=UPRIGHT_SHARE * (largest - smallest), percentile=5.0)
        upright[span] = tops.frames(trunk_thigh[span], np.isfinite(trunk_thigh[span]), level_deg=float(smallest))
    for phase in (
        phase for repetition in repetitions.counted for phase in repetition.phases if phase.name == "lockout"
    ):
        top[phase.start : phase.stop] = True
    return np.asarray(upright & top & QUIET.fits(kinematics.angle("trunk_lean_deg")))


def _given(name: str, recognised: Exercise) -> Exercise:
    """Return the given exercise, with `looks_like` where the movement certainly is another exercise."""
    given = Exercise.model_validate({"name": name, "confidence": 1.0, "given": True})
    return given.model_copy(update={"looks_like": recognised.name}) if changed(given, recognised) else given
