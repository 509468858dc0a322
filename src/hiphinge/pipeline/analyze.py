"""From a motion to an analysis: the only place that composes the parts. Pure: nothing is read, drawn or written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hiphinge import result
from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Measure
from hiphinge.core.motion import Motion
from hiphinge.core.props import DrillName
from hiphinge.drills.wall.drill import Given
from hiphinge.exercises.catalogue import CATALOGUE, CatalogueEntry
from hiphinge.judging.cues import choose_cue
from hiphinge.judging.faults.spine import LUMBAR_ROUNDING
from hiphinge.judging.limits import fault_limits, low_back_limits, pattern_limits, view_limits
from hiphinge.judging.set import JudgedRepetition, JudgedSet, judge_set, recognised_exercise
from hiphinge.measures.bar import Load, load_share, may_have_a_bar
from hiphinge.measures.lumbopelvic import Bend, held_peak, measure_bend
from hiphinge.measures.pattern import pattern_of, posture
from hiphinge.measures.plate import find_bar
from hiphinge.measures.published import published_for
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.movement import (
    FRAME_ANGLES,
    NOT_FROM_THE_SIDE,
    SPINE_ANGLES,
    Movement,
    measure_movement,
    with_bar,
)
from hiphinge.movement.repetitions import Repetition, Repetitions
from hiphinge.movement.spine import Personal, Spine
from hiphinge.movement.spine.model import model_name
from hiphinge.movement.view import CameraView
from hiphinge.pipeline.drills import with_drill
from hiphinge.pipeline.limitations import FEW_FRAMES, NO_POINTS, cannot_judge, warnings_of
from hiphinge.pipeline.load_inputs import MeasuredSet, check_load, set_hands
from hiphinge.pipeline.loads import SetLoads, set_loads
from hiphinge.props.plate_observer import PLATE

if TYPE_CHECKING:
    import polars as pl

NO_LOAD_KG: Final = 0.0
"""The load where nothing is lifted, as in a drill."""


def analyze(  # noqa: PLR0913  (each is one thing that the user may say)
    motion: Motion,
    *,
    athlete: result.Athlete | None = None,
    exercise: str = "auto",
    load_kg: float | None = None,
    drill: DrillName | None = None,
    wall: Given | None = None,
    arguments: dict[str, Any] | None = None,
    personal: Personal | None = None,
    movement: Movement | None = None,
    spine: Spine | None = None,
    created_utc: datetime | None = None,
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
        movement = with_bar_seen(movement, exercise, load_kg)
    else:
        exercise, load_kg = "unknown", None
    who = athlete or result.Athlete()
    share = load_share(load_kg if drill is None else NO_LOAD_KG, who.mass_kg)
    judged = judge_movement(movement, exercise, load_share=share)
    lifted = lifted_of(movement, judged)
    loading = set_loads(lifted, who, load_kg) if drill is None else SetLoads(tuple(None for _ in judged.repetitions))
    hands = set_hands(lifted, motion, who)
    counted = [
        _repetition(i + 1, one, movement, judged, personal).model_copy(
            update={"loads": loading.loads[i], "hands": hands[i]}
        )
        for i, one in enumerate(judged.repetitions)
    ]
    given = {"exercise": exercise, "load_kg": load_kg, **(arguments or {})}
    analysis = result.Analysis(
        source=_source(motion, movement.view),
        athlete=who,
        exercise=judged.exercise,
        hip_flexion_basis="pelvis" if movement.judged and movement.spine.tells("hip_flexion_deg") else "trunk",
        pattern=_pattern(motion, movement, judged),
        repetitions=counted,
        not_counted=_not_counted(movement.kinematics, movement.repetitions),
        low_back=_low_back(movement, judged.exercise, personal),
        cue=choose_cue(counted),
        load_basis=loading.basis,
        cannot_judge=[
            *_limitations(motion, movement),
            *loading.gaps,
        ],
        limits=_limits(movement, judged),
        quality=_quality(motion, movement, judged.exercise),
        provenance=result.Provenance(
            hiphinge=_version(),
            pose_model=motion.source.pose_model,
            spine_model=None if movement.spine.reason or movement.spine.measured else model_name(),
            created_utc=created_utc or datetime.now(UTC),
            arguments=given,
            calibration=_calibration(movement),
        ),
    )
    analysis = analysis.with_frames(_table(movement, loading))
    return analysis if drill is None else with_drill(analysis, motion, movement, drill, wall or Given())


def _calibration(movement: Movement) -> result.Calibration | None:
    """What the numbers are told against; None where the view shows nothing to tell."""
    return None if movement.view.grade == "refused" else movement.calibration.result(movement.kinematics.errors)


def _limitations(motion: Motion, movement: Movement) -> list[result.CannotJudge]:
    kinematics, repetitions = movement.kinematics, movement.repetitions
    return cannot_judge(
        motion, movement.view, kinematics, repetitions, movement.spine, upper_body_hidden=movement.hidden
    )


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
        movement.fold,
        movement.spine,
        exercise=exercise,
        sight=movement.sight,
        load=Load(load_share, movement.bar),
    )


def exercise_of(movement: Movement, exercise: str = "auto") -> CatalogueEntry:
    """What the catalogue says of the exercise that was done: as told, or as recognised for ``auto``."""
    measured = (movement.kinematics, movement.repetitions, movement.fold, movement.spine)
    return recognised_exercise(*measured, exercise=exercise, sight=movement.sight)


def _pattern(motion: Motion, movement: Movement, judged: JudgedSet) -> result.Pattern:
    """The set's pattern; that of the posture where there are too few frames for a repetition."""
    if len(motion) >= FEW_FRAMES or movement.view.grade == "refused" or movement.hidden:
        return judged.pattern
    still = posture(movement.kinematics, movement.spine)
    return judged.pattern if still is None else pattern_of(still, oblique=movement.view.grade == "oblique")


