"""Analyses to report on."""

from __future__ import annotations

import pytest

from hiphinge.core.motion import Motion
from hiphinge.drills.wall.drill import WallPosition
from hiphinge.result import Analysis
from tests.drills.wall.walls import Drilled, drilled
from tests.report.at_walls import analysed
from tests.report.lifter import make_analysis


@pytest.fixture
def analysis() -> Analysis:
    return make_analysis()


@pytest.fixture
def nothing_judged() -> Analysis:
    return make_analysis(judged=False)


@pytest.fixture(scope="session")
def touched() -> tuple[Analysis, Motion, Drilled]:
    """Return a wall drill that touched: its analysis, the motion in it, and the drill as it was made."""
    made = drilled(pressed_cm=3.0)
    return (*analysed(made, WallPosition(x_px=made.wall_px)), made)
