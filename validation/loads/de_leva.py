"""Give the body segments of de Leva 1996 (J Biomech 29:1223), for the planar model and for whole bodies.

The table was transcribed from public implementations (kineticstoolkit, biorbd) and agrees with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiphinge.loads.anthropometry import Sex


@dataclass(frozen=True, slots=True)
class Segment:
    """One row of a table: share of body mass, length as a share of stature, centre of mass, radius of gyration.

    `com` is the distance of the centre of mass from the segment's first end and `gyration` the radius of gyration
    about the transverse axis, both as shares of the length.
    """

    mass: float
    length: float
    com: float
    gyration: float


_LEVA_M_STATURE: Final = 1.741
_LEVA_F_STATURE: Final = 1.735

DE_LEVA: Final[dict[Sex, dict[str, Segment]]] = {
    "f": {
        "head": Segment(0.0668, 0.2437 / _LEVA_F_STATURE, 0.4841, 0.295),
        "trunk": Segment(0.4257, 0.4979 / _LEVA_F_STATURE, 0.3782, 0.361),
        "arm": Segment(0.0255, 0.2751 / _LEVA_F_STATURE, 0.5754, 0.260),
        "forearm": Segment(0.0138, 0.2643 / _LEVA_F_STATURE, 0.4559, 0.257),
        "hand": Segment(0.0056, 0.0780 / _LEVA_F_STATURE, 0.7474, 0.454),
        "thigh": Segment(0.1478, 0.3685 / _LEVA_F_STATURE, 0.3612, 0.364),
        "leg": Segment(0.0481, 0.4386 / _LEVA_F_STATURE, 0.4352, 0.263),
        "foot": Segment(0.0129, 0.2283 / _LEVA_F_STATURE, 0.4014, 0.279),
    },
    "m": {
        "head": Segment(0.0694, 0.2429 / _LEVA_M_STATURE, 0.5002, 0.315),
        "trunk": Segment(0.4346, 0.5155 / _LEVA_M_STATURE, 0.4310, 0.358),
        "arm": Segment(0.0271, 0.2817 / _LEVA_M_STATURE, 0.5772, 0.269),
        "forearm": Segment(0.0162, 0.2689 / _LEVA_M_STATURE, 0.4574, 0.265),
        "hand": Segment(0.0061, 0.0862 / _LEVA_M_STATURE, 0.7900, 0.513),
        "thigh": Segment(0.1416, 0.4222 / _LEVA_M_STATURE, 0.4095, 0.329),
        "leg": Segment(0.0433, 0.4403 / _LEVA_M_STATURE, 0.4395, 0.246),
        "foot": Segment(0.0137, 0.2581 / _LEVA_M_STATURE, 0.4415, 0.245),
    },
}
"""Shares of mass and stature (de Leva 1996, table 4); head from the vertex to C7, trunk from mid-shoulder to
mid-hip."""
