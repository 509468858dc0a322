"""Pose free arms: hanging, on hips or thighs, crossed, reaching out or up, behind the head, or holding a dowel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lab.arms import HandGoal, reach_m
from lab.body import Array, Body
from lab.lying import carried_point
from lab.rotations import unit
from lab.skeleton import Posed

STYLES = ("hang", "hips", "crossed", "reach", "thighs", "dowel", "behind_head", "overhead")
DOWEL_RADIUS_M = 0.015
DOWEL_HALF_M = 0.62


@dataclass(frozen=True)
class Arm:
    """What a style needs: the posed body without arms, sign (+1 right, -1 left), and an angle of choice, degrees."""

    posed: Posed
    sign: float
    angle_deg: float

    @property
    def body(self) -> Body:
        """The body."""
        return self.posed.body

    @property
    def side(self) -> str:
        """R or L."""
        return "R" if self.sign > 0 else "L"

    @property
    def shoulder(self) -> Array:
        """Shoulder joint (T, 3), metres."""
        return self.posed.joint(f"upperarm01.{self.side}")

    def rotation(self, bone: str) -> Array:
        """World rotation (T, 3, 3) of a bone."""
        return np.asarray(self.posed.rotations[:, self.body.bone(bone)])

    def carried(self, bone: str, rest: Array) -> Array:
        """Track (T, 3) of a rest point that moves with a bone, metres."""
        return carried_point(self.posed, bone, rest)

    def goal(self, grip: Array, hand: Array, palm: Array, elbow: Array, fist: float) -> HandGoal:
        """Goal with directions (3,) or (T, 3)."""
        wide = grip.shape
        hand, palm, elbow = (np.broadcast_to(v, wide) for v in (unit(hand), unit(palm), unit(elbow)))
        return HandGoal(grip, hand, palm, elbow, np.full(len(grip), fist))


def surface_x(body: Body, share: float, *, front: bool) -> float:
    """Depth x (m) of the torso's front or back at the midline, at a share of stature."""
    torso = body.weight_of(("spine", "root", "pelvis", "clavicle", "breast", "neck01")) > 0.5
    near = torso & (np.abs(body.vertices[:, 1] - share * body.height_m) < 0.02) & (np.abs(body.vertices[:, 2]) < 0.06)
    x = body.vertices[near, 0]
    return float(x.max() if front else x.min())


def hang(arm: Arm) -> HandGoal:
    """Hanging, angle_deg ahead of the vertical."""
    angle, reach = np.deg2rad(arm.angle_deg), 0.965 * reach_m(arm.body)
    down = np.array([np.sin(angle), -np.cos(angle), 0.08 * arm.sign])
    grip = arm.shoulder + reach * down
    return arm.goal(grip, down, np.array([-0.3, 0.0, -arm.sign]), np.array([-1.0, 0.1, 0.3 * arm.sign]), 0.3)


def hips(arm: Arm) -> HandGoal:
    """Hand on the side of the waist, elbow out."""
    height = arm.body.height_m
    pelvis, thorax = arm.rotation("root"), arm.rotation("spine02")
    middle = arm.body.head("spine04")
    torso = arm.body.weight_of(("spine", "root", "pelvis")) > 0.5
    level = torso & (np.abs(arm.body.vertices[:, 1] - 0.605 * height) < 0.015)
    wide = float(np.abs(arm.body.vertices[level, 2]).max()) + 0.012
    rest = np.array([middle[0] + 0.015, 0.605 * height, arm.sign * wide])
    grip = arm.carried("spine04", rest)
    hand = pelvis @ np.array([0.9, -0.35, -0.1 * arm.sign])
    return arm.goal(grip, hand, pelvis @ np.array([0.0, 0.0, -arm.sign]), thorax @ np.array([-0.7, 0.0, arm.sign]), 0.4)


def crossed(arm: Arm) -> HandGoal:
    """Hand on the other side's upper chest."""
    body = arm.body
    thorax = arm.rotation("spine01")
    share = 0.755 + 0.012 * arm.sign
    out = surface_x(body, share, front=True) + 0.012 + (0.035 if arm.sign > 0 else 0.0)
    grip = arm.carried("spine01", np.array([out, share * body.height_m, -0.055 * arm.sign * body.height_m]))
    hand = thorax @ np.array([-0.1, 0.35, -arm.sign])
    elbow = thorax @ np.array([0.7, -1.0, 0.5 * arm.sign])
    return arm.goal(grip, hand, thorax @ np.array([-1.0, 0.0, -0.1 * arm.sign]), elbow, 0.1)


def reach(arm: Arm) -> HandGoal:
    """Held out ahead, angle_deg above the horizontal."""
    angle = np.deg2rad(arm.angle_deg)
    ahead = np.array([np.cos(angle), np.sin(angle), 0.0])
    grip = arm.shoulder + 0.97 * reach_m(arm.body) * ahead
    return arm.goal(grip, ahead, np.array([0.0, -1.0, -0.2 * arm.sign]), np.array([0.0, -0.4, arm.sign]), 0.1)


