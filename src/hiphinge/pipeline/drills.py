"""Composition of the drills from a measured movement and the wall or rod in the pictures. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hiphinge import result
from hiphinge.core.errors import ArgumentError
from hiphinge.core.motion import Motion, SourceInfo
from hiphinge.core.props import DrillName, Edge, Rod
from hiphinge.drills import dowel
from hiphinge.drills.wall import drill as wall
from hiphinge.drills.wall.hip_travel import NO_OUTLINE, HipTravel, measure_hip_travel
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.faults.spine import LUMBAR_ROUNDING
from hiphinge.movement.movement import NOT_FROM_THE_SIDE, Movement
from hiphinge.props.rod import find_rod
from hiphinge.props.rod_observer import ROD
from hiphinge.props.wall import wall_edges

if TYPE_CHECKING:
    import polars as pl


def with_drill(
    analysis: result.Analysis, motion: Motion, movement: Movement, drill: DrillName, given: wall.WallPosition
) -> result.Analysis:
    """Return the analysis with the drill that was done, measured by its prop in the pictures.

    Parameters
    ----------
    analysis
        The analysis without the drill.
    motion
        The motion as read, with its outline and the records of its observers.
    movement
        The result of `measure_movement` for it.
    drill
        The drill that was done.
    given
        What the user gave about the wall.

    Raises
    ------
    ArgumentError
        If the column of the wall lies outside the picture.
    """
    if drill == "wall":
        check_column(given, motion.source)
        hips = wall_hip_travel(motion, movement, analysis.athlete)
        edges: tuple[Edge, ...] = ()
        if not isinstance(hips, str) and given.x_px is None:
            edges = wall_edges(motion, hips.stance.reach_px, hips.body_px)
        return with_wall_drill(analysis, wall_drill(movement, hips, given, edges))
    rod = rod_of(motion)
    result_part, reading = dowel_drill(movement, rod, analysis.athlete.height_m)
    return with_dowel_drill(analysis, result_part, dowel.frame_columns(movement.motion, rod, reading))


def rod_of(motion: Motion, *, on_frame: Callable[[int], None] | None = None) -> Rod:
    """Return the rod in a motion's pictures, found before or now."""
    known = motion.observations.get(ROD)
    return known if isinstance(known, Rod) else find_rod(motion, on_frame=on_frame)


def with_rod_found(motion: Motion, *, on_frame: Callable[[int], None] | None = None) -> Motion:
    """Return the motion with the rod instead of the pictures in which it is searched; the search takes a while."""
    return motion.with_observations({**motion.observations, ROD: rod_of(motion, on_frame=on_frame)})


def check_column(given: wall.WallPosition, source: SourceInfo) -> None:
    """Raise ArgumentError unless the column given for the wall, if any, is in the picture."""
    if given.x_px is not None and not 0 <= given.x_px <= source.width_px:
        found = f"{given.x_px:g} in a picture {source.width_px} pixels wide"
        remedy = "count pixels from the picture's left side"
        raise ArgumentError("a column of the picture for the wall", found, remedy, arguments=("wall_x_px",))


def wall_hip_travel(motion: Motion, movement: Movement, athlete: result.Athlete) -> HipTravel | str:
    """Return the travel of the hips' rear over time, on which the wall drill is based, or why it cannot be measured.

    Parameters
    ----------
    motion
        The motion as read, with its outline.
    movement
        The result of `measure_movement` for it.
    athlete
        What is known about the person.
    """
    if not movement.judged:
        return movement.view.reason() or NOT_FROM_THE_SIDE
    hips, missing = measure_hip_travel(motion, movement.view, athlete)
    return missing or NO_OUTLINE if hips is None else hips


def wall_drill(
    movement: Movement, hips: HipTravel | str, given: wall.WallPosition, edges: Sequence[Edge] = ()
) -> wall.WallReading:
    """Return the wall drill of a motion: distance, contacts, knees, back, verdict and the next distance.

    Parameters
    ----------
    movement
        The result of `measure_movement` for the motion.
    hips
        The result of `wall_hip_travel` for it.
    given
        What the user gave about the wall.
    edges
        Vertical edges in the picture (`props.wall`).
    """
    if isinstance(hips, str):
        return wall.nothing_read(len(movement.motion), hips)
    return wall.measure_wall_drill(hips, movement, given, edges, back_limit_deg=_back_limit_deg())


def _back_limit_deg() -> float:
    """Return the lumbar flexion from which the low back counts as rounded in a drill, degrees."""
    limit, _ = LUMBAR_ROUNDING.limits(CATALOGUE["unknown"])
    return limit


def with_wall_drill(analysis: result.Analysis, reading: wall.WallReading) -> result.Analysis:
    """Return the analysis with the wall drill: its result, its columns in the table of frames, and its limitation."""
    import polars as pl

    curve = reading.distance
    parts = {wall.DISTANCE: curve.value, f"{wall.DISTANCE}_low": curve.low, f"{wall.DISTANCE}_high": curve.high}
    limitations = list(analysis.cannot_judge)
    if reading.missing is not None:
        limitations.append(result.limitation("wall_unknown", reason=reading.missing, remedy=wall.REMEDY))
    limits = [*analysis.limits, *(wall.limits_of(_back_limit_deg()) if reading.result.repetitions else [])]
    extended = analysis.model_copy(update={"cannot_judge": limitations, "limits": limits})
    return extended.with_drill(reading.result, pl.DataFrame(parts).fill_nan(None))


def with_dowel_drill(analysis: result.Analysis, drill: result.DowelDrill, columns: pl.DataFrame) -> result.Analysis:
    """Return the analysis with the dowel drill: its result, its columns in the table of frames, and its limitation."""
    limitations = list(analysis.cannot_judge)
    if drill.reason is not None:
        limitations.append(result.limitation("rod_unknown", reason=drill.reason, remedy=drill.cue.rstrip(".")))
    extended = analysis.model_copy(update={"cannot_judge": limitations, "limits": [*analysis.limits, *drill.limits]})
    return extended.with_drill(drill, columns)


def dowel_drill(
    movement: Movement, rod: Rod, height_m: float | None
) -> tuple[result.DowelDrill, dowel.RodReading | None]:
    """Return the dowel drill of a movement, by the rod that was found and the person's height in metres, if known."""
    depths = dowel.Depths(movement.curve("trunk_lean_deg"), movement.curve("hip_flexion_deg"))
    counted = movement.repetitions.counted
    return dowel.measure_dowel(movement.motion, rod, counted, depths, movement.spine, height_m=height_m)
