"""From a motion to an analysis: the only place that composes the parts. Pure: nothing is read, drawn or written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from hiphinge import result
from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Measure
from hiphinge.core.motion import Motion
from hiphinge.core.props import DrillName
from hiphinge.drills.wall.drill import WallPosition
from hiphinge.exercises.catalogue import CATALOGUE, CatalogueEntry
from hiphinge.judging.cues import choose_cue
from hiphinge.judging.set import JudgedSet, judge_set, recognised_exercise
from hiphinge.measures.bar import Load, load_share, may_have_a_bar
from hiphinge.measures.plate import find_bar
from hiphinge.movement.movement import (
    NOT_FROM_THE_SIDE,
    Movement,
    measure_movement,
    with_bar,
)
from hiphinge.movement.spine import Personal, Spine
from hiphinge.pipeline.drills import with_drill
from hiphinge.pipeline.limitations import NO_POINTS
from hiphinge.pipeline.load_inputs import MeasuredSet, check_load, set_hands
from hiphinge.pipeline.loads import SetLoads, set_loads
from hiphinge.pipeline.parts import (
    frames_table,
    limitations_part,
    limits_part,
    low_back_part,
    not_counted_part,
    pattern_part,
    provenance_part,
    quality_part,
    repetition_part,
    source_part,
)
from hiphinge.props.plate_observer import PLATE

NO_LOAD_KG: Final = 0.0
"""The load where nothing is lifted, as in a drill."""


def analyze(  # noqa: PLR0913  (each is one thing that the user may say)
    motion: Motion,
    *,
    athlete: result.Athlete | None = None,
    exercise: str = "auto",
    load_kg: float | None = None,
    drill: DrillName | None = None,
    wall: WallPosition | None = None,
    arguments: dict[str, Any] | None = None,
    personal: Personal | None = None,
    movement: Movement | None = None,
    spine: Spine | None = None,
    created_utc: datetime | None = None,
    on_frame: Callable[[int], None] | None = None,
) -> result.Analysis:
    """Analyse a motion: the same arguments give the same analysis, nothing is read, drawn or written.

    Parameters
    ----------
    motion
        Landmarks of one person in the sagittal frame.
    athlete
        What is known of the person.
    exercise
        The exercise that was done, or ``auto``.
    load_kg
        The load lifted, kilograms; 0 where nothing was lifted, None where it was not given.
    drill
        The drill that was done, or None. A drill is a hinge without a load, and no exercise is recognised in it.
    wall
        What the user knows of the wall, in a wall drill.
    arguments
        What the user asked for, kept in the provenance.
    personal
        What other recordings of the same person told.
    movement
        What `measure_movement` gave for the motion, where that is wanted for more than this or measured from more;
        measured here otherwise.
    spine
        Pelvis and spine as a source measured them itself (`hiphinge.movement.spine.measured_spine`); None estimates
        them from the outline.
    created_utc
        When the analysis is made, for its provenance; now where that is not given.
    on_frame
        Called with the number of frames in which a barbell was looked for.

    Returns
    -------
    Analysis
        Never raises for a recording in which nothing can be judged: the analysis then says why.

    Raises
    ------
    ArgumentError
        If `exercise` is not one that is known, `load_kg` is no weight, or both `movement` and `spine` are given.
    """
    check_exercise(exercise)
    check_load(load_kg)
    if movement is not None and spine is not None:
        raise ArgumentError("a movement or a spine", "both", "measure the movement with the spine: `measure_movement`")
    personal = personal or Personal()
    movement = movement or measure_movement(motion, personal=personal, spine=spine)
    if drill is None:
        movement = with_bar_seen(movement, exercise, load_kg, on_frame=on_frame)
    else:
        exercise, load_kg = "unknown", None
    who = athlete or result.Athlete()
    share = load_share(load_kg if drill is None else NO_LOAD_KG, who.mass_kg)
    judged = judge_movement(movement, exercise, load_share=share)
    lifted = lifted_of(movement, judged)
    loading = set_loads(lifted, who, load_kg) if drill is None else SetLoads(tuple(None for _ in judged.repetitions))
    hands = set_hands(lifted, motion, who)
    counted = [
        repetition_part(i + 1, repetition, movement, judged, personal).model_copy(
            update={"loads": loading.loads[i], "hands": hands[i]}
        )
        for i, repetition in enumerate(judged.repetitions)
    ]
    given = {"exercise": exercise, "load_kg": load_kg, **(arguments or {})}
    analysis = result.Analysis(
        source=source_part(motion, movement.view),
        athlete=who,
        exercise=judged.exercise,
        hip_flexion_basis="pelvis" if movement.judged and movement.spine.has("hip_flexion_deg") else "trunk",
        pattern=pattern_part(motion, movement, judged),
        repetitions=counted,
        not_counted=not_counted_part(movement.kinematics, movement.repetitions),
        low_back=low_back_part(movement, judged.exercise, personal),
        cue=choose_cue(counted),
        load_basis=loading.basis,
        cannot_judge=[
            *limitations_part(motion, movement),
            *loading.gaps,
        ],
        limits=limits_part(movement, judged),
        quality=quality_part(motion, movement, judged.exercise),
        provenance=provenance_part(motion, movement, created_utc or datetime.now(UTC), given),
    )
    analysis = analysis.with_frames(frames_table(movement, loading))
    return analysis if drill is None else with_drill(analysis, motion, movement, drill, wall or WallPosition())


def with_bar_seen(
    movement: Movement,
    exercise: str,
    load_kg: float | None,
    *,
    on_frame: Callable[[int], None] | None = None,
) -> Movement:
    """The movement with that of the barbell, where an exercise may have one and pictures of the hands were kept.

    Parameters
    ----------
    movement
        What was measured; one whose barbell was looked for already stays as it is.
    exercise
        The exercise that was done, or ``auto``.
    load_kg
        The load lifted, kilograms; 0 where nothing was lifted.
    on_frame
        Called with the number of frames looked at so far.
    """
    if movement.bar is not None or PLATE not in movement.motion.observations or load_kg == NO_LOAD_KG:
        return movement
    if not movement.judged or not movement.repetitions.counted:
        return movement
    if not may_have_a_bar(exercise_of(movement, exercise)):
        return movement
    return with_bar(movement, find_bar(movement, on_frame=on_frame))


def judge_movement(movement: Movement, exercise: str = "auto", *, load_share: Measure | None = None) -> JudgedSet:
    """Judge what was measured: exercise, patterns and faults; no faults where the view or hidden parts forbid it.

    `load_share` is the load as a share of body mass, where it was told.
    """
    return judge_set(
        movement.kinematics,
        movement.repetitions,
        movement.trunk_thigh,
        movement.spine,
        exercise=exercise,
        sight=movement.sight,
        load=Load(load_share, movement.bar),
    )


def exercise_of(movement: Movement, exercise: str = "auto") -> CatalogueEntry:
    """What the catalogue says of the exercise that was done: as told, or as recognised for ``auto``."""
    measured = (movement.kinematics, movement.repetitions, movement.trunk_thigh, movement.spine)
    return recognised_exercise(*measured, exercise=exercise, sight=movement.sight)


def lifted_of(movement: Movement, judged: JudgedSet) -> MeasuredSet:
    """What loads need of what was measured."""
    reason = None
    if not movement.judged:
        reason = movement.view.reason() or NOT_FROM_THE_SIDE
    elif not movement.motion.source.has("points"):
        reason = NO_POINTS
    names = ("pelvic_tilt_deg", "lumbar_flexion_deg", "knee_flexion_deg", "shank_deg")
    told = movement.judged and all(movement.spine.has(name) for name in names[:2])
    yaw = movement.view.yaw_deg
    return MeasuredSet(
        motion=movement.motion,
        kinematics=movement.kinematics,
        repetitions=movement.repetitions,
        curves={name: movement.curve(name) for name in names},
        exercise=judged.entry,
        yaw_deg=yaw if np.isfinite(yaw) else 0.0,
        bar=movement.bar.path if movement.bar is not None and movement.bar.found else None,
        reason=reason,
        spine_reason=None if told else movement.spine.reason or "the outline of the back did not show them",
    )


def check_exercise(name: str) -> None:
    """Raise ArgumentError unless `name` is ``auto`` or an exercise of the catalogue."""
    if name != "auto" and name not in CATALOGUE:
        known = ", ".join(CATALOGUE)
        raise ArgumentError(f"an exercise among auto, {known}", f"'{name}'", "choose one of them")
