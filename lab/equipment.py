"""Make bars, plates, dumbbells, kettlebells and benches as meshes around their own origin; z is the bar's axis."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pyvista as pv  # type: ignore[import-not-found]

Colour = tuple[float, float, float]
STEEL: Colour = (0.62, 0.63, 0.65)
SLEEVE_M = 0.668  # from the middle of the bar to the first plate
BLACK: Colour = (0.07, 0.07, 0.08)


@dataclass(frozen=True)
class Gear:
    """What is lifted.

    Kind: barbell, dumbbells, kettlebell, rod (upright, of a length) or none; plates: radius m, thickness m, colour,
    from the inside out.
    """

    kind: str = "none"
    plates: tuple[tuple[float, float, Colour], ...] = ()
    radius_m: float = 0.1
    colour: Colour = BLACK
    length_m: float = 1.24


@dataclass(frozen=True)
class Piece:
    """A rigid mesh of one colour."""

    mesh: pv.PolyData
    colour: Colour
    gloss: float = 0.3


@functools.lru_cache(maxsize=512)
def rod(z0: float, z1: float, radius: float, resolution: int = 20) -> pv.PolyData:
    """Return a cylinder along z; shared by all who ask for the same one, so not to be changed."""
    cylinder = pv.Cylinder(
        center=(0, 0, 0.5 * (z0 + z1)), direction=(0, 0, 1), radius=radius, height=abs(z1 - z0), resolution=resolution
    )
    return cylinder.triangulate()


@functools.lru_cache(maxsize=512)
def plate(z: float, thickness: float, radius: float) -> pv.PolyData:
    """Return a disc with a raised rim and hub; shared, so not to be changed."""
    body = rod(z - 0.35 * thickness, z + 0.35 * thickness, radius * 0.97, 48)
    rim = pv.Disc(center=(0, 0, z), inner=0.82 * radius, outer=radius, normal=(0, 0, 1), c_res=48)
    rim = rim.extrude((0, 0, thickness), capping=True).translate((0, 0, -0.5 * thickness))
    hub = rod(z - 0.5 * thickness, z + 0.5 * thickness, 0.26 * radius, 32)
    return body.merge(rim.triangulate()).merge(hub).extract_surface(algorithm="dataset_surface")


def barbell(gear: Gear) -> list[Piece]:
    """Return an Olympic bar (2.2 m, sleeves from 0.655 m) with its plates."""
    pieces = [Piece(rod(-0.655, 0.655, 0.014), STEEL, 0.6)]
    for sign in (-1.0, 1.0):
        pieces.append(Piece(rod(sign * 0.655, sign * 1.09, 0.025), STEEL, 0.6))
        pieces.append(Piece(rod(sign * 0.645, sign * 0.66, 0.038), STEEL, 0.6))
        z = SLEEVE_M
        for radius, thickness, colour in gear.plates:
            pieces.append(Piece(plate(sign * (z + 0.5 * thickness), thickness, radius), colour, 0.25))
            z += thickness + 0.004
        pieces.append(Piece(rod(sign * z, sign * (z + 0.03), 0.036), (0.25, 0.25, 0.27), 0.4))
    return pieces


def dumbbells(gear: Gear, grip_z_m: float) -> list[Piece]:
    """Two dumbbells with their handles fore and aft."""
    pieces = []
    for sign in (-1.0, 1.0):
        centre = (0.0, 0.0, sign * grip_z_m)
        pieces.append(
            Piece(pv.Cylinder(center=centre, direction=(1, 0, 0), radius=0.014, height=0.14).triangulate(), STEEL, 0.6)
        )
        for end in (-1.0, 1.0):
            middle = (end * 0.105, 0.0, sign * grip_z_m)
            head = pv.Cylinder(
                center=middle, direction=(1, 0, 0), radius=0.07, height=0.085, resolution=6
            ).triangulate()
            pieces.append(Piece(head, gear.colour, 0.15))
    return pieces


def kettlebell(gear: Gear) -> list[Piece]:
    """Return a kettlebell that hangs below its handle (origin = middle of the handle)."""
    radius = gear.radius_m
    ball = pv.Sphere(radius=radius, center=(0, -0.085 - radius, 0), theta_resolution=36, phi_resolution=24)
    arc = [(0.0, -0.115 + 0.115 * np.sin(a) ** 0.6, 0.072 * np.cos(a)) for a in np.linspace(0.02, np.pi - 0.02, 24)]
    handle = pv.Spline(np.array(arc), 48).tube(radius=0.016, n_sides=14)
    return [Piece(ball, gear.colour, 0.3), Piece(handle, (0.30, 0.30, 0.32), 0.4)]


def pieces(gear: Gear, grip_z_m: float) -> list[Piece]:
    """Return the meshes of some gear."""
    if gear.kind == "barbell":
        return barbell(gear)
    if gear.kind == "dumbbells":
        return dumbbells(gear, grip_z_m)
    if gear.kind == "kettlebell":
        return kettlebell(gear)
    if gear.kind == "rod":
        half = 0.5 * gear.length_m
        return [Piece(rod(-half, half, gear.radius_m).rotate_x(90.0), gear.colour, 0.2)]
    return []


def bench(height_m: float, centre_x: float) -> list[Piece]:
    """Return a flat bench across the lifter's back."""
    pad = pv.Box(bounds=(centre_x - 0.15, centre_x + 0.15, height_m - 0.09, height_m, -0.6, 0.6))
    legs = [
        pv.Box(bounds=(centre_x - 0.12, centre_x + 0.12, 0.0, height_m - 0.09, z - 0.03, z + 0.03))
        for z in (-0.45, 0.45)
    ]
    return [
        Piece(pad.triangulate(), (0.10, 0.10, 0.11), 0.2),
        *(Piece(leg.triangulate(), (0.3, 0.3, 0.32), 0.3) for leg in legs),
    ]


def blocks(gear: Gear, bar_height_m: float, bar_x: float) -> list[Piece]:
    """Blocks under the plates of a bar that rests higher than its plates are tall."""
    largest = max((radius for radius, _, _ in gear.plates), default=0.0)
    top = bar_height_m - largest
    if gear.kind != "barbell" or top < 0.03:
        return []
    boxes = [pv.Box(bounds=(bar_x - 0.22, bar_x + 0.22, 0.0, top, z - 0.11, z + 0.11)) for z in (-0.73, 0.73)]
    return [Piece(box.triangulate(), (0.45, 0.35, 0.24), 0.05) for box in boxes]
