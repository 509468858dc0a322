"""Find the joints that the near plates hide from the camera."""

from __future__ import annotations

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
