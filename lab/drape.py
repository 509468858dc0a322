"""Drape shirts that hang by their own weight: a pattern wider than the body, relaxed over the posed body.

Position-based dynamics: edges resist stretching strongly and compression weakly, gravity acts, and skin and trousers
keep the cloth out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from lab.body import Array, Body, Index
from lab.clothing import ARM_BONES, HEAD_BONES, Outfit, printed, shirt_field, trousers_field, waves
from lab.shells import Shell, cut, neighbours, smoothed, vertex_normals
from lab.skeleton import skin

CHEST_SHARE = 0.735  # of stature: where a shirt's width comes from
SECTORS = 48
STEPS, PASSES, FALL_M = 40, 2, 0.00012
OVERDRIVE = 1.8
REACH_EVERY = 6
RIM_ROUNDS = 3
TIGHTEN = 36
REST = np.float32(0.12)  # share of its weight with which cloth hangs while it draws itself together


@dataclass(frozen=True)
class Fabric:
    """How a shirt hangs.

    hangs: False for tight shirts, which are offset skin. ease: width beyond the chest's, share. length: extra length
    below the chest, share. stiffness 0 (limp) to 1. weight 1 = a usual shirt's. gap_m: how far it keeps off the skin.
    friction 0 to 1.
    """

    hangs: bool = True
    ease: float = 0.15
    length: float = 0.1
    stiffness: float = 0.15
    gap_m: float = 0.006
    friction: float = 0.4
    weight: float = 1.0


def chest_radii(points: Array, height: float, centre_x: float) -> Array:
    """Largest distance (SECTORS,) in metres of chest points (N, 3) from the axis, by direction, smoothed."""
    near = points[np.abs(points[:, 1] - CHEST_SHARE * height) < 0.035 * height]
    angle = np.arctan2(near[:, 2], near[:, 0] - centre_x)
    radius = np.hypot(near[:, 0] - centre_x, near[:, 2])
    sector = ((angle + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
    largest = np.full(SECTORS, np.nan)
    for index in range(SECTORS):
        here = radius[sector == index]
        largest[index] = here.max() if len(here) else np.nan
    known = np.where(~np.isnan(largest))[0]
    largest = np.interp(np.arange(SECTORS), known, largest[known], period=SECTORS)
    return np.asarray(0.5 * largest + 0.25 * (np.roll(largest, 1) + np.roll(largest, -1)))


def pattern(body: Body, base: Array, outward: Array, fabric: Fabric, *, tucked: bool) -> Array:
    """Rest shape (V, 3) of a hanging shirt from the body's surface, metres: the chest's width carried down."""
    on_arm = body.weight_of(ARM_BONES) > 0.5
    height = body.height_m
    centre_x = float(body.head("spine03")[0])
    radii = chest_radii(base[~on_arm & (body.weight_of(HEAD_BONES) < 0.3)], height, centre_x)
    out = base + outward * (fabric.gap_m + np.where(on_arm, 0.02 + 0.08 * fabric.ease, 0.012 * fabric.ease))[:, None]
    x, z = out[:, 0] - centre_x, out[:, 2]
    sector = (np.arctan2(z, x) + np.pi) / (2 * np.pi) * SECTORS - 0.5
    chest = np.interp(sector, np.arange(SECTORS), radii, period=SECTORS)
    radius = np.hypot(x, z)
    below = np.clip((CHEST_SHARE * height - out[:, 1]) / (0.10 * height), 0.0, 1.0) * ~on_arm
    wide = np.maximum(radius, chest) * (1.0 + fabric.ease)
    if tucked:
        hem = np.clip((out[:, 1] - (body.head("upperleg01.R")[1] + 0.06 * height)) / (0.06 * height), 0.0, 1.0)
        wide = radius + hem * (wide - radius)
    scale = 1.0 + below * (wide / np.maximum(radius, 1e-6) - 1.0)
    out[:, 0], out[:, 2] = centre_x + x * scale, z * scale
    drop = np.maximum(CHEST_SHARE * height - out[:, 1], 0.0) * ~on_arm
    out[:, 1] -= drop * fabric.length * (0.4 if tucked else 1.0)
    return out


def hanging_shirt(body: Body, outfit: Outfit, fabric: Fabric, rng: np.random.Generator) -> Shell:
    """Return the shirt at rest; its droop (N,) says how firmly neck, shoulders and a tucked hem hold it (0 to 1)."""
    field = shirt_field(body, outfit)
    part = cut(body.faces, field)
    base = smoothed(body.vertices, body.faces, 6)
    base = np.where((body.weight_of(ARM_BONES) > 0.3)[:, None], body.vertices, base)
    outward = vertex_normals(smoothed(body.vertices, body.faces, 3), body.faces)
    rest = pattern(body, base, outward, fabric, tucked=outfit.tucked)
    shade = 1.0 + 0.04 * waves(part.values(base), rng, 0.25)
    colours = np.clip(np.asarray(outfit.shirt_colour)[None] * shade[:, None], 0.0, 1.0)
    height = part.values(body.vertices)[:, 1] / body.height_m
    hold = 0.10 * np.clip((height - 0.775) / 0.03, 0.0, 1.0)
    if outfit.tucked:
        hip = body.head("upperleg01.R")[1] / body.height_m
        hold = np.maximum(hold, 0.6 * np.clip((hip + 0.068 - height) / 0.008, 0.0, 1.0))
    vertices = part.values(rest)
    colours = printed(colours, part.values(body.vertices), body, outfit)
    return Shell(
        "shirt",
        vertices,
        vertex_normals(vertices, part.faces),
        part.faces,
        part.weights(body.weights),
        colours,
        hold,
        0.03,
    )


def edges_of(faces: Index) -> Index:
    """Every edge (E, 2) of a mesh once."""
    pairs = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    return np.unique(pairs, axis=0)


@dataclass(frozen=True)
class Obstacle:
    """Body surface that cloth meets: rest vertices, normals (N, 3), weights (N, B) and margin (N,), metres."""

    vertices: Array
    normals: Array
    weights: sparse.csr_matrix
    margin: Array


def obstacle(body: Body, chosen: npt.NDArray[np.bool_], margin: Array) -> Obstacle:
    """Return the chosen (V,) vertices of a body as an obstacle."""
    index = np.where(chosen)[0]
    normals = vertex_normals(body.vertices, body.faces)
    return Obstacle(body.vertices[index], normals[index], body.weights[index], margin[index])


def rim(faces: Index, count: int) -> sparse.csr_matrix:
    """Row-normalised adjacency (V, V) along the open edges of a mesh; inner vertices keep to themselves."""
    pairs = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    edges, times = np.unique(pairs, axis=0, return_counts=True)
    edges = edges[times == 1]
    inner = np.setdiff1d(np.arange(count), edges.ravel())
    rows = np.concatenate([edges[:, 0], edges[:, 1], inner])
    columns = np.concatenate([edges[:, 1], edges[:, 0], inner])
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    return (sparse.diags(1.0 / np.asarray(matrix.sum(axis=1)).ravel()) @ matrix).tocsr()


@dataclass(frozen=True)
class Ground:
    """What lies under a lying person: a level in metres between two x (m)."""

    level_m: float = 0.0
    from_m: float = -9.0
    to_m: float = 9.0


def raised(points: Array, ground: Sequence[Ground]) -> Array:
    """Points (N, 3) lifted out of what lies below them."""
    for flat in ground:
        over = (points[:, 0] > flat.from_m) & (points[:, 0] < flat.to_m) & (points[:, 1] > flat.level_m - 0.1)
        points[over, 1] = np.maximum(points[over, 1], flat.level_m + 0.004)
    return points


class Drape:
    """One shirt over one body."""

    def __init__(self, body: Body, outfit: Outfit, fabric: Fabric, shirt: Shell) -> None:
        """Prepare edges, fields and what the cloth meets."""
        self.fabric, self.shirt = fabric, shirt
        edges = edges_of(shirt.faces)
        self.first, self.second = edges[:, 0], edges[:, 1]
        count, rows = len(shirt.vertices), np.arange(len(edges))
        length = np.linalg.norm(shirt.vertices[self.second] - shirt.vertices[self.first], axis=1)
        self.length = np.maximum(length, 2e-3).astype(np.float32)
        degree = np.bincount(edges.ravel(), minlength=count)
        share = (OVERDRIVE / np.maximum(degree, 1)).astype(np.float32)
        self.spread = sparse.csr_matrix(
            (
                np.concatenate([share[self.first], -share[self.second]]),
                (np.concatenate([self.first, self.second]), np.concatenate([rows, rows])),
            ),
            shape=(count, len(edges)),
        )
        self.mean = neighbours(shirt.faces, count).astype(np.float32)
        self.rim = rim(shirt.faces, count).astype(np.float32)
        arm = np.asarray(shirt.weights[:, [i for i, n in enumerate(body.names) if n.startswith(ARM_BONES)]].sum(axis=1))
        self.on_arm = arm.ravel() > 0.5
        margin = fabric.gap_m + np.where(
            trousers_field(body, outfit) > 0, 0.005 + 0.012 * outfit.trousers_looseness, 0.0
        )
        arms = body.weight_of(ARM_BONES) > 0.4
        low = body.vertices[:, 1] > 0.36 * body.height_m
        high = body.weight_of(("head", "eye")) < 0.4
        self.things = (obstacle(body, low & high & ~arms, margin), obstacle(body, arms, margin))

    def settle(self, transforms: Array, pull: Array, ground: Sequence[Ground] = ()) -> tuple[Array, Array]:
        """Points and normals (N, 3) of the shirt over a posed body.

        transforms (B, 12): see `Posed`. pull (3,): direction and size of what acts on the cloth, gravity = length 1.
        """
        start, _ = skin(self.shirt.weights, self.shirt.vertices, self.shirt.normals, transforms)
        met = [(*skin(t.weights, t.vertices, t.normals, transforms), t.margin) for t in self.things]
        trees = [cKDTree(points) for points, _, _ in met]
        start = start.astype(np.float32)
        fall = (FALL_M * self.fabric.weight * pull).astype(np.float32)
        points, speed = start.copy(), np.zeros_like(start)
        hold, near = self.shirt.droop[:, None].astype(np.float32), None
        for step in range(STEPS + TIGHTEN):
            before, falling = points, step < STEPS
            points = points + (np.float32(0.96) * speed + fall if falling else np.float32(0.8) * speed + REST * fall)
            points = points + hold * (start - points)
            for _ in range(PASSES):
                points = points + self.stretched(points, self.fabric.stiffness if falling else 0.0)
            if step % REACH_EVERY == 0 or near is None:
                near = self.nearest(points, met, trees)
            points = raised(self.pushed_out(points, before, near), ground)
            speed = points - before
        points = points + np.float32(0.35) * (self.mean @ points - points)
        for _ in range(RIM_ROUNDS):
            points = points + np.float32(0.5) * (self.rim @ points - points)
        near = self.nearest(points, met, trees)
        points = raised(self.pushed_out(points, points, near), ground)
        return points, vertex_normals(points, self.shirt.faces)

    def stretched(self, points: Array, stiffness: float) -> Array:
        """Correction (N, 3) that brings edges back to their length; stiffness (0 to 1): how far also from below."""
        line = points[self.second] - points[self.first]
        length = np.sqrt(np.einsum("ij,ij->i", line, line)) + np.float32(1e-9)
        excess = (length - self.length) / length
        excess = np.where(excess > 0.0, excess, np.float32(stiffness) * excess)
        return np.asarray(self.spread @ (line * (0.5 * excess)[:, None]))

    def nearest(
        self, points: Array, met: list[tuple[Array, Array, Array]], trees: list[cKDTree]
    ) -> tuple[Array, Array, Array]:
        """Surface point, normal (N, 3) and margin (N,) nearest to every cloth point; sleeves meet arms only."""
        where, normal = np.empty_like(points), np.empty_like(points)
        margin = np.empty(len(points), dtype=points.dtype)
        for mask, (surface, normals, margins), tree in zip((~self.on_arm, self.on_arm), met, trees, strict=True):
            if mask.any():
                index = tree.query(points[mask])[1]
                where[mask], normal[mask], margin[mask] = surface[index], normals[index], margins[index]
        return where, normal, margin

    def pushed_out(self, points: Array, before: Array, near: tuple[Array, Array, Array]) -> Array:
        """Points moved out of the body; those that touch it slide only partly."""
        where, normal, margin = near
        depth = margin - ((points - where) * normal).sum(axis=1)
        depth = np.where(depth > 0.12, 0.0, depth)
        hit = depth > 0.0
        moved = points - before
        tangential = moved - normal * (moved * normal).sum(axis=1, keepdims=True)
        slid = points - np.float32(self.fabric.friction) * tangential
        return np.asarray(np.where(hit[:, None], slid + normal * np.maximum(depth, 0.0)[:, None], points))
