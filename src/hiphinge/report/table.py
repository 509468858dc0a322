"""The table of frames, as arrays to draw from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Curve, FloatArray
from hiphinge.result import Analysis

DRAWN: Final = (
    "trunk_lean_deg",
    "hip_flexion_deg",
    "knee_flexion_deg",
    "shank_deg",
    "pelvic_tilt_deg",
    "lumbar_flexion_deg",
    "neck_extension_deg",
)
"""The angles of the table, in the order in which they are shown."""

LOADS: Final = ("l5s1_compression_n", "l5s1_shear_n", "l5s1_moment_nm")
"""The loads of the table that are drawn, in the order in which they are shown."""

ALWAYS: Final = DRAWN[:4]
"""The angles that are named even when none could be judged."""


@dataclass(frozen=True, slots=True)
class FrameTable:
    """The table of frames as arrays.

    Parameters
    ----------
    time_s
        Timestamps in seconds, shape (frames,).
    curves
        Every angle of `DRAWN` in degrees, each of shape (frames,); NaN where not judged.
    loads
        Every load of `LOADS` in newtons or newton-metres, each of shape (frames,); NaN where not computed.
    repetition
        Index of the repetition that a frame belongs to, 0 where none, shape (frames,).
    phase
        Phase of each frame, None where none; one entry a frame.
    """

    time_s: FloatArray
    curves: dict[str, Curve]
    loads: dict[str, Curve]
    repetition: NDArray[np.int64]
    phase: list[str | None]

    def __len__(self) -> int:
        return int(self.time_s.size)


def read(analysis: Analysis) -> FrameTable:
    """Read the analysis' table of frames; it has no rows where the analysis came back from JSON.

    Parameters
    ----------
    analysis
        The analysis; columns that its table lacks, and values without their interval, count as not judged.

    Returns
    -------
    FrameTable
        The table as arrays.
    """
    import polars as pl

    frame = analysis.to_frame()
    rows = frame.height if "time_s" in frame.columns else 0

    def numbers(name: str) -> FloatArray:
        if not rows or name not in frame.columns:
            return np.full(rows, np.nan)
        return np.asarray(frame.get_column(name).cast(pl.Float64).to_numpy(), dtype=np.float64)

    def curve(name: str) -> Curve:
        parts = [numbers(column) for column in (name, f"{name}_low", f"{name}_high")]
        return Curve(parts[0], parts[1], parts[2]).masked(np.asarray(~np.isfinite(parts).all(axis=0)))

    return FrameTable(
        time_s=numbers("time_s"),
        curves={name: curve(name) for name in DRAWN},
        loads={name: curve(name) for name in LOADS},
        repetition=np.nan_to_num(numbers("repetition")).astype(np.int64),
        phase=frame.get_column("phase").to_list() if rows and "phase" in frame.columns else [None] * rows,
    )
