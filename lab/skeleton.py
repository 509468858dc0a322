"""Compute forward kinematics and skinning of a body; arrays over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from lab.body import Array, Body


@dataclass(frozen=True)
class Posed:
    """A posed skeleton: rotations (T, B, 3, 3) world, heads (T, B, 3) m = joint centres."""

    body: Body
    rotations: Array
    heads: Array

    def joint(self, name: str) -> Array:
        """Track (T, 3) of a bone's head, metres."""
        return self.heads[:, self.body.bone(name)]

    def transforms(self, frame: int) -> Array:
        """(B, 12) row-major 3 x 4 matrices that take rest points to posed points."""
        rotation = self.rotations[frame]
        shift = self.heads[frame] - np.einsum("bij,bj->bi", rotation, self.body.heads)
        return np.concatenate([rotation, shift[:, :, None]], axis=2).reshape(len(rotation), 12)


def forward(body: Body, given: dict[str, Array], root: Array) -> Posed:
    """Pose a body. given: bone name -> world rotation (T, 3, 3); others follow their parent.

    Root: position (T, 3) of the root's head.
    """
    count = len(root)
    rotations = np.empty((count, len(body.names), 3, 3))
    heads = np.empty((count, len(body.names), 3))
    for i, name in enumerate(body.names):
        parent = int(body.parents[i])
        if parent < 0:
            rotations[:, i] = given.get(name, np.eye(3))
            heads[:, i] = root
            continue
        rotations[:, i] = given.get(name, rotations[:, parent])
        heads[:, i] = heads[:, parent] + rotations[:, parent] @ (body.heads[i] - body.heads[parent])
    return Posed(body, rotations, heads)


def skin(weights: sparse.csr_matrix, vertices: Array, normals: Array, transforms: Array) -> tuple[Array, Array]:
    """Linear-blend skinning of vertices and normals (N, 3) with weights (N, B) and transforms (B, 12)."""
    blended = np.asarray(weights @ transforms).reshape(-1, 3, 4)
    points = np.einsum("nij,nj->ni", blended[:, :, :3], vertices) + blended[:, :, 3]
    turned = np.einsum("nij,nj->ni", blended[:, :, :3], normals)
    return points, turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
