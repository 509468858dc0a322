"""Make clothes, shoes and hair: parts of the body's surface moved outward, smoothed, wrinkled and coloured."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d

from lab.body import SIDES, Array, Body, Index
from lab.shells import Cut, Shell, body_shell, cut, smoothed, vertex_normals

Colour = tuple[float, float, float]
ARM_BONES = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger")
HEAD_BONES = ("neck", "head", "eye")


@dataclass(frozen=True)
class Outfit:
    """What a lifter wears.

    Looseness 0 (tight) to 1 (baggy); lengths as shares of the limb; shirt: tee, tank, long or none.
    shirt_hem: height of an untucked shirt's hem above the hip joint, share of stature. pattern: plain, stripes, print
    or halves, in the second colour.
    """

    shirt: str = "tee"
    shirt_colour: Colour = (0.18, 0.28, 0.45)
    shirt_looseness: float = 0.4
    tucked: bool = False
    trousers_share: float = 0.45
    trousers_colour: Colour = (0.12, 0.12, 0.14)
    trousers_looseness: float = 0.3
    shoe_colour: Colour = (0.85, 0.85, 0.86)
    skin_colour: Colour = (0.80, 0.60, 0.49)
    hair_colour: Colour = (0.16, 0.11, 0.08)
    hair: str = "short"
    shirt_hem: float = -0.015
    pattern: str = "plain"
    second_colour: Colour = (0.80, 0.80, 0.80)


def waves(points: Array, rng: np.random.Generator, wavelength_m: float, count: int = 8) -> Array:
    """Smooth random field (N,) of about unit spread over points (N, 3)."""
    total = np.zeros(len(points))
    for _ in range(count):
        direction = rng.standard_normal(3) * [1.0, 0.7, 1.0]
        direction *= 2.0 * np.pi / (wavelength_m * float(rng.uniform(0.6, 1.6))) / np.linalg.norm(direction)
        total += np.sin(points @ direction + float(rng.uniform(0, 2 * np.pi)))
    return np.asarray(total / np.sqrt(count / 2.0))


def limb_share(body: Body, start: str, end: str, points: Array) -> Array:
    """Position (N,) of points along the limb from bone `start` (0) to bone `end` (1)."""
    a, b = body.head(start), body.head(end)
    return np.asarray((points - a) @ (b - a) / ((b - a) @ (b - a)))


def arm_field(body: Body, upto: float) -> Array:
    """Positive (V,) on the arms above a share of the way (0 shoulder, 1 elbow, 2 wrist); metres."""
    length = float(np.linalg.norm(body.head("lowerarm01.R") - body.head("upperarm01.R")))
    field = np.full(len(body.vertices), 0.3)
    for side in SIDES:
        on_arm = body.weight_of(tuple(f"{bone}" for bone in ARM_BONES)) > 0.4
        on_arm &= (body.vertices[:, 2] > 0) == (side == "R")
        upper = limb_share(body, f"upperarm01.{side}", f"lowerarm01.{side}", body.vertices)
        lower = 1.0 + limb_share(body, f"lowerarm01.{side}", f"wrist.{side}", body.vertices)
        share = np.where(lower > 1.0, lower, np.minimum(upper, 1.0))
        field[on_arm] = ((upto - share) * length)[on_arm]
    return field


def shirt_field(body: Body, outfit: Outfit) -> Array:
    """Positive (V,) where the shirt is; metres."""
    height = body.vertices[:, 1]
    hip = body.head("upperleg01.R")[1]
    hem = hip + (0.055 if outfit.tucked else outfit.shirt_hem) * body.height_m
    sleeve = {"tank": 0.02, "tee": 0.62, "long": 1.86, "none": -9.0}[outfit.shirt]
    neck = 0.03 * (0.45 - body.weight_of(HEAD_BONES)) / 0.45
    if outfit.shirt == "tank":
        inner = np.abs(body.vertices[:, 2]) - 0.088 * body.height_m
        high = height - 0.765 * body.height_m
        neck = np.minimum(neck, -np.minimum(inner, high))
    return np.asarray(np.minimum.reduce([height - hem, arm_field(body, sleeve), neck]))


def printed(colours: Array, points: Array, body: Body, outfit: Outfit) -> Array:
    """Colours (N, 3) of a shirt with its pattern; points (N, 3) at rest, metres."""
    height = points[:, 1] / body.height_m
    share = np.zeros(len(points))
    if outfit.pattern == "stripes":
        share = (np.sin(height * 2.0 * np.pi / 0.032) > 0.2).astype(float)
    elif outfit.pattern == "print":
        share = ((np.abs(height - 0.735) < 0.03) & (np.abs(points[:, 2]) < 0.09)).astype(float)
    elif outfit.pattern == "halves":
        share = (height > 0.72).astype(float)
    return np.asarray(colours + share[:, None] * (np.asarray(outfit.second_colour) - colours))


def trousers_field(body: Body, outfit: Outfit) -> Array:
    """Positive (V,) where shorts or trousers are; metres."""
    height = body.vertices[:, 1]
    hip, ankle = body.head("upperleg01.R")[1], body.head("foot.R")[1]
    waist = hip + 0.062 * body.height_m
    hem = hip + outfit.trousers_share * (ankle - hip)
    hands = 0.1 * (0.05 - body.weight_of(ARM_BONES))
    return np.asarray(np.minimum.reduce([waist - height, height - hem, hands]))


def garment(
    body: Body, name: str, field: Array, colour: Colour, offset_m: Array, looseness: float, rng: np.random.Generator
) -> Shell:
    """Cloth over the part of the body where field is positive, offset_m (V,) metres off a smoothed skin."""
    part: Cut = cut(body.faces, field)
    flat = smoothed(body.vertices, body.faces, int(4 + 60 * looseness))
    outward = vertex_normals(smoothed(body.vertices, body.faces, 3), body.faces)
    lifted = np.clip(((flat - body.vertices) * outward).sum(axis=1), 0.0, 0.012 + 0.03 * looseness)
    base = body.vertices + outward * (lifted + offset_m)[:, None]
    fold = (0.0012 + 0.0032 * looseness) * (waves(base, rng, 0.16) + 0.5 * waves(base, rng, 0.07))
    base = base + outward * np.maximum(fold, -0.6 * offset_m)[:, None]
    normals = vertex_normals(base, body.faces)
    hem = np.clip(part.values(field) / 0.02, 0.0, 1.0)
    shade = 1.0 + 0.05 * waves(part.values(base), rng, 0.25) - 0.12 * (1.0 - hem)
    colours = np.clip(np.asarray(colour)[None] * shade[:, None], 0.0, 1.0)
    limbs = part.values(body.weight_of((*ARM_BONES, "upperleg", "lowerleg")))
    droop = looseness * (0.085 - 0.05 * np.clip(limbs, 0.0, 1.0))
    return Shell(
        name, part.values(base), part.values(normals), part.faces, part.weights(body.weights), colours, droop, 0.03
    )


def shoe(body: Body, side: str, colour: Colour, sole_m: float) -> Shell:
    """Return a shoe lofted round the foot, moving with the foot bone."""
    near = body.vertices[
        (body.weight_of((f"foot.{side}", *(f"toe{i}-{j}.{side}" for i in range(1, 6) for j in (1, 2, 3)))) > 0.5)
    ]
    heel, toe = near[:, 0].min() - 0.010, near[:, 0].max() + 0.012
    ankle = body.head(f"foot.{side}")
    slices = np.linspace(heel, toe, 26)
    top, left, right = [], [], []
    for x in np.clip(slices, heel + 0.025, toe - 0.03):
        part = near[np.abs(near[:, 0] - x) < 0.02]
        top.append(part[:, 1].max())
        left.append(part[part[:, 1] < 0.05, 2].min() if (part[:, 1] < 0.05).any() else part[:, 2].min())
        right.append(part[part[:, 1] < 0.05, 2].max() if (part[:, 1] < 0.05).any() else part[:, 2].max())
    roof = np.minimum(gaussian_filter1d(np.array(top), 1.5, mode="nearest") + 0.007, ankle[1] + 0.022)
    left_s, right_s = (gaussian_filter1d(np.array(v), 1.5, mode="nearest") for v in (left, right))
    taper = PchipInterpolator([0, 0.06, 0.2, 0.8, 0.94, 1.0], [0.35, 0.75, 1.0, 1.0, 0.72, 0.30])(
        np.linspace(0, 1, len(slices))
    )
    angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    rings = []
    for i, x in enumerate(slices):
        half = (0.5 * (right_s[i] - left_s[i]) + 0.006) * taper[i]
        centre_z = 0.5 * (right_s[i] + left_s[i])
        tall = (roof[i] + sole_m) * (0.55 + 0.45 * taper[i])
        c, s = np.cos(angle), np.sin(angle)
        z = centre_z + half * np.sign(c) * np.abs(c) ** 0.7
        y = -sole_m + 0.5 * tall * (1.0 + np.sign(s) * np.abs(s) ** 0.75)
        rings.append(np.stack([np.full_like(z, x), y, z], axis=1))
    return _lofted(body, f"foot.{side}", np.concatenate(rings), len(slices), len(angle), colour)


def _lofted(body: Body, bone: str, points: Array, rows: int, columns: int, colour: Colour) -> Shell:
    """Close rings of points (rows * columns, 3) into a surface with a light sole."""
    quads = []
    for r in range(rows - 1):
        for c in range(columns):
            a, b = r * columns + c, r * columns + (c + 1) % columns
            quads += [(a, b, b + columns), (a, b + columns, a + columns)]
    for row, flip in ((0, False), (rows - 1, True)):
        for c in range(1, columns - 1):
            ring = (row * columns, row * columns + c, row * columns + c + 1)
            quads.append(ring if flip else ring[::-1])
    faces: Index = np.array(quads, dtype=np.int64)
    normals = vertex_normals(points, faces)
    if np.mean((normals * (points - points.mean(axis=0))).sum(axis=1)) < 0:
        faces, normals = faces[:, ::-1].copy(), -normals
    colours = np.where((points[:, 1] < 0.014)[:, None], [[0.88, 0.87, 0.85]], [colour])
    column = np.full(len(points), body.bone(bone))
    weights = sparse.csr_matrix(
        (np.ones(len(points)), (np.arange(len(points)), column)), shape=(len(points), len(body.names))
    )
    return Shell("shoe", points, normals, faces, weights, colours, np.zeros(len(points)), 0.15)


def head_points(body: Body) -> tuple[Array, float]:
    """Vertices (V, 3) seen from the point between the eyes, and the height in metres of the skull's top above it."""
    eyes = 0.5 * (body.head("eye.L") + body.head("eye.R"))
    local = body.vertices - eyes
    return local, float(body.vertices[:, 1].max() - eyes[1])


