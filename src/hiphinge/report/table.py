"""The table of frames, as arrays to draw from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hiphinge.core.measure import Curve, FloatArray
from hiphinge.core.quantities import CURVES, Group, Quantity, of_group
from hiphinge.result import Analysis


@dataclass(frozen=True, slots=True)
class FrameTable:
    """The table of frames as arrays.

    Parameters
    ----------
    time_s
        Timestamps in seconds, shape (frames,).
    curves
        Every quantity that is a curve, by its key and in its unit, each of shape (frames,); NaN where not judged.
    phase
        Phase of each frame, None outside repetitions.
    """

    time_s: FloatArray
    curves: dict[str, Curve]
    phase: list[str | None]

    def __len__(self) -> int:
        return int(self.time_s.size)

    def known(self, *groups: Group) -> Iterator[tuple[Quantity, Curve]]:
        """Yield the quantities of some groups that are known in any frame, each with its curve."""
        for quantity in of_group(*groups):
            curve = self.curves[quantity.key]
            if bool(curve.known().any()):
                yield quantity, curve


def read(analysis: Analysis) -> FrameTable:
    """Return the analysis' table of frames; it has no rows where the analysis was read from JSON alone.

    Parameters
    ----------
    analysis
        The analysis; columns that its table lacks, and values without their interval, count as not judged.

    Returns
    -------
    FrameTable
        The table as arrays.
    """
    frame = analysis.to_frame()
    rows = frame.height if "time_s" in frame.columns else 0

    def curve(name: str) -> Curve:
        parts = [column(analysis, each) for each in (name, f"{name}_low", f"{name}_high")]
        return Curve(parts[0], parts[1], parts[2]).masked(np.asarray(~np.isfinite(parts).all(axis=0)))

    return FrameTable(
        time_s=column(analysis, "time_s"),
        curves={quantity.key: curve(quantity.key) for quantity in of_group(*CURVES)},
        phase=frame.get_column("phase").to_list() if rows and "phase" in frame.columns else [None] * rows,
    )


def column(analysis: Analysis, name: str) -> FloatArray:
    """Return one column of numbers of the table of frames, shape (frames,); NaN where it is absent."""
    import polars as pl

    frame = analysis.to_frame()
    rows = frame.height if "time_s" in frame.columns else 0
    if not rows or name not in frame.columns:
        return np.full(rows, np.nan)
    return np.asarray(frame.get_column(name).cast(pl.Float64).to_numpy(), dtype=np.float64)