def thighs(arm: Arm) -> HandGoal:
    """Hand on the thigh, as far down as the arm reaches."""
    hip, knee = arm.posed.joint(f"upperleg01.{arm.side}"), arm.posed.joint(f"lowerleg01.{arm.side}")
    line = knee - hip
    ahead = np.stack([-line[:, 1], line[:, 0], np.zeros(len(line))], axis=1)
    shares = np.linspace(0.35, 0.9, 12)
    points = hip[:, None] + shares[:, None] * line[:, None] + 0.055 * arm.body.height_m * unit(ahead)[:, None]
    far = np.linalg.norm(points - arm.shoulder[:, None], axis=2)
    best = np.argmin(np.abs(far - 0.93 * reach_m(arm.body)), axis=1)
    grip = points[np.arange(len(line)), best]
    return arm.goal(grip, line, -unit(ahead), np.array([-0.6, 0.2, arm.sign]), 0.15)


def behind_head(arm: Arm) -> HandGoal:
    """Hand behind the head, elbow out and a little ahead."""
    body = arm.body
    skin = body.vertices[body.weight_of(("head",)) > 0.5]
    base = body.head("head")
    level = skin[np.abs(skin[:, 1] - base[1] - 0.06) < 0.02]
    rest = np.array([level[:, 0].min() - 0.02, base[1] + 0.06, 0.045 * arm.sign])
    thorax, skull = arm.rotation("spine01"), arm.rotation("head")
    hand = skull @ np.array([-0.2, 0.4, -arm.sign])
    elbow = thorax @ np.array([0.5, 0.35, arm.sign])
    return arm.goal(arm.carried("head", rest), hand, skull @ np.array([1.0, 0.0, 0.0]), elbow, 0.1)


def overhead(arm: Arm) -> HandGoal:
    """Held along the trunk beyond the head, angle_deg before its line."""
    angle = np.deg2rad(arm.angle_deg)
    thorax = arm.rotation("spine01")
    along = thorax @ np.array([np.sin(angle), np.cos(angle), 0.06 * arm.sign])
    grip = arm.shoulder + 0.965 * reach_m(arm.body) * along
    return arm.goal(grip, along, thorax @ np.array([1.0, 0.0, 0.0]), thorax @ np.array([0.4, 0.0, arm.sign]), 0.15)


def dowel_line(posed: Posed) -> tuple[Array, Array]:
    """Middle (T, 3) and upward direction (T, 3) of a dowel that rests on the back, metres.

    It touches thorax and sacrum; where a rounded back would pass through it, it moves out.
    """
    body = posed.body
    points = [
        carried_point(posed, bone, np.array([surface_x(body, share, front=False), share * body.height_m, 0.0]))
        for bone, share in (("root", 0.56), ("spine04", 0.60), ("spine03", 0.64), ("spine02", 0.69), ("spine01", 0.77))
    ]
    direction = unit(points[-1] - points[0])
    outward = np.stack([-direction[:, 1], direction[:, 0], np.zeros(len(direction))], axis=1)
    far = np.max([((point - points[0]) * outward).sum(axis=1) for point in points], axis=0)
    middle = 0.45 * points[0] + 0.55 * points[-1]
    gap = far - ((middle - points[0]) * outward).sum(axis=1) + DOWEL_RADIUS_M + 0.006
    return middle + gap[:, None] * outward + 0.05 * direction, direction


def dowel(arm: Arm) -> HandGoal:
    """One hand behind the neck, the other behind the low back, both round the dowel."""
    middle, along = dowel_line(arm.posed)
    return dowel_hand(arm, middle + (0.40 if is_upper(arm) else -0.17) * along, along)


def is_upper(arm: Arm) -> bool:
    """Whether this hand is the one behind the neck: the right one where the angle of choice is not negative."""
    return (arm.sign > 0) == (arm.angle_deg >= 0.0)


def dowel_hand(arm: Arm, grip: Array, along: Array) -> HandGoal:
    """A hand round a dowel at a grip (T, 3), the dowel's upward direction along (T, 3)."""
    outward = np.stack([-along[:, 1], along[:, 0], np.zeros(len(along))], axis=1)
    upper = is_upper(arm)
    thorax = arm.rotation("spine01")
    hand = np.array([0.0, 0.0, -arm.sign]) + (0.4 * along if upper else -0.1 * along)
    elbow = thorax @ (np.array([0.5, 0.6, arm.sign]) if upper else np.array([-0.5, -0.6, arm.sign]))
    return arm.goal(grip, hand, -outward if upper else outward, elbow, 0.9)


WAYS: dict[str, Callable[[Arm], HandGoal]] = {
    "hang": hang,
    "hips": hips,
    "crossed": crossed,
    "reach": reach,
    "thighs": thighs,
    "dowel": dowel,
    "behind_head": behind_head,
    "overhead": overhead,
}


def styled_hand(style: str, posed: Posed, sign: float, angle_deg: float) -> HandGoal:
    """Goal of one hand in a style of `STYLES`."""
    return WAYS[style](Arm(posed, sign, angle_deg))
