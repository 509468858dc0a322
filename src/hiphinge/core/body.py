"""The vocabulary of the body: landmarks, their sides, and the segments between them."""

from __future__ import annotations

from typing import Final, Literal

Side = Literal["left", "right"]

SIDES: Final[tuple[Side, Side]] = ("left", "right")

PAIRED: Final = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")
"""Landmarks that exist on both sides."""

LANDMARKS: Final = ("nose", *(f"{side}_{name}" for name in PAIRED for side in SIDES))
"""All landmarks of a `Motion`, in their order along the landmark axis."""

INDEX: Final = {name: i for i, name in enumerate(LANDMARKS)}
"""Position of each landmark along the landmark axis."""

SPINE_POINTS: Final = ("c7", "t8", "t12", "l3", "l5s1", "pelvis")
"""Points of the midline that a source may have besides: joints of the spine (C7/T1, about T8, T12/L1, about L3, L5/S1)
and the midpoint between ASIS and PSIS."""

DIRECT_ANGLES: Final = (
    "pelvis_from_trunk_deg",
    "lumbar_flexion_deg",
    "neck_extension_deg",
    "knee_flexion_deg",
    "hip_flexion_deg",
    "yaw_deg",
)
"""Angles that a pose model may give directly, degrees; none depends on how the picture is rolled. The first is pelvic
tilt less trunk lean; hip flexion is that of the pelvis; yaw is positive with the camera towards the lifter's front."""

LOWER_LIMB: Final = ("hip", "knee", "ankle", "heel", "toe")
"""Landmarks of a leg, without their side."""


def other(side: Side) -> Side:
    """Return the opposite side."""
    return "right" if side == "left" else "left"


def pair(name: str) -> tuple[int, int]:
    """Return the indices of the left and the right landmark called `name`."""
    return INDEX[f"left_{name}"], INDEX[f"right_{name}"]
