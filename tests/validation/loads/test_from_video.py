"""Loads of rendered videos against exact angles: what the comparison is made of."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from validation.loads.filmed import Pair, _arms, _point
from validation.loads.from_video import _row, spread

from hiphinge.core.measure import FloatArray

FRAMES = 5
UP = {"hip": 100.0, "shoulder": 150.0}


def pair(value: float, true: float, half: float, seen_half: float, quantity: str = "l5s1_moment_nm") -> Pair:
    return Pair(quantity, value, value - half, value + half, value - seen_half, value + seen_half, true)


def points(lean_deg: float, arm_deg: float, roll_deg: float = 0.0) -> dict[str, FloatArray]:
    """A trunk of 50, straight arms of 55, turned about the hip as a tilted camera does."""

    def toward(degrees: float, length: float) -> FloatArray:
        turned = np.radians(degrees + roll_deg)
        return length * np.array([np.sin(turned), np.cos(turned)])

    shoulder = toward(lean_deg, 50.0)
    found = {"hip": np.zeros(2), "shoulder": shoulder}
    found |= {name: shoulder + toward(180.0 - arm_deg, length) for name, length in (("elbow", 30.0), ("wrist", 55.0))}
    return {name: np.tile(place, (FRAMES, 1)) for name, place in found.items()}


@pytest.mark.parametrize("roll_deg", [0.0, 6.0, -6.0])
def test_arms_are_told_against_gravity_whatever_the_camera_does(roll_deg: float) -> None:
    arms = _arms(points(40.0, 12.0, roll_deg), np.full(FRAMES, 40.0))
    np.testing.assert_allclose(arms, np.tile([12.0, 0.0], (FRAMES, 1)), atol=1e-9)


def test_joints_are_the_middle_of_both_sides_forward_and_up() -> None:
    time_s = np.arange(FRAMES) / 30
    columns = {"left_hip_x_px": 10.0, "right_hip_x_px": 30.0, "left_hip_y_px": 100.0, "right_hip_y_px": 104.0}
    table = pl.DataFrame({"time_s": time_s} | {name: np.full(FRAMES, value) for name, value in columns.items()})
    right = _point(table, "hip", {"yaw_deg": 60.0}, "right", time_s)
    left = _point(table, "hip", {"yaw_deg": 60.0}, "left", time_s)
    np.testing.assert_allclose(right, np.tile([40.0, -102.0], (FRAMES, 1)))
    np.testing.assert_allclose(left, np.tile([-40.0, -102.0], (FRAMES, 1)))


def test_a_row_says_how_far_off_and_how_often_inside() -> None:
    pairs = [pair(110, 100, 20, 5), pair(90, 100, 20, 12), pair(100, 100, 20, 5), pair(130, 100, 20, 5)]
    cells = [cell.strip() for cell in _row("moment", pairs).split("|")[1:-1]]
    assert cells == ["moment", "4", "10 %", "12 %", "5 %", "20 %", "75 %", "5 %", "50 %"]


def test_values_of_next_to_nothing_have_no_relative_error() -> None:
    cells = [cell.strip() for cell in _row("moment", [pair(5, 1, 10, 10), pair(110, 100, 20, 5)]).split("|")[1:-1]]
    assert cells[2] == "10 %"
    assert cells[6] == "100 %"
    assert _row("moment", []).count("-") == 7


def test_sets_are_spread_over_exercises(tmp_path: Path) -> None:
    for i in range(20):
        name = "squat" if i < 4 else "deadlift"
        (tmp_path / f"set_{i:03d}.json").write_text(json.dumps({"exercise": name}))
        if i:
            (tmp_path / f"set_{i:03d}.mp4").write_bytes(b"")
    chosen = [path.stem for path in spread(tmp_path, 5)]
    assert chosen == ["set_004", "set_011", "set_019", "set_001", "set_003"]
    assert len(spread(tmp_path, 100)) == 19
    assert [path.stem for path in spread(tmp_path, 2, skip=1)] == ["set_005", "set_002"]
