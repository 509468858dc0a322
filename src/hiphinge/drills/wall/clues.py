"""What an edge in the picture, a given column or a given distance from the heels says of the wall's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hiphinge.core.props import Edge
from hiphinge.drills.wall.place import Clue

HIP_TRAVEL_SIGMA_CM: Final = 0.8
"""Error of the outline's rearmost point against the body's, the same in all of a recording (rendered sets)."""

BUTTOCK_CM: Final = 6.0
"""How far from the body's midline the buttocks reach furthest back: seen obliquely, the outline shows the near one (or
the far one) behind the midline by this much times the view's sine (42 rendered sets of this drill: 6 to 7 cm)."""

GIVEN_SIGMA_CM: Final = 0.7
"""How well a column that the user points at is where hips meet the wall: a pixel or two, and the edge's own depth."""

HEEL_SIGMA_CM: Final = 1.5
"""How well heels are found in the picture and measured on the floor."""

ROLL_SIGMA_DEG: Final = 1.5
"""How well the picture's vertical is known, for carrying the heels' place up to the hips."""

FLOOR_BELOW_HEEL_CM: Final = 4.3
"""Landmarks of the heels lie this far above the floor between the feet (rendered sets of this drill)."""

CAMERA_HEIGHT_CM: Final = (115.0, 0.22)
"""Height of the camera over the floor and its spread as a share: on a bench or a tripod at the height of the hips."""

YAW_BIAS_DEG: Final = 5.0
YAW_SHRINK: Final = 0.8
YAW_SIGMA_DEG: Final = 6.5
"""Yaw from what `view` tells: the camera is told to stand this much too far towards the front (median of 250 rendered
lifts, and of these drills), the rest is worth a share of itself, and this is what then remains of error."""

FOCAL_MM: Final = 30.0
"""Focal length in 35 mm equivalent of a phone's main camera (24 to 50), for the place where depth vanishes."""

LONG_SIDE_MM: Final = 36.0

EDGE_SIGMA_PX: Final = 0.6
DEPTH_SIGMA_CM: Final = 0.5
FOOT_SIGMA_CM: Final = 2.0
"""How well an edge is found, pixels; what is left when it is carried to the body's depth; and how well the place where
it meets the floor is found against the floor between the feet (rendered sets of this drill)."""

SLOPE_SIGMA: Final = 0.08
"""Error of the slope of the wall's foot in the picture: 0.05 in 19 of 20 rendered walls whose face is seen."""

SLOPE_GATE: Final = 3.0
"""A slope further from what the view leads to expect than this many standard deviations is another line's."""

BESIDE: Final = (-0.12, 0.25)
"""Edges that stand further from the body's plane than this share of the camera's distance are not the wall's."""

UNKNOWN_DEPTH: Final = 0.4
UNKNOWN_DEPTH_CM: Final = 4.0
"""Weight and error of an edge whose foot is hidden: a wall may end 40 cm nearer or further than the person."""

BEHIND_AN_EDGE: Final = 0.3
"""Weight of an edge for each one that stands between it and the hips: walls have back edges, rooms have furniture."""

SAME_EDGE_CM: Final = 2.5

CLEAR_STEP: Final = 15.0
"""Grey levels from one side to the other from which an edge is plain to see."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How the person stands in the picture; x forward, y up, pixels of the analysed picture.

    Attributes
    ----------
    reach_px
        Rearmost place that the hips' outline reached.
    hip_px
        Height of the hips.
    heel_px
        Place and height of the heels between the feet.
    middle_px
        The picture's middle column.
    long_px
        The picture's longer side.
    yaw_deg
        Camera's yaw, positive towards the person's front.
    cm_per_px
        Scale along the floor at the body's depth, foreshortening undone.
    """

    reach_px: float
    hip_px: float
    heel_px: tuple[float, float]
    middle_px: float
    long_px: float
    yaw_deg: float
    cm_per_px: float

    @property
    def rear_px(self) -> float:
        """Where on the body's midline the rearmost reach is, which the outline shows further back, pixels."""
        return self.reach_px + BUTTOCK_CM * abs(float(np.sin(np.radians(self.yaw_deg)))) / self.cm_per_px

    @property
    def heel_cm(self) -> float:
        """How far the heels stand ahead of the rearmost reach, centimetres."""
        return (self.heel_px[0] - self.rear_px) * self.cm_per_px


