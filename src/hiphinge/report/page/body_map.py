"""The body map: muscle groups shaded by the share of their strength that a lift used, from the side and from behind."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from string import ascii_uppercase
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.core.quantities import of_group
from hiphinge.report import figure, load_words
from hiphinge.report.numbers import number, with_interval
from hiphinge.report.svg import circle, element, text
from hiphinge.result import Loads

RAMP: Final = ("#fff3cf", "#fdd48a", "#f6a44c", "#dc6f22", "#a9431a", "#64210f")
"""Colours from none to all of a group's strength: lightness falls throughout, so that they can be distinguished
without colour vision and in grey print (after ColorBrewer's YlOrBr)."""

_DARK_FROM: Final = 0.71
"""Share from which white text has more contrast on the colour than black: both have 4.5 there."""

_VIEWS: Final[dict[figure.ViewName, tuple[float, float, float, float]]] = {
    "back": (-34.0, -182.0, 68.0, 186.0),
    "side": (-24.0, -182.0, 60.0, 186.0),
}
"""Left, top, width and height of each view, centimetres of the figure."""

_GROUND: Final[dict[figure.ViewName, tuple[float, float]]] = {"back": (0.0, 30.0), "side": (4.0, 24.0)}
"""Centre and half-width of the shadow below each view, centimetres."""

_HATCH: Final = (
    'width="2.6" height="2.6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="1.1" height="2.6" fill="#ffffff" fill-opacity=".85"'
)
"""The pattern over groups whose demand exceeds the model's strength."""

_MARK_CM: Final = 3.7
"""Radius of the disc with a group's letter."""


@dataclass(frozen=True, slots=True)
class Group:
    """One muscle group of the map.

    Attributes
    ----------
    name, title, letter
        Its name in the result, in words, and on the map.
    used
        Share of its strength that was used, 1 = all that the model has.
    fill
        Its colour.
    beyond
        Whether the demand exceeds the model's strength.
    """

    name: str
    title: str
    letter: str
    used: Measure
    fill: str
    beyond: bool

    @property
    def ink(self) -> str:
        """The colour of text on its fill."""
        return "#ffffff" if self.used.value >= _DARK_FROM else "#000000"


def colour(share: float) -> str:
    """Return the colour of a share of strength, `#rrggbb`; shares below 0 and above 1 are clipped."""
    stops = np.array([[int(stop[at : at + 2], 16) for at in (1, 3, 5)] for stop in RAMP], dtype=np.float64)
    at = float(np.clip(share, 0.0, 1.0)) * (len(RAMP) - 1)
    mixed = [np.interp(at, np.arange(len(RAMP)), stops[:, part]) for part in range(3)]
    return "#" + "".join(f"{round(float(part)):02x}" for part in mixed)


def groups(loads: Loads) -> list[Group]:
    """Return the groups that are shown: those whose demand is known."""
    shown: list[Group] = []
    for muscle in of_group("muscle"):
        used = load_words.demand(loads, muscle.key)
        if used is not None:
            letter, beyond = ascii_uppercase[len(shown)], used.value > 1.0
            shown.append(Group(muscle.key, muscle.title, letter, used, colour(used.value), beyond=beyond))
    return shown


def in_words(shown: list[Group]) -> str:
    """Return a description of the map for screen readers: the groups by demand."""
    ordered = sorted(shown, key=lambda group: -group.used.value)
    listed = ", ".join(f"{group.title} {number(group.used.value, group.name)}" for group in ordered)
    return f"Muscle groups by the share of their strength that was used: {listed}. Their intervals are in the list."


def svg(shown: list[Group], name: figure.ViewName) -> str:
    """Return one view of the map as an SVG element; `shown` as `groups` gives it."""
    drawn = figure.view(name)
    known = {group.name: group for group in shown}
    left, top, width, height = _VIEWS[name]
    ground = _GROUND[name]
    parts = [
        f'<svg viewBox="{left:g} {top:g} {width:g} {height:g}" class="figure" aria-hidden="true" focusable="false">',
        f'<defs><pattern id="beyond-{name}" {_HATCH}/></pattern></defs>',
        element("ellipse", "ground", cx=ground[0], cy=0.0, rx=ground[1], ry=2.2),
    ]
    sides = (1.0, -1.0) if name == "back" else (1.0,)
    outline = np.array(drawn["body"], dtype=np.float64)
    parts.append(f'<path class="flesh" d="{figure.path(figure.whole(outline) if name == "back" else outline)}"/>')
    parts += _strokes(drawn["lines"].get("body", []), sides, "contour")
    for muscle, points in drawn["muscles"].items():
        if muscle in known:
            parts.append(_muscle(known[muscle], np.array(points), drawn["lines"].get(muscle, []), sides, name))
    if name == "side":
        parts.append(f'<path class="sleeve" d="{figure.path(np.array(drawn["arm"]))}"/>')
    parts += [_mark(known[muscle], at) for muscle, at in drawn["marks"].items() if muscle in known]
    return "".join([*parts, "</svg>"])


def _muscle(
    group: Group, points: FloatArray, lines: list[list[list[float]]], sides: tuple[float, ...], view: figure.ViewName
) -> str:
    """Return one group with its fibres, hatched where the demand exceeds the model's strength."""
    title = f"{group.title}: {with_interval(group.used, group.name)}"
    parts = [f'<g class="muscle" data-group="{group.name}"><title>{escape(title)}</title>']
    for side in sides:
        shape = figure.path(points * [side, 1.0])
        parts.append(f'<path d="{shape}" fill="{group.fill}"/>')
        if group.beyond:
            parts.append(f'<path class="over" d="{shape}" fill="url(#beyond-{view})"/>')
    parts += _strokes(lines, sides, "fibre light" if group.used.value >= _DARK_FROM else "fibre")
    return "".join([*parts, "</g>"])


def _strokes(lines: list[list[list[float]]], sides: tuple[float, ...], name: str) -> list[str]:
    """Return smooth open lines of one class, mirrored for every side that is drawn."""
    return [
        f'<path class="{name}" d="{figure.path(np.array(line) * [side, 1.0], closed=False)}"/>'
        for line in lines
        for side in sides
    ]


def _mark(group: Group, at: list[float]) -> str:
    """Return the group's letter on the map."""
    place = np.array([at[0], -at[1]])
    return circle("mark", place, _MARK_CM) + text("letter", place + np.array([0.0, _MARK_CM / 2]), group.letter)
