"""Place a straight rod along the back, measure its distance at each contact, and place the hands that hold it.

The rod is held against the upper back and moves with the thorax. While the low back keeps its shape, upper back and
tailbone carry it; where the back rounds, the tailbone leaves it. The head touches it or drops away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from lab.arm_styles import Arm, dowel_hand
from lab.arms import solve_arm
from lab.body import SIDES, Array, Body
from lab.clothing import ARM_BONES
from lab.posing import Scene3D
from lab.rotations import unit
from lab.shells import Shell
from lab.skeleton import Posed, forward, skin

REGIONS = {"tailbone": (0.50, 0.605), "upper_back": (0.68, 0.82), "head": (0.88, 0.99)}
"""Heights of the three contacts at rest, shares of stature: sacrum to the cleft, T10 to T2, occiput."""

NECK_FROM = 0.83  # height at rest from which the back moves with the head, share of stature
TRIED_NECK_DEG = (-40.0, -20.0, 0.0, 20.0, 40.0)
NECK_GRIP, LOW_GRIP = 0.842, 0.622  # heights of the two hands at rest, shares of stature: neck and hollow of the back


@dataclass(frozen=True)
class Strip:
    """The dressed back near the midline: surfaces, and of each point (N,) the contact ('' = none) and height at rest.

    height (N,): share of stature.
    """

    body: Body
    shells: tuple[Shell, ...]
    region: tuple[str, ...]
    height: Array

    def posed(self, posed: Posed, frame: int) -> Array:
        """Points (N, 3) in one frame, metres."""
        transforms = posed.transforms(frame)
        parts = [skin(shell.weights, shell.vertices, shell.normals, transforms)[0] for shell in self.shells]
        return np.concatenate(parts)

    def rows(self, name: str) -> Array:
        """Rows (K,) of the points of one contact."""
        return np.array([row for row, region in enumerate(self.region) if region == name])


@dataclass(frozen=True)
class Line:
    """The rod's axis over time: a point on it (T, 2) and its upward direction (T, 2), metres, in the sagittal plane."""

    point: Array
    along: Array

    @property
    def outward(self) -> Array:
        """Unit vectors (T, 2) away from the back."""
        return np.stack([-self.along[:, 1], self.along[:, 0]], axis=1)


def midline_strip(body: Body, shells: Sequence[Shell], radius_m: float) -> Strip:
    """The surfaces that a rod of this radius could touch behind the body's midline; arms left out."""
    arms = [index for index, name in enumerate(body.names) if name.startswith(ARM_BONES)]
    head = [index for index, name in enumerate(body.names) if name.startswith("head")]
    parts, region, heights = [], [], []
    for shell in shells:
        share = shell.vertices[:, 1] / body.height_m
        near = (np.abs(shell.vertices[:, 2]) < radius_m) & (shell.normals[:, 0] < 0.25) & (share > 0.47)
        near &= np.asarray(shell.weights[:, arms].sum(axis=1)).ravel() < 0.2
        rows = np.flatnonzero(near)
        if not len(rows):
            continue
        on_head = np.asarray(shell.weights[rows][:, head].sum(axis=1)).ravel() > 0.6
        parts.append(
            replace(
                shell, vertices=shell.vertices[rows], normals=shell.normals[rows], weights=shell.weights[rows].tocsr()
            )
        )
        heights.append(share[rows])
        for row, place in zip(rows, on_head, strict=True):
            region.append(region_of(float(share[row]), on_head=bool(place)))
    return Strip(body, tuple(parts), tuple(region), np.concatenate(heights))


def region_of(share: float, *, on_head: bool) -> str:
    """Name of the contact at a height (share of stature), or ''."""
    names = [name for name, (low, high) in REGIONS.items() if low < share < high]
    return names[0] if names and (names[0] == "head") == on_head else ""


def inner(points: Array, radius_m: float) -> Array:
    """Points (N, 2) moved forward by what a round rod gives way beside its middle; from points (N, 3)."""
    aside = np.clip(np.abs(points[:, 2]), 0.0, radius_m)
    out = points[:, :2].copy()
    out[:, 0] += radius_m - np.sqrt(radius_m**2 - aside**2)
    return np.asarray(out)


def resting(strip: Strip, posed: Posed, radius_m: float) -> Line:
    """The rod's axis where upper back and tailbone carry it."""
    rows = [strip.rows("tailbone"), strip.rows("upper_back")]
    points, along = [], []
    direction = np.array([0.0, 1.0])
    for frame in range(len(posed.heads)):
        here = inner(strip.posed(posed, frame), radius_m)
        for _ in range(8):
            outward = np.array([-direction[1], direction[0]])
            low, high = (here[chosen][np.argmax(here[chosen] @ outward)] for chosen in rows)
            direction = unit(high - low)
        outward = np.array([-direction[1], direction[0]])
        points.append(high + radius_m * outward)
        along.append(direction)
    return smooth(Line(np.array(points), np.array(along)))


