"""Where the landmarks of a body lie on the rig, and how deep under the skin.

Joints are bone heads (the README's table); points of head, feet and pelvis are taken from the body at rest and carried
by one bone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.body import SIDES, Array, Body
from lab.lying import carried_point
from lab.skeleton import Posed

JOINTS = {
    "upperarm01": "shoulder",
    "lowerarm01": "elbow",
    "wrist": "wrist",
    "upperleg01": "hip",
    "lowerleg01": "knee",
    "foot": "ankle",
}
"""Bones of both sides whose heads are joints, and the joints' names."""

MIDDLE_JOINTS = {"head": "head", "neck01": "c7", "spine01": "t8", "spine02": "t12", "spine03": "l3", "spine04": "l5s1"}
"""Bones of the midline: the head's base, C7/T1, about T8, T12/L1, about L3, L5/S1."""

WORDS = {"L": "left", "R": "right"}
PELVIS_UP = 0.045
"""Height of the midpoint of ASIS and PSIS over the hip joints, share of stature: 7-8 cm in an adult (Dumas 2007)."""

EAR_M = np.array([-0.006, -0.010, 0.0])
"""From the ear's outermost point to its opening."""

SHOE_M, HEEL_UP_M, TOE_UP_M = 0.010, 0.004, 0.010
"""The shoe reaches so far beyond heel and toes; its marks lie so high over the foot's rest level."""

WITHIN_M = 0.03
LEVEL_VERTICES = 24
"""Vertices nearest to a height that make the body's cross-section there."""
MOST_FLESH_M = 0.19
ARM_SHARE = 0.17
"""Skin further than this share of stature from the midline belongs to the arms at rest."""


@dataclass(frozen=True)
class Mark:
    """A landmark: the bone that carries it, its place (3,) in metres at rest, and the flesh beside it (m)."""

    bone: str
    rest: Array
    flesh_m: float

    def track(self, posed: Posed) -> Array:
        """Its way (T, 3) in metres with a posed body."""
        return carried_point(posed, self.bone, self.rest)


def marks_of(body: Body) -> dict[str, Mark]:
    """All landmarks of a body by name, those of both sides with their side before it."""
    places = {name: (bone, body.head(bone)) for bone, name in MIDDLE_JOINTS.items()}
    places |= _head(body) | {"pelvis": ("root", _pelvis(body))}
    for side in SIDES:
        joints = {name: (f"{bone}.{side}", body.head(f"{bone}.{side}")) for bone, name in JOINTS.items()}
        places |= {f"{WORDS[side]}_{name}": place for name, place in (joints | _foot(body, side)).items()}
    return {name: Mark(bone, rest, _flesh_beside(body, rest)) for name, (bone, rest) in places.items()}


def _of_bones(body: Body, prefixes: tuple[str, ...]) -> Array:
    return np.asarray(body.vertices[body.weight_of(prefixes) > 0.5])


def _head(body: Body) -> dict[str, tuple[str, Array]]:
    skin = _of_bones(body, ("head",))
    middle = skin[np.abs(skin[:, 2]) < 0.012]
    eyes = {f"{WORDS[side]}_eye": ("head", body.head(f"eye.{side}")) for side in SIDES}
    level = float(body.head("eye.R")[1])
    nose = middle[np.argmax(middle[:, 0] - 2.0 * np.maximum(np.abs(middle[:, 1] - level + 0.03) - 0.03, 0.0))]
    front = middle[middle[:, 0] > float(nose[0]) - 0.045]
    chin = front[np.argmin(front[:, 1])]
    at_ears = skin[np.abs(skin[:, 1] - level + 0.015) < 0.03]
    ears = {}
    for side, sign in (("L", -1.0), ("R", 1.0)):
        ears[f"{WORDS[side]}_ear"] = ("head", at_ears[np.argmax(sign * at_ears[:, 2])] + EAR_M)
    return {"nose": ("head", nose), "chin": ("head", chin)} | eyes | ears


def _pelvis(body: Body) -> Array:
    height = 0.5 * float(body.head("upperleg01.L")[1] + body.head("upperleg01.R")[1]) + PELVIS_UP * body.height_m
    middle = body.vertices[np.abs(body.vertices[:, 2]) < 0.08]
    level = middle[np.argsort(np.abs(middle[:, 1] - height))[:LEVEL_VERTICES]]
    return np.array([0.5 * (level[:, 0].min() + level[:, 0].max()), height, 0.0])


def _foot(body: Body, side: str) -> dict[str, tuple[str, Array]]:
    bone = f"foot.{side}"
    skin = _of_bones(body, (bone, *(f"toe{number}-{part}.{side}" for number in range(1, 6) for part in (1, 2, 3))))
    low = skin[skin[:, 1] < 0.045]
    heel, toe = low[np.argmin(low[:, 0])], low[np.argmax(low[:, 0])]
    heel, toe = np.array([heel[0] - SHOE_M, HEEL_UP_M, heel[2]]), np.array([toe[0] + SHOE_M, TOE_UP_M, toe[2]])
    ball = 0.5 * (body.head(f"toe1-1.{side}") + body.head(f"toe5-1.{side}"))
    return {"heel": (bone, heel), "ball": (bone, ball), "toe": (f"toe2-1.{side}", toe)}


def _flesh_beside(body: Body, rest: Array) -> float:
    """Distance in metres from a point (3,) at rest to the skin straight to its side, away from the midline."""
    near = np.hypot(*(body.vertices[:, :2] - rest[:2]).T) < WITHIN_M
    side = 1.0 if rest[2] >= 0.0 else -1.0
    limit = max(ARM_SHARE * body.height_m, abs(float(rest[2])) + 0.09)
    skin = side * body.vertices[near, 2]
    outward = skin[(skin > side * rest[2]) & (skin < limit)] - side * rest[2]
    return min(float(outward.max()), MOST_FLESH_M) if len(outward) else WITHIN_M
