"""Analyses of wall drills."""

from __future__ import annotations

from rich.console import Console

from hiphinge.core.motion import Motion
from hiphinge.drills.wall.drill import WallPosition
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.drills import wall_drill, wall_hip_travel, with_wall_drill
from hiphinge.report.terminal import analysis as terminal
from hiphinge.result import Analysis, Athlete
from tests.drills.wall.walls import HEIGHT_M, Drilled


def analysed(made: Drilled, position: WallPosition) -> tuple[Analysis, Motion]:
    """Return the analysis of a drill, and the motion in it."""
    movement = measure_movement(made.motion)
    reading = wall_drill(movement, wall_hip_travel(made.motion, movement, Athlete(height_m=HEIGHT_M)), position)
    return with_wall_drill(analyze(made.motion, movement=movement), reading), movement.motion


def terminal_text(analysis: Analysis) -> str:
    """Return the terminal's summary of an analysis."""
    console = Console(width=160)
    with console.capture() as text:
        console.print(terminal.summary(analysis))
    return text.get()