def hair_field(body: Body) -> Array:
    """Positive (V,) where hair grows; metres."""
    local, top = head_points(body)
    x, y = local[:, 0], local[:, 1]
    behind = -x / top  # 0 at the eyes, about 1 over the ear
    line = top * np.interp(
        behind,
        [-0.4, 0.1, 0.35, 0.55, 0.72, 0.80, 0.95, 1.1, 1.3, 1.6],
        [0.60, 0.52, 0.22, 0.12, -0.05, 0.08, 0.02, -0.35, -0.66, -0.74],
    )
    line = line + 0.004 * np.sin(260.0 * x) * np.sin(210.0 * local[:, 2])
    ears = np.abs(local[:, 2]) > 0.70 * top
    field = y - line
    on_head = body.weight_of(("head",)) > 0.3
    return np.where(on_head & ~(ears & (y < 0.25 * top)), field, -0.05)


def hair(body: Body, outfit: Outfit, rng: np.random.Generator) -> list[Shell]:
    """Short hair, or long hair tied into a tail or a bun; nothing for shaven heads."""
    if outfit.hair == "none":
        return []
    field = hair_field(body)
    part = cut(body.faces, field)
    flat = smoothed(body.vertices, body.faces, 8)
    outward = vertex_normals(flat, body.faces)
    thick = 0.016 if outfit.hair == "short" else 0.012
    edge = np.clip(field / 0.03, 0.0, 1.0)
    lift = thick * np.sqrt(edge) + 0.0026 * edge * waves(body.vertices, rng, 0.022)
    base = body.vertices + outward * np.maximum(lift, 0.001)[:, None]
    shade = 1.0 + 0.13 * waves(part.values(base), rng, 0.012) + 0.12 * (1.0 - part.values(edge))
    colours = np.clip(np.asarray(outfit.hair_colour)[None] * shade[:, None], 0, 1)
    normals = vertex_normals(base, body.faces)
    shell = Shell(
        "hair",
        part.values(base),
        part.values(normals),
        part.faces,
        part.weights(body.weights),
        colours,
        np.zeros(len(part.first)),
        0.12,
    )
    local, top = head_points(body)
    if outfit.hair not in ("tail", "bun", "long"):
        return [shell]
    eyes = body.vertices[0] - local[0]
    centre = eyes + np.array([-1.62 * top, 0.35 * top, 0.0])
    radii = np.array([0.035, 0.035, 0.038]) if outfit.hair == "bun" else np.array([0.030, 0.105, 0.030])
    if outfit.hair == "long":
        radii, centre = np.array([0.055, 0.150, 0.080]), centre + np.array([0.035, -0.120, 0.0])
    if outfit.hair == "tail":
        centre = centre + np.array([-0.004, -0.085, 0.0])
    return [shell, _ball(body, centre, radii, outfit.hair_colour)]


