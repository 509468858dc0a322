"""The moment of the largest load as a picture: the figure in that posture, the weight, and its lever to the disc."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.core.signal import bridge
from hiphinge.report import figure, load_words
from hiphinge.report.figure import Stance
from hiphinge.report.numbers import clock
from hiphinge.report.svg import circle, drawing, element, line, polygon, text
from hiphinge.report.table import FrameTable
from hiphinge.result import HandPlace, LoadBasis

_SACRUM: Final = ((-6.2, 98.2), (-4.6, 100.6), (-2.9, 103.0))
_NECK: Final = ((-1.4, 150.0), (0.2, 155.5), (2.4, 160.5))
_THORAX: Final = ((-3.4, 119.0), (-5.2, 125.0), (-6.2, 131.5), (-6.0, 138.0), (-4.4, 144.5), (-1.4, 150.0))
_LUMBAR: Final = ((-2.9, 103.0), (-2.2, 107.0), (-2.3, 111.0), (-2.8, 115.0), (-3.4, 119.0))
"""The spine of the standing figure through the vertebral bodies, centimetres forward and up."""

_UPPER_BACK: Final = (-7.0, 146.0)
_GROIN: Final = (11.0, 95.0)
_SHOULDER_BLADE: Final = (-10.0, 138.0)
"""Places on the standing figure, centimetres: of a weight on the back, of one on the hips, and of a bench."""

_ARMS: Final[dict[str, tuple[float, float, float]]] = {"back": (-45.0, 155.0, 0.6)}
"""Swing of the upper arm against the trunk and bend of the elbow, degrees, and the visible share of the arm's length,
where the hands do not hang: a bar held on the back with the elbows out."""

_ARROW_CM: Final = 26.0
_LEVER_CM: Final = 7.0
"""Length of the weight's arrow, and depth below the floor at which its lever is drawn uncovered, centimetres."""

_MIN_LEVER_CM: Final = 6.0
"""A lever shorter than this is too short to be seen in the figure and is not drawn, centimetres."""

_DISC_CM: Final = 3.2
_MARGIN_CM: Final = 7.0
_LABEL_CM: Final = 5.0
_LETTER_CM: Final = 4.6
"""Room around the figure, from the weight to its label, and for a letter of the label, centimetres."""

_HIP_CM: Final = 10.2
_KNEE_CM: Final = 6.7
"""Radii of the discs that fill the creases of a bent hip and knee, centimetres."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of the lift: posture, forces on the lowest disc, and how much of the posture was measured.

    `bend_known` says whether the flexion of the low back is known, `legs_seen` whether knee and shin were seen in this
    frame; otherwise they are interpolated between the frames before and after it.
    """

    time_s: float
    stance: Stance
    compression_n: Measure
    shear_n: Measure | None
    bend_known: bool
    legs_seen: bool


def moment(table: FrameTable, time_s: float, basis: LoadBasis, hands: HandPlace | None = None) -> Moment | None:
    """Return the posture and the loads of the frame at a time; None where the table lacks either.

    `hands` is where the hands held the weight at that time, where that is known; otherwise the arms hang.
    """
    if len(table) == 0:
        return None
    frame = int(np.argmin(np.abs(table.time_s - time_s)))
    compression = table.curves["l5s1_compression_n"].at(frame)

    def angle(name: str) -> float | None:
        # The loads were computed with gaps bridged in the same way.
        value = float(bridge(table.time_s, table.curves[name].value)[frame])
        return value if np.isfinite(value) else None

    shank, knee = angle("shank_deg"), angle("knee_flexion_deg")
    pelvis, lumbar = angle("pelvic_tilt_deg"), angle("lumbar_flexion_deg")
    bend_known = pelvis is not None and lumbar is not None
    turn = pelvis if bend_known else angle("trunk_lean_deg")
    if compression is None or shank is None or knee is None or turn is None:
        return None
    swing, elbow, share = _ARMS.get(basis.where, (0.0, 0.0, 1.0))
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
        arm_share=share,
    )
    if hands is not None and basis.where == "hands":
        stance = replace(stance, arm_deg=_towards(hands, stance, basis.height_m.value))
    return Moment(
        time_s=float(table.time_s[frame]),
        stance=stance,
        compression_n=compression,
        shear_n=table.curves["l5s1_shear_n"].at(frame),
        bend_known=bend_known,
        legs_seen=all(table.curves[name].at(frame) is not None for name in ("shank_deg", "knee_flexion_deg")),
    )


def _towards(hands: HandPlace, stance: Stance, height_m: float) -> float:
    """Return the swing of the arm forward of the vertical at which it points at the hands, degrees."""
    size = figure.STATURE_CM / (100.0 * height_m)
    shoulder = figure.point(figure.SHOULDER, stance)
    forward = figure.ANKLE[0] + size * hands.horizontal_cm.value - float(shoulder[0])
    below = float(shoulder[1]) - size * hands.height_cm.value
    return float(np.degrees(np.arctan2(forward, below)))


