"""The wall drill told: plot and rows for the page, lines for the terminal, wall and distance for the replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hiphinge.core.measure import Curve, FloatArray, Measure
from hiphinge.core.motion import Motion
from hiphinge.core.signal import runs
from hiphinge.report.replay.sprites import WHITE, Colour, Picture, Type, label
from hiphinge.report.words import NOT_JUDGED, clock, sentence
from hiphinge.result import Analysis, WallDrill, WallRepetition

COLUMN: Final = "wall_distance_cm"

VERDICTS: Final = {
    "touched": "Touched with quiet knees",
    "knees_travelled": "Touched, but the knees travelled",
    "not_reached": "The wall was not reached",
    "unclear": "Touched or not: cannot be told",
}

SHORTLY: Final = {
    "touched": "touched",
    "knees_travelled": "knees travelled",
    "not_reached": "not reached",
    "unclear": "unclear",
}

BACKS: Final = {"kept": "kept its shape", "rounded": "rounded", "unclear": "unclear", "unknown": NOT_JUDGED}

SOURCES: Final = {
    "given": "as given",
    "heel": "from the heels' distance as given",
    "picture": "from its edge in the picture",
    "contact": "from hips that stop at it",
}

_SIZE: Final = (960, 190)
_MARGIN: Final = (46, 8, 12, 24)
"""Room left, above, right and below of the plot, px."""

_MOST_POINTS: Final = 900
_WALL: Final[Colour] = (255, 148, 214)
_CONTACT: Final[Colour] = (104, 224, 158)


def distance(analysis: Analysis) -> tuple[FloatArray, Curve] | None:
    """Times and the distance to the wall, centimetres, from the table of frames; None where it has none."""
    table = analysis.to_frame()
    if COLUMN not in table.columns:
        return None
    names = ("time_s", COLUMN, f"{COLUMN}_low", f"{COLUMN}_high")
    time_s, value, low, high = (np.asarray(table.get_column(name).to_numpy(), dtype=np.float64) for name in names)
    return time_s, Curve(value, low, high)


def headline(drill: WallDrill) -> str:
    """The drill's verdict in one line."""
    return VERDICTS[drill.verdict] if drill.repetitions else "The drill could not be measured"


def contact(one: WallRepetition) -> str:
    """From when to when the wall was touched."""
    if one.contact_start_s is None or one.contact_end_s is None:
        return "–" if one.verdict == "not_reached" else NOT_JUDGED
    return f"{clock(one.contact_start_s)} to {clock(one.contact_end_s)}"


def lines(drill: WallDrill) -> Iterable[RenderableType]:
    """The drill for the terminal: verdict, next step, repetitions."""
    yield Text.assemble(("Wall drill: ", "bold"), (headline(drill), "bold"))
    if drill.next_step:
        yield Text(f"{drill.next_step} {_heels(drill)}".strip(), style="cyan")
    if drill.repetitions:
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for title in ("#", "from", "nearest, cm", "contact", "knees, cm", "low back", "verdict"):
            table.add_column(title, justify="right")
        for one in drill.repetitions:
            table.add_row(
                str(one.index),
                clock(one.start_s),
                tenths(one.smallest_distance_cm),
                contact(one),
                tenths(one.knee_travel_cm),
                BACKS[one.back],
                SHORTLY[one.verdict],
            )
        yield table
        yield Text("Nearest: hips to wall. Knees: how far forward since standing.", style="dim")
    yield Text(_told(drill), style="dim")


def _heels(drill: WallDrill) -> str:
    now, after = drill.heel_to_wall_cm, drill.next_heel_to_wall_cm
    if now is None or after is None:
        return ""
    return f"Heels stand {tenths(now)} cm from the wall; next {after.value:.0f} cm."


def tenths(measure: Measure | None) -> str:
    """A measure to the tenth with the longer half of its 90 % interval, without the unit."""
    if measure is None:
        return NOT_JUDGED
    half = max(measure.high - measure.value, measure.value - measure.low)
    return f"{max(measure.value, 0.0) if abs(measure.value) < 0.05 else measure.value:.1f} ± {half:.1f}"


def _told(drill: WallDrill) -> str:
    """What the wall's place and the scale rest on."""
    parts = []
    if drill.wall is not None:
        parts.append("Wall " + ", ".join(SOURCES[source] for source in drill.wall.sources))
    if drill.scale is not None:
        known = (
            "the height as given" if drill.scale.source == "height" else "the usual height of adults: give --height-m"
        )
        parts.append(f"centimetres from {known}")
    return sentence("; ".join(parts))


def panel(analysis: Analysis) -> dict[str, Any] | None:
    """What the page shows of the drill: texts, rows, and the plot's shapes; None where there is no wall drill."""
    drill = analysis.drill
    if not isinstance(drill, WallDrill):
        return None
    return {
        "headline": headline(drill),
        "next": f"{drill.next_step} {_heels(drill)}".strip(),
        "told": _told(drill),
        "rows": [
            {
                "one": one,
                "contact": contact(one),
                "nearest": tenths(one.smallest_distance_cm),
                "knees": tenths(one.knee_travel_cm),
                "back": BACKS[one.back],
                "verdict": VERDICTS[one.verdict],
                "why": sentence(one.why),
            }
            for one in drill.repetitions
        ],
        "limits": [f"{name}: {source}" for name, source in drill.limits.items()],
        "plot": _plot(analysis, drill),
    }


