"""Pictures rotated with the trunk, and straight thin lines found at their drawn positions."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.props.rod_picture import (
    HIGH_AT,
    LOW_AT,
    SIZE,
    TRUNK_PX,
    BodyFrame,
    Lines,
    column_of,
    columns_of,
    edge_pairs,
    fitted,
    follow_line,
    rows_of,
    turned,
)
from tests.body_model import Camera, film, from_the_top

ROD_PX = 5
CAMERA_PX = 60
"""Length of the trunk in the original picture."""


def drawn(low: float, high: float, width: int = ROD_PX) -> NDArray[np.uint8]:
    """A rotated picture of a thin line at these columns in the two reference rows."""
    picture = np.random.default_rng(1).normal(150.0, 3.0, (SIZE[1], SIZE[0], 3))
    line = columns_of(np.array([[low, high]]))[0]
    picture[np.abs(np.arange(SIZE[0]) - line[:, None]) <= width / 2] = (60.0, 40.0, 30.0)
    return np.clip(picture, 0, 255).astype(np.uint8)


def test_the_trunk_is_upright_in_the_rotated_picture() -> None:
    motion = film(from_the_top(1), Camera(trunk_px=CAMERA_PX))
    body = BodyFrame.of(motion)
    frame = int(np.argmin(body.along[:, 1]))
    picture = np.zeros((300, 400, 3), dtype=np.uint8)
    for point in (body.hip[frame], body.hip[frame] + CAMERA_PX * body.along[frame]):
        cv2.circle(picture, (round(float(point[0])), round(-float(point[1]))), 3, (255, 255, 255), -1)
    points = np.argwhere(turned(picture, body, frame, 1.0)[:, :, 0] > 128)
    upper, lower = points[points[:, 0] < points[:, 0].mean()], points[points[:, 0] >= points[:, 0].mean()]
    assert abs(float(upper[:, 1].mean() - lower[:, 1].mean())) < 1.5
    assert float(lower[:, 0].mean() - upper[:, 0].mean()) == pytest.approx(TRUNK_PX, abs=2.5)


def test_the_body_frame_follows_the_trunk() -> None:
    script = from_the_top(1)
    motion = film(script, Camera(trunk_px=CAMERA_PX))
    body = BodyFrame.of(motion)
    np.testing.assert_allclose(body.lean_deg(), script.truth(motion.time_s)["trunk_lean_deg"], atol=0.5)
    assert body.unit == pytest.approx(CAMERA_PX, rel=0.01)
    np.testing.assert_allclose((body.along * body.back).sum(axis=1), 0.0, atol=1e-9)
    all_frames = slice(0, len(motion))
    np.testing.assert_allclose(body.point(all_frames, 0.0, 0.0), body.hip)
    np.testing.assert_allclose(np.hypot(*(body.point(all_frames, 0.0, 0.5) - body.hip).T), 0.5 * body.unit)
    assert (body.back[:, 0] < 0).all(), "the back is not behind"


def test_a_line_is_described_by_its_columns_in_two_rows() -> None:
    lines = columns_of(np.array([[20.0, 50.0]]))[0]
    rows = np.arange(SIZE[1])
    assert np.interp(rows_of(LOW_AT), rows, lines) == pytest.approx(20.0)
    assert np.interp(rows_of(HIGH_AT), rows, lines) == pytest.approx(50.0)
    assert column_of(0.5) - column_of(0.0) == pytest.approx(0.5 * TRUNK_PX)


def test_a_thin_line_has_pairs_of_edges_and_a_broad_one_has_none() -> None:
    thin, broad = (edge_pairs(drawn(60.0, 60.0, width)) for width in (ROD_PX, 25))
    middle = slice(20, -20)
    assert thin[middle, 60].mean() > 0.5
    assert broad[middle, 60].mean() < 0.25
    assert thin[middle, 90:100].mean() < 0.25


@pytest.mark.parametrize(("low", "high"), [(60.0, 60.0), (58.0, 71.0), (70.0, 55.0)])
def test_the_best_line_is_the_drawn_one(low: float, high: float) -> None:
    pairs = edge_pairs(drawn(low, high))
    lines = Lines.all()
    at, skew = np.unravel_index(int(np.argmax(lines.scores(pairs))), (lines.low.size, lines.skew.size))
    best: FloatArray = np.array([lines.low[at], lines.low[at] + lines.skew[skew]])
    np.testing.assert_allclose(best, (low, high), atol=2.0)
    np.testing.assert_allclose(fitted(pairs, best), (low, high), atol=0.6)


def test_a_line_far_from_the_usual_position_scores_zero() -> None:
    pairs, lines = edge_pairs(drawn(60.0, 60.0)), Lines.all()
    assert lines.scores(pairs, np.array([60.0, 60.0])).max() == lines.scores(pairs).max()
    assert lines.scores(pairs, np.array([95.0, 95.0])).max() < 0.5 * lines.scores(pairs).max()


def test_a_line_is_followed_through_a_frame_with_a_better_one() -> None:
    scores = np.zeros((9, 20, 20), dtype=np.float32)
    for frame in range(9):
        scores[frame, 5 + frame, 10] = 0.8
    scores[4, 18, 2] = 0.9
    path = follow_line(scores)
    assert path.tolist() == [[5 + frame, 10] for frame in range(9)]
