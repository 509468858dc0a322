"""Make rooms: floor, wall and light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv  # type: ignore[import-not-found]
from scipy.ndimage import gaussian_filter

from lab.body import Array
from lab.clothing import Colour
from lab.clutter import add_things

FLOOR_HALF_M = 7.0


@dataclass(frozen=True)
class Room:
    """A room.

    Wall_m: distance of the wall behind the lifter; clutter: number of things; light: overall brightness; key_side
    −1…1.
    """

    wall_colour: Colour = (0.72, 0.73, 0.74)
    floor_colour: Colour = (0.42, 0.42, 0.43)
    floor_kind: str = "rubber"
    wall_m: float = 2.6
    clutter: int = 0
    light: float = 1.0
    key_side: float = 0.4
    warmth: float = 0.0


def grain(rng: np.random.Generator, size: int, softness: float) -> Array:
    """Smooth noise (size, size) of unit spread."""
    noise = gaussian_filter(rng.standard_normal((size, size)), softness, mode="wrap")
    return np.asarray(noise / noise.std())


def texture(colour: Colour, pattern: Array) -> pv.Texture:
    """Return a texture of one colour modulated by pattern (H, W) around 1."""
    image = np.clip(np.asarray(colour)[None, None] * pattern[:, :, None], 0, 1)
    return pv.Texture((255 * image).astype(np.uint8))


def floor_pattern(room: Room, rng: np.random.Generator) -> Array:
    """Brightness pattern (512, 512) of the floor."""
    pattern = 1.0 + 0.03 * grain(rng, 512, 6.0) + 0.02 * grain(rng, 512, 0.8)
    if room.floor_kind == "wood":
        board = (np.arange(512) // 16) % 32
        pattern *= (0.9 + 0.2 * rng.random(32))[board][:, None]
        pattern[::16] *= 0.82
    elif room.floor_kind == "tiles":
        pattern[::64] *= 0.8
        pattern[:, ::64] *= 0.8
    elif room.floor_kind == "rubber":
        pattern += 0.25 * (rng.random((512, 512)) > 0.985)
    return np.asarray(pattern)


def add_room(plotter: pv.Plotter, room: Room, side: float, rng: np.random.Generator) -> None:
    """Floor, wall and clutter behind the lifter, as seen from `side` (+1: camera at +z)."""
    half = FLOOR_HALF_M
    floor = pv.Plane(
        center=(0, 0, 0), direction=(0, 1, 0), i_size=2 * half, j_size=2 * half, i_resolution=1, j_resolution=1
    )
    plotter.add_mesh(
        floor, texture=texture(room.floor_colour, floor_pattern(room, rng)), ambient=0.35, diffuse=0.65, specular=0.0
    )
    z = -side * room.wall_m
    wall = pv.Plane(
        center=(0, 1.9, z), direction=(0, 0, side), i_size=2 * half, j_size=3.8, i_resolution=1, j_resolution=1
    )
    square = 1.0 + 0.012 * grain(rng, 256, 14.0) + 0.010 * grain(rng, 256, 1.0)
    pattern = np.tile(square, (1, 4)) * np.linspace(0.94, 1.05, 256)[:, None]
    plotter.add_mesh(wall, texture=texture(room.wall_colour, pattern), ambient=0.45, diffuse=0.55, specular=0.0)
    skirting = pv.Box(bounds=(-half, half, 0.0, 0.09, min(z, z + side * 0.02), max(z, z + side * 0.02)))
    plotter.add_mesh(skirting, color=tuple(0.8 * c for c in room.wall_colour), ambient=0.4)
    add_things(plotter, room.clutter, room.wall_m, side, rng)


def add_lights(plotter: pv.Plotter, room: Room, side: float) -> None:
    """Put up a key light above and beside the camera, a fill light and a rim light."""
    plotter.remove_all_lights()
    hot, cold = max(room.warmth, 0.0), max(-room.warmth, 0.0)
    warm = (1.0 - 0.12 * cold, 1.0 - 0.06 * hot - 0.04 * cold, 1.0 - 0.16 * hot)
    for position, strength in (
        ((3.0 * room.key_side, 4.0, 3.0 * side), 0.80),
        ((-3.0 * room.key_side, 1.6, 3.5 * side), 0.30),
        ((0.5, 4.0, -2.5 * side), 0.28),
    ):
        light = pv.Light(
            position=position,
            focal_point=(0, 0.9, 0),
            color=warm,
            intensity=strength * room.light,
            light_type="scene light",
        )
        plotter.add_light(light)
