"""Report the estimator's errors on held-out stills by clothes, plates, light, resolution, view and posture."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from hiphinge.core.measure import Z90
from hiphinge.movement.spine.model import QUANTITIES
from lab.spine.examples import Array

MIN_STILLS = 30
USUAL_YAW_DEG = 20.0
"""Views within this of the side are looked at by everything but the view itself."""

TOLD = ("pelvic_tilt_deg", "lumbar_flexion_deg", "hip_flexion_deg", "knee_flexion_deg")


def conditions(table: pl.DataFrame) -> list[tuple[str, npt.NDArray[np.bool_]]]:
    """Names of conditions and the stills, (rows,), that each holds for."""
    yaw, tall = pl.col("yaw_deg").abs(), pl.max_horizontal("width_px", "height_px")
    hanging, stands = pl.col("shirt_hangs"), pl.col("base") == "standing"
    tests = {
        "shirt: none or tight": ~hanging,
        "shirt: hanging": hanging & (pl.col("shirt_stiffness") < 0.35),
        "shirt: thick, hooded": hanging & (pl.col("shirt_stiffness") >= 0.35),
        "plates: none": pl.col("plate_radius_m") == 0.0,
        "plates: up to 35 cm": pl.col("plate_radius_m").is_between(0.0, 0.175, closed="right"),
        "plates: larger": pl.col("plate_radius_m") > 0.175,
        "light: dim": pl.col("light") < 0.75,
        "light: middle": pl.col("light").is_between(0.75, 1.05),
        "light: bright": pl.col("light") > 1.05,
        "noise or strong compression": (pl.col("noise") > 4.0) | (pl.col("jpeg") < 60) | (pl.col("crf") > 30),
        "picture: up to 430 px": tall <= 430,
        "picture: larger": tall > 430,
        "yaw: 0-10°": yaw < 10.0,
        "yaw: 10-20°": yaw.is_between(10.0, 20.0, closed="left"),
        "yaw: 20-30°": yaw.is_between(20.0, 30.0, closed="left"),
        "yaw: 30-40°": yaw >= 30.0,
        "arms: free": pl.col("arms").is_in(["hang", "reach", "thighs", "hips"]),
        "arms: load in the hands": pl.col("arms").is_in(["hanging", "sides", "swing"]),
        "arms: bar or hands at the shoulders": pl.col("arms").is_in(["back", "crossed"]),
        "arms: dowel": pl.col("arms") == "dowel",
        "standing person": stands,
        "lying, or shoulders on a bench": ~stands,
    }
    moving, usual = ~pl.col("standing"), yaw < USUAL_YAW_DEG
    chosen = {name: test & moving & (pl.lit(value=True) if "yaw" in name else usual) for name, test in tests.items()}
    return [(name, table.select(test).to_series().fill_null(value=False).to_numpy()) for name, test in chosen.items()]


def robustness(table: pl.DataFrame, error: Array, spread: Array, weight: Array) -> str:
    """A Markdown table: error and coverage of each quantity under each condition, single stills, (rows, quantities)."""
    lines = [
        "| stills with | count | " + " | ".join(TOLD) + " |",
        "|---" * (2 + len(TOLD)) + "|",
    ]
    columns = [QUANTITIES.index(name) for name in TOLD]
    for name, where in conditions(table):
        if where.sum() < MIN_STILLS:
            continue
        cells = []
        for column in columns:
            size = np.abs(error[where, column])
            inside = size < Z90 * spread[where, column]
            off, covered = (float(np.average(x, weights=weight[where])) for x in (size, inside))
            cells.append(f"{off:.1f}° ({100 * covered:.0f} %)")
        lines.append(f"| {name} | {int(where.sum())} | {' | '.join(cells)} |")
    return "\n".join(lines)
