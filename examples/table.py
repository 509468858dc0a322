"""Write the frames as a table for a spreadsheet: ``python examples/table.py set.mp4 set.csv``."""

# ruff: noqa: T201  (a script prints its result)

from __future__ import annotations

import sys

import polars as pl

import hiphinge as hh


def main(recording: str, csv: str) -> None:
    """Write every frame to `csv`, and print the deepest moment of each repetition."""
    table = hh.analyze_recording(recording).to_frame()
    table.write_csv(csv)
    deepest = (
        table.filter(pl.col("repetition").is_not_null())
        .sort("hip_flexion_deg", descending=True, nulls_last=True)
        .group_by("repetition")
        .first()
        .sort("repetition")
    )
    for row in deepest.iter_rows(named=True):
        print(f"{row['repetition']}: deepest at {row['time_s']:.2f} s, hips {row['hip_flexion_deg']:.0f}°")


if __name__ == "__main__":
    main(*sys.argv[1:3])
