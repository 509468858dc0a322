"""Draw the stage: one off-screen plotter whose meshes are moved frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyvista as pv  # type: ignore[import-not-found]

from lab.body import Array
from lab.camera import CameraSpec, Placement
from lab.equipment import Gear, Piece, bench, blocks, pieces
from lab.picture import Picture
from lab.posing import Scene3D, Setting
from lab.scene import Room, add_lights, add_room
from lab.shadow import darken, shadow_mesh
from lab.shells import Shell
from lab.skeleton import skin
from lab.visibility import Depths

BACKDROP_M = 25.0


@dataclass
class Moving:
    """A skinned shell and its mesh."""

    shell: Shell
    mesh: pv.PolyData


def posed_points(shell: Shell, transforms: Array) -> tuple[Array, Array]:
    """Points and normals (N, 3) of a shell, with cloth sagging where it faces the ground."""
    points, normals = skin(shell.weights, shell.vertices, shell.normals, transforms)
    sag = shell.droop * np.clip(-normals[:, 1] - 0.15, 0.0, 1.0)
    points[:, 1] -= sag
    return points, normals


def window(camera: CameraSpec, placement: Placement) -> pv.Plotter:
    """Return an off-screen window that looks through the camera."""
    plotter = pv.Plotter(off_screen=True, window_size=(camera.width, camera.height), lighting="none")
    plotter.camera.position = tuple(placement.position)
    plotter.camera.focal_point = tuple(placement.aim)
    plotter.camera.up = tuple(placement.up)
    plotter.camera.view_angle = placement.view_angle_deg
    plotter.camera.clipping_range = (0.2, BACKDROP_M + 5.0)
    return plotter


def room_picture(camera: CameraSpec, placement: Placement, room: Room, rng: np.random.Generator) -> Picture:
    """Return the empty room (H, W, 3); it does not move, so it is drawn once."""
    side = 1.0 if camera.facing == "right" else -1.0
    plotter = window(camera, placement)
    plotter.set_background(room.wall_colour)
    add_room(plotter, room, side, rng)
    add_lights(plotter, room, side)
    plotter.enable_anti_aliasing("msaa", multi_samples=4)
    plotter.show(auto_close=False, interactive=False)
    picture = np.array(plotter.screenshot(return_img=True))
    plotter.close()
    return picture


def backdrop(placement: Placement, camera: CameraSpec) -> pv.PolyData:
    """Return a far rectangle that fills the picture exactly, for the room's picture."""
    forward = placement.aim - placement.position
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, placement.up)
    right = right / np.linalg.norm(right)
    up = np.cross(right, forward)
    half = BACKDROP_M * np.tan(np.radians(placement.view_angle_deg / 2.0))
    wide, centre = half * camera.width / camera.height, placement.position + BACKDROP_M * forward
    corners = [centre + a * wide * right + b * half * up for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    mesh = pv.PolyData(np.array(corners), faces=[4, 0, 1, 2, 3])
    mesh.active_texture_coordinates = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]], dtype=np.float32)
    return mesh


def bench_middle(base: str, scene: Scene3D) -> float:
    """Where a bench stands, metres: under what it carries, the shoulders of a thrust or the hips of who sits."""
    return float(scene.posed.joint("upperarm01.R" if base == "bench" else "upperleg01.R")[0, 0]) - 0.02


