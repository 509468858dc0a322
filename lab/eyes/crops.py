"""Cut the lifter out of every still once, wider than the net needs, so that training only reads and distorts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import polars as pl

from hiphinge.pose.joints import MARGIN, square_about
from lab.eyes.labels import Labels, labels_of

CROP_PX = 400
WIDER = 1.55
"""Side of a kept crop over that of the square which the net would be shown."""


def packed(folder: Path) -> tuple[Path, Labels]:
    """Return the file of the crops of all stills of a folder (stills, CROP_PX, CROP_PX, 3), RGB, and their labels.

    They are kept in `crops.npy` there, and made again when stills were added. Points of the labels are pixels of the
    crop.
    """
    parts = sorted((folder / "parts").glob("person_*.parquet"))
    table = pl.concat([pl.read_parquet(part) for part in parts], how="diagonal").sort("still")
    labels = labels_of(table)
    target = folder / "crops.npy"
    shape = (len(labels), CROP_PX, CROP_PX, 3)
    squares = [square_about(points, WIDER * MARGIN) for points in labels.points]
    if not target.exists() or np.load(target, mmap_mode="r").shape != shape:
        made = np.lib.format.open_memmap(target, mode="w+", dtype=np.uint8, shape=shape)

        def put(row: int) -> None:
            picture = cv2.cvtColor(cv2.imread(str(folder / table["file"][row])), cv2.COLOR_BGR2RGB)
            made[row] = squares[row].cut(picture, CROP_PX)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(put, range(len(labels))))
        made.flush()
    corner = np.array([[s.left, s.top] for s in squares], dtype=np.float32)
    scale = np.array([CROP_PX / s.side for s in squares], dtype=np.float32)
    points = (labels.points - corner[:, None]) * scale[:, None, None]
    edges = (
        np.stack([-corner, table.select("width_px", "height_px").to_numpy() - corner], axis=1) * scale[:, None, None]
    )
    moved = replace(labels, points=points, edges=edges.reshape(len(labels), 4).astype(np.float32))
    return target, moved
