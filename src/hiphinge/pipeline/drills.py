"""Drills composed: what the wall and the rod tell of a movement that was measured. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hiphinge import result
from hiphinge.core.motion import Motion
from hiphinge.core.props import Edge, Rod
from hiphinge.drills import dowel
from hiphinge.drills.wall import drill as wall
from hiphinge.drills.wall.hip_travel import NO_OUTLINE, Seat, take_seat
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.faults.spine import LUMBAR_ROUNDING
from hiphinge.movement.movement import NOT_FROM_THE_SIDE, Movement

if TYPE_CHECKING:
    import polars as pl


def wall_seat(motion: Motion, movement: Movement, athlete: result.Athlete) -> Seat | str:
    """The buttocks over time, which the wall drill is read from; or why they cannot be told.

    Parameters
    ----------
    motion
        The motion as read, with its outline.
    movement
        What `measure_movement` gave for it.
    athlete
        What is known of the person.
    """
    if not movement.judged:
        return movement.view.reason() or NOT_FROM_THE_SIDE
    seat, missing = take_seat(motion, movement.view, athlete)
    return missing or NO_OUTLINE if seat is None else seat


def wall_drill(movement: Movement, seat: Seat | str, given: wall.Given, edges: Sequence[Edge] = ()) -> wall.WallReading:
    """The wall drill in a motion: distance, contacts, knees, back, verdict and the next distance.

    Parameters
    ----------
    movement
        What `measure_movement` gave for the motion.
    seat
        What `wall_seat` gave for it.
    given
        What the user told of the wall.
    edges
        Upright edges that the picture shows (`sources.wall`).
    """
    if isinstance(seat, str):
        return wall.nothing_read(len(movement.motion), seat)
    moved = wall.Moved(movement.motion, movement.kinematics, movement.spine)
    return wall.measure_wall_drill(seat, moved, given, edges, back_limit_deg=_back_limit_deg())


def _back_limit_deg() -> float:
    """Lumbar flexion from which the low back of a drill is called rounded."""
    limit, _ = LUMBAR_ROUNDING.limits(CATALOGUE["unknown"])
    return limit


def with_wall_drill(analysis: result.Analysis, reading: wall.WallReading) -> result.Analysis:
    """The analysis with the wall drill: its result, its columns in the table of frames, and what could not be told."""
    import polars as pl

    curve = reading.distance
    parts = {wall.DISTANCE: curve.value, f"{wall.DISTANCE}_low": curve.low, f"{wall.DISTANCE}_high": curve.high}
    gaps = list(analysis.cannot_judge)
    if reading.missing is not None:
        gaps.append(result.limitation("wall_unknown", reason=reading.missing, remedy=wall.MEND))
    limits = [*analysis.limits, *(wall.limits_of(_back_limit_deg()) if reading.result.repetitions else [])]
    told = analysis.model_copy(update={"cannot_judge": gaps, "limits": limits})
    return told.with_drill(reading.result, pl.DataFrame(parts).fill_nan(None))


def with_dowel_drill(analysis: result.Analysis, drill: result.DowelDrill, columns: pl.DataFrame) -> result.Analysis:
    """The analysis with the dowel drill: its result, its columns in the table of frames, and what is not known."""
    gaps = list(analysis.cannot_judge)
    if drill.reason is not None:
        gaps.append(result.limitation("rod_unknown", reason=drill.reason, remedy=drill.cue.rstrip(".")))
    told = analysis.model_copy(update={"cannot_judge": gaps, "limits": [*analysis.limits, *drill.limits]})
    return told.with_drill(drill, columns)


def dowel_drill(movement: Movement, rod: Rod, height_m: float | None) -> tuple[result.DowelDrill, dowel.Read | None]:
    """The dowel drill of a movement, with the rod that was found and the person's height in metres, if known."""
    depths = dowel.Depths(movement.curve("trunk_lean_deg"), movement.curve("hip_flexion_deg"))
    counted = movement.repetitions.counted
    return dowel.measure_dowel(movement.motion, rod, counted, depths, movement.spine, height_m=height_m)
