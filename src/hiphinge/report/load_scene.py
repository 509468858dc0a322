"""The moment of the largest load as a picture: the figure in that posture, and the lowest disc with what acts on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG
from hiphinge.loads.model import LUMBAR
from hiphinge.measure import FloatArray, Measure
from hiphinge.report import figure, words
from hiphinge.report.figure import Stance
from hiphinge.report.table import FrameTable
from hiphinge.result import LoadBasis

_SACRUM: Final = ((-6.2, 98.2), (-4.6, 100.6), (-2.9, 103.0))
_NECK: Final = ((-1.4, 150.0), (0.2, 155.5), (2.4, 160.5))
_THORAX: Final = ((-3.4, 119.0), (-5.2, 125.0), (-6.2, 131.5), (-6.0, 138.0), (-4.4, 144.5), (-1.4, 150.0))
_LUMBAR: Final = ((-2.9, 103.0), (-2.2, 107.0), (-2.3, 111.0), (-2.8, 115.0), (-3.4, 119.0))
"""The spine of the standing figure, centimetres forward and up: from the bodies of the vertebrae."""

_UPPER_BACK: Final = (-7.0, 146.0)
_GROIN: Final = (11.0, 95.0)
"""Where a weight on the back and on the hips lies on the standing figure, centimetres."""

_ARMS: Final[dict[str, tuple[float, float]]] = {"back": (-28.0, 142.0)}
"""Swing of the upper arm and bend of the elbow where hands do not hang, degrees: a bar held on the back."""

_WEIGHT_ARROW_CM: Final = 26.0
_FORCE_UNITS: Final = 46.0
"""Length of the longest arrow beside the disc, units of its drawing, up to the end of its interval."""

_MARGIN_CM: Final = 9.0
_BELLY_CM: Final = 8.5
"""Radius of the disc that fills the crease of a folded hip, centimetres."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of the lift: posture, what acts on the lowest disc, and whether the low back's bend is known."""

    time_s: float
    stance: Stance
    compression_n: Measure
    shear_n: Measure | None
    bend_known: bool


def moment(table: FrameTable, time_s: float, basis: LoadBasis) -> Moment | None:
    """The posture and the loads of the frame at a time; None where the table has not both."""
    if len(table) == 0:
        return None
    frame = int(np.argmin(np.abs(table.time_s - time_s)))
    compression = table.loads["l5s1_compression_n"].at(frame)
    found = {name: curve.at(frame) for name, curve in table.curves.items()}

    def angle(name: str) -> float | None:
        measure = found[name]
        return None if measure is None else measure.value

    shank, knee = angle("shank_deg"), angle("knee_flexion_deg")
    pelvis, lumbar = angle("pelvic_tilt_deg"), angle("lumbar_flexion_deg")
    bend_known = pelvis is not None and lumbar is not None
    turn = pelvis if bend_known else angle("trunk_lean_deg")
    if compression is None or shank is None or knee is None or turn is None:
        return None
    swing, elbow = _ARMS.get(basis.where, (0.0, 0.0))
    bend = lumbar if bend_known and lumbar is not None else 0.0
    lean = turn + bend if basis.where == "back" or basis.supported else 0.0
    stance = Stance(
        shank_deg=shank,
        thigh_deg=shank - knee,
        pelvis_deg=turn,
        lumbar_deg=bend,
        neck_deg=angle("neck_extension_deg") or 0.0,
        arm_deg=swing - lean,
        elbow_deg=elbow,
    )
    return Moment(float(table.time_s[frame]), stance, compression, table.loads["l5s1_shear_n"].at(frame), bend_known)


def scene(at: Moment, basis: LoadBasis) -> str:
    """The figure in the posture, with the weight, its line and its lever to L5/S1, as an SVG element."""
    drawn = figure.view("side")
    stance = at.stance
    body = figure.posed(figure.dense(np.array(drawn["body"], dtype=np.float64)), stance)
    arm = figure.arm(figure.dense(np.array(drawn["arm"], dtype=np.float64)), stance)
    weight = _weight_at(basis, stance)
    seen = [body, arm] if weight is None else [body, arm, weight[None], weight[None] - [0.0, _WEIGHT_ARROW_CM + 8]]
    corners = np.concatenate(seen)
    low, high = corners.min(axis=0) - _MARGIN_CM, corners.max(axis=0) + _MARGIN_CM
    low[1] = min(low[1], -4.0)
    box = f"{low[0]:.1f} {-high[1]:.1f} {high[0] - low[0]:.1f} {high[1] - low[1]:.1f}"
    hip = figure.point(figure.HIP, stance)
    parts = [
        f'<svg viewBox="{box}" class="scene" role="img" aria-label="{scene_words(at, basis)}">',
        f'<line class="floor" x1="{low[0]:.1f}" x2="{high[0]:.1f}" y1="0" y2="0"/>',
        _bench(stance) if basis.supported else "",
        f'<circle class="flesh" cx="{hip[0]:.1f}" cy="{-hip[1]:.1f}" r="{_BELLY_CM:g}"/>',
        f'<path class="flesh" d="{figure.path(body)}"/>',
        _skeleton(stance),
        f'<path class="sleeve" d="{figure.path(arm)}"/>',
        "" if weight is None else _weight(weight, stance, basis),
    ]
    disc = figure.point(figure.L5S1, stance)
    parts.append(f'<circle class="disc" cx="{disc[0]:.1f}" cy="{-disc[1]:.1f}" r="3.2"/>')
    return "".join([*parts, "</svg>"])


