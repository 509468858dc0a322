"""Drills composed: what the wall and the rod tell of a movement that was measured. Pure."""

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
    """The analysis with the drill that was done, told by the prop that was seen in the pictures.

    Parameters
    ----------
    analysis
        What `analyze` found without the drill.
    motion
        The motion as read, with its outline and what its observers kept.
    movement
        What `measure_movement` gave for it.
    drill
        The drill that was done.
    given
        What the user knows of the wall.

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
    told, read = dowel_drill(movement, rod, analysis.athlete.height_m)
    return with_dowel_drill(analysis, told, dowel.frame_columns(movement.motion, rod, read))


def rod_of(motion: Motion, *, on_frame: Callable[[int], None] | None = None) -> Rod:
    """The rod in a motion's pictures: the one that was found already, or the one that is found now."""
    known = motion.observations.get(ROD)
    return known if isinstance(known, Rod) else find_rod(motion, on_frame=on_frame)


def with_rod_found(motion: Motion, *, on_frame: Callable[[int], None] | None = None) -> Motion:
    """The motion with the rod in place of the pictures that it is looked for in, which takes a while."""
    return motion.with_observations({**motion.observations, ROD: rod_of(motion, on_frame=on_frame)})


def check_column(given: wall.WallPosition, source: SourceInfo) -> None:
    """Raise ArgumentError unless the column given for the wall, if any, lies in the picture."""
    if given.x_px is not None and not 0 <= given.x_px <= source.width_px:
        found = f"{given.x_px:g} in a picture {source.width_px} pixels wide"
        remedy = "count pixels from the picture's left side"
        raise ArgumentError("a column of the picture for the wall", found, remedy, arguments=("wall_x_px",))


def wall_hip_travel(motion: Motion, movement: Movement, athlete: result.Athlete) -> HipTravel | str:
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
    hips, missing = measure_hip_travel(motion, movement.view, athlete)
    return missing or NO_OUTLINE if hips is None else hips


def wall_drill(
    movement: Movement, hips: HipTravel | str, given: wall.WallPosition, edges: Sequence[Edge] = ()
) -> wall.WallReading:
    """The wall drill in a motion: distance, contacts, knees, back, verdict and the next distance.

    Parameters
    ----------
    movement
        What `measure_movement` gave for the motion.
    seat
        What `wall_hip_travel` gave for it.
    given
        What the user told of the wall.
    edges
        Upright edges that the picture shows (`props.wall`).
    """
    if isinstance(hips, str):
        return wall.nothing_read(len(movement.motion), hips)
    return wall.measure_wall_drill(hips, movement, given, edges, back_limit_deg=_back_limit_deg())


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
        gaps.append(result.limitation("wall_unknown", reason=reading.missing, remedy=wall.REMEDY))
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


def dowel_drill(
    movement: Movement, rod: Rod, height_m: float | None
) -> tuple[result.DowelDrill, dowel.RodReading | None]:
    """The dowel drill of a movement, with the rod that was found and the person's height in metres, if known."""
    depths = dowel.Depths(movement.curve("trunk_lean_deg"), movement.curve("hip_flexion_deg"))
    counted = movement.repetitions.counted
    return dowel.measure_dowel(movement.motion, rod, counted, depths, movement.spine, height_m=height_m)
