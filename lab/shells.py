"""Cut skinned surfaces from a body: skin, garments and hair, as rest vertices with weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from lab.body import Array, Body, Index


@dataclass(frozen=True)
class Shell:
    """A skinned surface.

    vertices, normals (N, 3) at rest; faces (M, 3); weights (N, B); colours (N, 3) 0–1; droop (N,) m.
    droop: how far cloth may sag where it faces the ground. gloss: 0 = matt, 1 = shiny.
    """

    name: str
    vertices: Array
    normals: Array
    faces: Index
    weights: sparse.csr_matrix
    colours: Array
    droop: Array
    gloss: float = 0.05


@dataclass(frozen=True)
class Cut:
    """Part of a mesh where a field is positive.

    New vertices lie at `share` between old vertices `first` and `second`.
    """

    first: Index
    second: Index
    share: Array
    faces: Index

    def values(self, data: Array) -> Array:
        """Per-vertex data (V, ...) carried over to the cut."""
        s = self.share.reshape((-1,) + (1,) * (data.ndim - 1))
        return (1.0 - s) * data[self.first] + s * data[self.second]

    def weights(self, weights: sparse.csr_matrix) -> sparse.csr_matrix:
        """Skinning weights carried over to the cut."""
        left, right = sparse.diags(1.0 - self.share), sparse.diags(self.share)
        return (left @ weights[self.first] + right @ weights[self.second]).tocsr()


def cut(faces: Index, field: Array) -> Cut:
    """Cut a triangle mesh along field (V,) = 0 and keep the positive part; hems become clean lines."""
    inside = field > 0.0
    count = inside[faces].sum(axis=1)
    kept = np.where(inside)[0]
    number = np.full(len(field), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    first, second, share = list(kept), list(kept), [0.0] * len(kept)
    made: dict[tuple[int, int], int] = {}
    triangles = [number[faces[count == 3]]]

    def crossing(a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        if key not in made:
            made[key] = len(first)
            first.append(key[0])
            second.append(key[1])
            share.append(float(field[key[0]] / (field[key[0]] - field[key[1]])))
        return made[key]

    extra: list[tuple[int, int, int]] = []
    for face in faces[(count == 1) | (count == 2)]:
        lone_inside = inside[face].sum() == 1
        lone = int(np.where(inside[face] == lone_inside)[0][0])
        a, b, c = (int(v) for v in np.roll(face, -lone))
        ab, ac = crossing(a, b), crossing(a, c)
        if lone_inside:
            extra.append((int(number[a]), ab, ac))
        else:
            extra += [(ab, int(number[b]), int(number[c])), (ab, int(number[c]), ac)]
    if extra:
        triangles.append(np.array(extra, dtype=np.int64))
    return Cut(np.array(first), np.array(second), np.array(share), np.concatenate(triangles))


def vertex_normals(vertices: Array, faces: Index) -> Array:
    """Area-weighted vertex normals (V, 3)."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    flat = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(faces[:, corner], flat[:, axis], minlength=len(vertices))
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))


def neighbours(faces: Index, count: int) -> sparse.csr_matrix:
    """Row-normalised adjacency (V, V) of a mesh."""
    rows = np.concatenate([faces[:, [0, 1, 2]].ravel(), faces[:, [1, 2, 0]].ravel()])
    columns = np.concatenate([faces[:, [1, 2, 0]].ravel(), faces[:, [0, 1, 2]].ravel()])
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    matrix.data[:] = 1.0
    return (sparse.diags(1.0 / np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1.0)) @ matrix).tocsr()


def smoothed(vertices: Array, faces: Index, rounds: int) -> Array:
    """Vertices after `rounds` Laplacian steps: hollows fill, as under stretched cloth; bumps shrink."""
    matrix = neighbours(faces, len(vertices))
    for _ in range(rounds):
        vertices = vertices + 0.6 * (matrix @ vertices - vertices)
    return vertices


def body_shell(body: Body, colours: Array, visible: Array) -> Shell:
    """Return the bare skin where visible (V,) is positive."""
    part = cut(body.faces, visible)
    normals = vertex_normals(body.vertices, body.faces)
    count = len(part.first)
    return Shell(
        "skin",
        part.values(body.vertices),
        part.values(normals),
        part.faces,
        part.weights(body.weights),
        part.values(colours),
        np.zeros(count),
        0.22,
    )
