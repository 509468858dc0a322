"""Machine-readable results."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from hiphinge.report import export
from hiphinge.result import Analysis


def test_frames_and_json_are_written_whole(tmp_path: Path, analysis: Analysis) -> None:
    table = pl.read_parquet(export.write_frames(analysis, tmp_path / "frames.parquet"))
    assert table.equals(analysis.to_frame())
    assert table["pelvic_tilt_deg"].null_count() == table.height
    text = export.write_json(analysis, tmp_path / "analysis.json").read_text(encoding="utf-8")
    assert Analysis.model_validate_json(text).model_dump() == analysis.as_written().model_dump()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["analysis.json", "frames.parquet"]