def _ball(body: Body, centre: Array, radii: Array, colour: Colour) -> Shell:
    """Return an ellipsoid that moves with the head."""
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 18, endpoint=False), np.linspace(0.05, np.pi - 0.05, 14))
    sphere = np.stack([np.sin(v) * np.cos(u), np.cos(v), np.sin(v) * np.sin(u)], axis=-1).reshape(-1, 3)
    shell = _lofted(body, "head", centre + sphere * radii, 14, 18, colour)
    return Shell(
        "hair",
        shell.vertices,
        shell.normals,
        shell.faces,
        shell.weights,
        np.tile(colour, (len(sphere), 1)),
        shell.droop,
        0.12,
    )


def skin_colours(body: Body, outfit: Outfit) -> Array:
    """Colours (V, 3) of the bare body: skin with darker brows and lips, white eyes with dark irises."""
    local, top = head_points(body)
    colours = np.tile(np.asarray(outfit.skin_colour, dtype=float), (len(body.vertices), 1))
    mirrored = np.abs(local[:, 2])
    face = body.weight_of(("head",)) > 0.5
    warm = face & (local[:, 0] > -0.3 * top) & (local[:, 1] < -0.15 * top)
    colours[warm] *= [1.03, 0.97, 0.96]
    brow = face & (local[:, 0] > -0.01) & (np.abs(local[:, 1] - 0.022) < 0.006) & (mirrored > 0.012) & (mirrored < 0.05)
    colours[brow] = 0.35 * colours[brow] + 0.65 * np.asarray(outfit.hair_colour)
    lips = face & (local[:, 0] > 0.015) & (mirrored < 0.022) & (np.abs(local[:, 1] + 0.66 * top * 0.98) < 0.008)
    colours[lips] = colours[lips] * [0.86, 0.62, 0.62]
    for side in SIDES:
        ball = body.weight_of((f"eye.{side}",)) > 0.5
        if ball.any():
            colours[ball] = (0.93, 0.92, 0.90)
            front = body.vertices[ball, 0].max()
            colours[ball & (body.vertices[:, 0] > front - 0.0035)] = (0.16, 0.10, 0.07)
    return colours


