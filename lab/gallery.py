"""Draw the pictures of a person's stills: one stage, the body moved from posture to posture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyvista as pv  # type: ignore[import-not-found]

from lab.arm_styles import DOWEL_HALF_M, DOWEL_RADIUS_M, dowel_line
from lab.body import Array, Body
from lab.camera import Placement
from lab.clothing import dressed
from lab.drape import Drape, Ground, hanging_shirt
from lab.equipment import Piece, rod
from lab.finish import smeared
from lab.foreground import before
from lab.landmarks import marks_of
from lab.people import Person
from lab.picture import Picture
from lab.postures import Still, resting_bar
from lab.shadow import darken
from lab.skeleton import skin
from lab.stage import Stage, bench_middle, posed_points
from lab.visibility import Depths

RACK_M = 0.62  # posts of a rack stand this far to the side


def rack_pieces(rng: np.random.Generator) -> list[Piece]:
    """Posts and safety bars of a rack round the lifter."""
    dark = tuple(float(v) for v in rng.uniform(0.03, 0.2, 3))
    behind, ahead = -float(rng.uniform(0.25, 0.7)), float(rng.uniform(0.35, 0.9))
    level = float(rng.uniform(0.35, 0.9))
    out = []
    for z in (-RACK_M, RACK_M):
        out += [pv.Box(bounds=(x - 0.035, x + 0.035, 0.0, 2.25, z - 0.035, z + 0.035)) for x in (behind, ahead)]
        out.append(pv.Box(bounds=(behind, ahead, 2.18, 2.25, z - 0.035, z + 0.035)))
        if rng.random() < 0.5:
            out.append(pv.Box(bounds=(behind, ahead, level - 0.03, level + 0.03, z - 0.025, z + 0.025)))
    return [Piece(box.triangulate(), (dark[0], dark[1], dark[2]), 0.3) for box in out]


def ground_under(still: Still) -> list[Ground]:
    """What a lying person's shirt comes to rest on."""
    ground = [Ground()] if still.setting.base == "floor" else []
    if still.setting.base in ("bench", "seat"):
        middle = bench_middle(still.setting.base, still.scene)
        ground.append(Ground(still.setting.bench_m, middle - 0.15, middle + 0.15))
    return ground


class Gallery:
    """Stage, clothes and equipment of one person."""

    def __init__(self, person: Person, body: Body, stills: list[Still], placement: Placement) -> None:
        """Build the room, dress the person, put up the equipment."""
        rng = np.random.default_rng([person.seed, 1])
        self.person, self.body = person, body
        self.stage = Stage(person.camera, placement, person.room, rng)
        hanging = hanging_shirt(body, person.outfit, person.fabric, rng) if self.hangs else None
        shells = dressed(body, person.outfit, person.setting.stance.sole_m, rng, hanging)
        self.stage.dress(shells)
        self.drape = Drape(body, person.outfit, person.fabric, hanging) if hanging is not None else None
        self.cloth = [shell.name for shell in shells].index("shirt") if hanging is not None else -1
        there = [still for still in stills if still.setting.base == person.setting.base]
        setting = (
            replace(person.setting, load=replace(person.setting.load, kind="none")) if person.rack else person.setting
        )
        self.stage.furnish(person.gear, setting, (there or stills)[-1].scene)
        if person.gear.kind == "dowel":
            stick = rod(-DOWEL_HALF_M, DOWEL_HALF_M, DOWEL_RADIUS_M).rotate_x(90.0)
            self.stage.gear.append(self.stage.solid(Piece(stick, (0.75, 0.60, 0.42), 0.15)))
        if person.rack:
            for piece in rack_pieces(rng):
                self.stage.solid(piece)
        middle = stills[len(stills) // 2].scene.posed
        where = {name: mark.track(middle)[0] for name, mark in marks_of(body).items()}
        for piece in before(np.random.default_rng([person.seed, 5]), placement, where):
            self.stage.solid(piece)
        self.stage.plotter.show(auto_close=False, interactive=False)

    @property
    def hangs(self) -> bool:
        """Whether the person wears a shirt that hangs."""
        return self.person.fabric.hangs and self.person.outfit.shirt != "none"

    def picture(self, still: Still, rng: np.random.Generator) -> tuple[Picture, Depths]:
        """Return the picture (H, W, 3) of one posture, moving parts smeared, and how far away everything in it is."""
        transforms = still.scene.posed.transforms(0)
        pull = np.array([0.0, -1.0, 0.0]) + (0.22 * rng.standard_normal(3) if still.kind != "standing" else 0.0)
        cast = []
        for number, item in enumerate(self.stage.moving):
            if number == self.cloth and self.drape is not None:
                points, normals = self.drape.settle(transforms, pull, ground_under(still))
            else:
                points, normals = posed_points(item.shell, transforms)
            item.mesh.points[:] = points
            item.mesh.point_data["Normals"][:] = normals
            item.mesh.Modified()
            cast.append(points[::3])
        self.place_gear(still)
        darken(self.stage.shadow, np.concatenate(cast))
        self.stage.plotter.render()
        picture = np.asarray(self.stage.plotter.screenshot(return_img=True))
        finish = self.person.finish
        if finish.smear and still.kind != "standing":
            length = finish.smear * float(rng.uniform(0.0, 1.0))
            picture = smeared(picture, self.stage.room, length, finish.smear_deg + float(rng.uniform(-30, 30)))
        return picture, self.stage.depths()

    def place_gear(self, still: Still) -> None:
        """Move the equipment to where this posture has it."""
        where, angle = resting_bar(still, self.person), 0.0
        if self.person.gear.kind == "kettlebell" and still.setting.load.kind != "none":
            hand = still.scene.hand_direction[0].mean(axis=0)
            angle = float(np.degrees(np.arctan2(hand[0], -hand[1])))
        if self.person.gear.kind == "dowel":
            middle, along = dowel_line(still.scene.posed)
            where, angle = middle[0], float(np.degrees(np.arctan2(-along[0, 0], along[0, 1])))
            if still.setting.arms != "dowel":
                where = np.array([0.0, -9.0, 0.0])
        for actor in self.stage.gear:
            actor.position = tuple(where)
            actor.orientation = (0.0, 0.0, angle)

    def close(self) -> None:
        """Free the window."""
        self.stage.close()


def surface_box(body: Body, stills: list[Still], every: int = 7) -> tuple[Array, Array]:
    """Box (3,), (3,) in metres round the person in all postures."""
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    weights, vertices = body.weights[::every], body.vertices[::every]
    for still in stills:
        points, _ = skin(weights, vertices, vertices, still.scene.posed.transforms(0))
        low, high = np.minimum(low, points.min(axis=0)), np.maximum(high, points.max(axis=0))
    return low - 0.03, high + 0.03
