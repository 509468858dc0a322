"""What is drawn on one frame: the skeleton with its angles, the repetition, and a fault as it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, SIDES, Side
from hiphinge.core.measure import Curve
from hiphinge.core.motion import Motion
from hiphinge.core.signal import runs
from hiphinge.report import words
from hiphinge.report.replay.backbone import Backbone, Level, backbone, level_of
from hiphinge.report.replay.rod import RodPainter
from hiphinge.report.replay.sprites import SOFT, WHITE, Box, Canvas, Colour, Picture, Sprite, Type, label, notice
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis, Fault

Marks = NDArray[np.bool_]

TRUNK: Final[Colour] = (255, 196, 77)
HIP: Final[Colour] = (120, 195, 255)
KNEE: Final[Colour] = (104, 224, 158)
AMBER: Final[Colour] = (255, 184, 64)
RED: Final[Colour] = (255, 107, 96)
PELVIS: Final[Colour] = (206, 170, 255)
_OUTLINE: Final[Colour] = (16, 20, 26)
_FAR: Final[Colour] = (176, 196, 214)
_PALE: Final[Colour] = (214, 220, 226)

_BONES: Final = (
    ("shoulder", "ear"),
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("hip", "shoulder"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "toe"),
    ("ankle", "toe"),
)
_JOINTS: Final = {"shoulder": TRUNK, "hip": HIP, "knee": KNEE, "ankle": WHITE}
_TRUNKS: Final = frozenset((INDEX[f"{side}_hip"], INDEX[f"{side}_shoulder"]) for side in SIDES)
"""The bones that the spine is drawn in place of."""

_LOOKS: Final[dict[Level, tuple[Colour, float, int]]] = {
    "green": (KNEE, 1.5, 0),
    "amber": (AMBER, 2.1, 1),
    "red": (RED, 2.8, 3),
}
"""Colour of the low back by its light, its width in strokes, and the marks across it: three cues that do not ask for
colour vision."""

_DOUBTED: Final = 1.5
"""Width in strokes of a low back whose light is in doubt."""

_SURE: Final = 0.5
"""Confidence from which a landmark of the near side is drawn solid."""

_SHIFT: Final = 4
"""Bits of a pixel's fraction in OpenCV's drawing, so that the skeleton does not tremble from pixel to pixel."""

_READABLE_S: Final = 1.2
"""A fault is shown at least so long: shorter cannot be read."""

_STEADY_S: Final = 0.3
"""The spine is drawn where it is known for at least so long: what appears for less is a flicker."""

_BLOCK_FRAMES: Final = 1024
"""Frames looked at together when the whole recording is: more would only take more memory."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A fault with the repetition it belongs to and the time for which it is shown, [start_s, end_s)."""

    fault: Fault
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class _Spine:
    """The spine of one frame in the picture drawn on, the light of its low back, and whether that is beyond doubt."""

    line: Backbone
    level: Level
    certain: bool


@dataclass(frozen=True, slots=True)
class _Body:
    """The landmarks of one frame in the picture drawn on.

    `points` in pixels, shape (landmarks, 2), `seen` where they are known, `sure` where they are trusted, (landmarks,).
    """

    points: NDArray[np.float64]
    seen: Marks
    sure: Marks


