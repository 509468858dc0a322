"""The load in the replay."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.report.replay.loads import LoadSign
from hiphinge.report.replay.sprites import Picture
from hiphinge.report.table import read
from hiphinge.result import Analysis
from tests.report.loaded import make_loaded


@pytest.mark.parametrize("corner", [(False, False), (True, False), (False, True), (True, True)])
def test_the_sign_stands_beside_the_panel(corner: tuple[bool, bool]) -> None:
    picture: Picture = np.full((360, 640, 3), 90, dtype=np.uint8)
    LoadSign(read(make_loaded()), (640, 360), corner).paint(picture, 75)
    rows, columns = np.nonzero((picture != 90).any(axis=2))
    assert (columns.mean() < 320) == corner[0]
    assert (rows.mean() > 180) == corner[1]


def test_the_bar_grows_with_the_load() -> None:
    def filled(index: int) -> int:
        picture: Picture = np.full((360, 640, 3), 90, dtype=np.uint8)
        LoadSign(read(make_loaded()), (640, 360), (False, False)).paint(picture, index)
        return int((np.abs(picture.astype(int) - (255, 143, 193)).max(axis=2) < 8).sum())

    assert filled(75) > 2 * filled(45) > 0


def test_nothing_is_drawn_where_there_is_no_load(analysis: Analysis) -> None:
    picture: Picture = np.full((360, 640, 3), 90, dtype=np.uint8)
    sign = LoadSign(read(analysis), (640, 360), (False, False))
    for index in (0, 75, 10_000):
        sign.paint(picture, index)
    assert (picture == 90).all()
