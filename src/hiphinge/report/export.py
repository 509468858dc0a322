"""The machine-readable results: the table of frames and the result file.

Both are written atomically: where writing fails, an earlier file stays (`OutputError`).
"""

from __future__ import annotations

from pathlib import Path

from hiphinge.core.files import atomic_write
from hiphinge.result import Analysis


def write_frames(analysis: Analysis, path: Path) -> Path:
    """Write the table of frames as Parquet, one row a frame (`frames.parquet` by contract), and return its path."""
    with atomic_write(path) as temporary, temporary.open("wb") as stream:
        analysis.to_frame().write_parquet(stream)
    return path


def write_json(analysis: Analysis, path: Path) -> Path:
    """Write the result file (`analysis.json` by contract, UTF-8) and return its path."""
    with atomic_write(path) as temporary:
        temporary.write_text(analysis.to_json() + "\n", encoding="utf-8")
    return path