def scene_words(at: Moment, basis: LoadBasis) -> str:
    """What the figure shows, in words."""
    held = {"hands": "in the hands", "back": "on the upper back", "hips": "on the hips", "none": ""}[basis.where]
    load = f", {basis.load_kg:g} kg {held}" if basis.load_kg > 0 and held else ", no weight"
    lever = "; the dashed line is the weight's lever to the lowest disc" if basis.load_kg > 0 and held else ""
    return f"Drawn figure in the posture at {words.clock(at.time_s)}{load}{lever}."


def slope_deg(stance: Stance) -> float:
    """Inclination of the lowest disc to the horizontal, forward and down, degrees, as the loads are resolved by it."""
    return DISC_SLOPE_DEG + stance.pelvis_deg + LUMBAR["flex_extension"] / 2 * stance.lumbar_deg


def closeup(at: Moment) -> str:
    """The lowest disc between L5 and sacrum, as it leans, with the forces on it in one scale, as an SVG element."""
    longest = max(at.compression_n.high, abs(at.shear_n.low) if at.shear_n else 0.0, at.shear_n.high if at.shear_n else 0.0)
    scale = _FORCE_UNITS / max(longest, 1.0)
    slope = slope_deg(at.stance)
    press = _arrow("press", at.compression_n, scale, np.array([0.0, -18.0]), np.array([0.0, 1.0]), into=True)
    push = ""
    if at.shear_n is not None:
        way = 1.0 if at.shear_n.value >= 0 else -1.0
        size = at.shear_n if way > 0 else -at.shear_n
        push = _arrow("push", size, scale, np.array([19.0 * way, -9.0]), np.array([way, 0.0]), into=False)
    bones = (
        '<path class="bone" d="M-16,-19 C-15,-13 -15,-9 -17,-3.4 C-8,-5.4 8,-5.4 17,-3.4 C15,-9 15,-13 16,-19 C8,-21 -8,-21 -16,-19Z"/>'
        '<path class="bone" d="M-17,3.4 C-8,5.6 8,5.6 17,3.6 C14,14 7,25 -4,34 C-9,36 -14,33 -15,28 C-18,19 -19,11 -17,3.4Z"/>'
        '<path class="disc" d="M-17,-2.8 C-8,-4.8 8,-4.8 17,-2.8 C19.5,-1 19.5,1.2 17,3 C8,5 -8,5 -17,2.8 C-19.4,1 -19.4,-1 -17,-2.8Z"/>'
    )
    l5, s1 = (_turn(np.array(place), slope) for place in ((0.0, -11.0), (-4.0, 16.0)))
    return (
        f'<svg viewBox="-74 -74 148 148" class="closeup" role="img" aria-label="{closeup_words(at)}">'
        '<circle class="inside" r="72"/><circle class="ring" r="72"/>'
        f'<g transform="rotate({slope:.1f})">{bones}{press}{push}</g>'
        f'<text class="on-bone" x="{l5[0]:.1f}" y="{l5[1] + 2.4:.1f}" text-anchor="middle">L5</text>'
        f'<text class="on-bone" x="{s1[0]:.1f}" y="{s1[1] + 2.4:.1f}" text-anchor="middle">S1</text></svg>'
    )


def closeup_words(at: Moment) -> str:
    """What the drawing of the disc shows, in words."""
    pressed = _force(at.compression_n)
    across = "" if at.shear_n is None else f", and {across_words(at.shear_n)}"
    return f"The lowest disc, between L5 and S1, as it leans: pressed along its axis with {pressed}{across}."


def across_words(shear_n: Measure) -> str:
    """The shear in words: `pushed forward across with 0.9 kN (0.4 to 1.4)`."""
    if shear_n.low < 0 < shear_n.high:
        return f"pushed across with {_force(shear_n)}, forward where positive"
    forward = shear_n.value >= 0
    return f"pushed {'forward' if forward else 'backward'} across with {_force(shear_n if forward else -shear_n)}"


def _force(force_n: Measure) -> str:
    told = words.in_kilo(force_n)
    return f"{words.number(told.value, 'kN', beside=told)} ({words.interval(told, 'kN')})"


def _turn(place: FloatArray, turn_deg: float) -> FloatArray:
    """A place of the close-up turned with the disc, shape (2,), y down."""
    turn = np.radians(turn_deg)
    return np.array(
        [place[0] * np.cos(turn) - place[1] * np.sin(turn), place[0] * np.sin(turn) + place[1] * np.cos(turn)]
    )


