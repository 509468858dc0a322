"""Make batches of examples and of the backbone's feature maps in processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import polars as pl
import torch
from torch.utils.data import DataLoader, Dataset

from hiphinge.pose.nets import Net
from lab.eyes.distort import Example, distorted, plain
from lab.eyes.labels import Labels

Tensors = dict[str, torch.Tensor]
AT_ONCE = 4
"""Pictures for which the backbone runs together."""


class Batches(Dataset[Tensors]):
    """Each item is a whole batch: the maps of the backbone's front, and the truth."""

    def __init__(
        self,
        crops: Path,
        labels: Labels,
        rows: list[npt.NDArray[np.int64]],
        front: Path,
        *,
        distort: bool,
        seed: int,
    ) -> None:
        """Take the rows of each batch; crops: the file of `crops.packed`; front: that of `backbone.front_of`."""
        self.path, self.rows, self.front = crops, rows, front
        self.labels = replace(labels, table=pl.DataFrame())  # goes to other processes
        self.distort, self.seed = distort, seed
        self.crops: npt.NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
        self.net: Net | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Tensors:
        if self.net is None:  # in the process that makes the batches
            self.net = Net(self.front)
            self.crops = np.load(self.path, mmap_mode="r")
            cv2.setNumThreads(1)
        rng = np.random.default_rng([self.seed, number])
        examples = [self.example(int(row), rng) for row in self.rows[number]]
        pictures = np.stack([example.picture for example in examples]).transpose(0, 3, 1, 2).astype(np.float32)
        out = {
            "points": np.stack([example.points for example in examples]),
            "state": np.stack([example.state for example in examples]).astype(np.int64),
            "right": np.array([example.right for example in examples], dtype=np.float32),
            "angles": np.stack([example.angles for example in examples]),
        }
        parts = [self.net(picture=pictures[i : i + AT_ONCE]) for i in range(0, len(pictures), AT_ONCE)]
        out |= {name: np.concatenate([part[name] for part in parts]) for name in self.net.outputs}
        return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in out.items()}

    def example(self, row: int, rng: np.random.Generator) -> Example:
        """Return one example."""
        crop = np.asarray(self.crops[row])
        if not self.distort:
            return plain(crop, self.labels, row, rng)
        some = self.crops[rng.integers(0, len(self.crops), 2)]
        return distorted(crop, self.labels, row, rng, some)


def shuffled(rows: npt.NDArray[np.int64], size: int, rng: np.random.Generator) -> list[npt.NDArray[np.int64]]:
    """Rows in random order, in batches of one size; what is left over is dropped."""
    order = rng.permutation(rows)
    return [order[i : i + size] for i in range(0, len(order) - size + 1, size)]


def stream(batches: Batches, workers: int) -> Iterator[Tensors]:
    """Yield the batches, made ahead by some processes."""
    ahead: dict[str, Any] = {"prefetch_factor": 3, "multiprocessing_context": "spawn"} if workers else {}
    yield from DataLoader(batches, batch_size=None, num_workers=workers, **ahead)