class Painter:
    """Draws on the frames of one recording, in place.

    Of the recording nothing is held but what is given here: a frame's points are placed when it is painted.

    Parameters
    ----------
    motion
        The landmarks, in pixels of the analysed picture.
    analysis
        What was found.
    table
        The table of frames of the analysis; may have no rows.
    scale
        Pixels of the picture drawn on in one pixel of the analysed picture.
    size
        Width and height of the picture drawn on, in pixels.
    """

    def __init__(
        self, motion: Motion, analysis: Analysis, table: FrameTable, scale: float, size: tuple[int, int]
    ) -> None:
        self.width, self.height = size
        self._analysis, self._table = analysis, table
        self._upright = self.height >= 0.9 * self.width
        self._sign = 1 if motion.source.facing == "right" else -1
        self._position, self._confidence = motion.position, motion.confidence
        self._scale, self._reach = scale, 4.0 * max(size)
        self._near: Side = motion.source.near_side
        em = 0.036 * float(np.sqrt(self.width * self.height))
        self._small, self._bold = Type.of(max(7.0, 0.72 * em)), Type.of(max(8.0, 0.84 * em), bold=True)
        self._stroke = max(2, round(0.13 * em))
        self._margin = round(0.5 * em)
        self._label = lru_cache(maxsize=256)(self._make_label)
        self._plate = lru_cache(maxsize=256)(self._make_plate)
        self._panel = lru_cache(maxsize=16)(self._make_panel)
        self._banner = lru_cache(maxsize=16)(self._make_banner)
        self._faults = _shown(analysis)
        self._shows_spine = _lasting(table.curves["lumbar_flexion_deg"].known(), table.time_s)
        self._no_angles = not any(bool(curve.known().any()) for curve in table.curves.values())
        self.panel_at, self._banner_top = self._places()
        self._corner, self._rod = self._panel_box(), RodPainter(analysis, scale, self._stroke)

    def paint(self, picture: Picture, index: int, time_s: float) -> None:
        """Draw everything on one frame.

        Parameters
        ----------
        picture
            The frame, RGB, shape (height, width, 3), changed in place.
        index
            Which frame of the motion it is.
        time_s
            Its time in seconds.
        """
        if index < len(self._position):
            body = self._body(index)
            spine = self._spine(body, index)
            self._skeleton(picture, body, spine)
            self._rod.paint(picture, index)
            if index < len(self._table):
                self._angles(picture, body, spine, index, time_s)
        self._heads_up(picture, index, time_s)

    # ---- the body ---------------------------------------------------------------------------------------------------
    def _body(self, index: int) -> _Body:
        """Take the landmarks of one frame."""
        seen = np.isfinite(self._position[index]).all(axis=1)
        return _Body(self._in_picture(self._position[index]), seen, seen & (self._confidence[index] >= _SURE))

    def _in_picture(self, position: NDArray[np.float32]) -> NDArray[np.float64]:
        """Put sagittal positions, shape (..., 2), into pixels of the picture drawn on, none far outside."""
        points = position.astype(np.float64) * np.array([self._sign, -1.0]) * self._scale
        return np.asarray(np.clip(points, -self._reach, self._reach))

    def _spine(self, body: _Body, index: int) -> _Spine | None:
        """Take the spine of one frame; None where it, the hip or the shoulder is not known."""
        shown = index < len(self._table) and bool(self._shows_spine[index])
        flexion = self._table.curves["lumbar_flexion_deg"].at(index) if shown else None
        hip, shoulder = (INDEX[f"{self._near}_{name}"] for name in ("hip", "shoulder"))
        if flexion is None or not (body.seen[hip] and body.seen[shoulder]):
            return None
        level, certain = level_of(flexion)
        line = backbone(body.points[hip], body.points[shoulder], flexion.value, self._sign)
        return _Spine(line, level, certain and bool(body.sure[hip] and body.sure[shoulder]))

    def _skeleton(self, picture: Picture, body: _Body, spine: _Spine | None = None) -> None:
        """Draw the far side and what is less sure faintly, then the near side solid, and the spine for the trunk."""
        points, seen, sure = body.points, body.seen, body.sure
        faint: list[tuple[int, int]] = []
        solid: list[tuple[int, int]] = []
        for side in SIDES:
            for start, end in _BONES:
                a, b = INDEX[f"{side}_{start}"], INDEX[f"{side}_{end}"]
                if seen[a] and seen[b] and not (spine and (a, b) in _TRUNKS):
                    (solid if side == self._near and sure[a] and sure[b] else faint).append((a, b))
        if faint:
            self._faint(picture, points, faint)
        for colour, extra in ((_OUTLINE, 3), (WHITE, 0)):
            for a, b in solid:
                _line(picture, points[a], points[b], colour, self._stroke + extra)
        if spine:
            self._backbone(picture, spine)
        for name, colour in _JOINTS.items():
            joint = INDEX[f"{self._near}_{name}"]
            if seen[joint]:
                _disc(picture, points[joint], 1.25 * self._stroke + 1.5, _OUTLINE)
                _disc(picture, points[joint], 1.25 * self._stroke, colour)

    def _backbone(self, picture: Picture, spine: _Spine) -> None:
        """Draw pelvis, low back and thorax; a low back whose light is in doubt is dashed and has no marks."""
        line, stroke = spine.line, self._stroke
        colour, width, marks = _LOOKS[spine.level]
        thick = max(stroke + 1, round((width if spine.certain else _DOUBTED) * stroke))
        wide = max(stroke + 1, round(1.6 * stroke))
        _path(picture, [line.thorax], _OUTLINE, stroke + 3)
        _path(picture, [line.pelvis], _OUTLINE, wide + 3)
        _path(picture, [line.lumbar], _OUTLINE, thick + 3)
        _path(picture, [line.thorax], WHITE, stroke)
        _path(picture, [line.pelvis], PELVIS, wide)
        _path(picture, [line.lumbar], colour if spine.certain else _PALE, thick)
        if not spine.certain:
            _path(picture, [line.lumbar[at : at + 2] for at in range(1, len(line.lumbar) - 1, 4)], colour, thick)
            return
        back, middle = 0.9 * thick * line.back(), len(line.lumbar) // 2
        places = {0: (), 1: (middle,), 3: (middle - 4, middle, middle + 4)}[marks]
        across = [np.stack([line.lumbar[at] - back[at], line.lumbar[at] + back[at]]) for at in places]
        _path(picture, across, _OUTLINE, stroke)

    def _faint(self, picture: Picture, points: NDArray[np.float64], bones: Sequence[tuple[int, int]]) -> None:
        """Draw bones translucently; only the part of the picture around them is touched."""
        ends = points[np.unique(bones)]
        reach = self._stroke + 2
        left, top = (max(0, int(v)) for v in ends.min(axis=0) - reach)
        right, bottom = (int(v) for v in ends.max(axis=0) + reach)
        part = picture[top : max(top, bottom), left : max(left, right)]
        if not part.size:
            return
        layer = part.copy()
        corner = np.array([left, top])
        for a, b in bones:
            _line(layer, points[a] - corner, points[b] - corner, _FAR, max(2, self._stroke - 1))
        cv2.addWeighted(layer, 0.5, part, 0.5, 0, dst=part)

    # ---- the angles -------------------------------------------------------------------------------------------------
    def _angles(self, picture: Picture, body: _Body, spine: _Spine | None, index: int, time_s: float) -> None:
        """Draw the arcs at hip and knee and the trunk or the spine, each with its number and interval."""
        names = ("shoulder", "hip", "knee", "ankle")
        ids = [INDEX[f"{self._near}_{name}"] for name in names]
        shoulder, hip, knee, ankle = (body.points[i] if body.seen[i] else None for i in ids)
        taken = self._covered(time_s)
        if hip is not None and shoulder is not None:
            trunk = shoulder - hip
            length = float(np.hypot(*trunk))
            if spine is not None:
                self._spine_plate(picture, spine, index, 0.24 * length, taken)
            elif text := self._reading("trunk_lean_deg", index):
                _line(picture, hip, hip - [0, 0.85 * length], TRUNK, max(1, self._stroke // 2))
                self._arc(picture, hip, np.array([0.0, -1.0]), trunk, 0.62 * length, TRUNK)
                sprite = self._label(f"trunk {text}", TRUNK)
                self._behind(picture, sprite, hip + 0.72 * trunk, trunk, 0.24 * length, taken)
            if knee is not None and (text := self._reading("hip_flexion_deg", index)):
                pelvis = trunk if spine is None else spine.line.pelvis[1] - hip
                _line(picture, hip, hip + (hip - knee) * 0.42, HIP, max(1, self._stroke // 2))
                self._arc(picture, hip, hip - knee, pelvis, (0.34 if spine is None else 0.2) * length, HIP)
                sprite = self._label(f"hip {text}", HIP)
                x = hip[0] - self._sign * (0.3 * length + sprite.width / 2)
                taken.append(sprite.lay_within(picture, x, hip[1], beside=taken))
        if hip is not None and knee is not None and ankle is not None:
            text = self._reading("knee_flexion_deg", index)
            if text:
                reach = 0.34 * float(np.hypot(*(knee - ankle)))
                _line(picture, knee, knee + (knee - hip) * 0.42, KNEE, max(1, self._stroke // 2))
                self._arc(picture, knee, knee - hip, ankle - knee, reach, KNEE)
                sprite = self._label(f"knee {text}", KNEE)
                x = knee[0] + self._sign * (0.75 * reach + sprite.width / 2)
                sprite.lay_within(picture, x, knee[1], beside=taken)

    def _spine_plate(self, picture: Picture, spine: _Spine, index: int, away: float, taken: list[Box]) -> None:
        """Lay the plate with pelvis and low back behind the low back."""
        lines = [(f"low back {self._reading('lumbar_flexion_deg', index)}", _LOOKS[spine.level][0])]
        if text := self._reading("pelvic_tilt_deg", index):
            lines.insert(0, (f"pelvis {text}", PELVIS))
        middle = spine.line.lumbar[len(spine.line.lumbar) // 2]
        along = spine.line.lumbar[-1] - spine.line.lumbar[0]
        self._behind(picture, self._plate(tuple(lines)), middle, along, away, taken)

    def _behind(
        self,
        picture: Picture,
        sprite: Sprite,
        point: NDArray[np.float64],
        along: NDArray[np.float64],
        away: float,
        taken: list[Box],
    ) -> None:
        """Lay a sprite behind a point of the back, `away` pixels of room between; `along` goes up the back."""
        back = np.array([along[1], -along[0]]) * self._sign / max(float(np.hypot(*along)), 1.0)
        away += abs(back[0]) * sprite.width / 2 + abs(back[1]) * sprite.height / 2
        x, y = point + back * away
        taken.append(sprite.lay_within(picture, float(x), float(y), beside=taken))

    def _reading(self, name: str, index: int) -> str | None:
        """Write an angle of one frame as `45° ±6`, or None where it was not judged."""
        curve: Curve = self._table.curves[name]
        value = curve.value[index]
        if not np.isfinite(value):
            return None
        half = max(curve.high[index] - value, value - curve.low[index])
        return f"{words.number(float(value))} ±{half:.0f}"

    def _arc(
        self,
        picture: Picture,
        centre: NDArray[np.float64],
        start: NDArray[np.float64],
        end: NDArray[np.float64],
        radius: float,
        colour: Colour,
    ) -> None:
        """Draw the arc from one direction to another, the short way round."""
        first = float(np.degrees(np.arctan2(start[1], start[0])))
        sweep = (float(np.degrees(np.arctan2(end[1], end[0]))) - first + 180) % 360 - 180
        size = round(radius * (1 << _SHIFT))
        low, high = sorted((first, first + sweep))
        for tone, stroke in ((_OUTLINE, self._stroke + 2), (colour, self._stroke)):
            cv2.ellipse(picture, _fixed(centre), (size, size), 0, low, high, tone, stroke, cv2.LINE_AA, _SHIFT)

    def _make_label(self, text: str, colour: Colour) -> Sprite:
        return label([(text, colour)], self._small)

    def _make_plate(self, lines: tuple[tuple[str, Colour], ...]) -> Sprite:
        return label(lines, self._small)

    # ---- the panels -------------------------------------------------------------------------------------------------
    def _heads_up(self, picture: Picture, index: int, time_s: float) -> None:
        """Lay the panel with the repetition into its corner, and the banner of a fault or of what is missing."""
        if self._analysis.repetitions:
            panel = self._panel(*self._doing(index, time_s))
            panel.lay(picture, *self._corner[:2])
        banner = self._saying(time_s)
        if banner is not None:
            banner.lay(picture, *self._banner_box(banner)[:2])

    def _covered(self, time_s: float) -> list[Box]:
        """Say what the panel and the banner below or above it cover together, as one box, if they are there."""
        banner = self._saying(time_s)
        boxes = [] if banner is None else [self._banner_box(banner)]
        boxes += [self._corner] if self._analysis.repetitions else []
        lows, highs = [box[:2] for box in boxes], [box[2:] for box in boxes]
        return [(*map(min, zip(*lows, strict=True)), *map(max, zip(*highs, strict=True)))] if boxes else []

    def _banner_box(self, banner: Sprite) -> Box:
        """Say where a banner lies: beside the panel, at the edge where the body is not."""
        right, low = self.panel_at
        room = self._panel(None, None).height + self._margin if self._analysis.repetitions else 0
        at_top = self._banner_top if self._upright else not low
        beside = room if at_top is not low else 0
        x = self.width - banner.width - self._margin if right and not self._upright else self._margin
        y = self._margin + beside if at_top else self.height - banner.height - self._margin - beside
        return x, y, x + banner.width, y + banner.height

    def _doing(self, index: int, time_s: float) -> tuple[int | None, str | None]:
        """Tell the repetition (its place in the list) and the phase at one moment; None between repetitions."""
        for place, repetition in reversed(list(enumerate(self._analysis.repetitions))):
            if repetition.start_s <= time_s < repetition.end_s:
                told = self._table.phase[index] if index < len(self._table) else None
                phases = (part.name for part in repetition.phases if part.start_s <= time_s < part.end_s)
                phase = next(phases, None)
                return place, words.PHASES[phase] if phase is not None else told
        return None, None

    def _saying(self, time_s: float) -> Sprite | None:
        """Choose the banner: the fault that is happening, or why there are no angles at all."""
        happening = [shown for shown in self._faults if shown.start_s <= time_s < shown.end_s]
        if happening:
            first = max(happening, key=lambda shown: (shown.fault.severity == "major", shown.start_s)).fault
            return self._banner(words.fault_name(first.code), first.cue, RED if first.severity == "major" else AMBER)
        if self._no_angles:
            return self._banner("No angles", self._why_none(), SOFT)
        return None

    def _why_none(self) -> str:
        """Say why there are no angles."""
        view, gaps = self._analysis.source.view, self._analysis.cannot_judge
        if not view.usable and view.reason:
            return words.sentence(view.reason)
        return words.sentence(gaps[0].reason if gaps else "nothing could be judged")

    def _make_panel(self, place: int | None, phase: str | None) -> Sprite:
        """Make the panel: repetition and phase, and where the repetition lies between squat and hinge."""
        repetitions = self._analysis.repetitions
        total = len(repetitions)
        small, bold, gap = self._small, self._bold, round(0.8 * self._bold.height_px)
        title = words.plural(total, "repetition") if place is None else f"Rep {repetitions[place].index} of {total}"
        wide = [f"Rep {total} of {total}", words.plural(total, "repetition")]
        widths = [bold.width(text) for text in wide] + [small.width(text) for text in words.PHASES.values()]
        baseline = gap + round(bold.height_px)
        below = baseline + small.line_px
        placed = any(one.pattern.hinge_index is not None for one in repetitions)
        if not placed:
            canvas = Canvas(max(widths) + 2 * gap, below + gap, gap // 2)
        else:
            track = max(*widths, small.width("squat") + small.width("hinge") + 3 * gap)
            ends = below + 2 * gap + round(small.height_px)
            canvas = Canvas(track + 2 * gap, ends + gap, gap // 2)
            thick = max(2, round(0.18 * small.height_px))
            canvas.box(gap, below + gap - thick // 2, track, thick, (110, 122, 136))
            pattern = self._analysis.pattern if place is None else repetitions[place].pattern
            if pattern.hinge_index is not None:
                colour, radius = (SOFT if place is None else WHITE), 0.42 * small.height_px
                canvas.disc(gap + pattern.hinge_index * track, below + gap, radius, colour)
            canvas.text("squat", gap, ends, small, SOFT)
            canvas.text("hinge", gap + track - small.width("hinge"), ends, small, SOFT)
        canvas.text(title, gap, baseline, bold, WHITE)
        if phase:
            canvas.text(phase, gap, below, small, SOFT)
        return canvas.sprite()

    def _make_banner(self, title: str, text: str, edge: Colour) -> Sprite:
        """Make the banner: a fault's name with its cue; across an upright picture, in a column of a wide one."""
        room = self.width - 2 * self._margin if self._upright else round(0.31 * self.width)
        inner = room - round(2.6 * self._bold.height_px)
        lines = [(line, self._bold, edge) for line in self._bold.wrap(title, inner, 1 if self._upright else 2)]
        lines += [(line, self._small, WHITE) for line in self._small.wrap(text, inner, 3 if self._upright else 6)]
        widest = max(font.width(line) for line, font, _ in lines)
        return notice(lines, edge, widest + round(2.6 * self._bold.height_px))

    def _panel_box(self) -> Box:
        """Say where the panel lies in its corner; all panels of a recording are of one size."""
        panel, (right, low) = self._panel(None, None), self.panel_at
        x = self.width - panel.width - self._margin if right else self._margin
        y = self.height - panel.height - self._margin if low else self._margin
        return x, y, x + panel.width, y + panel.height

    def _places(self) -> tuple[tuple[bool, bool], bool]:
        """Choose the panel's corner (right?, low?) and whether the banner stands at the top: where the body is not."""
        panel = self._panel(None, None)
        wide, high = (panel.width + 2 * self._margin) / self.width, (panel.height + 2 * self._margin) / self.height
        hidden = {(right, low): 0 for low in (False, True) for right in (False, True)}
        known = top = bottom = 0
        for start in range(0, len(self._position), _BLOCK_FRAMES):
            position = self._position[start : start + _BLOCK_FRAMES]
            found = self._in_picture(position[np.isfinite(position).all(axis=2)])
            x, y = found[:, 0] / self.width, found[:, 1] / self.height
            across, down = {False: x < wide, True: x > 1 - wide}, {False: y < high, True: y > 1 - high}
            for right, low in hidden:
                hidden[right, low] += int(np.count_nonzero(across[right] & down[low]))
            known += len(found)
            top, bottom = top + int(np.count_nonzero(y < 0.25)), bottom + int(np.count_nonzero(y > 0.8))
        return min(hidden, key=lambda place: hidden[place]), known > 0 and top <= bottom


def _shown(analysis: Analysis) -> list[_Shown]:
    """Say from when to when each fault is shown."""
    return [
        _Shown(fault, fault.start_s, max(fault.end_s, fault.start_s + _READABLE_S))
        for repetition in analysis.repetitions
        for fault in repetition.faults
    ]


def _lasting(known: Marks, time_s: NDArray[np.float64]) -> Marks:
    """Keep what is known, shape (frames,), where it lasts, so that trunk and spine do not flicker."""
    kept = known.copy()
    for start, stop in runs(known):
        whole = start == 0 and stop == known.size
        kept[start:stop] = whole or time_s[stop - 1] - time_s[start] >= _STEADY_S
    return kept


def _fixed(point: NDArray[np.float64]) -> tuple[int, int]:
    """Give a point in OpenCV's fixed-point numbers."""
    return round(float(point[0]) * (1 << _SHIFT)), round(float(point[1]) * (1 << _SHIFT))


def _line(
    picture: Picture, start: NDArray[np.float64], end: NDArray[np.float64], colour: Colour, thickness: int
) -> None:
    """Draw a smooth line."""
    cv2.line(picture, _fixed(start), _fixed(end), colour, thickness, cv2.LINE_AA, _SHIFT)


def _path(picture: Picture, lines: Sequence[NDArray[np.float64]], colour: Colour, thickness: int) -> None:
    """Draw smooth lines through points, each of shape (points, 2)."""
    fixed = [np.round(line * (1 << _SHIFT)).astype(np.int32) for line in lines]
    cv2.polylines(picture, fixed, False, colour, thickness, cv2.LINE_AA, _SHIFT)  # noqa: FBT003  (OpenCV's own order)


def _disc(picture: Picture, centre: NDArray[np.float64], radius: float, colour: Colour) -> None:
    """Draw a smooth disc."""
    cv2.circle(picture, _fixed(centre), round(radius * (1 << _SHIFT)), colour, -1, cv2.LINE_AA, _SHIFT)
