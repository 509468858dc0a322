"""The parts of the result file, from a measured and judged movement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from hiphinge import result
from hiphinge.core.measure import Measure
from hiphinge.core.motion import Motion
from hiphinge.core.signal import peak_unseen
from hiphinge.judging.faults.spine import LUMBAR_ROUNDING
from hiphinge.judging.limits import fault_limits, low_back_limits, pattern_limits, view_limits
from hiphinge.judging.set import JudgedRepetition, JudgedSet
from hiphinge.measures.lumbopelvic import Bend, held_peak, measure_bend
from hiphinge.measures.pattern import pattern_of, posture
from hiphinge.measures.published import published_for
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.movement import (
    FRAME_ANGLES,
    SPINE_ANGLES,
    Movement,
)
from hiphinge.movement.repetitions import Repetitions, RepetitionSpan
from hiphinge.movement.spine import Personal
from hiphinge.movement.spine.model import model_name
from hiphinge.movement.view import CameraView
from hiphinge.pipeline.limitations import FEW_FRAMES, cannot_judge, warnings_of
from hiphinge.pipeline.loads import SetLoads
from hiphinge.result import limitation

if TYPE_CHECKING:
    import polars as pl


def provenance_part(
    motion: Motion, movement: Movement, created_utc: datetime, arguments: dict[str, Any]
) -> result.Provenance:
    """Return the provenance of the result, with its calibration."""
    return result.Provenance(
        hiphinge=program_version(),
        pose_model=motion.source.pose_model,
        spine_model=_spine_model(movement),
        created_utc=created_utc,
        arguments=arguments,
        calibration=calibration_part(movement),
    )


def _spine_model(movement: Movement) -> str | None:
    """Return name and checksum of the weights that estimated the spine, or None where nothing was estimated."""
    if movement.spine.reason or movement.spine.measured:
        return None
    return model_name(joints=movement.motion.spine is not None)


def calibration_part(movement: Movement) -> result.CalibrationRecord | None:
    """Return the calibration that the numbers are based on; None if the view was refused."""
    return None if movement.view.grade == "refused" else movement.calibration.result(movement.kinematics.errors)


def limitations_part(motion: Motion, movement: Movement, judged: JudgedSet) -> list[result.CannotJudge]:
    """Return what could not be judged, with reasons."""
    kinematics, repetitions = movement.kinematics, movement.repetitions
    unnamed = judged.exercise.unnamed and movement.judged and bool(judged.repetitions)
    first = [limitation("exercise_unknown")] if unnamed else []
    return first + cannot_judge(
        motion, movement.view, kinematics, repetitions, movement.spine, upper_body_hidden=movement.hidden
    )


def pattern_part(motion: Motion, movement: Movement, judged: JudgedSet) -> result.Pattern:
    """Return the pattern of the set, or of the posture if there are too few frames for a repetition."""
    if len(motion) >= FEW_FRAMES or movement.view.grade == "refused" or movement.hidden:
        return judged.pattern
    still = posture(movement.kinematics, movement.spine)
    return judged.pattern if still is None else pattern_of(still, oblique=movement.view.grade == "oblique")


def repetition_part(
    number: int, judged: JudgedRepetition, movement: Movement, whole: JudgedSet, personal: Personal
) -> result.Repetition:
    """Return one repetition without its loads; `number` counts from 1."""
    kinematics, spine, span = movement.kinematics, movement.spine, judged.repetition
    limit, _ = LUMBAR_ROUNDING.limits(whole.entry)
    bend = None
    if (
        movement.judged
        and spine.has("lumbar_flexion_deg")
        and "bridge" not in {whole.entry.pattern, judged.pattern.name}
    ):
        time = kinematics.time_s
        bend = measure_bend(spine, span, time, judged.deepest, limit_deg=limit, max_flexion=personal.max_flexion)
    return result.Repetition(
        index=number,
        start_s=_time(kinematics, span.start),
        bottom_s=_time(kinematics, span.bottom),
        end_s=_time(kinematics, span.stop),
        confidence=span.chance,
        phases=[
            result.Phase(name=phase.name, start_s=_time(kinematics, phase.start), end_s=_time(kinematics, phase.stop))
            for phase in span.phases
        ],
        pattern=judged.pattern,
        light="unknown" if bend is None else _light(bend, judged),
        peak=_peak(movement, span),
        lumbar_share=None if bend is None else bend.share,
        neutral_depth_deg=None if bend is None else bend.neutral_depth,
        lumbopelvic=None if bend is None else _lumbopelvic(bend, limit, kinematics),
        faults=judged.verdict.stated,
        possible_faults=judged.verdict.possible,
        unread_faults=judged.verdict.unread,
        exercise=judged.exercise,
        swing=judged.swing,
    )


def _light(bend: Bend, judged: JudgedRepetition) -> result.Light:
    """Return the light of the low back; never green where rounding could not be ruled out."""
    unruled = bend.light == "green" and LUMBAR_ROUNDING.code in judged.verdict.unread
    return "unknown" if unruled else bend.light


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


def quality_part(
    motion: Motion, movement: Movement, exercise: result.Exercise, *, more: Sequence[str] = ()
) -> result.Quality:
    """Return how well the recording could be read; `more` are further warnings."""
    return result.Quality(
        detected_fraction=float(np.isfinite(movement.kinematics.angle("trunk_lean_deg")).mean()),
        mean_confidence=float(movement.kinematics.confidence.mean()),
        warnings=[*warnings_of(motion, movement.view, exercise), *more],
    )


def low_back_part(movement: Movement, exercise: result.Exercise, personal: Personal) -> result.LowBack | None:
    """Return the references of the low back, or None if it was not measured."""
    if not movement.judged or not movement.spine.has("lumbar_flexion_deg"):
        return None
    return result.LowBack(
        zeroed=movement.spine.zeroed, max_flexion_deg=personal.max_flexion, published=published_for(exercise.name)
    )


def _time(kinematics: Kinematics, frame: int) -> float:
    time = kinematics.time_s
    return float(time[min(frame, time.size - 1)])


def _peak(movement: Movement, repetition: RepetitionSpan) -> result.Peak:
    """Return the largest value of each angle in a repetition, and the largest lumbar extension, + = extended.

    For the spine it is the largest sustained value (`held_peak`), the one that light and faults use. Where the
    largest may not have been seen (`peak_unseen`) it is absent.
    """
    peaks: dict[str, Measure | None] = {}
    time = movement.kinematics.time_s
    for name in FRAME_ANGLES:
        curve = movement.curve(name)
        if name in SPINE_ANGLES:
            highest = held_peak(curve, time, repetition.start, repetition.stop)
            peaks[name] = None if highest is None or highest.unseen else highest.value
            continue
        inside = curve.value[repetition.frames]
        at = int(np.argmax(np.where(np.isnan(inside), -np.inf, inside)))
        peaks[name] = None if peak_unseen(time[repetition.frames], inside) else curve.at(repetition.start + at)
    lowest = held_peak(movement.curve("lumbar_flexion_deg"), time, repetition.start, repetition.stop, lowest=True)
    peaks["lumbar_extension_deg"] = None if lowest is None or lowest.unseen else -lowest.value
    return result.Peak(**peaks)


def source_part(motion: Motion, view: CameraView) -> result.Source:
    """Return the recording's part of the result."""
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


