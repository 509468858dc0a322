"""Make a soft shadow on the floor: the body's points projected down and blurred."""

from __future__ import annotations

import numpy as np
import pyvista as pv  # type: ignore[import-not-found]
from scipy.ndimage import gaussian_filter

from lab.body import Array

CELLS = 90
SIZE_M = 3.6


def shadow_mesh() -> pv.PolyData:
    """Return a grid just above the floor with colours RGBA per point."""
    plane = pv.Plane(
        center=(0, 0.002, 0),
        direction=(0, 1, 0),
        i_size=SIZE_M,
        j_size=SIZE_M,
        i_resolution=CELLS - 1,
        j_resolution=CELLS - 1,
    )
    plane.point_data["rgba"] = np.zeros((plane.n_points, 4), dtype=np.uint8)
    return plane


def darken(mesh: pv.PolyData, points: Array, strength: float = 0.62) -> None:
    """Write the shadow of points (N, 3) into the grid; low points give a tighter and darker shadow."""
    total = np.zeros((CELLS, CELLS))
    for low, high, softness, weight in ((-0.1, 0.12, 1.3, 1.0), (0.12, 0.6, 4.0, 0.75), (0.6, 2.5, 8.0, 0.55)):
        part = points[(points[:, 1] >= low) & (points[:, 1] < high)]
        grid, _, _ = np.histogram2d(part[:, 0], part[:, 2], bins=CELLS, range=[[-SIZE_M / 2, SIZE_M / 2]] * 2)
        total = np.maximum(total, weight * np.clip(gaussian_filter((grid > 0).astype(float), softness) * 1.4, 0, 1))
    cell = np.clip(((mesh.points[:, [0, 2]] + SIZE_M / 2) / SIZE_M * CELLS).astype(int), 0, CELLS - 1)
    mesh.point_data["rgba"][:, 3] = (255 * strength * total[cell[:, 0], cell[:, 1]]).astype(np.uint8)
    mesh.Modified()
