"""Turn an edge in the picture, a given column or a given distance from the heels into a clue to the wall's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hiphinge.core.props import Edge
from hiphinge.drills.wall.place import Clue

HIP_TRAVEL_SIGMA_CM: Final = 0.8
"""Standard deviation of the outline's rearmost point against the body's, constant in a recording (rendered sets)."""

BUTTOCK_CM: Final = 6.0
"""Distance of the buttocks' rearmost points from the body's midline: seen obliquely, the outline shows the near or the
far one behind the midline by this much times the sine of the yaw (42 rendered sets of this drill: 6 to 7 cm)."""

COLUMN_SIGMA_CM: Final = 0.7
"""Standard deviation of a column given by the user: a pixel or two, and the depth of the wall's edge."""

HEEL_SIGMA_CM: Final = 1.5
"""Standard deviation of the heels' place, found in the picture and measured on the floor."""

ROLL_SIGMA_DEG: Final = 1.5
"""Standard deviation of the picture's vertical, along which the heels' place is carried up to the hips."""

FLOOR_BELOW_HEEL_CM: Final = 4.3
"""Height of the heels' landmarks above the floor between the feet (rendered sets of this drill)."""

CAMERA_HEIGHT_CM: Final = (115.0, 0.22)
"""Height of the camera above the floor and its relative spread: on a bench or a tripod at the height of the hips."""

YAW_BIAS_DEG: Final = 5.0
"""How much too far towards the athlete's front `view` places the camera (median of 250 rendered lifts, and of these
drills)."""

YAW_SHRINK: Final = 0.8
"""Factor of the estimated yaw less its bias."""

YAW_SIGMA_DEG: Final = 6.5
"""Standard deviation of the yaw that bias and factor leave."""

FOCAL_MM: Final = 30.0
"""Focal length in 35 mm equivalent of a phone's main camera (24 to 50), for the vanishing point of depth."""

LONG_SIDE_MM: Final = 36.0
"""Longer side of the frame that `FOCAL_MM` refers to."""

EDGE_SIGMA_PX: Final = 0.6
"""Standard deviation of an edge's column (rendered sets of this drill)."""

DEPTH_SIGMA_CM: Final = 0.5
"""Standard deviation that remains when an edge is carried to the body's depth (same sets)."""

FOOT_SIGMA_CM: Final = 2.0
"""Standard deviation of the point where an edge meets the floor, against the floor between the feet (same sets)."""

SLOPE_SIGMA: Final = 0.08
"""Error of the slope of the wall's foot in the picture: 0.05 in 19 of 20 rendered walls whose face is seen."""

SLOPE_GATE: Final = 3.0
"""Standard deviations from the slope expected of the view beyond which a slope belongs to another line."""

BESIDE: Final = (-0.12, 0.25)
"""Distances from the body's plane, as a share of the camera's distance, between which an edge may be the wall's."""

UNKNOWN_DEPTH: Final = 0.4
"""Weight of an edge whose foot is hidden."""

UNKNOWN_DEPTH_CM: Final = 4.0
"""Its standard deviation: a wall may end 40 cm nearer or further than the athlete."""

BEHIND_AN_EDGE: Final = 0.3
"""Factor of an edge's weight for each edge between it and the hips: walls have back edges, rooms have furniture."""

SAME_EDGE_CM: Final = 2.5
"""Edges no further apart than this count as one."""

CLEAR_STEP: Final = 15.0
"""Grey levels from one side to the other from which an edge is clear."""


@dataclass(frozen=True, slots=True)
class WallStance:
    """How the athlete stands in the picture; x forward, y up, pixels of the analysed picture.

    Attributes
    ----------
    reach_px
        Rearmost place that the hips' outline reached.
    hip_px
        Height of the hips.
    heel_px
        Place and height of the midpoint of the heels.
    middle_px
        The picture's middle column.
    long_px
        The picture's longer side.
    yaw_deg
        Camera's yaw, positive towards the athlete's front.
    cm_per_px
        Scale along the floor at the body's depth, corrected for foreshortening.
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
        """The rearmost reach on the body's midline, which the outline shows further back, pixels."""
        return self.reach_px + BUTTOCK_CM * abs(float(np.sin(np.radians(self.yaw_deg)))) / self.cm_per_px

    @property
    def heel_cm(self) -> float:
        """Distance of the heels ahead of the rearmost reach, centimetres."""
        return (self.heel_px[0] - self.rear_px) * self.cm_per_px


