"""Say what the net is taught: points of the near and the far side, whether each is seen, and angles."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from hiphinge.core.motion import wrapped_deg
from hiphinge.pose.joints import MIDDLE, POINTS, STATES

Array = npt.NDArray[np.float32]
VISIBLE, HIDDEN, OUTSIDE = range(len(STATES))


@dataclass(frozen=True)
class Labels:
    """Truth of stills, one row each.

    points (stills, points, 2) px of the picture; state (stills, points): visible or hidden, whether outside follows
    from the crop; right (stills,): whether the lifter faces the right of the picture; angles (stills, angles) degrees;
    person (stills,); table: all columns of `lab.stills`; edges (stills, 4): the picture's left, top, right and bottom
    edge, once the points are those of a crop.
    """

    points: Array
    state: npt.NDArray[np.int8]
    right: npt.NDArray[np.bool_]
    angles: Array
    person: npt.NDArray[np.int64]
    table: pl.DataFrame
    edges: Array = field(default_factory=lambda: np.zeros((0, 4), dtype=np.float32))

    def __len__(self) -> int:
        return len(self.person)


def labels_of(table: pl.DataFrame) -> Labels:
    """Return the labels of a table of stills, in its order."""
    right = (table["facing"] == "right").to_numpy()
    points = np.empty((table.height, len(POINTS), 2), dtype=np.float32)
    state = np.empty((table.height, len(POINTS)), dtype=np.int8)
    for index, point in enumerate(POINTS):
        name = point.removeprefix("near_").removeprefix("far_")
        if name in MIDDLE:
            columns = [(name, np.ones(table.height, dtype=bool))]
        else:
            mine = right if point.startswith("near_") else ~right
            columns = [(f"right_{name}", mine), (f"left_{name}", ~mine)]
        for column, rows in columns:
            points[rows, index] = table.select(f"{column}_x_px", f"{column}_y_px").to_numpy()[rows]
            unseen = (table[f"{column}_hidden"] | table[f"{column}_behind"]).to_numpy()
            state[rows, index] = np.where(unseen[rows], HIDDEN, VISIBLE)
    angles = table.select(
        pl.col("pelvic_tilt_deg") - pl.col("trunk_lean_deg"),
        "lumbar_flexion_deg",
        "neck_extension_deg",
        "near_knee_flexion_deg",
        "near_hip_flexion_pelvis_deg",
        "yaw_deg",
    ).to_numpy()
    return Labels(points, state, right, wrapped_deg(angles).astype(np.float32), table["person"].to_numpy(), table)
