"""The wall of the drill in the replay."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.motion import Motion
from hiphinge.report.replay.wall import wall_sign
from hiphinge.result import Analysis, WallDrill
from tests.drills.wall.walls import Drilled


def test_the_replay_shows_the_wall_where_it_is(touched: tuple[Analysis, Motion, Drilled]) -> None:
    analysis, motion, made = touched
    size = (made.motion.source.width_px, made.motion.source.height_px)
    sign = wall_sign(motion, analysis, 1.0, size)
    assert sign is not None
    assert sign.column == pytest.approx(made.wall_px, abs=1.5)
    picture = np.zeros((size[1], size[0], 3), dtype=np.uint8)
    sign.paint(picture, 0, 0.0)
    lit = np.flatnonzero(picture.sum(axis=(0, 2)))
    assert lit.min() <= round(sign.column) <= lit.max()
    assert isinstance(analysis.drill, WallDrill)
    first = analysis.drill.repetitions[0]
    assert first.contact_start_s is not None
    assert sign.touching[0][0] == first.contact_start_s
