"""The analysis of a motion. Pure: nothing is read, drawn or written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from hiphinge import result
from hiphinge.core.arguments import check_type
from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Measure
from hiphinge.core.motion import Motion
from hiphinge.core.props import DRILLS, DrillName
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
from hiphinge.movement.roll import levelled
from hiphinge.movement.spine import Personal, Spine
from hiphinge.pipeline.drills import with_drill
from hiphinge.pipeline.limitations import NO_POINTS, lift_warnings
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
"""The load if nothing is lifted, as in a drill."""


def analyze(  # noqa: PLR0913  (each is one thing that the user may give)
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
) -> result.Analysis:
    """Return the analysis of a motion: the same arguments give the same analysis.

    Parameters
    ----------
    motion
        Landmarks of one person in the sagittal frame.
    athlete
        What is known about the person.
    exercise
        The exercise that was done, or ``auto``.
    load_kg
        The load lifted, kilograms; 0 for none, None if not given.
    drill
        The drill that was done, or None. A drill is a hinge without a load, and no exercise is recognised in it.
    wall
        What the user gave about the wall, in a wall drill.
    arguments
        The arguments of the user, kept in the provenance.
    personal
        Standing and maximal flexion from other recordings of the same person.
    movement
        The result of `measure_movement` for the motion, if the caller has it; otherwise it is measured here.
    spine
        Pelvis and spine as the source itself measured them (`hiphinge.movement.spine.spine_from_source`); None to
        estimate them from the outline.
    created_utc
        Time of the analysis for its provenance; None for now.

    Returns
    -------
    Analysis
        If nothing can be judged, no error is raised; `cannot_judge` says why.

    Raises
    ------
    ArgumentError
        If an argument is of another type, `exercise` or `drill` is unknown,
        `load_kg` is outside its range, or both `movement` and `spine` are given.
    """
    others = {"athlete": athlete, "personal": personal, "movement": movement, "wall": wall, "spine": spine}
    _check_types(motion, others | {"arguments": arguments, "created_utc": created_utc})
    _check_set(exercise, load_kg, drill)
    if movement is not None and spine is not None:
        raise ArgumentError("a movement or a spine", "both", "measure the movement with the spine: `measure_movement`")
    personal = personal or Personal()
    movement = movement or measure_movement(motion, personal=personal, spine=spine)
    if drill is None:
        movement = with_bar_seen(movement, exercise, load_kg)
    else:
        exercise, load_kg = "unknown", None
    who = athlete or result.Athlete()
    share = load_share(load_kg if drill is None else NO_LOAD_KG, who.mass_kg)
    judged = judge_movement(movement, exercise, load_share=share)
    measured = measured_set(movement, judged)
    loading = set_loads(measured, who, load_kg) if drill is None else SetLoads(tuple(None for _ in judged.repetitions))
    hands = set_hands(measured, motion, who)
    counted = [
        repetition_part(i + 1, repetition, movement, judged, personal).model_copy(
            update={"loads": loading.loads[i], "hands": hands[i]}
        )
        for i, repetition in enumerate(judged.repetitions)
    ]
    notes = [] if drill is not None else lift_warnings(movement, judged.exercise, load_kg, who.mass_kg)
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
        cannot_judge=[*limitations_part(motion, movement, judged), *loading.limitations],
        limits=limits_part(movement, judged),
        quality=quality_part(motion, movement, judged.exercise, more=notes),
        provenance=provenance_part(motion, movement, created_utc or datetime.now(UTC), given),
    )
    analysis = analysis.with_frames(frames_table(movement, loading))
    return analysis if drill is None else with_drill(analysis, motion, movement, drill, wall or WallPosition())


def _check_set(exercise: str, load_kg: float | None, drill: str | None) -> None:
    """Raise ArgumentError if what was done is unknown, or the load impossible."""
    check_exercise(exercise)
    check_load(load_kg)
    check_drill(drill)


def _check_types(motion: object, others: Mapping[str, object]) -> None:
    """Raise ArgumentError if the motion or one of the other arguments, by their names, is of another type."""
    check_type(motion, (Motion,), "a motion", "open it first with hh.open_motion", argument="motion")
    kinds = {
        "athlete": result.Athlete,
        "personal": Personal,
        "movement": Movement,
        "wall": WallPosition,
        "spine": Spine,
        "arguments": dict,
        "created_utc": datetime,
    }
    for name, value in others.items():
        kind = kinds[name].__name__
        check_type(value, (kinds[name],), f"{name} of the type {kind}", f"make a {kind}", argument=name, optional=True)


def with_bar_seen(movement: Movement, exercise: str, load_kg: float | None) -> Movement:
    """Return the movement with that of the barbell, if the exercise may have one and circles about the hands were kept.

    Parameters
    ----------
    movement
        The measured movement; returned unchanged if its barbell was already looked for.
    exercise
        The exercise that was done, or ``auto``.
    load_kg
        The load lifted, kilograms; 0 for none.
    """
    if movement.bar is not None or PLATE not in movement.motion.observations or load_kg == NO_LOAD_KG:
        return movement
    if not movement.judged or not movement.repetitions.counted:
        return movement
    if not may_have_a_bar(exercise_of(movement, exercise)):
        return movement
    return with_bar(movement, find_bar(movement))


def judge_movement(movement: Movement, exercise: str = "auto", *, load_share: Measure | None = None) -> JudgedSet:
    """Return exercise, patterns and faults of a movement; no faults if the view or hidden parts do not allow it.

    `load_share` is the load as a share of body mass, None if not given.
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
    """Return the catalogue entry of the exercise: the given one, or the recognised one for ``auto``."""
    parts = (movement.kinematics, movement.repetitions, movement.trunk_thigh, movement.spine)
    return recognised_exercise(*parts, exercise=exercise, sight=movement.sight)


def measured_set(movement: Movement, judged: JudgedSet) -> MeasuredSet:
    """Return the part of a measured movement that loads need."""
    reason = None
    if not movement.judged:
        reason = movement.view.reason() or NOT_FROM_THE_SIDE
    elif not movement.motion.source.has("points"):
        reason = NO_POINTS
    names = ("pelvic_tilt_deg", "lumbar_flexion_deg", "knee_flexion_deg", "shank_deg")
    separated = movement.judged and all(movement.spine.has(name) for name in names[:2])
    yaw = movement.view.yaw_deg
    return MeasuredSet(
        motion=levelled(movement.motion, movement.view.roll_deg),
        kinematics=movement.kinematics,
        repetitions=movement.repetitions,
        curves={name: movement.curve(name) for name in names},
        exercise=judged.entry,
        yaw_deg=yaw if np.isfinite(yaw) else 0.0,
        bar=movement.bar.path if movement.bar is not None and movement.bar.found else None,
        reason=reason,
        spine_reason=None if separated else movement.spine.reason or "the outline of the back did not show them",
    )


def check_drill(name: str | None) -> None:
    """Raise ArgumentError unless `name` is None or a drill that is known."""
    if name is not None and name not in DRILLS:
        raise ArgumentError(f"a drill among {', '.join(DRILLS)}, or none", f"'{name}'", "choose one of them")


def check_exercise(name: str) -> None:
    """Raise ArgumentError unless `name` is ``auto`` or an exercise of the catalogue."""
    known = ", ".join(CATALOGUE)
    check_type(name, (str,), f"an exercise among auto, {known}", "choose one of them", argument="exercise")
    if name != "auto" and name not in CATALOGUE:
        raise ArgumentError(f"an exercise among auto, {known}", f"'{name}'", "choose one of them")
