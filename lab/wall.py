"""Stand a wall behind the lifter: distance of the hips, movements that stop at it, and its visible edges."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pyvista as pv  # type: ignore[import-not-found]
from scipy import sparse

from lab.body import Array, Body
from lab.clothing import Colour
from lab.curves import Curves
from lab.equipment import Piece
from lab.posing import Setting, pose
from lab.shells import Shell
from lab.skeleton import Posed, skin

BUTTOCK_BONES = ("root", "pelvis", "spine05", "upperleg01")
CONTACT_M = 0.005  # closer than this the clothes touch
MOVED = ("pelvis_deg", "lumbar_deg", "thoracic_deg", "neck_deg", "knee_deg", "pressure_m")


@dataclass(frozen=True)
class Wall:
    """A slab across the sagittal plane, its face towards the lifter at x_m.

    thickness_m: how far it goes on behind the face. near_m, far_m: where it ends on the camera's side and on the
    other, metres from the lifter's midline, both positive outwards. height_m: its top.
    """

    x_m: float
    thickness_m: float
    near_m: float
    far_m: float
    height_m: float
    colour: Colour

    def piece(self, side: float) -> Piece:
        """Return its mesh; side: +1 when the camera is at +z."""
        z = sorted((side * self.near_m, -side * self.far_m))
        bounds = (self.x_m - self.thickness_m, self.x_m, 0.0, self.height_m, z[0], z[1])
        return Piece(pv.Box(bounds=bounds).triangulate(), self.colour, 0.0)


@dataclass(frozen=True)
class HipSurface:
    """The surface that meets the wall: rest vertices (N, 3) with weights (N, B)."""

    vertices: Array
    weights: sparse.csr_matrix

    def rear_m(self, posed: Posed, frames: npt.NDArray[np.int64]) -> Array:
        """Return the x of its rearmost point in the given frames, metres."""
        rear = [
            skin(self.weights, self.vertices, self.vertices, posed.transforms(int(frame)))[0][:, 0].min()
            for frame in frames
        ]
        return np.array(rear)


def hip_surface(body: Body, shells: list[Shell]) -> HipSurface:
    """Return the back half of pelvis and buttocks, as dressed."""
    bones = [i for i, name in enumerate(body.names) if name.startswith(BUTTOCK_BONES)]
    vertices, weights = [], []
    for shell in shells:
        share = np.asarray(shell.weights[:, bones].sum(axis=1)).ravel()
        chosen = (share > 0.5) & (shell.normals[:, 0] < 0.2)
        vertices.append(shell.vertices[chosen])
        weights.append(shell.weights[chosen])
    return HipSurface(np.concatenate(vertices), sparse.vstack(weights).tocsr())


def heel_m(shells: list[Shell], posed: Posed) -> float:
    """Return the x of the rearmost point of the shoes in the first frame, metres."""
    shoes = [shell for shell in shells if shell.name.startswith("shoe")]
    points = [skin(shoe.weights, shoe.vertices, shoe.normals, posed.transforms(0))[0] for shoe in shoes]
    return float(np.concatenate(points)[:, 0].min())


def scaled(curves: Curves, home: Curves, share: Array) -> Curves:
    """Return the curves share (T,) of the way from home to where they were."""
    names = {field.name for field in fields(curves)} & set(MOVED)
    return replace(
        curves,
        **{name: getattr(home, name) + share * (getattr(curves, name) - getattr(home, name)) for name in names},
    )


def stopped(body: Body, setting: Setting, curves: Curves, home: Curves, surface: HipSurface, wall_m: float) -> Curves:
    """Return the curves of a lifter whose hips stop at a wall they would have gone through.

    In the frames in which the surface would be behind wall_m, the whole posture is held as far from home as the wall
    allows, so that hips, trunk and knees rest together.
    """
    share = np.ones(len(curves.time_s))
    upright = float(surface.rear_m(pose(body, setting, home).posed, np.array([0]))[0])
    reached = surface.rear_m(pose(body, setting, curves).posed, np.arange(len(share)))
    through = np.where(reached < wall_m)[0]
    rear = reached[through]
    for _ in range(6):
        if not len(through):
            break
        share[through] *= np.clip((upright - wall_m) / np.maximum(upright - rear, 1e-3), 0.5, 1.2)
        share[through] = np.minimum(share[through], 1.0)
        posed = pose(body, setting, scaled(curves, home, share)).posed
        rear = surface.rear_m(posed, through)
    return scaled(curves, home, share)
