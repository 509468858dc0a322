"""The panels at the edges of the replay: the repetition with its phase, and a fault while it happens."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from hiphinge.report import words
from hiphinge.report.numbers import plural
from hiphinge.report.replay.skeleton import Skeleton
from hiphinge.report.replay.sprites import SOFT, WHITE, Box, Canvas, Colour, Picture, Sprite, Type, notice
from hiphinge.report.replay.strokes import AMBER, RED
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis

_READABLE_S: Final = 1.2
"""A fault is shown for at least this time, in which it can be read."""

_BLOCK_FRAMES: Final = 1024
"""Frames that are looked at in one block; more would only need more memory."""


class HeadsUp:
    """Draws the panel of the repetition and the banner of a fault on the frames of one recording, in place.

    They avoid the skeleton. `size` is width and height of the picture drawn on, `em` the size of the text, pixels.
    """

    def __init__(
        self, analysis: Analysis, table: FrameTable, skeleton: Skeleton, size: tuple[int, int], em: float
    ) -> None:
        self._analysis, self._table, self._size = analysis, table, size
        self._upright = size[1] >= 0.9 * size[0]
        self._small, self._bold = Type.of(max(7.0, 0.72 * em)), Type.of(max(8.0, 0.84 * em), bold=True)
        self._margin = round(0.5 * em)
        self._panel = lru_cache(maxsize=16)(self._make_panel)
        self._banner = lru_cache(maxsize=16)(self._make_banner)
        faults = [fault for repetition in analysis.repetitions for fault in repetition.faults]
        self._faults = [(fault, max(fault.end_s, fault.start_s + _READABLE_S)) for fault in faults]
        self._no_angles = not any(table.known("angle"))
        self.panel_at, self._banner_top = self._places(skeleton)
        self._corner = self._panel_box()

    def paint(self, picture: Picture, index: int, time_s: float) -> None:
        """Lay the panel in its corner, and the banner of a fault or of missing angles."""
        if self._analysis.repetitions:
            panel = self._panel(*self.phase_at(index, time_s))
            panel.lay(picture, *self._corner[:2])
        banner = self.banner_at(time_s)
        if banner is not None:
            banner.lay(picture, *self._banner_box(banner)[:2])

    def covered(self, time_s: float) -> list[Box]:
        """Return the box of panel and banner together; an empty list where neither is shown."""
        banner = self.banner_at(time_s)
        boxes = [] if banner is None else [self._banner_box(banner)]
        boxes += [self._corner] if self._analysis.repetitions else []
        lows, highs = [box[:2] for box in boxes], [box[2:] for box in boxes]
        return [(*map(min, zip(*lows, strict=True)), *map(max, zip(*highs, strict=True)))] if boxes else []

    def phase_at(self, index: int, time_s: float) -> tuple[int | None, str | None]:
        """Return the repetition (its place in the list) and the phase at a time; None between repetitions."""
        for place, repetition in reversed(list(enumerate(self._analysis.repetitions))):
            if repetition.start_s <= time_s < repetition.end_s:
                phases = (part.name for part in repetition.phases if part.start_s <= time_s < part.end_s)
                phase = next(phases, None)
                if phase is not None:
                    return place, words.PHASES[phase]
                code = self._table.phase[index] if index < len(self._table) else None
                return place, next((text for name, text in words.PHASES.items() if name == code), None)
        return None, None

    def banner_at(self, time_s: float) -> Sprite | None:
        """Return the banner: the fault that is happening, or why there are no angles; None without either."""
        happening = [fault for fault, end_s in self._faults if fault.start_s <= time_s < end_s]
        if happening:
            first = max(happening, key=lambda fault: (fault.severity == "major", fault.start_s))
            return self._banner(words.fault_name(first.code), first.cue, RED if first.severity == "major" else AMBER)
        return self._banner("No angles", words.why_not_judged(self._analysis), SOFT) if self._no_angles else None

    def _banner_box(self, banner: Sprite) -> Box:
        """Return the box of a banner: beside the panel, at the edge away from the body."""
        (width, height), (right, low) = self._size, self.panel_at
        room = self._panel(None, None).height + self._margin if self._analysis.repetitions else 0
        at_top = self._banner_top if self._upright else not low
        beside = room if at_top is not low else 0
        x = width - banner.width - self._margin if right and not self._upright else self._margin
        y = self._margin + beside if at_top else height - banner.height - self._margin - beside
        return x, y, x + banner.width, y + banner.height

    def _make_panel(self, place: int | None, phase: str | None) -> Sprite:
        """Return the panel: repetition and phase, and the place of the repetition between squat and hinge."""
        repetitions = self._analysis.repetitions
        total = len(repetitions)
        small, bold, gap = self._small, self._bold, round(0.8 * self._bold.height_px)
        title = plural(total, "repetition") if place is None else f"Rep {repetitions[place].index} of {total}"
        wide = [f"Rep {total} of {total}", plural(total, "repetition")]
        widths = [bold.width(text) for text in wide] + [small.width(text) for text in words.PHASES.values()]
        baseline = gap + round(bold.height_px)
        below = baseline + small.line_px
        placed = any(repetition.pattern.hinge_index is not None for repetition in repetitions)
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
        """Return the banner: a fault's title with its cue; as wide as an upright picture, in a column of a wide one."""
        room = self._size[0] - 2 * self._margin if self._upright else round(0.31 * self._size[0])
        inner = room - round(2.6 * self._bold.height_px)
        lines = [(line, self._bold, edge) for line in self._bold.wrap(title, inner, 1 if self._upright else 2)]
        lines += [(line, self._small, WHITE) for line in self._small.wrap(text, inner, 3 if self._upright else 6)]
        widest = max(font.width(line) for line, font, _ in lines)
        return notice(lines, edge, widest + round(2.6 * self._bold.height_px))

    def _panel_box(self) -> Box:
        """Return the box of the panel in its corner; all panels of a recording have one size."""
        panel, (right, low), (width, height) = self._panel(None, None), self.panel_at, self._size
        x = width - panel.width - self._margin if right else self._margin
        y = height - panel.height - self._margin if low else self._margin
        return x, y, x + panel.width, y + panel.height

    def _places(self, skeleton: Skeleton) -> tuple[tuple[bool, bool], bool]:
        """Return the corner of the panel (right, low) and whether the banner is at the top: where the body is least."""
        panel, (width, height) = self._panel(None, None), self._size
        wide, high = (panel.width + 2 * self._margin) / width, (panel.height + 2 * self._margin) / height
        hidden = {(right, low): 0 for low in (False, True) for right in (False, True)}
        known = top = bottom = 0
        for start in range(0, len(skeleton.position), _BLOCK_FRAMES):
            position = skeleton.position[start : start + _BLOCK_FRAMES]
            points = skeleton.in_picture(position[np.isfinite(position).all(axis=2)])
            x, y = points[:, 0] / width, points[:, 1] / height
            across, down = {False: x < wide, True: x > 1 - wide}, {False: y < high, True: y > 1 - high}
            for right, low in hidden:
                hidden[right, low] += int(np.count_nonzero(across[right] & down[low]))
            known += len(points)
            top, bottom = top + int(np.count_nonzero(y < 0.25)), bottom + int(np.count_nonzero(y > 0.8))
        return min(hidden, key=lambda place: hidden[place]), known > 0 and top <= bottom