def column_clue(x_px: float, stance: WallStance) -> Clue:
    """Return the clue in a column given by the user, x forward in pixels of the analysed picture."""
    sigma = float(np.hypot(COLUMN_SIGMA_CM, HIP_TRAVEL_SIGMA_CM))
    return Clue("given", (stance.rear_px - x_px) * stance.cm_per_px, sigma)


def heel_clue(heel_cm: float, stance: WallStance, share_sigma: float) -> Clue:
    """Return the clue in a distance from heels to wall given by the user, centimetres.

    `share_sigma` is the scale's relative standard deviation.
    """
    up_cm = (stance.hip_px - stance.heel_px[1]) * stance.cm_per_px
    sigma = float(np.sqrt(HEEL_SIGMA_CM**2 + HIP_TRAVEL_SIGMA_CM**2 + (up_cm * np.radians(ROLL_SIGMA_DEG)) ** 2))
    sigma = float(np.hypot(sigma, share_sigma * abs(stance.heel_cm)))
    return Clue("heel", heel_cm - stance.heel_cm, sigma)


def edge_clues(edges: Sequence[Edge], stance: WallStance) -> list[Clue]:
    """Return the clues in the edges of the picture, without those at another depth than the athlete's."""
    candidates: list[tuple[bool, Clue]] = []
    for edge in edges:
        crossing = _crossing(edge, stance)
        if crossing is None:
            continue
        x_px, sigma_px = crossing
        at, sigma = (
            (stance.rear_px - x_px) * stance.cm_per_px,
            float(np.hypot(sigma_px * stance.cm_per_px, HIP_TRAVEL_SIGMA_CM)),
        )
        standing = edge.foot_px is not None
        if at > (-2.0 * sigma if standing else -UNKNOWN_DEPTH_CM / 2):
            weight = edge.share * min(edge.step / CLEAR_STEP, 1.0) * (1.0 if standing else UNKNOWN_DEPTH)
            candidates.append((standing, Clue("picture", at, sigma, weight)))
    candidates.sort(key=lambda candidate: candidate[1].at_cm)
    clues: list[Clue] = []
    rank, last = 0, np.inf
    for standing, clue in candidates:
        if standing:
            rank += clue.at_cm - last > SAME_EDGE_CM
            last = clue.at_cm
        clues.append(replace(clue, weight=clue.weight * BEHIND_AN_EDGE**rank))
    return clues


def _crossing(edge: Edge, stance: WallStance) -> tuple[float, float] | None:
    """Return where the wall's plane cuts the body's if the edge is the wall's, with its standard deviation, pixels.

    The height of the edge's foot against the floor between the feet gives its depth. From there the plane runs along
    the wall's own foot where that was seen, and towards the vanishing point of depth where not. None for an edge at
    another depth than the athlete's.
    """
    if edge.foot_px is None:
        return edge.x_px, float(np.hypot(EDGE_SIGMA_PX, UNKNOWN_DEPTH_CM / stance.cm_per_px))
    floor = stance.heel_px[1] - FLOOR_BELOW_HEEL_CM / stance.cm_per_px
    up = floor - edge.foot_px
    height = CAMERA_HEIGHT_CM[0] / stance.cm_per_px
    nearer = up / height
    if not BESIDE[0] < nearer < BESIDE[1]:
        return None
    focal = FOCAL_MM / LONG_SIDE_MM * stance.long_px
    vanishing = stance.middle_px + focal * np.tan(np.radians(YAW_SHRINK * (stance.yaw_deg - YAW_BIAS_DEG)))
    slope = (vanishing - edge.x_px) / height / (1.0 + nearer)
    slope_sigma = float(np.hypot(focal * np.radians(YAW_SIGMA_DEG) / height, CAMERA_HEIGHT_CM[1] * slope))
    if edge.base_slope is not None and abs(edge.base_slope - slope) < SLOPE_GATE * slope_sigma:
        slope, slope_sigma = edge.base_slope, SLOPE_SIGMA
    sigma = np.sqrt(
        EDGE_SIGMA_PX**2
        + (DEPTH_SIGMA_CM / stance.cm_per_px) ** 2
        + (slope * FOOT_SIGMA_CM / stance.cm_per_px) ** 2
        + (slope_sigma * up) ** 2
    )
    return float(edge.x_px + slope * up), float(sigma)