def lifted_of(movement: Movement, judged: JudgedSet) -> MeasuredSet:
    """What loads need of what was measured."""
    reason = None
    if not movement.judged:
        reason = movement.view.reason() or NOT_FROM_THE_SIDE
    elif not movement.motion.source.has("points"):
        reason = NO_POINTS
    names = ("pelvic_tilt_deg", "lumbar_flexion_deg", "knee_flexion_deg", "shank_deg")
    told = movement.judged and all(movement.spine.tells(name) for name in names[:2])
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


def _repetition(
    number: int, judged: JudgedRepetition, movement: Movement, whole: JudgedSet, personal: Personal
) -> result.Repetition:
    kinematics, spine, one = movement.kinematics, movement.spine, judged.repetition
    limit, _ = LUMBAR_ROUNDING.limits(whole.entry)
    bend = None
    if (
        movement.judged
        and spine.tells("lumbar_flexion_deg")
        and "bridge" not in {whole.entry.pattern, judged.pattern.name}
    ):
        time = kinematics.time_s
        bend = measure_bend(spine, one, time, judged.deepest, limit_deg=limit, max_flexion=personal.max_flexion)
    return result.Repetition(
        index=number,
        start_s=_time(kinematics, one.start),
        bottom_s=_time(kinematics, one.bottom),
        end_s=_time(kinematics, one.stop),
        phases=[
            result.Phase(name=p.name, start_s=_time(kinematics, p.start), end_s=_time(kinematics, p.stop))
            for p in one.phases
        ],
        pattern=judged.pattern,
        light="unknown" if bend is None else bend.light,
        peak=_peak(movement, one),
        lumbar_share=None if bend is None else bend.share,
        neutral_depth_deg=None if bend is None else bend.neutral_depth,
        lumbopelvic=None if bend is None else _lumbopelvic(bend, limit, kinematics),
        faults=judged.verdict.stated,
        possible_faults=judged.verdict.possible,
        unread_faults=judged.verdict.unread,
        exercise=judged.exercise,
        swing=judged.swing,
    )


def _lumbopelvic(bend: Bend, limit_deg: float, kinematics: Kinematics) -> result.Lumbopelvic:
    rounding = None
    if bend.rounding is not None:
        rounding = result.Rounding(
            start_s=_time(kinematics, bend.rounding.start),
            hip_flexion_deg=bend.rounding.hip_flexion,
            kind=bend.rounding.kind,
        )
    return result.Lumbopelvic(
        neutral_limit_deg=limit_deg,
        parts=list(bend.parts),
        rounding=rounding,
        percent_of_range=bend.percent_of_range,
    )