def _arrow(kind: str, force_n: Measure, scale: float, at: FloatArray, way: FloatArray, *, into: bool) -> str:
    """An arrow of the force's length, a thin one on to the upper end of its interval and a notch at the lower.

    With `into` its head is at `at` and it points that way; otherwise it starts there.
    """
    low, value, high = (max(force, 0.0) * scale for force in (force_n.low, force_n.value, force_n.high))
    sign = -1.0 if into else 1.0
    ends = [at + sign * way * length for length in (low, value, high)]
    head = at if into else ends[1]
    aside = np.array([-way[1], way[0]])
    base = head - way * min(8.0, 0.8 * value + 1.0)
    start, stop = (base, ends[1]) if into else (at, base)
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in (head, base + 4.4 * aside, base - 4.4 * aside))
    ghost_from = ends[1]
    notch = [ends[0] + 4 * aside, ends[0] - 4 * aside]
    cap = [ends[2] + 3 * aside, ends[2] - 3 * aside]

    def line(name: str, a: FloatArray, b: FloatArray) -> str:
        return f'<line class="{kind}{name}" x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}"/>'

    return (
        line(" ghost", ghost_from, ends[2])
        + line(" ghost", cap[0], cap[1])
        + line("", start, stop)
        + line(" ghost", notch[0], notch[1])
        + f'<polygon class="{kind}" points="{corners}"/>'
    )


def _skeleton(stance: Stance) -> str:
    """Leg bones and spine inside the body, the low back apart."""
    leg = figure.posed(np.array([figure.ANKLE, figure.KNEE, figure.HIP]), stance)
    points = " ".join(f"{x:.1f},{-y:.1f}" for x, y in leg)
    parts = [f'<polyline class="limb" points="{points}"/>']
    for name, rest in (("spine", _SACRUM), ("spine", _NECK), ("spine", _THORAX), ("lumbar", _LUMBAR)):
        line = figure.posed(np.array(rest), stance)
        parts.append(f'<path class="{name}" d="{figure.path(line, closed=False)}"/>')
    parts += [f'<circle class="joint" cx="{x:.1f}" cy="{-y:.1f}" r="2.1"/>' for x, y in leg]
    return "".join(parts)


def _weight_at(basis: LoadBasis, stance: Stance) -> FloatArray | None:
    """Where the weight is, centimetres; None where there is none."""
    if basis.load_kg <= 0 or basis.where == "none":
        return None
    if basis.where == "hands":
        return figure.arm(np.array([figure.GRIP]), stance)[0]
    return figure.point(_UPPER_BACK if basis.where == "back" else _GROIN, stance)


def _weight(at: FloatArray, stance: Stance, basis: LoadBasis) -> str:
    """The weight with its arrow, the plumb line through it, and its lever to L5/S1."""
    disc = figure.point(figure.L5S1, stance)
    x, y = float(at[0]), -float(at[1])
    tip, top = y + _WEIGHT_ARROW_CM, -float(disc[1])
    beside = 1.0 if x >= disc[0] else -1.0
    middle = (x + float(disc[0])) / 2
    head = f"{x:.1f},{tip:.1f} {x - 3:.1f},{tip - 6:.1f} {x + 3:.1f},{tip - 6:.1f}"
    lever = ""
    if abs(x - disc[0]) > 6.0:
        level = top - 7.0 if top < y else top + 9.0
        lever = (
            f'<path class="guide" d="M{x:.1f},{y:.1f}V{level:.1f}M{disc[0]:.1f},{top:.1f}V{level:.1f}"/>'
            f'<path class="lever" d="M{disc[0]:.1f},{level:.1f}H{x:.1f}M{disc[0]:.1f},{level - 2:.1f}v4M{x:.1f},{level - 2:.1f}v4"/>'
            f'<text class="lever-word" x="{middle:.1f}" y="{level - 2.6:.1f}" text-anchor="middle">lever</text>'
        )
    return (
        lever
        + f'<circle class="plate" cx="{x:.1f}" cy="{y:.1f}" r="11"/><circle class="weight" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>'
        + f'<line class="arrow" x1="{x:.1f}" x2="{x:.1f}" y1="{y:.1f}" y2="{tip - 5:.1f}"/><polygon class="head" points="{head}"/>'
        + f'<text x="{x + 5 * beside:.1f}" y="{tip - 3:.1f}" text-anchor="{"start" if beside > 0 else "end"}">{basis.load_kg:g} kg</text>'
    )


def _bench(stance: Stance) -> str:
    """What bears the upper back: from the floor to its skin."""
    back = figure.point((-10.0, 138.0), stance)
    top = max(float(back[1]), 0.0)
    return f'<rect class="bench" x="{back[0] - 16:.1f}" y="{-top:.1f}" width="30" height="{top:.1f}"/>'
