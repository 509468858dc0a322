"""Make training examples from rendered stills that the pose model has read: features, reference, truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from hiphinge.core.body import INDEX, Side, pair
from hiphinge.core.motion import OUTLINE_SCALE, usual_trunk_length, wrapped_deg
from hiphinge.core.outline import sagittal_outline
from hiphinge.movement.spine.context import deepest_weights, moving_weights
from hiphinge.movement.spine.features import frame_features, landmark_angles, reading_features
from hiphinge.movement.spine.model import QUANTITIES

Array = npt.NDArray[np.float64]

STRAY_TRUNKS = 0.6
"""A body whose landmarks lie this far from the truth was not found; nothing can be learnt from it."""


ON_MOVEMENT = ("moving", "lying")
KEPT_SHARE = 0.7


@dataclass(frozen=True)
class Examples:
    """What the estimator sees and what was true, one row a still.

    `residual` is truth less what the landmarks say (degrees, one column a quantity); `reference` the row of the same
    person's standing still, or -1; `movement` the rows of stills of the same movement, itself among them, (rows, most),
    filled up with -1. A still of no movement has only itself.
    """

    features: Array
    base: Array
    residual: Array
    person: npt.NDArray[np.int64]
    reference: npt.NDArray[np.int64]
    movement: npt.NDArray[np.int64]
    table: pl.DataFrame

    def __len__(self) -> int:
        return len(self.person)

    @property
    def fold(self) -> Array:
        """Fold of the hips by the landmarks, degrees, (rows,)."""
        return np.asarray(self.base[:, QUANTITIES.index("hip_flexion_deg")])

    @property
    def on_movement(self) -> npt.NDArray[np.bool_]:
        """Whether each still was taken from a movement, (rows,)."""
        return np.asarray(self.table["kind"].is_in(ON_MOVEMENT).to_numpy())

    def contexts(self, rng: np.random.Generator | None) -> tuple[Array, Array]:
        """Deepest posture and mean of each still's movement, (rows, features) each; see `spine.context`.

        rng: leaves out some of the other stills, as no two recordings show the same ones; None takes all.
        """
        there = self.movement >= 0
        if rng is not None:
            itself = self.movement == np.arange(len(self))[:, None]
            some = there & ((rng.random(there.shape) < KEPT_SHARE) | itself)
            there = np.where(some.any(axis=1)[:, None], some, there)
        fold = np.where(there, self.fold[self.movement], -np.inf)
        deepest = deepest_weights(fold)
        moving = np.where(there, moving_weights(np.where(there, fold, 0.0)), 0.0)
        beside = self.features[self.movement]
        return (
            np.einsum("nk,nkf->nf", deepest / deepest.sum(axis=1, keepdims=True), beside),
            np.einsum("nk,nkf->nf", moving / moving.sum(axis=1, keepdims=True), beside),
        )


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
        [sagittal_outline(each[None], OUTLINE_SCALE, s) for each, s in zip(read["outline"][keep], sign, strict=True)]
    )
    person = table["person"].to_numpy()
    blocks = []
    for number in np.unique(person):
        mine = np.flatnonzero(person == number)
        near: Side = "right" if sign[mine[0]] > 0 else "left"
        more: tuple[Array | None, Array | None] = (None, None)
        if "spine" in read:
            more = (read["spine"][keep][mine] * np.array([sign[mine[0]], -1.0]), read["direct"][keep][mine])
        blocks.append((mine, *_of_person(position[mine], read["confidence"][keep][mine], outline[mine], near, more)))
    order = np.concatenate([mine for mine, _, _ in blocks])
    features = np.concatenate([f for _, f, _ in blocks])
    base = np.concatenate([b for _, _, b in blocks])
    table, person = table[order.tolist()], person[order]
    truth = table.select(QUANTITIES_IN_TABLE).to_numpy()
    good = np.isfinite(features).all(axis=1) & _found(position[order], table, sign[order])
    use = np.flatnonzero(good)
    return _linked(
        features[use], base[use], wrapped_deg(truth - base)[use], person[use] + first_person, table[use.tolist()]
    )


QUANTITIES_IN_TABLE = ["hip_flexion_pelvis_deg" if name == "hip_flexion_deg" else name for name in QUANTITIES]


def _of_person(
    position: Array, confidence: Array, outline: Array, near: Side, more: tuple[Array | None, Array | None]
) -> tuple[Array, Array]:
    hip, shoulder = (position[:, list(pair(name))].mean(axis=1) for name in ("hip", "shoulder"))
    unit = usual_trunk_length(hip, shoulder)
    reading = reading_features(position, *more, unit)
    seen = frame_features(position, confidence.astype(np.float64), outline, near, unit, reading)
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


def _linked(
    features: Array, base: Array, residual: Array, person: npt.NDArray[np.int64], table: pl.DataFrame
) -> Examples:
    """Examples with the rows of each person's standing still and movement looked up."""
    standing = table["standing"].to_numpy()
    moving = table["kind"].is_in(ON_MOVEMENT).to_numpy()
    row_of = {int(p): row for row, (p, s) in enumerate(zip(person, standing, strict=True)) if s}
    reference = np.array([row_of.get(int(p), -1) for p in person])
    order = np.argsort(person, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(person[order])) + 1)
    ways = [group[moving[group]] for group in groups]
    movement = np.full((len(person), max(1, *(len(way) for way in ways))), -1)
    movement[:, 0] = np.arange(len(person))
    for group, way in zip(groups, ways, strict=True):
        if len(way):
            movement[group[moving[group] | standing[group]], : len(way)] = way
    return Examples(features, base, residual, person, reference, movement, table)


def together(parts: list[Examples]) -> Examples:
    """Several folders as one."""
    return _linked(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.base for part in parts]),
        np.concatenate([part.residual for part in parts]),
        np.concatenate([part.person for part in parts]),
        pl.concat([part.table for part in parts], how="diagonal_relaxed"),
    )


def of_people(examples: Examples, people: npt.NDArray[np.int64]) -> Examples:
    """The examples of some people only."""
    rows = np.flatnonzero(np.isin(examples.person, people))
    return _linked(
        examples.features[rows],
        examples.base[rows],
        examples.residual[rows],
        examples.person[rows],
        examples.table[rows.tolist()],
    )
