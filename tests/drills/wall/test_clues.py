"""Clues to the wall's place from an edge, a column and the heels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.props import Edge
from hiphinge.drills.wall.clues import BUTTOCK_CM, WallStance, column_clue, edge_clues, heel_clue

STANCE = WallStance(
    reach_px=100.0,
    hip_px=-250.0,
    heel_px=(120.0, -440.0),
    middle_px=200.0,
    long_px=540.0,
    yaw_deg=0.0,
    cm_per_px=0.5,
)
FLOOR_PX = -440.0 - 4.3 / 0.5


def edge(x_px: float, *, up_px: float = 0.0, step: float = 40.0, slope: float | None = None) -> Edge:
    return Edge(x_px=x_px, tilt_deg=0.0, share=0.95, step=step, foot_px=FLOOR_PX - up_px, base_slope=slope)


def test_an_edge_at_the_bodys_depth_is_where_it_seems() -> None:
    (clue,) = edge_clues([edge(90.0)], STANCE)
    assert clue.at_cm == pytest.approx(5.0)


def test_an_edge_nearer_to_the_camera_is_carried_to_the_bodys_plane() -> None:
    near, slanted = (edge_clues([edge(90.0, up_px=12.0, slope=slope)], STANCE)[0] for slope in (None, 0.5))
    assert near.at_cm < 5.0, "towards the picture's middle, where depth vanishes"
    assert slanted.at_cm == pytest.approx(5.0 - 0.5 * 12.0 * 0.5)
    assert near.sigma_cm > edge_clues([edge(90.0)], STANCE)[0].sigma_cm


def test_a_slope_that_the_view_rules_out_is_ignored() -> None:
    without_slope, outlier = (edge_clues([edge(90.0, up_px=12.0, slope=slope)], STANCE)[0] for slope in (None, 2.9))
    assert outlier == without_slope


def test_seen_obliquely_the_near_buttock_stands_behind_the_midline() -> None:
    for yaw in (12.0, -12.0):
        turned = replace(STANCE, yaw_deg=yaw)
        assert turned.rear_px - turned.reach_px == pytest.approx(2 * BUTTOCK_CM * np.sin(np.radians(12.0)))
        assert column_clue(90.0, turned).at_cm > column_clue(90.0, STANCE).at_cm
        assert heel_clue(15.0, turned, 0.03).at_cm > heel_clue(15.0, STANCE, 0.03).at_cm
    assert STANCE.rear_px == STANCE.reach_px


def test_edges_at_the_rooms_back_are_left_out() -> None:
    assert edge_clues([edge(90.0, up_px=-100.0)], STANCE) == []


def test_an_edge_behind_another_weighs_less() -> None:
    first, second = edge_clues([edge(60.0), edge(90.0)], STANCE)
    assert first.at_cm == pytest.approx(5.0)
    assert second.at_cm == pytest.approx(20.0)
    assert second.weight < first.weight


def test_column_and_heels_agree_on_the_same_wall() -> None:
    assert column_clue(90.0, STANCE).at_cm == pytest.approx(5.0)
    assert heel_clue(15.0, STANCE, 0.03).at_cm == pytest.approx(5.0)
    assert np.isfinite(heel_clue(15.0, STANCE, 0.03).sigma_cm)


def test_an_edge_whose_foot_is_hidden_weighs_less() -> None:
    (seen,) = edge_clues([edge(90.0)], STANCE)
    (hidden,) = edge_clues([replace(edge(90.0), foot_px=None)], STANCE)
    assert hidden.at_cm == pytest.approx(seen.at_cm)
    assert hidden.weight < seen.weight
    assert hidden.sigma_cm > seen.sigma_cm


def test_a_faint_edge_weighs_less_than_a_clear_one() -> None:
    (clear,), (faint,) = (edge_clues([edge(90.0, step=step)], STANCE) for step in (40.0, 5.0))
    assert faint.weight == pytest.approx(clear.weight / 3)


def test_an_edge_in_front_of_the_hips_is_no_wall_behind_them() -> None:
    assert edge_clues([edge(130.0)], STANCE) == []
