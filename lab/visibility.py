"""Find the landmarks that plates, other things or the body itself hide from the camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lab.body import Array
from lab.camera import Placement
from lab.equipment import SLEEVE_M, Gear


def hidden_by_plates(placement: Placement, side: float, gear: Gear, bar: Array, joint: Array) -> npt.NDArray[np.bool_]:
    """Say for every frame (T,) whether a plate on the camera's side covers a joint.

    bar, joint: tracks (T, 3) in metres. side: +1 when the camera is at +z.
    """
    covered = np.zeros(len(bar), dtype=bool)
    if gear.kind != "barbell":
        return covered
    z = SLEEVE_M
    for radius, thickness, _ in gear.plates:
        plane = side * (z + 0.5 * thickness)
        share = (plane - placement.position[2]) / (joint[:, 2] - placement.position[2])
        crossing = placement.position + share[:, None] * (joint - placement.position)
        distance = np.linalg.norm((crossing - bar)[:, :2], axis=1)
        covered |= (distance < radius) & (share > 0.0) & (share < 1.0)
        z += thickness
    return covered


def depth_at(depth: Array, x: float, y: float) -> float:
    """Distance in metres of what is drawn at a place in a picture (H, W); infinite outside it or where nothing is."""
    row, column = int(np.floor(y)), int(np.floor(x))
    if not (0 <= row < depth.shape[0] and 0 <= column < depth.shape[1]):
        return float("inf")
    found = float(depth[row, column])
    return found if np.isfinite(found) else float("inf")


def depth_of(placement: Placement, point: Array) -> float:
    """Distance of a point (3,) from the camera along its line of sight, metres."""
    forward = placement.aim - placement.position
    return float((point - placement.position) @ forward / np.linalg.norm(forward))


ROOM_M = 0.04
CLOTHES_SHARE = 1.25


@dataclass(frozen=True)
class Depths:
    """Distances (H, W), metres: of everything in the picture, and of what is left without the lifter."""

    everything: Array
    things: Array

    def hidden(self, x: float, y: float, away_m: float, flesh_m: float) -> bool:
        """Say whether a thing is drawn before a landmark at x, y px that lies so far away under so much flesh."""
        return depth_at(self.things, x, y) < away_m - min(flesh_m, 0.03)

    def behind(self, x: float, y: float, away_m: float, flesh_m: float) -> bool:
        """Say whether more than its own flesh and clothes is drawn before a landmark."""
        return depth_at(self.everything, x, y) < away_m - CLOTHES_SHARE * flesh_m - ROOM_M
