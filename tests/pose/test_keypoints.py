"""MoveNet's own key points beside the head's points: where they count, and how much."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.pose.joints import POINTS, SIDE_PX, STATES, Square
from hiphinge.pose.keypoints import KEYPOINTS, MIN_SCORE, WEIGHING, Array, Keypoints, with_keypoints

CELLS = 64
CELL_PX = SIDE_PX / CELLS
TRUNK_PX = 80.0
HEAD = (100.0, 120.0)


def nothing() -> tuple[Array, Array]:
    """Return a heatmap without any key point, and offsets of zero."""
    heatmap = np.full((2 * len(KEYPOINTS) - 1, CELLS, CELLS), -20.0, dtype=np.float32)
    return heatmap, np.zeros((2 * len(heatmap), CELLS, CELLS), dtype=np.float32)


def seen(kind: str, side: str, place: tuple[float, float], logit: float) -> tuple[Array, Array]:
    """Return the maps of one key point at a place in pixels of the crop."""
    heatmap, offset = nothing()
    channel = 2 * KEYPOINTS.index(kind) - (1 if side == "left" else 0)
    column, row = (int(value / CELL_PX) for value in place)
    heatmap[channel, row, column] = logit
    offset[2 * channel, row, column] = place[1] / CELL_PX - row
    offset[2 * channel + 1, row, column] = place[0] / CELL_PX - column
    return heatmap, offset


def fuse(maps: tuple[Array, Array], spread_px: float = 3.0, state: str = "visible") -> tuple[Array, Array]:
    points = np.tile(np.array(HEAD, dtype=np.float32), (len(POINTS), 1))
    spread = np.full_like(points, spread_px)
    chances = np.zeros((len(POINTS), len(STATES)), dtype=np.float32)
    chances[:, STATES.index(state)] = 1.0
    return with_keypoints(points, spread, chances, Keypoints(Square(0, 0, SIDE_PX), *maps), TRUNK_PX)


def test_without_key_points_nothing_changes() -> None:
    points, spread = fuse(nothing())
    assert (points == HEAD).all()
    assert (spread == 3.0).all()


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("kind", sorted(WEIGHING))
def test_a_sure_key_point_of_either_side_moves_its_point_alone(kind: str, side: str) -> None:
    place = (106.0, 115.0)
    points, spread = fuse(seen(kind, side, place, 4.0))
    moved = {POINTS[row] for row in np.flatnonzero((points != HEAD).any(axis=1))}
    assert moved == {f"near_{kind}", f"far_{kind}"}
    row = POINTS.index(f"near_{kind}")
    share = (points[row] - HEAD) / (np.array(place) - HEAD)
    assert share[0] == pytest.approx(share[1], abs=1e-3)
    assert 0.3 < share[0] < 0.95
    assert (spread[row] < WEIGHING[kind].keypoint * TRUNK_PX * 1.05).all()


def test_the_less_sure_it_is_the_less_it_counts() -> None:
    row = POINTS.index("near_wrist")
    moved = [fuse(seen("wrist", "left", (106.0, 120.0), logit))[0][row, 0] - HEAD[0] for logit in (4.0, 0.5, -1.0)]
    assert moved[0] > moved[1] > moved[2] > 0.0
    unsure = float(np.log(MIN_SCORE / (1.0 - MIN_SCORE))) - 0.01
    assert fuse(seen("wrist", "left", (106.0, 120.0), unsure))[0][row, 0] == HEAD[0]


def test_one_out_of_reach_does_not_count_unless_the_head_is_unsure_itself() -> None:
    row, far = POINTS.index("near_ankle"), seen("ankle", "right", (140.0, 120.0), 4.0)
    assert fuse(far, spread_px=3.0)[0][row, 0] == HEAD[0]
    assert fuse(far, spread_px=15.0)[0][row, 0] > HEAD[0] + 20.0


def test_a_hidden_far_point_is_left_alone() -> None:
    points, _ = fuse(seen("ankle", "right", (106.0, 115.0), 4.0), state="hidden")
    assert (points[POINTS.index("far_ankle")] == HEAD).all()
    assert (points[POINTS.index("near_ankle")] != HEAD).any()


def test_points_beyond_the_crop_have_no_key_point() -> None:
    heatmap, offset = nothing()
    heatmap[:] = 5.0
    points = np.full((len(POINTS), 2), -300.0, dtype=np.float32)
    spread, chances = np.ones_like(points), np.ones((len(POINTS), len(STATES)), dtype=np.float32)
    fused, left = with_keypoints(points, spread, chances, Keypoints(Square(0, 0, SIDE_PX), heatmap, offset), TRUNK_PX)
    assert (fused == points).all()
    assert (left == spread).all()