def dressed(
    body: Body, outfit: Outfit, sole_m: float, rng: np.random.Generator, hanging: Shell | None = None
) -> list[Shell]:
    """All surfaces of a dressed body; skin that is under cloth is left out.

    hanging: a shirt that is draped frame by frame, instead of the outfit's own; skin near its hem stays.
    """
    shells: list[Shell] = []
    covered = np.full(len(body.vertices), -1.0)
    shirt_gap, leg_gap = 0.004 + 0.016 * outfit.shirt_looseness, 0.003 + 0.020 * outfit.trousers_looseness
    flat = np.ones(len(body.vertices))
    trousers = trousers_field(body, outfit)
    covered = np.maximum(covered, trousers - 0.02)
    down = np.clip((body.head("upperleg01.R")[1] - body.vertices[:, 1]) / 0.3, 0.0, 1.0)
    shells.append(
        garment(
            body,
            "trousers",
            trousers,
            outfit.trousers_colour,
            leg_gap * (0.25 + 0.75 * down),
            outfit.trousers_looseness,
            rng,
        )
    )
    if hanging is not None:
        shirt = shirt_field(body, outfit)
        hem = body.vertices[shirt > 0, 1].min() + 0.14
        covered = np.maximum(covered, np.minimum(shirt - 0.03, body.vertices[:, 1] - hem))
        shells.append(hanging)
    elif outfit.shirt != "none":
        shirt = shirt_field(body, outfit)
        covered = np.maximum(covered, shirt - 0.02)
        over = (
            np.clip(trousers / 0.02, 0.0, 1.0)
            * (0.25 * leg_gap + 0.004 + 0.012 * outfit.trousers_looseness)
            * (not outfit.tucked)
        )
        made = garment(body, "shirt", shirt, outfit.shirt_colour, shirt_gap * flat + over, outfit.shirt_looseness, rng)
        shells.append(replace(made, colours=printed(made.colours, made.vertices, body, outfit)))
    feet = body.head("foot.R")[1] - 0.004 - body.vertices[:, 1]
    covered = np.maximum(covered, feet)
    shells.append(body_shell(body, skin_colours(body, outfit), -covered))
    shells += [shoe(body, side, outfit.shoe_colour, sole_m) for side in SIDES]
    return shells + hair(body, outfit, rng)
