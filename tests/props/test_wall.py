"""Vertical edges at known positions in drawn pictures."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.props.wall import PIXEL_CENTRE, base_slope, face_visible, upright_edges, wall_edges
from tests.body_model import film, from_the_top

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


def edges_of(picture: FloatArray, hidden: NDArray[np.bool_] | None = None) -> list[tuple[float, float, float | None]]:
    hidden = np.zeros(SHAPE, dtype=bool) if hidden is None else hidden
    edges = upright_edges(picture, hidden, (20, 180), (20, 280), 150.0, 220.0)
    return [(x, tilt, bottom) for x, tilt, _, _, bottom in edges]


@pytest.mark.parametrize("tilt", [0.0, 2.0, -3.0])
def test_the_edge_is_found_with_its_tilt(tilt: float) -> None:
    (x, leaning, _), *others = edges_of(room(tilt=tilt))
    assert others == []
    assert x == pytest.approx(80.0, abs=1.5)
    assert leaning == pytest.approx(tilt, abs=0.6)


def test_the_foot_is_where_the_wall_meets_the_floor() -> None:
    ((_, _, bottom),) = edges_of(room())
    assert bottom == pytest.approx(FLOOR + 10, abs=3.0)


def test_a_faint_edge_is_found_and_noise_is_not() -> None:
    assert [round(x) for x, _, _ in edges_of(room(step=12.0))] == pytest.approx([80], abs=2)
    assert edges_of(room(wall_to=None)) == []


def test_edges_behind_the_body_are_ignored() -> None:
    hidden = np.zeros(SHAPE, dtype=bool)
    hidden[:, 60:100] = True
    assert edges_of(room(), hidden) == []
    hidden[:] = False
    hidden[235:, 60:100] = True
    assert [bottom for _, _, bottom in edges_of(room(), hidden)] == [None]


NOTHING_HIDDEN = np.zeros(SHAPE, dtype=bool)
CORNER = (80.0, 260.0)


def wall_with_face(slope: float, way: int = 1) -> FloatArray:
    """A wall that ends at column 80 with a dark end, and a light face that recedes to the right (way 1) or the left."""
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    beside = way * (columns - 80)
    face = (beside >= 0) & (rows <= 260 - beside / slope)
    end = (beside < 0) & (rows <= 260)
    return np.repeat(np.where(face, 170.0, np.where(end, 120.0, 70.0))[..., None], 3, axis=2)


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("slope", [0.25, 0.8, 1.5])
def test_the_slope_of_the_walls_foot_is_found(slope: float, way: int) -> None:
    picture = wall_with_face(slope, way)
    assert face_visible(picture, NOTHING_HIDDEN, CORNER, 0.0, way)
    assert base_slope(picture, NOTHING_HIDDEN, CORNER, 0.0, way, 45) == pytest.approx(slope, abs=0.12)


def test_a_wall_seen_from_behind_has_no_visible_face() -> None:
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    behind = np.where((columns < 80) & (rows <= 260), 150.0, 90.0 + 0.02 * rows)
    assert not face_visible(np.repeat(behind[..., None], 3, axis=2), NOTHING_HIDDEN, CORNER, 0.0, 1)
    assert base_slope(np.full((*SHAPE, 3), 120.0), NOTHING_HIDDEN, CORNER, 0.0, 1, 40) is None
    assert not face_visible(wall_with_face(0.8), np.ones(SHAPE, dtype=bool), CORNER, 0.0, 1), "a face behind the body"


@pytest.mark.parametrize("column", [79.5, 80.0, 80.5])
def test_an_edge_is_found_to_a_fraction_of_a_pixel(column: float) -> None:
    columns = np.arange(SHAPE[1]) + 0.5
    share = np.clip(columns - column + 0.5, 0.0, 1.0)
    picture = np.repeat(np.tile(90.0 + 60.0 * share, (SHAPE[0], 1))[..., None], 3, axis=2)
    ((x, tilt, _),) = edges_of(picture)
    assert x + PIXEL_CENTRE == pytest.approx(column, abs=0.3)
    assert tilt == pytest.approx(0.0, abs=0.11)


def test_without_pictures_there_are_no_edges() -> None:
    assert wall_edges(film(from_the_top(1)), 0.0, (0.0, 1.0)) == ()