def _plot(analysis: Analysis, drill: WallDrill) -> dict[str, Any] | None:
    """Shapes of the small plot of distance over time, as attributes of an SVG; None without a distance."""
    found = distance(analysis)
    if found is None or not found[1].known().any():
        return None
    time_s, curve = found
    keep = np.unique(np.linspace(0, time_s.size - 1, min(time_s.size, _MOST_POINTS)).round().astype(int))
    time_s, curve = time_s[keep], Curve(curve.value[keep], curve.low[keep], curve.high[keep])
    left, top, right, bottom = _MARGIN
    width, height = _SIZE
    start, span = float(time_s[0]), max(float(time_s[-1] - time_s[0]), 1e-6)
    most = max(10.0, 10.0 * float(np.ceil(np.nanmax(curve.high) / 10.0)))

    def across(at_s: float | FloatArray) -> FloatArray:
        return np.asarray(left + (np.asarray(at_s) - start) / span * (width - left - right))

    def down(cm: float | FloatArray) -> FloatArray:
        return np.asarray(top + (1 - np.asarray(cm) / most) * (height - top - bottom))

    known = runs(curve.known())
    return {
        "width": width,
        "height": height,
        "line": [_points(across(time_s[a:b]), down(curve.value[a:b])) for a, b in known],
        "band": [
            _points(
                np.concatenate([across(time_s[a:b]), across(time_s[a:b])[::-1]]),
                np.concatenate([down(curve.high[a:b]), down(curve.low[a:b])[::-1]]),
            )
            for a, b in known
        ],
        "contacts": [
            {
                "x": float(across(one.contact_start_s)),
                "width": float(across(one.contact_end_s) - across(one.contact_start_s)),
            }
            for one in drill.repetitions
            if one.contact_start_s is not None and one.contact_end_s is not None
        ],
        "top": top,
        "bottom": height - bottom,
        "left": left,
        "right": width - right,
        "cm": [{"y": float(down(cm)), "text": f"{cm:.0f} cm"} for cm in (0.0, most / 2, most)],
        "s": [{"x": float(across(at)), "text": f"{at:.0f} s"} for at in _ticks(start, start + span)],
    }


def _ticks(start: float, end: float) -> FloatArray:
    step = next((step for step in (1, 2, 5, 10, 30, 60, 120) if (end - start) / step <= 10), 300)
    return np.arange(np.ceil(start / step) * step, end, step)


def _points(x: FloatArray, y: FloatArray) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))


@dataclass(frozen=True, slots=True)
class WallSign:
    """What the replay shows of the wall: its line, and a bar from it to the hips with the distance.

    Attributes
    ----------
    column
        The wall's column in the picture drawn on, pixels.
    rows
        Row of the hips in every frame, pixels, shape (frames,); NaN where they are not known.
    writing
        Row at which the distance is written, below what is written beside hips and back, pixels.
    away
        Distance in centimetres, shape (frames,).
    px_per_cm
        Pixels of the picture drawn on in a centimetre, negative where the person faces left.
    touching
        Times of contact, [start, end) in seconds.
    font
        Size of the writing.
    """

    column: float
    rows: FloatArray
    writing: float
    away: Curve
    px_per_cm: float
    touching: Sequence[tuple[float, float]]
    font: Type

    def paint(self, picture: Picture, index: int, time_s: float) -> None:
        """Draw on one frame, RGB, in place."""
        height = picture.shape[0]
        x = round(self.column)
        cv2.line(
            picture, (x, round(0.08 * height)), (x, round(0.98 * height)), _WALL, max(1, height // 320), cv2.LINE_AA
        )
        if index >= self.rows.size or not np.isfinite([self.rows[index], self.away.value[index]]).all():
            return
        y, cm = round(float(self.rows[index])), float(self.away.value[index])
        contact = any(start <= time_s < end for start, end in self.touching)
        colour = _CONTACT if contact else WHITE
        end = round(self.column + cm * self.px_per_cm)
        cv2.line(picture, (x, y), (end, y), colour, max(2, height // 240), cv2.LINE_AA)
        text = "contact" if contact else f"{cm:.0f} cm"
        sprite = label([(text, colour)], self.font)
        behind = -1.0 if self.px_per_cm > 0 else 1.0
        sprite.lay_within(picture, x + behind * (sprite.width / 2 + 6), self.writing)


def wall_sign(motion: Motion, analysis: Analysis, scale: float, size: tuple[int, int]) -> WallSign | None:
    """Prepare what the replay shows; None where the wall's place is not known.

    Parameters
    ----------
    motion
        The motion, in pixels of the analysed picture.
    analysis
        The analysis with its drill and table of frames.
    scale
        Pixels of the picture drawn on in one pixel of the analysed picture.
    size
        Width and height of the picture drawn on.
    """
    drill, found = analysis.drill, distance(analysis)
    if not isinstance(drill, WallDrill) or drill.wall is None or drill.scale is None or found is None:
        return None
    sign = 1.0 if motion.source.facing == "right" else -1.0
    touching = [
        (one.contact_start_s, one.contact_end_s)
        for one in drill.repetitions
        if one.contact_start_s is not None and one.contact_end_s is not None
    ]
    return WallSign(
        column=drill.wall.x_px * motion.source.scale * scale,
        rows=-motion.middle("hip")[:, 1] * scale,
        writing=-0.5 * scale * float(np.nanmedian(motion.middle("ankle")[:, 1] + motion.middle("knee")[:, 1])),
        away=found[1],
        px_per_cm=sign * scale / drill.scale.cm_per_px.value,
        touching=touching,
        font=Type.of(max(8.0, 0.03 * float(np.sqrt(size[0] * size[1])))),
    )
