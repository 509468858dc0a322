"""A close-up of the lowest disc: L5, disc and sacrum at their inclination, with the forces on one scale."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG
from hiphinge.loads.model import LUMBAR
from hiphinge.report import load_words
from hiphinge.report.figure import Stance
from hiphinge.report.numbers import with_interval
from hiphinge.report.svg import circle, drawing, element, line, polygon, text

_ALONG: Final = 68.0
_ACROSS: Final = 46.0
"""Longest arrows along and across the disc, units of the drawing, up to the end of their intervals."""

_RADIUS: Final = 75.0

_L5: Final = "M-21,-25C-20,-17 -20,-12 -22,-4.4C-10,-7 10,-7 22,-4.4C20,-12 20,-17 21,-25C10,-27 -10,-27 -21,-25Z"
_SACRUM: Final = "M-22,4.4C-10,7.3 10,7.3 22,4.7C18,18 9,33 -5,44C-12,47 -18,43 -20,36C-23,25 -25,14 -22,4.4Z"
_DISC: Final = "M-22,-3.6C-10,-6 10,-6 22,-3.6C25,-1.3 25,1.6 22,4C10,6.5 -10,6.5 -22,3.6C-25,1.3 -25,-1.3 -22,-3.6Z"
"""Outlines of L5, sacrum and disc from the right side, the disc level with its centre at 0; front right, y downward."""


def slope_deg(stance: Stance) -> float:
    """Return the inclination of the lowest disc, forward and down, degrees, by which the loads are resolved."""
    return DISC_SLOPE_DEG + stance.pelvis_deg + LUMBAR["flex_extension"] / 2 * stance.lumbar_deg


def disc(compression_n: Measure, shear_n: Measure | None, slope: float) -> str:
    """Return the drawing as an SVG element; `slope` is that of `slope_deg`, degrees."""
    across = 0.0 if shear_n is None else max(abs(shear_n.low), abs(shear_n.high))
    scale = _ALONG / max(compression_n.high, _ALONG / _ACROSS * across, 1.0)
    parts = [element("path", look, d=shape) for look, shape in (("bone", _L5), ("bone", _SACRUM), ("disc", _DISC))]
    parts.append(_arrow("press", compression_n, scale, np.array([0.0, -6.5]), np.array([0.0, 1.0]), into=True))
    if shear_n is not None:
        sign = 1.0 if shear_n.value >= 0 else -1.0
        start = np.array([24.0 * sign, -15.0])
        size = shear_n if sign > 0 else -shear_n
        parts.append(_arrow("push", size, scale, start, np.array([sign, 0.0]), into=False))
    turned = f'<g transform="rotate({slope:.1f})">{"".join(parts)}</g>'
    names = "".join(
        text("on-bone", _turned(np.array(place), slope) + np.array([0.0, 2.4]), name)
        for name, place in (("L5", (-12.0, -16.0)), ("S1", (-6.0, 22.0)))
    )
    centre = np.zeros(2)
    ring = circle("inside", centre, _RADIUS) + circle("ring", centre, _RADIUS)
    reach = _RADIUS + 2
    return drawing(
        "closeup", (-reach, -reach, 2 * reach, 2 * reach), in_words(compression_n, shear_n), ring + turned + names
    )


def in_words(compression_n: Measure, shear_n: Measure | None) -> str:
    """Return a description of the drawing for screen readers."""
    across = "" if shear_n is None else f", and {load_words.across(shear_n)}"
    compression = with_interval(compression_n, "l5s1_compression_n")
    return f"The lowest disc, between L5 and S1, as it leans: compressed along its axis with {compression}{across}."


def _turned(place: FloatArray, turn_deg: float) -> FloatArray:
    """Return a point rotated with the disc, shape (2,), y downward."""
    turn = np.radians(turn_deg)
    cos, sin = np.cos(turn), np.sin(turn)
    return np.array([place[0] * cos - place[1] * sin, place[0] * sin + place[1] * cos])


def _arrow(kind: str, size: Measure, scale: float, at: FloatArray, direction: FloatArray, *, into: bool) -> str:
    """Return an arrow as long as the force, a thin line to the upper end of its interval, and a notch at the lower.

    With `into` the head of the arrow is at `at`; otherwise its tail is.
    """
    low, value, high = (max(force, 0.0) * scale for force in (size.low, size.value, size.high))
    sign = -1.0 if into else 1.0
    lower, end, upper = (at + sign * direction * length for length in (low, value, high))
    normal = np.array([-direction[1], direction[0]])
    tip = at if into else end
    base = tip - direction * min(8.0, 0.8 * value + 1.0)
    shaft = (base, end) if into else (at, base)
    return (
        line(f"{kind} ghost", end, upper)
        + line(f"{kind} ghost", upper + 3 * normal, upper - 3 * normal)
        + line(kind, *shaft)
        + line(f"{kind} ghost", lower + 4 * normal, lower - 4 * normal)
        + polygon(kind, np.array([tip, base + 4.4 * normal, base - 4.4 * normal]))
    )
