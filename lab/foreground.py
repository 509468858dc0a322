"""Things that stand or lie between camera and lifter: plates on the floor or in a rack, benches, posts, boxes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyvista as pv  # type: ignore[import-not-found]

from lab.body import Array
from lab.camera import Placement
from lab.equipment import Colour, Piece, plate
from lab.exercises import drawn

SHARE = 0.40
"""Share of people before whom something stands."""

LIFTED = ("knee", "ankle", "hip", "wrist", "shoulder", "ear", "toe")
"""What a plate in the foreground is put before."""

Near = Callable[[np.random.Generator, float, Array, Colour], list[Piece]]


def _disc(rng: np.random.Generator, z: float, at: Array, colour: Colour) -> list[Piece]:
    """One to three plates, as on a bar in a rack or leaning: upright, square to the lifter or turned a little."""
    radius = float(rng.choice([0.10, 0.13, 0.16, 0.19, 0.225, 0.225]))
    turn, out = drawn(rng, (-25.0, 25.0)), []
    height = radius if rng.random() < 0.3 else float(at[1])
    for number in range(int(rng.integers(1, 4))):
        mesh = plate(0.0, 0.04, radius * (1.0 - 0.12 * number)).copy().rotate_y(turn)
        out.append(Piece(mesh.translate((at[0], height, z + 0.05 * number * np.sign(z))), colour, 0.25))
    return out


def _bench(rng: np.random.Generator, z: float, at: Array, colour: Colour) -> list[Piece]:
    """A flat bench, lengthwise before the lifter or end on."""
    top, long = drawn(rng, (0.36, 0.50)), 0.6 if rng.random() < 0.6 else 0.15
    pad = pv.Box(bounds=(at[0] - long, at[0] + long, top - 0.09, top, z - 0.14, z + 0.14))
    feet = [
        pv.Box(bounds=(at[0] + x - 0.03, at[0] + x + 0.03, 0.0, top - 0.09, z - 0.12, z + 0.12))
        for x in (-0.75 * long, 0.75 * long)
    ]
    return [
        Piece(pad.triangulate(), colour, 0.2),
        *(Piece(foot.triangulate(), (0.25, 0.25, 0.27), 0.3) for foot in feet),
    ]


def _post(rng: np.random.Generator, z: float, at: Array, colour: Colour) -> list[Piece]:
    """A post of a rack, sometimes with a bar across."""
    half = drawn(rng, (0.02, 0.05))
    out = [pv.Box(bounds=(at[0] - half, at[0] + half, 0.0, 2.4, z - half, z + half))]
    if rng.random() < 0.5:
        level = drawn(rng, (0.3, 1.5))
        out.append(pv.Box(bounds=(at[0] - 1.2, at[0] + 1.2, level - 0.025, level + 0.025, z - 0.025, z + 0.025)))
    return [Piece(box.triangulate(), colour, 0.3) for box in out]


def _box(rng: np.random.Generator, z: float, at: Array, colour: Colour) -> list[Piece]:
    """A box, a bag or a stack on the floor."""
    half, tall = drawn(rng, (0.12, 0.35)), drawn(rng, (0.12, 0.65))
    box = pv.Box(bounds=(at[0] - half, at[0] + half, 0.0, tall, z - 0.12, z + 0.12))
    return [Piece(box.triangulate(), colour, 0.1)]


def _dumbbells(rng: np.random.Generator, z: float, at: Array, colour: Colour) -> list[Piece]:
    """A row of dumbbells on the floor or on a low shelf."""
    level, out = 0.08 if rng.random() < 0.6 else drawn(rng, (0.3, 0.6)), []
    for number in range(int(rng.integers(2, 6))):
        middle = (at[0] + 0.24 * number - 0.4, level, z)
        ends = pv.Cylinder(center=middle, direction=(0, 0, 1), radius=drawn(rng, (0.05, 0.09)), height=0.32)
        out.append(Piece(ends.triangulate(), colour, 0.2))
    return out


THINGS: dict[str, Near] = {"disc": _disc, "bench": _bench, "post": _post, "box": _box, "dumbbells": _dumbbells}
ODDS = (0.42, 0.16, 0.16, 0.14, 0.12)


def before(rng: np.random.Generator, placement: Placement, joints: dict[str, Array]) -> list[Piece]:
    """Pieces between the camera and the joints (3,) given by name, or none; metres."""
    if rng.random() >= SHARE:
        return []
    out: list[Piece] = []
    side = 1.0 if placement.position[2] > 0.0 else -1.0
    room = abs(float(placement.position[2])) - 0.55
    for _ in range(int(rng.integers(1, 4))):
        name = str(rng.choice(LIFTED))
        target = joints[f"{'right' if side > 0 else 'left'}_{name}"]
        z = side * drawn(rng, (0.42, max(0.45, min(1.3, room))))
        share = (z - placement.position[2]) / (target[2] - placement.position[2])
        at = placement.position + share * (target - placement.position) + np.append(rng.normal(0.0, 0.12, 2), 0.0)
        colour = tuple(
            float(v) for v in (rng.uniform(0.03, 0.85, 3) if rng.random() < 0.5 else [rng.uniform(0.03, 0.2)] * 3)
        )
        kind = str(rng.choice(list(THINGS), p=ODDS))
        out += THINGS[kind](rng, z, at, (colour[0], colour[1], colour[2]))
    return out
