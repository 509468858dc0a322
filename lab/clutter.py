"""Make furniture and other things that stand or hang in a room behind the lifter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyvista as pv  # type: ignore[import-not-found]

Rgb = tuple[float, ...]
Thing = list[tuple[pv.DataSet, Rgb]]


@dataclass(frozen=True)
class Spot:
    """Where a thing goes (x, z and the wall's z, metres) and the colours at hand."""

    x: float
    z: float
    wall_z: float
    colour: Rgb
    dark: Rgb


def post(at: Spot, rng: np.random.Generator) -> Thing:
    """Return a rack of two posts and a crossbar."""
    width = float(rng.uniform(0.9, 1.3))
    feet = [
        (pv.Box(bounds=(at.x + dx, at.x + dx + 0.07, 0, 2.3, at.z - 0.035, at.z + 0.035)), at.dark)
        for dx in (0.0, width)
    ]
    return [*feet, (pv.Box(bounds=(at.x, at.x + 1.0, 2.2, 2.27, at.z - 0.035, at.z + 0.035)), at.dark)]


def box(at: Spot, rng: np.random.Generator) -> Thing:
    """Return a plyometric box."""
    width, height = float(rng.uniform(0.3, 0.8)), float(rng.uniform(0.3, 1.0))
    return [(pv.Box(bounds=(at.x, at.x + width, 0, height, at.z - 0.2, at.z + 0.2)), at.colour)]


def rack(at: Spot, _: np.random.Generator) -> Thing:
    """Return two shelves of dumbbells."""
    things: Thing = []
    for level in (0.35, 0.8):
        shelf = pv.Box(bounds=(at.x, at.x + 1.4, level - 0.04, level, at.z - 0.2, at.z + 0.2))
        things.append((shelf, at.dark))
        centres = [(at.x + 0.12 + 0.23 * k, level + 0.07, at.z) for k in range(6)]
        ends = [pv.Cylinder(center=c, direction=(0, 0, 1), radius=0.065, height=0.3, resolution=12) for c in centres]
        things += [(end, (0.1, 0.1, 0.11)) for end in ends]
    return things


def poster(at: Spot, _: np.random.Generator) -> Thing:
    """Return a coloured rectangle on the wall."""
    return [(pv.Box(bounds=(at.x, at.x + 0.6, 1.3, 2.1, at.wall_z - 0.004, at.wall_z + 0.004)), at.colour)]


def window(at: Spot, _: np.random.Generator) -> Thing:
    """Return a bright rectangle on the wall."""
    return [(pv.Box(bounds=(at.x, at.x + 1.1, 1.0, 2.3, at.wall_z - 0.005, at.wall_z + 0.005)), (0.93, 0.96, 1.0))]


def ball(at: Spot, _: np.random.Generator) -> Thing:
    """Return an exercise ball."""
    return [(pv.Sphere(radius=0.3, center=(at.x, 0.3, at.z)), at.colour)]


def plates(at: Spot, _: np.random.Generator) -> Thing:
    """Return plates that lean on the wall."""
    centres = [(at.x + 0.1 * k, 0.22, at.z) for k in range(3)]
    discs = [pv.Cylinder(center=c, direction=(0.5, 0.2, 1.0), radius=0.22, height=0.05, resolution=32) for c in centres]
    return [(disc, at.dark) for disc in discs]


THINGS: dict[str, Callable[[Spot, np.random.Generator], Thing]] = {
    "post": post,
    "box": box,
    "rack": rack,
    "poster": poster,
    "window": window,
    "ball": ball,
    "plates": plates,
}


def coloured(mesh: pv.DataSet, colour: Rgb) -> pv.PolyData:
    """Return a surface with a colour on each of its cells."""
    surface = mesh if isinstance(mesh, pv.PolyData) else mesh.extract_surface(algorithm="dataset_surface")
    surface.clear_data()
    surface = surface.compute_normals(cell_normals=False, split_vertices=True, feature_angle=30.0)
    surface.cell_data["rgb"] = np.tile((255 * np.clip(colour, 0.0, 1.0)).astype(np.uint8), (surface.n_cells, 1))
    return surface


def thing(wall_m: float, side: float, rng: np.random.Generator) -> list[pv.PolyData]:
    """Return one thing near the wall, which is wall_m behind the lifter; side: +1 when the camera is at +z."""
    x = float(rng.uniform(-2.6, 2.6))
    z = -side * (wall_m - float(rng.uniform(0.15, 0.7)))
    colour = tuple(float(v) for v in rng.uniform(0.08, 0.85, 3))
    dark = tuple(float(v) for v in rng.uniform(0.05, 0.3, 3))
    kind = str(rng.choice(list(THINGS)))
    spot = Spot(x, z, -side * (wall_m - 0.015), colour, dark)
    return [coloured(mesh, rgb) for mesh, rgb in THINGS[kind](spot, rng)]


def add_things(plotter: pv.Plotter, count: int, wall_m: float, side: float, rng: np.random.Generator) -> None:
    """Put things near the wall, all in one mesh."""
    meshes = [mesh for _ in range(count) for mesh in thing(wall_m, side, rng)]
    if meshes:
        together = meshes[0].append_polydata(*meshes[1:]) if len(meshes) > 1 else meshes[0]
        plotter.add_mesh(together, scalars="rgb", rgb=True, ambient=0.35, diffuse=0.65, specular=0.1)
