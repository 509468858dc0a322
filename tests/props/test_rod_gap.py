"""The gap between body and rod in drawn pictures with a known gap."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.props.rod_gap import BINS, Scene, colour_code, gaps_px, histogram
from hiphinge.props.rod_picture import SIZE, TRUNK_PX, column_of, rows_of
from hiphinge.result import CONTACTS

AXIS = round(column_of(0.25))
ROD_PX = 5
FRAMES = 4
CROWN = 1.5
"""Upper end of the drawn body, trunk lengths above the hip."""

ROOM, BODY, ROD = (170, 175, 160), (60, 70, 150), (230, 190, 60)


def scene(away_px: int, *, body: tuple[int, int, int] = BODY, shift: int = 0) -> Scene:
    """A body whose border is `away_px` from the rod's near edge; `shift` moves both along the rows."""
    generator = np.random.default_rng(4)
    rows, columns = np.arange(SIZE[1])[:, None], np.arange(SIZE[0])[None, :]
    axis = AXIS + shift
    inside = (rows > rows_of(CROWN)) & (columns <= axis - ROD_PX // 2 - 1 - away_px)
    picture = np.where(inside[..., None], body, ROOM)
    picture[:, axis - ROD_PX // 2 : axis + ROD_PX // 2 + 1] = ROD
    noisy = picture + generator.normal(0.0, 3.0, (FRAMES, *picture.shape))
    marks = {"ear": 1.25, "shoulder": 1.0, "hip": 0.0}
    return Scene(
        pictures=np.clip(noisy, 0, 255).astype(np.uint8),
        axis=np.full((FRAMES, SIZE[1]), float(axis)),
        seen=np.ones((FRAMES, SIZE[1]), dtype=bool),
        inside=np.repeat(inside[None], FRAMES, axis=0),
        centres={name: np.full(FRAMES, rows_of(share)) for name, share in marks.items()},
        width_px=float(ROD_PX),
        trunk_px=float(TRUNK_PX),
    )


@pytest.mark.parametrize("away_px", [0, 4, 12, 25])
def test_gaps_are_measured_as_drawn(away_px: int) -> None:
    gaps = gaps_px(scene(away_px))
    assert set(gaps) == set(CONTACTS)
    for gap in gaps.values():
        assert gap == pytest.approx(np.full(FRAMES, away_px), abs=1.2)


def test_gaps_do_not_depend_on_the_rods_column() -> None:
    here, there = gaps_px(scene(10)), gaps_px(scene(10, shift=5))
    for name in CONTACTS:
        np.testing.assert_allclose(here[name], there[name], atol=0.6)


def test_the_gap_of_a_body_in_the_rooms_colours_is_unknown() -> None:
    assert all(np.isnan(gap).all() for gap in gaps_px(scene(10, body=ROOM)).values())


def test_a_contact_with_a_missing_landmark_is_unknown() -> None:
    incomplete = scene(10)
    incomplete.centres["hip"][1] = np.nan
    tailbone: FloatArray = gaps_px(incomplete)["tailbone"]
    assert np.isnan(tailbone).tolist() == [False, True, False, False]


def test_different_colours_have_different_codes() -> None:
    ends = np.array([[0, 0, 0], [255, 255, 255], [0, 0, 255], [255, 0, 0]], dtype=np.uint8)
    assert colour_code(ends).tolist() == [0, BINS**3 - 1, BINS - 1, (BINS - 1) * BINS**2]


def test_shares_of_colours_add_up_and_are_centred_on_their_code() -> None:
    middle = (BINS // 2) * (BINS * BINS + BINS + 1)
    shares = histogram(np.full(50, middle))
    assert shares.sum() == pytest.approx(1.0)
    assert int(np.argmax(shares)) == middle
    cube = shares.reshape(BINS, BINS, BINS)
    for axes in ((1, 0, 2), (2, 1, 0)):
        np.testing.assert_allclose(cube, cube.transpose(axes), atol=1e-6)
    assert histogram(np.empty(0, dtype=np.intp)).sum() == 0.0
