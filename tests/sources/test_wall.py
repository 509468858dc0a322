"""Upright edges in drawn pictures whose place is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.errors import RecordingError
from hiphinge.measure import FloatArray
from hiphinge.sources.wall import base_slope, still_picture, upright_edges
from tests import clips

SHAPE = (300, 200)
FLOOR = 250


def room(*, wall_to: int | None = 80, tilt: float = 0.0, noise: float = 1.0, step: float = 45.0) -> FloatArray:
    """A grey room with a darker floor and a wall up to a column at row 150."""
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    picture = np.where(rows < FLOOR, 150.0, 90.0)
    if wall_to is not None:
        behind = columns < wall_to + np.tan(np.radians(tilt)) * (150 - rows)
        picture = np.where(behind & (rows < FLOOR + 10), 150.0 - step, picture)
    picture = picture + noise * np.random.default_rng(1).standard_normal(SHAPE)
    return np.repeat(picture[..., None], 3, axis=2)


def found(picture: FloatArray, hidden: NDArray[np.bool_] | None = None) -> list[tuple[float, float, float | None]]:
    hidden = np.zeros(SHAPE, dtype=bool) if hidden is None else hidden
    edges = upright_edges(picture, hidden, (20, 180), (20, 280), 150.0, 220.0)
    return [(x, tilt, bottom) for x, tilt, _, _, bottom in edges]


@pytest.mark.parametrize("tilt", [0.0, 2.0, -3.0])
def test_the_edge_is_found_with_its_tilt(tilt: float) -> None:
    (x, leaning, _), *others = found(room(tilt=tilt))
    assert others == []
    assert x == pytest.approx(80.0, abs=1.5)
    assert leaning == pytest.approx(tilt, abs=0.6)


def test_the_foot_is_where_the_wall_meets_the_floor() -> None:
    ((_, _, bottom),) = found(room())
    assert bottom == pytest.approx(FLOOR + 10, abs=3.0)


def test_a_faint_edge_is_found_and_noise_is_not() -> None:
    assert [round(x) for x, _, _ in found(room(step=12.0))] == pytest.approx([80], abs=2)
    assert found(room(wall_to=None)) == []


def test_what_the_body_hides_is_not_looked_at() -> None:
    hidden = np.zeros(SHAPE, dtype=bool)
    hidden[:, 60:100] = True
    assert found(room(), hidden) == []
    hidden[:] = False
    hidden[235:, 60:100] = True
    assert [bottom for _, _, bottom in found(room(), hidden)] == [None]


def test_the_slope_of_the_walls_foot_is_found() -> None:
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    floor = rows > 260 - (columns - 80) / 0.8
    picture = np.repeat(np.where(floor, 90.0, 160.0)[..., None], 3, axis=2)
    slope = base_slope(picture, np.zeros(SHAPE, dtype=bool), (80.0, 260.0), 0.0, 40)
    assert slope == pytest.approx(0.8, abs=0.15)
    assert base_slope(np.full((*SHAPE, 3), 120.0), np.zeros(SHAPE, dtype=bool), (80.0, 260.0), 0.0, 40) is None


def test_the_median_keeps_what_stands_still(tmp_path: Path) -> None:
    clip = clips.write_clip(tmp_path / "clip.mp4", clips.even_times(40))
    picture = still_picture(clip, 40)
    assert picture.shape == (48, 64, 3)
    assert np.isfinite(picture).all()


def test_a_recording_that_went_away_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(RecordingError):
        still_picture(tmp_path / "gone.mp4", 10)
