"""Neutral depth over sessions, and the depth limit of a person who rounds.

The limit is the depth up to which the low back stayed neutral in the session in which it rounded. It becomes deeper
only by what exceeds the measurement error, but shallower at once, because rounding in the latest session counts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.measures.detectable import RANGE_SOURCE, combined_half, detectable
from hiphinge.progression.criteria import PELVIS_PART, SHIN_LEAN_DEG
from hiphinge.progression.criterion import StepRepetition, needed_of, worst_of
from hiphinge.progression.evidence import repetitions_of, rounding_kind, rounds, steps_of
from hiphinge.progression.sessions import Sitting
from hiphinge.progression.steps import LADDER
from hiphinge.result import Analysis, ExerciseName, RoundingKind
from hiphinge.result.plan import Depth, DepthPoint

FREE_DEG: Final = PELVIS_PART * SHIN_LEAN_DEG
"""Pelvic tilt of a lean to mid-shin; a low back neutral beyond it, by the interval's bound, needs no limit."""

SOURCE: Final = f"minimal detectable change: both sessions' intervals combined, and {RANGE_SOURCE}"


@dataclass(frozen=True, slots=True)
class SessionDepth:
    """The depth that four in five repetitions of a session reached with a neutral back, and whether they rounded."""

    sitting: Sitting
    depth: Measure
    rounded: bool
    kind: RoundingKind | None


def limits_of(reached: Sequence[SessionDepth]) -> list[float | None]:
    """Return the depth limit after each session, degrees of pelvic tilt; None for no limit.

    Better figures in any session never make a later limit shallower.
    """
    limits: list[float | None] = []
    limit: float | None = None
    basis: Measure | None = None
    for reach in reached:
        if limit is None or basis is None:
            limit = reach.depth.value if reach.rounded else None
        elif not reach.rounded and reach.depth.low >= FREE_DEG:
            limit = None
        else:
            grown = max(limit, reach.depth.value - detectable(basis, reach.depth))
            limit = min(grown, reach.depth.value) if reach.rounded else grown
        basis = reach.depth if reach.rounded or limit is None else basis
        limits.append(limit)
    return limits


def depth_of(sittings: Sequence[Sitting], exercise: ExerciseName) -> Depth | None:
    """Return the neutral depth of an exercise over the sessions that measured it; None if none did."""
    limit = _latest_limit(sittings, exercise)
    if limit is None:
        return None
    reached = [found for sitting in sittings if (found := _reached(sitting, exercise, limit)) is not None]
    if not reached:
        return None
    limits = limits_of(reached)
    first, last = reached[0].depth, reached[-1].depth
    least = detectable(first, last) if len(reached) > 1 else None
    half = combined_half(first, last)
    change = last.value - first.value
    return Depth(
        exercise=exercise,
        neutral_limit_deg=limit,
        points=[_point(reach, work_to) for reach, work_to in zip(reached, limits, strict=True)],
        work_to_deg=_whole(limits[-1]),
        change_deg=None if least is None else Measure(change, change - half, change + half),
        detectable_deg=least,
        told=_sentence(reached[-1], limits[-1], change, least),
        source=SOURCE,
    )


def _latest_limit(sittings: Sequence[Sitting], exercise: ExerciseName) -> float | None:
    """Return the neutral limit of the newest recording of the exercise; only recordings with the same limit compare."""
    for sitting in reversed(sittings):
        for recording in reversed(_of_exercise(sitting, exercise)):
            for repetition in recording.repetitions:
                if repetition.lumbopelvic is not None and repetition.neutral_depth_deg is not None:
                    return repetition.lumbopelvic.neutral_limit_deg
    return None


def _of_exercise(sitting: Sitting, exercise: ExerciseName) -> list[Analysis]:
    """Return the recordings of the exercise as a lift of the ladder, without drills."""
    return [
        recording
        for recording in sitting.recordings
        if recording.exercise.name == exercise and any(LADDER[step].lifts for step in steps_of(recording))
    ]


def _reached(sitting: Sitting, exercise: ExerciseName, limit: float) -> SessionDepth | None:
    items = [item for item in repetitions_of(_of_exercise(sitting, exercise)) if _applies(item, limit)]
    depths = [item.repetition.neutral_depth_deg for item in items if item.repetition is not None]
    known = [depth for depth in depths if depth is not None]
    if not items or len(known) < needed_of(len(items)):
        return None
    rounding = [item for item in items if rounds(item)]
    rounded = len(items) - len(rounding) < needed_of(len(items))
    kind = rounding_kind(rounding) if rounded else None
    return SessionDepth(sitting, worst_of(known, len(items), low=True), rounded, kind)


def _applies(item: StepRepetition, limit: float) -> bool:
    """Return whether a repetition is a hinge that was judged by a neutral limit: a squat says nothing of its depth."""
    repetition = item.repetition
    return (
        repetition is not None
        and repetition.pattern.name == "hinge"
        and repetition.lumbopelvic is not None
        and repetition.lumbopelvic.neutral_limit_deg == limit
    )


def _point(reached: SessionDepth, work_to: float | None) -> DepthPoint:
    return DepthPoint(
        session=reached.sitting.index,
        created_utc=reached.sitting.created_utc,
        when_utc=reached.sitting.when_utc,
        neutral_depth_deg=reached.depth,
        rounded=reached.rounded,
        kind=reached.kind,
        work_to_deg=_whole(work_to),
    )


def _sentence(last: SessionDepth, limit: float | None, change: float, least: float | None) -> str:
    """Return the limit and the change in words."""
    depth = f"{last.depth.value:.0f}° ({last.depth.low:.0f} to {last.depth.high:.0f})"
    kept = f"the low back stayed neutral up to a pelvic tilt of {depth}"
    kept += ", and rounded beyond" if last.rounded else ", its full depth"
    parts = [kept if limit is None else f"{kept}; work to {_whole(limit):.0f}°"]
    if least is not None:
        way = "deeper" if change > 0 else "shallower"
        changed = f"{abs(change):.0f}° {way} than in the first session"
        unchanged = f"no detectable change (under {least:.0f}°)"
        parts.append(changed if abs(change) > least else unchanged)
    if limit is not None:
        parts.append("the limit becomes deeper only by what exceeds the measurement error")
    return "; ".join(parts)


def _whole(limit: float | None) -> float | None:
    """Return a limit in whole degrees, never rounded up."""
    return None if limit is None else float(math.floor(limit))
