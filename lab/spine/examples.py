"""From rendered stills that the pose model has read to examples: features, reference, truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from hiphinge.body import INDEX, Side, pair
from hiphinge.motion import OUTLINE_SCALE, usual_trunk_length, wrapped_deg
from hiphinge.spine.features import frame_features, landmark_angles, sagittal_outline
from hiphinge.spine.model import QUANTITIES

Array = npt.NDArray[np.float64]

STRAY_TRUNKS = 0.6
"""A body whose landmarks lie this far from the truth was not found; nothing can be learnt from it."""


@dataclass(frozen=True)
class Examples:
    """What the estimator sees and what was true, one row a still.

    `residual` is truth less what the landmarks say (degrees, one column a quantity); `reference` the row of the same
    person's standing still, or -1.
    """

    features: Array
    base: Array
    residual: Array
    person: npt.NDArray[np.int64]
    reference: npt.NDArray[np.int64]
    table: pl.DataFrame

    def __len__(self) -> int:
        return len(self.person)


def load(folder: Path, first_person: int = 0) -> Examples:
    """The examples of one folder; people are numbered from `first_person` so that folders can be put together."""
    read = np.load(folder / "read.npz")
    table = pl.read_parquet(folder / "stills.parquet")
    rows = {int(still): row for row, still in enumerate(table["still"])}
    known = np.array([still in rows for still in read["still"].tolist()])
    keep = np.flatnonzero(known & np.isfinite(read["position"]).all(axis=(1, 2)))
    table = table[[rows[int(still)] for still in read["still"][keep]]]
    sign = np.where(table["facing"].to_numpy() == "right", 1.0, -1.0)
    position = read["position"][keep].astype(np.float64) * np.stack([sign, np.full_like(sign, -1.0)], axis=1)[:, None]
    outline = np.concatenate(
        [sagittal_outline(one[None], OUTLINE_SCALE, s) for one, s in zip(read["outline"][keep], sign, strict=True)]
    )
    person = table["person"].to_numpy()
    blocks = []
    for number in np.unique(person):
        mine = np.flatnonzero(person == number)
        near: Side = "right" if sign[mine[0]] > 0 else "left"
        blocks.append((mine, *_of_person(position[mine], read["confidence"][keep][mine], outline[mine], near)))
    order = np.concatenate([mine for mine, _, _ in blocks])
    features = np.concatenate([f for _, f, _ in blocks])
    base = np.concatenate([b for _, _, b in blocks])
    table, person = table[order.tolist()], person[order]
    truth = table.select(QUANTITIES_IN_TABLE).to_numpy()
    good = np.isfinite(features).all(axis=1) & _found(position[order], table, sign[order])
    examples = Examples(
        features, base, wrapped_deg(truth - base), person + first_person, np.full(len(person), -1), table
    )
    return with_references(_only(examples, np.flatnonzero(good)))


QUANTITIES_IN_TABLE = ["hip_flexion_pelvis_deg" if name == "hip_flexion_deg" else name for name in QUANTITIES]


def _of_person(position: Array, confidence: Array, outline: Array, near: Side) -> tuple[Array, Array]:
    hip, shoulder = (position[:, list(pair(name))].mean(axis=1) for name in ("hip", "shoulder"))
    unit = usual_trunk_length(hip, shoulder)
    seen = frame_features(position, confidence.astype(np.float64), outline, near, unit)
    return seen, landmark_angles(position, near)


def _found(position: Array, table: pl.DataFrame, sign: Array) -> npt.NDArray[np.bool_]:
    """Whether the pose model found this body: shoulders and hips near their true places."""
    off = np.zeros(len(sign))
    length = np.ones(len(sign))
    for side in ("left", "right"):
        places = {}
        for name in ("shoulder", "hip"):
            true = table.select(f"{side}_{name}_x_px", f"{side}_{name}_y_px").to_numpy()
            places[name] = true
            seen = position[:, INDEX[f"{side}_{name}"]] * np.stack([sign, np.full_like(sign, -1.0)], axis=1)
            off = np.maximum(off, np.hypot(*(seen - true).T))
        length = np.maximum(length, np.hypot(*(places["shoulder"] - places["hip"]).T))
    return np.asarray(off < STRAY_TRUNKS * length)


def _only(examples: Examples, rows: npt.NDArray[np.int64]) -> Examples:
    return Examples(
        examples.features[rows],
        examples.base[rows],
        examples.residual[rows],
        examples.person[rows],
        np.full(len(rows), -1),
        examples.table[rows.tolist()],
    )


def with_references(examples: Examples) -> Examples:
    """The examples with the row of each person's standing still looked up again."""
    standing = examples.table["standing"].to_numpy()
    row_of = {int(p): row for row, (p, s) in enumerate(zip(examples.person, standing, strict=True)) if s}
    reference = np.array([row_of.get(int(p), -1) for p in examples.person])
    return Examples(examples.features, examples.base, examples.residual, examples.person, reference, examples.table)


def together(parts: list[Examples]) -> Examples:
    """Several folders as one."""
    return with_references(
        Examples(
            np.concatenate([part.features for part in parts]),
            np.concatenate([part.base for part in parts]),
            np.concatenate([part.residual for part in parts]),
            np.concatenate([part.person for part in parts]),
            np.concatenate([part.reference for part in parts]),
            pl.concat([part.table for part in parts], how="diagonal_relaxed"),
        )
    )


def of_people(examples: Examples, people: npt.NDArray[np.int64]) -> Examples:
    """The examples of some people only."""
    return with_references(_only(examples, np.flatnonzero(np.isin(examples.person, people))))
