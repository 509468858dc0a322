"""The machine-readable results: the table of frames and the result file."""

from __future__ import annotations

from pathlib import Path

from hiphinge.report.files import aside
from hiphinge.result import Analysis


def write_frames(analysis: Analysis, path: Path) -> Path:
    """Write the table of frames as Parquet, one row a frame, and return its path.

    Parameters
    ----------
    analysis
        The analysis that carries the table (`Analysis.to_frame`).
    path
        The file to write, `frames.parquet` by contract.

    Raises
    ------
    OutputError
        If the file cannot be written; an earlier one stays as it is.
    """
    with aside(path) as beside, beside.open("wb") as stream:
        analysis.to_frame().write_parquet(stream)
    return path


def write_json(analysis: Analysis, path: Path) -> Path:
    """Write the result file (`hiphinge.analysis/1`, UTF-8) and return its path.

    Parameters
    ----------
    analysis
        The analysis.
    path
        The file to write, `analysis.json` by contract.

    Raises
    ------
    OutputError
        If the file cannot be written; an earlier one stays as it is.
    """
    with aside(path) as beside:
        beside.write_text(analysis.to_json() + "\n", encoding="utf-8")
    return path