def smooth(line: Line, frames: float = 2.0) -> Line:
    """The same line without the steps of a mesh's corners."""
    along = unit(gaussian_filter1d(line.along, frames, axis=0, mode="nearest"))
    return Line(gaussian_filter1d(line.point, frames, axis=0, mode="nearest"), np.asarray(along))


def carried(line: Line, held: Posed, posed: Posed) -> Line:
    """A line that was found on one posed body, carried by the thorax of another."""
    bone = posed.body.bone("spine01")
    turn = posed.rotations[:, bone, :2, :2] @ np.swapaxes(held.rotations[:, bone, :2, :2], 1, 2)
    offset = line.point - held.heads[:, bone, :2]
    point = posed.heads[:, bone, :2] + np.einsum("tij,tj->ti", turn, offset)
    return Line(point, np.einsum("tij,tj->ti", turn, line.along))


def gaps(strip: Strip, posed: Posed, line: Line, radius_m: float) -> dict[str, Array]:
    """Distance (T,) in metres from the rod's inner edge to the dressed body: each contact, the trunk, and all."""
    names = {name: strip.rows(name) for name in REGIONS} | {"trunk": np.flatnonzero(strip.height < NECK_FROM)}
    found: dict[str, list[float]] = {name: [] for name in (*names, "all")}
    for frame in range(len(line.point)):
        here = inner(strip.posed(posed, frame), radius_m)
        away = (line.point[frame] - here) @ line.outward[frame] - radius_m
        for name, rows in names.items():
            found[name].append(float(away[rows].min()))
        found["all"].append(float(away.min()))
    return {name: np.array(values) for name, values in found.items()}


def clear_of_body(strip: Strip, posed: Posed, line: Line, radius_m: float, part: str = "all") -> Line:
    """The line moved out of the body, or of its trunk, where it would pass through it."""
    inside = np.maximum(-gaps(strip, posed, line, radius_m)[part], 0.0)
    if not inside.any():
        return line
    out = gaussian_filter1d(maximum_filter1d(inside, 9), 2.0, mode="nearest")
    return replace(line, point=line.point + out[:, None] * line.outward)


def touching_neck(tried: Sequence[float], head_gaps: Array) -> Array:
    """Neck angle (T,) at which the head touches the rod; head_gaps (K, T) metres for the angles tried, degrees."""
    found = []
    for gap in head_gaps.T:
        order = np.argsort(gap)
        found.append(float(np.interp(0.0, gap[order], np.asarray(tried)[order])))
    return np.asarray(gaussian_filter1d(np.array(found), 3.0, mode="nearest"))


def held(scene: Scene3D, line: Line, half_m: float, middle_m: Array, upper: float) -> Scene3D:
    """The scene with both hands round the rod, one behind the neck, the other behind the low back.

    middle_m (T,): where the rod's middle is along the line, from its point; upper: +1 right hand behind the neck.
    """
    body, posed = scene.posed.body, scene.posed
    depth = np.zeros(len(line.point))
    point, along = (np.column_stack([part, depth]) for part in (line.point, line.along))
    middle = point + middle_m[:, None] * along
    reach = {}
    for name, height, bone in (("upper", NECK_GRIP, "neck01"), ("lower", LOW_GRIP, "spine03")):
        rest = np.array([float(body.head(bone)[0]), height * body.height_m, 0.0])
        index = body.bone(bone)
        place = posed.heads[:, index] + posed.rotations[:, index] @ (rest - body.heads[index])
        reach[name] = np.clip(((place - middle) * along).sum(axis=1), 0.06 - half_m, half_m - 0.06)
    given = {name: posed.rotations[:, index] for index, name in enumerate(body.names)}
    for name in [name for name in given if name.startswith(ARM_BONES)]:
        del given[name]
    for side in SIDES:
        sign = 1.0 if side == "R" else -1.0
        place = "upper" if sign * upper > 0 else "lower"
        goal = dowel_hand(Arm(posed, sign, upper), middle + reach[place][:, None] * along, along)
        given |= solve_arm(body, side, posed.joint(f"upperarm01.{side}"), goal)
    root = posed.heads[:, body.bone("root")]
    turn = np.degrees(np.arctan2(-along[:, 0], along[:, 1]))
    return Scene3D(forward(body, given, root), middle, scene.hand_direction, turn)