def _quality(motion: Motion, movement: Movement, exercise: result.Exercise) -> result.Quality:
    return result.Quality(
        detected_fraction=float(np.isfinite(movement.kinematics.angle("trunk_lean_deg")).mean()),
        mean_confidence=float(movement.kinematics.confidence.mean()),
        warnings=warnings_of(motion, movement.view, exercise),
    )


def _low_back(movement: Movement, exercise: result.Exercise, personal: Personal) -> result.LowBack | None:
    """What the low back was told against, or None where it was not told at all."""
    if not movement.judged or not movement.spine.tells("lumbar_flexion_deg"):
        return None
    return result.LowBack(
        zeroed=movement.spine.zeroed, max_flexion_deg=personal.max_flexion, published=published_for(exercise.name)
    )


def _time(kinematics: Kinematics, frame: int) -> float:
    time = kinematics.time_s
    return float(time[min(frame, time.size - 1)])


def _peak(movement: Movement, one: Repetition) -> result.Peak:
    """Largest value of each angle of a repetition, and the largest extension of the lumbar spine, + = extended.

    Of the spine it is the largest that was kept (`held_peak`), the same that light and faults go by.
    """
    peaks: dict[str, Measure | None] = {}
    time = movement.kinematics.time_s
    for name in FRAME_ANGLES:
        curve = movement.curve(name)
        if name in SPINE_ANGLES:
            highest = held_peak(curve, time, one.start, one.stop)
            peaks[name] = None if highest is None else highest.value
            continue
        inside = curve.value[one.frames]
        at = int(np.argmax(np.where(np.isnan(inside), -np.inf, inside)))
        peaks[name] = curve.at(one.start + at)
    lowest = held_peak(movement.curve("lumbar_flexion_deg"), time, one.start, one.stop, lowest=True)
    peaks["lumbar_extension_deg"] = None if lowest is None else -lowest.value
    return result.Peak(**peaks)


def _source(motion: Motion, view: CameraView) -> result.Source:
    source = motion.source
    return result.Source(
        path=source.path,
        kind=source.kind,
        duration_s=source.duration_s,
        frames=len(motion),
        frame_rate_hz=source.frame_rate_hz,
        view=view.result(),
        facing=source.facing,
        recorded_utc=source.recorded_utc,
        recorded_utc_from=source.recorded_utc_from,
        content_hash=source.content_hash,
    )


def _limits(movement: Movement, judged: JudgedSet) -> list[result.Limit]:
    """The limits that the set was judged by."""
    found = view_limits() if movement.motion.unit == "px" else []
    if judged.repetitions or judged.pattern.name != "unknown":
        found += pattern_limits()
    if judged.repetitions and movement.judged:
        found += fault_limits(judged.entry)
        if movement.spine.tells("lumbar_flexion_deg"):
            found += low_back_limits()
    return found


def _not_counted(kinematics: Kinematics, repetitions: Repetitions) -> list[result.NotCounted]:
    return [
        result.NotCounted(start_s=_time(kinematics, one.start), end_s=_time(kinematics, one.stop), reason=one.reason)
        for one in repetitions.excluded
    ]


def _table(movement: Movement, loading: SetLoads) -> pl.DataFrame:
    """One row a frame, the columns of `frames.parquet`; absent values are null."""
    import polars as pl

    kinematics = movement.kinematics
    frames = len(kinematics)
    columns: dict[str, Any] = {"time_s": kinematics.time_s}
    for name in FRAME_ANGLES:
        curve = movement.curve(name)
        columns |= {name: curve.value, f"{name}_low": curve.low, f"{name}_high": curve.high}
    columns |= loading.columns
    number = np.zeros(frames, dtype=np.int32)
    phase = np.full(frames, None, dtype=object)
    for i, one in enumerate(movement.repetitions.counted, start=1):
        number[one.frames] = i
        for part in one.phases:
            phase[part.start : part.stop] = part.name
    table = pl.DataFrame(columns).with_columns(
        pl.Series("repetition", number),
        pl.Series("phase", list(phase), dtype=pl.String),
        pl.Series("confidence", kinematics.confidence),
    )
    return table.with_columns(pl.col(pl.Float64).fill_nan(None), pl.col("repetition").replace(0, None))


def _version() -> str:
    from importlib.metadata import version

    return version("hiphinge")
