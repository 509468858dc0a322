"""The table of frames as arrays."""

from __future__ import annotations

import numpy as np
import polars as pl

from hiphinge.core.quantities import CURVES, of_group
from hiphinge.report.table import column, read
from hiphinge.result import Analysis
from tests.report.lifter import make_analysis


def test_the_table_has_every_curve_at_every_frame() -> None:
    analysis = make_analysis()
    table = read(analysis)
    assert set(table.curves) == {quantity.key for quantity in of_group(*CURVES)}
    assert {len(curve) for curve in table.curves.values()} == {len(table)} == {analysis.to_frame().height}


def test_a_value_without_its_interval_is_not_judged() -> None:
    analysis = make_analysis()
    frame = analysis.to_frame()
    known = read(analysis).curves["trunk_lean_deg"].known()
    half = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias("trunk_lean_deg_low"))
    assert known.any()
    assert not read(analysis.with_frames(half)).curves["trunk_lean_deg"].known().any()


def test_absent_columns_and_tables_are_unknown_and_not_zero() -> None:
    analysis = make_analysis()
    assert np.isnan(column(analysis, "no_such_column")).all()
    again = read(Analysis.model_validate_json(analysis.to_json()))
    assert len(again) == 0
    assert list(again.known("angle", "load")) == []
