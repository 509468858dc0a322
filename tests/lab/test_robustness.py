"""The table of conditions: known answers."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lab.spine.robustness import MIN_STILLS, conditions


def table(**changed: object) -> pl.DataFrame:
    usual = {
        "yaw_deg": -5.0,
        "width_px": 404,
        "height_px": 720,
        "shirt_hangs": False,
        "shirt_stiffness": 0.0,
        "base": "standing",
        "plate_radius_m": 0.0,
        "light": 0.9,
        "noise": 1.0,
        "jpeg": 90,
        "crf": 0,
        "arms": "hang",
        "standing": False,
    }
    return pl.DataFrame([usual | changed] * MIN_STILLS)


def holding(**changed: object) -> set[str]:
    return {name for name, where in conditions(table(**changed)) if np.asarray(where).all()}


def test_each_still_has_its_conditions() -> None:
    assert holding() == {
        "shirt: none or tight",
        "plates: none",
        "light: middle",
        "picture: larger",
        "yaw: 0-10°",
        "arms: free",
        "standing person",
    }


def test_an_oblique_view_counts_for_the_view_only() -> None:
    assert holding(yaw_deg=33.0) == {"yaw: 30-40°"}


def test_quiet_standing_counts_nowhere() -> None:
    assert holding(standing=True) == set()