def given_clue(x_px: float, stand: Stand) -> Clue:
    """What a column says that the user gave, x forward in pixels of the analysed picture."""
    sigma = float(np.hypot(GIVEN_SIGMA_CM, HIP_TRAVEL_SIGMA_CM))
    return Clue("given", (stand.rear_px - x_px) * stand.cm_per_px, sigma)


def heel_clue(heel_cm: float, stand: Stand, share_sigma: float) -> Clue:
    """What the heels' distance from the wall says that the user gave, centimetres."""
    up_cm = (stand.hip_px - stand.heel_px[1]) * stand.cm_per_px
    sigma = float(np.sqrt(HEEL_SIGMA_CM**2 + HIP_TRAVEL_SIGMA_CM**2 + (up_cm * np.radians(ROLL_SIGMA_DEG)) ** 2))
    sigma = float(np.hypot(sigma, share_sigma * abs(stand.heel_cm)))
    return Clue("heel", heel_cm - stand.heel_cm, sigma)


def edge_clues(edges: Sequence[Edge], stand: Stand) -> list[Clue]:
    """What the edges in the picture say; those at another depth than the person's are left out."""
    seen: list[tuple[bool, Clue]] = []
    for edge in edges:
        placed = _placed(edge, stand)
        if placed is None:
            continue
        x_px, sigma_px = placed
        at, sigma = (
            (stand.rear_px - x_px) * stand.cm_per_px,
            float(np.hypot(sigma_px * stand.cm_per_px, HIP_TRAVEL_SIGMA_CM)),
        )
        standing = edge.foot_px is not None
        if at > (-2.0 * sigma if standing else -UNKNOWN_DEPTH_CM / 2):
            weight = edge.share * min(edge.step / CLEAR_STEP, 1.0) * (1.0 if standing else UNKNOWN_DEPTH)
            seen.append((standing, Clue("picture", at, sigma, weight)))
    seen.sort(key=lambda clue: clue[1].at_cm)
    weighed: list[Clue] = []
    rank, last = 0, np.inf
    for standing, clue in seen:
        if standing:
            rank += clue.at_cm - last > SAME_EDGE_CM
            last = clue.at_cm
        weighed.append(replace(clue, weight=clue.weight * BEHIND_AN_EDGE**rank))
    return weighed


def _placed(edge: Edge, stand: Stand) -> tuple[float, float] | None:
    """Where the wall's plane cuts the body's if the edge is the wall's, with its standard deviation, pixels.

    The foot of the edge against the floor between the feet tells its depth; from there the plane runs along the
    wall's own foot where that was seen, and towards the point where depth vanishes where not.
    """
    if edge.foot_px is None:
        return edge.x_px, float(np.hypot(EDGE_SIGMA_PX, UNKNOWN_DEPTH_CM / stand.cm_per_px))
    floor = stand.heel_px[1] - FLOOR_BELOW_HEEL_CM / stand.cm_per_px
    up = floor - edge.foot_px
    height = CAMERA_HEIGHT_CM[0] / stand.cm_per_px
    nearer = up / height
    if not BESIDE[0] < nearer < BESIDE[1]:
        return None
    focal = FOCAL_MM / LONG_SIDE_MM * stand.long_px
    vanishing = stand.middle_px + focal * np.tan(np.radians(YAW_SHRINK * (stand.yaw_deg - YAW_BIAS_DEG)))
    slope = (vanishing - edge.x_px) / height / (1.0 + nearer)
    slope_sigma = float(np.hypot(focal * np.radians(YAW_SIGMA_DEG) / height, CAMERA_HEIGHT_CM[1] * slope))
    if edge.base_slope is not None and abs(edge.base_slope - slope) < SLOPE_GATE * slope_sigma:
        slope, slope_sigma = edge.base_slope, SLOPE_SIGMA
    sigma = np.sqrt(
        EDGE_SIGMA_PX**2
        + (DEPTH_SIGMA_CM / stand.cm_per_px) ** 2
        + (slope * FOOT_SIGMA_CM / stand.cm_per_px) ** 2
        + (slope_sigma * up) ** 2
    )
    return float(edge.x_px + slope * up), float(sigma)
