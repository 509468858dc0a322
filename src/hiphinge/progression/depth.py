"""Neutral depth over sessions, and the depth limit of a person who rounds.

The limit is the depth that the low back kept neutral in the session that rounded. It is deepened by no more than what
lies beyond the measurement error, and made shallower at once: where a low back rounds today counts today.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.progression.criteria import PELVIS_PART, SHIN_LEAN_DEG
from hiphinge.progression.criterion import StepRepetition, needed_of, worst_of
from hiphinge.progression.evidence import rounding_kind, rounds, seen_of, steps_of
from hiphinge.progression.sessions import Sitting
from hiphinge.progression.steps import LADDER
from hiphinge.result import Analysis, ExerciseName, RoundingKind
from hiphinge.result.plan import Depth, DepthPoint

MIN_CHANGE_DEG: Final = 10.0
"""Between days no smaller change is called: minimal detectable changes of 5 to 15° for ranges of motion, this is their
middle (Laird 2016, BMC Musculoskelet Disord); within one session 1 to 8° in deadlifts (Aasa 2019, Sports Biomech)."""

FREE_DEG: Final = PELVIS_PART * SHIN_LEAN_DEG
"""Neutral beyond this pelvic tilt, by the interval's bound, a low back needs no limit: it is what mid-shin asks for."""

SOURCE: Final = (
    "minimal detectable change: both sessions' intervals combined, and no less than 10°, the middle of 5 to 15° for "
    "ranges of motion between days (Laird 2016, BMC Musculoskelet Disord)"
)


@dataclass(frozen=True, slots=True)
class SessionDepth:
    """What one session reached: the depth that four in five repetitions kept neutral, and whether they rounded."""

    sitting: Sitting
    depth: Measure
    rounded: bool
    kind: RoundingKind | None


def detectable(one: Measure, other: Measure) -> float:
    """The least change between two sessions that is called one, degrees."""
    return max(MIN_CHANGE_DEG, math.hypot(_half(one), _half(other)))


def limits_of(reached: Sequence[SessionDepth]) -> list[float | None]:
    """The depth limit after each session, degrees of pelvic tilt; None where there is no limit.

    Better figures of any session never make a later limit shallower.
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
    """Neutral depth of an exercise over the sessions that tell it; None where none does."""
    limit = _latest_limit(sittings, exercise)
    if limit is None:
        return None
    reached = [found for sitting in sittings if (found := _reached(sitting, exercise, limit)) is not None]
    if not reached:
        return None
    limits = limits_of(reached)
    first, last = reached[0].depth, reached[-1].depth
    least = detectable(first, last) if len(reached) > 1 else None
    half = math.hypot(_half(first), _half(last))
    change = last.value - first.value
    return Depth(
        exercise=exercise,
        neutral_limit_deg=limit,
        points=[_point(reach, work_to) for reach, work_to in zip(reached, limits, strict=True)],
        work_to_deg=_whole(limits[-1]),
        change_deg=None if least is None else Measure(change, change - half, change + half),
        detectable_deg=least,
        told=_told(reached[-1], limits[-1], change, least),
        source=SOURCE,
    )


def _latest_limit(sittings: Sequence[Sitting], exercise: ExerciseName) -> float | None:
    """The neutral limit that the newest recording of the exercise went by; only those of the same limit compare."""
    for sitting in reversed(sittings):
        for recording in reversed(_of_exercise(sitting, exercise)):
            for repetition in recording.repetitions:
                if repetition.lumbopelvic is not None and repetition.neutral_depth_deg is not None:
                    return repetition.lumbopelvic.neutral_limit_deg
    return None


def _of_exercise(sitting: Sitting, exercise: ExerciseName) -> list[Analysis]:
    """Recordings of the exercise as a lift: neither drills nor what is not on the ladder."""
    return [
        recording
        for recording in sitting.recordings
        if recording.exercise.name == exercise and any(LADDER[step].lifts for step in steps_of(recording))
    ]


def _reached(sitting: Sitting, exercise: ExerciseName, limit: float) -> SessionDepth | None:
    seen = [item for item in seen_of(_of_exercise(sitting, exercise)) if _goes_by(item, limit)]
    depths = [item.repetition.neutral_depth_deg for item in seen if item.repetition is not None]
    known = [depth for depth in depths if depth is not None]
    if not seen or len(known) < needed_of(len(seen)):
        return None
    rounding = [item for item in seen if rounds(item)]
    rounded = len(seen) - len(rounding) < needed_of(len(seen))
    kind = rounding_kind(rounding) if rounded else None
    return SessionDepth(sitting, worst_of(known, len(seen), low=True), rounded, kind)


def _goes_by(seen: StepRepetition, limit: float) -> bool:
    done = seen.repetition
    return done is not None and done.lumbopelvic is not None and done.lumbopelvic.neutral_limit_deg == limit


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


def _told(last: SessionDepth, limit: float | None, change: float, least: float | None) -> str:
    """The limit and the change, in a sentence each."""
    depth = f"{last.depth.value:.0f}° ({last.depth.low:.0f} to {last.depth.high:.0f})"
    kept = f"the low back kept its shape up to a pelvic tilt of {depth}"
    kept += ", and rounded beyond" if last.rounded else ", as far as it went"
    parts = [kept if limit is None else f"{kept}; work to {_whole(limit):.0f}°"]
    if least is not None:
        way = "deeper" if change > 0 else "shallower"
        real = f"{abs(change):.0f}° {way} than in the first session"
        called = f"no change that can be told (under {least:.0f}°)"
        parts.append(real if abs(change) > least else called)
    if limit is not None:
        parts.append("the limit goes deeper only by what lies beyond the measurement error")
    return "; ".join(parts)


def _whole(limit: float | None) -> float | None:
    """A limit to work to, in whole degrees, never rounded up."""
    return None if limit is None else float(math.floor(limit))


def _half(measure: Measure) -> float:
    return max(measure.high - measure.value, measure.value - measure.low)
