"""The rod of the dowel drill in the replay."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.report.replay.dowel import COLOURS, RodPainter
from hiphinge.report.table import read
from hiphinge.result import Analysis, ContactState
from tests.report import rods


@pytest.fixture
def drilled() -> Analysis:
    return rods.drilled()


def test_dots_have_the_state_of_the_drill_and_are_pale_where_not_seen(drilled: Analysis) -> None:
    painter = RodPainter(drilled, read(drilled), 1.0, 2)
    last = drilled.to_frame().height - 1
    states: tuple[tuple[int, ContactState], ...] = ((0, "kept"), (last // 2, "unclear"), (last, "left"))
    for index, tailbone in states:
        picture = np.zeros((100, 60, 3), dtype=np.uint8)
        painter.paint(picture, index)
        assert tuple(picture[80, 30]) == COLOURS[tailbone]
        assert tuple(picture[50, 30]) == COLOURS["kept"]
        assert tuple(picture[20, 30]) == COLOURS["hidden"]


def test_without_a_rod_nothing_is_drawn(analysis: Analysis) -> None:
    picture = np.zeros((100, 60, 3), dtype=np.uint8)
    RodPainter(analysis, read(analysis), 1.0, 2).paint(picture, 0)
    assert not picture.any()