def scene(at: Moment, basis: LoadBasis) -> str:
    """Return the figure in the posture, with the weight, its line and its lever to L5/S1, as an SVG element."""
    drawn = figure.view("side")
    body = figure.posed(figure.dense(np.array(drawn["body"], dtype=np.float64)), at.stance)
    arm = figure.arm(figure.dense(np.array(drawn["arm"], dtype=np.float64)), at.stance)
    weight = weight_at(basis, at.stance)
    reach = [body, arm]
    if weight is not None:
        label = [_label_side(weight, at.stance) * (_LABEL_CM + _LETTER_CM * len(_label(basis))), 0.0]
        reach += [weight[None], weight[None] - [0.0, _ARROW_CM + 8], weight[None] + label]
    corners = np.concatenate(reach)
    low, high = corners.min(axis=0) - _MARGIN_CM, corners.max(axis=0) + _MARGIN_CM
    low[1] = min(low[1], -4.0 if weight is None else -_LEVER_CM - 11)
    creases = ((figure.HIP, _HIP_CM), (figure.KNEE, _KNEE_CM))
    parts = [
        line("floor", np.array([low[0], 0.0]), np.array([high[0], 0.0])),
        _bench(at.stance) if basis.supported else "",
        *(circle("flesh", _down(figure.point(joint, at.stance)), radius) for joint, radius in creases),
        element("path", "flesh", d=figure.path(body)),
        _skeleton(at.stance),
        element("path", "sleeve", d=figure.path(arm)),
        "" if weight is None else _weight(weight, at.stance, basis),
        circle("disc", _down(figure.point(figure.L5S1, at.stance)), _DISC_CM),
    ]
    box = (float(low[0]), -float(high[1]), float(high[0] - low[0]), float(high[1] - low[1]))
    return drawing("scene", box, in_words(at, basis), "".join(parts))


def in_words(at: Moment, basis: LoadBasis) -> str:
    """Return a description of the figure for screen readers."""
    posture = f"Drawn figure in the posture at {clock(at.time_s)}"
    if basis.load_kg <= 0 or basis.where == "none":
        return f"{posture}, no weight."
    held = f"{basis.load_kg:g} kg {load_words.LOAD_PLACES[basis.where]}"
    return f"{posture}, {held}; the line below the floor is the weight's lever to the lowest disc."


def weight_at(basis: LoadBasis, stance: Stance) -> FloatArray | None:
    """Return where the weight is, centimetres forward and up, shape (2,); None where there is none."""
    if basis.load_kg <= 0 or basis.where == "none":
        return None
    if basis.where == "hands":
        hands: FloatArray = figure.arm(np.array([figure.GRIP]), stance)[0]
        return hands
    return figure.point(_UPPER_BACK if basis.where == "back" else _GROIN, stance)


def _down(place: FloatArray) -> FloatArray:
    """Return a point of the figure in the drawing, y downward."""
    return np.asarray(place * np.array([1.0, -1.0]), dtype=np.float64)


def _skeleton(stance: Stance) -> str:
    """Return the leg bones and the spine inside the body, the low back in a colour of its own."""
    leg = _down(figure.posed(np.array([figure.ANKLE, figure.KNEE, figure.HIP]), stance))
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in leg)
    parts = [element("polyline", look, points=points) for look in ("limb-edge", "limb")]
    for look, rest in (("spine", _SACRUM), ("spine", _NECK), ("spine", _THORAX), ("lumbar", _LUMBAR)):
        parts.append(element("path", look, d=figure.path(figure.posed(np.array(rest), stance), closed=False)))
    return "".join([*parts, *(circle("joint", joint, 2.1) for joint in leg)])


def _weight(at: FloatArray, stance: Stance, basis: LoadBasis) -> str:
    """Return the weight with its arrow, the plumb line through it, and its lever to L5/S1."""
    place, disc = _down(at), _down(figure.point(figure.L5S1, stance))
    tip = place + np.array([0.0, _ARROW_CM])
    side = _label_side(at, stance)
    label = text("", tip + np.array([_LABEL_CM * side, -3.0]), _label(basis), "start" if side > 0 else "end")
    return "".join(
        [
            _lever(place, disc) if abs(place[0] - disc[0]) > _MIN_LEVER_CM else "",
            circle("plate", place, 11.0),
            circle("weight", place, 2.6),
            line("arrow", place, tip - np.array([0.0, 5.0])),
            polygon("head", tip + np.array([[0.0, 0.0], [-3.0, -6.0], [3.0, -6.0]])),
            label,
        ]
    )


def _label_side(weight: FloatArray, stance: Stance) -> float:
    """Return the side of the weight's label, away from the lowest disc: 1 forward, -1 backward."""
    return 1.0 if weight[0] >= figure.point(figure.L5S1, stance)[0] else -1.0


def _label(basis: LoadBasis) -> str:
    return f"{basis.load_kg:g} kg"


def _lever(weight: FloatArray, disc: FloatArray) -> str:
    """Return the lever of the weight to the disc, drawn below the floor, and the plumb lines that end there."""
    ends = [np.array([place[0], _LEVER_CM]) for place in (disc, weight)]
    tick = np.array([0.0, 2.0])
    return "".join(
        [
            *(line("guide", place, end) for place, end in zip((disc, weight), ends, strict=True)),
            line("lever", *ends),
            *(line("lever", end - tick, end + tick) for end in ends),
            text("lever-word", (ends[0] + ends[1]) / 2 + np.array([0.0, 8.0]), "lever"),
        ]
    )


def _bench(stance: Stance) -> str:
    """Return the bench under the upper back, from the floor to the skin."""
    back = figure.point(_SHOULDER_BLADE, stance)
    top = max(float(back[1]), 0.0)
    return element("rect", "bench", x=float(back[0]) - 16, y=-top, width=30.0, height=top)