class Stage:
    """Everything in front of the camera."""

    def __init__(self, camera: CameraSpec, placement: Placement, room: Room, rng: np.random.Generator) -> None:
        """Open an off-screen window and build the room."""
        self.side = 1.0 if camera.facing == "right" else -1.0
        self.plotter = window(camera, placement)
        add_lights(self.plotter, room, self.side)
        if camera.samples > 1:
            self.plotter.enable_anti_aliasing("msaa", multi_samples=camera.samples)
        else:
            self.plotter.disable_anti_aliasing()
        self.room = room_picture(camera, placement, room, rng)
        self.plotter.add_mesh(backdrop(placement, camera), texture=pv.Texture(self.room), lighting=False)
        self.shadow = shadow_mesh()
        self.plotter.add_mesh(self.shadow, scalars="rgba", rgba=True, lighting=False)
        self.moving: list[Moving] = []
        self.lifter: list[pv.Actor] = []
        self.gear: list[pv.Actor] = []

    def dress(self, shells: Sequence[Shell]) -> None:
        """Put the lifter's surfaces on the stage."""
        for shell in shells:
            mesh = pv.PolyData.from_regular_faces(shell.vertices.astype(np.float32), shell.faces)
            mesh.point_data["Normals"] = shell.normals.astype(np.float32)
            mesh.point_data.active_normals_name = "Normals"
            mesh.point_data["rgb"] = (255 * np.clip(shell.colours, 0, 1)).astype(np.uint8)
            actor = self.plotter.add_mesh(
                mesh,
                scalars="rgb",
                rgb=True,
                ambient=0.30,
                diffuse=0.74,
                specular=shell.gloss,
                specular_power=18,
                copy_mesh=False,
            )
            actor.prop.interpolation = "Phong"
            self.moving.append(Moving(shell, mesh))
            self.lifter.append(actor)

    def furnish(self, gear: Gear, setting: Setting, scene: Scene3D) -> None:
        """Put the equipment on the stage."""
        for piece in pieces(gear, setting.grip_z_m):
            self.gear.append(self.solid(piece))
        if setting.load.kind == "hanging" and setting.base == "standing":
            lowest = int(np.argmin(scene.bar[:, 1]))
            for piece in blocks(gear, setting.load.floor_m, float(scene.bar[lowest, 0])):
                self.solid(piece)
        if setting.base in ("bench", "seat"):
            for piece in bench(setting.bench_m, bench_middle(setting.base, scene)):
                self.solid(piece)

    def solid(self, piece: Piece) -> pv.Actor:
        """Put one rigid piece on the stage."""
        mesh = piece.mesh.compute_normals(split_vertices=True, feature_angle=35.0)
        actor = self.plotter.add_mesh(
            mesh, color=piece.colour, ambient=0.25, diffuse=0.7, specular=piece.gloss, specular_power=25
        )
        actor.prop.interpolation = "Phong"
        return actor

    def frames(self, scene: Scene3D, gear: Gear, indices: Sequence[int] | None = None) -> Iterator[Picture]:
        """Pictures (H, W, 3) of the given frames (all by default)."""
        self.plotter.show(auto_close=False, interactive=False)
        for frame in range(len(scene.bar)) if indices is None else indices:
            transforms = scene.posed.transforms(frame)
            cast = []
            for item in self.moving:
                points, normals = posed_points(item.shell, transforms)
                item.mesh.points[:] = points
                item.mesh.point_data["Normals"][:] = normals
                item.mesh.Modified()
                cast.append(points[::3])
            angle = 0.0
            if gear.kind == "kettlebell":
                hand = scene.hand_direction[frame].mean(axis=0)
                angle = float(np.degrees(np.arctan2(hand[0], -hand[1])))
            if scene.turn_deg is not None:
                angle = float(scene.turn_deg[frame])
            for actor in self.gear:
                actor.position = tuple(scene.bar[frame])
                actor.orientation = (0.0, 0.0, angle)
            darken(self.shadow, np.concatenate(cast))
            self.plotter.render()
            yield self.plotter.screenshot(return_img=True)

    def depths(self) -> Depths:
        """How far away everything in the last picture is, and what is left without the lifter."""
        everything = self._depth()
        for actor in self.lifter:
            actor.visibility = False
        self.plotter.render()
        things = self._depth()
        for actor in self.lifter:
            actor.visibility = True
        return Depths(everything, things)

    def _depth(self) -> Array:
        return -np.asarray(self.plotter.get_image_depth(fill_value=-np.inf, reset_camera_clipping_range=False))

    def close(self) -> None:
        """Free the window."""
        self.plotter.close()
