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

LOWER_LIMB: Final = ("hip", "knee", "ankle", "heel", "toe")
"""Landmarks of a leg, without their side."""


def other(side: Side) -> Side:
    """Return the opposite side."""
    return "right" if side == "left" else "left"


def pair(name: str) -> tuple[int, int]:
    """Return the indices of the left and the right landmark called `name`."""
    return INDEX[f"left_{name}"], INDEX[f"right_{name}"]