def limits_part(movement: Movement, judged: JudgedSet) -> list[result.Limit]:
    """Return the limits that were applied to the set."""
    limits = view_limits() if movement.motion.unit == "px" else []
    shown = movement.sight in {"side", "oblique"}
    if (judged.repetitions and shown) or judged.pattern.name != "unknown":
        limits += pattern_limits()
    if judged.repetitions and movement.judged:
        limits += fault_limits(judged.entry)
        if movement.spine.has("lumbar_flexion_deg"):
            limits += low_back_limits()
    return limits


def not_counted_part(kinematics: Kinematics, repetitions: Repetitions) -> list[result.NotCounted]:
    """Return the movements that were not counted as repetitions, with reasons."""
    return [
        result.NotCounted(start_s=_time(kinematics, span.start), end_s=_time(kinematics, span.stop), reason=span.reason)
        for span in repetitions.excluded
    ]


def frames_table(movement: Movement, loading: SetLoads) -> pl.DataFrame:
    """Return the table of frames, the columns of `frames.parquet`; missing values are null."""
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
    for i, repetition in enumerate(movement.repetitions.counted, start=1):
        number[repetition.frames] = i
        for part in repetition.phases:
            phase[part.start : part.stop] = part.name
    table = pl.DataFrame(columns).with_columns(
        pl.Series("repetition", number),
        pl.Series("phase", list(phase), dtype=pl.String),
        pl.Series("confidence", kinematics.confidence),
    )
    return table.with_columns(pl.col(pl.Float64).fill_nan(None), pl.col("repetition").replace(0, None))


def program_version() -> str:
    """Return the installed version of this package."""
    from importlib.metadata import version

    return version("hiphinge")
