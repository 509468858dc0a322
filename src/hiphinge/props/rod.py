"""A rod held along the back, found in the pictures of the trunk that the observer kept.

Once all landmarks are known, every picture is rotated so that the trunk is upright, and the best line of two parallel
edges is followed through the recording (`rod_picture`). It counts as a rod only if it keeps one colour, extends beyond
the head or the buttocks, and moves with the trunk while the trunk leans.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import OUTLINE_SCALE, Motion
from hiphinge.core.outline import sagittal_outline
from hiphinge.core.props import Rod
from hiphinge.props.rod_gap import STATIONS, Scene, gaps_px
from hiphinge.props.rod_observer import ROD, RodSight
from hiphinge.props.rod_picture import (
    COLUMNS,
    HIGH_AT,
    LOW_AT,
    ROWS,
    SIZE,
    TRUNK_PX,
    WIDTHS_PX,
    BodyFrame,
    Lines,
    Pixels,
    column_of,
    columns_of,
    edge_pairs,
    fitted,
    follow_line,
    rows_of,
    turned,
)
from hiphinge.result import CONTACTS, ContactName

BLOCK_FRAMES: Final = 300
"""Number of frames that are followed together, so that memory does not grow with the recording."""

COLOUR_WITHIN: Final = 45.0
"""Largest RGB distance of a point on the line from the rod's colour; the shading along a round rod stays within it."""

HEAD_TOP, BUTTOCKS_BOTTOM = 1.66, -0.12
"""Upper and lower end of the body's rear side, trunk lengths above the hip: crown of the head, and gluteal cleft."""

UNLIKE: Final = 0.3
"""Weight of a pair of edges whose colour is not the rod's."""

ROW_FROM: Final = 0.26
"""Edge strength on both sides from which the rod counts as visible in a row: a step of 9 grey levels."""

CLEAR_FROM: Final = 0.38
"""Edge strength from which a row is used to learn the rod's colour: a step of 16 grey levels."""

COLOUR_STEP: Final = 24
"""Width of the cells, grey levels, among which the most frequent colour along the line is searched."""

BENT_DEG: Final = 25.0
"""A trunk that leans this much further than upright has moved away from anything vertical in the room, degrees."""

MIN_BENT: Final = 3
"""Smallest number of frames with a bent trunk."""

Progress = Callable[[int], None]


def rod_colour(pictures: NDArray[np.uint8], pairs: Pixels, lines: FloatArray) -> FloatArray:
    """Return the usual colour, RGB (3,), of the points on lines (frames, 2) that have an edge on both sides.

    Above the head and below the buttocks no hand covers a rod: if enough is visible there, only these parts count.
    """
    rows = np.arange(SIZE[1])
    columns = np.clip(np.round(columns_of(lines)), 0, SIZE[0] - 1).astype(np.intp)
    frames = np.arange(len(pictures))[:, None]
    clear = pairs[frames, rows, columns] > CLEAR_FROM
    free = clear & ((rows < rows_of(HEAD_TOP)) | (rows > rows_of(BUTTOCKS_BOTTOM)))
    chosen = free if free.sum() > 5 * len(pictures) else clear
    colours = pictures[frames, rows, columns][chosen].astype(np.float64)
    if not len(colours):
        return np.full(3, np.nan)
    cells, number = np.unique(np.round(colours / COLOUR_STEP), axis=0, return_inverse=True)
    commonest = cells[np.argmax(np.bincount(number.ravel()))] * COLOUR_STEP
    near = np.linalg.norm(colours - commonest, axis=1) < 1.5 * COLOUR_STEP
    return np.asarray(np.median(colours[near], axis=0), dtype=np.float64)


def likeness(picture: NDArray[np.uint8], colour: FloatArray) -> Pixels:
    """Return the similarity of every pixel to a colour, 0..1, shape (rows, columns)."""
    difference = picture.astype(np.float32) - colour.astype(np.float32)
    return np.asarray(np.exp(-0.5 * (difference**2).sum(axis=2) / (0.5 * COLOUR_WITHIN) ** 2), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class RodTrack:
    """The best line of each frame, whether it is a rod or not.

    Attributes
    ----------
    line
        Columns at the two reference rows, shape (frames, 2); NaN where nobody was found.
    seen
        Rows in which the line has two edges and the rod's colour, shape (frames, rows).
    width_px
        Thickness of the rod, pixels of the rotated picture.
    gaps_px
        Distance from its near edge to the body at each contact, in the same pixels, shape (frames,).
    """

    line: FloatArray
    seen: NDArray[np.bool_]
    width_px: float
    gaps_px: dict[ContactName, FloatArray]


class Follower:
    """A tracker of the best line through the frames of one recording, a block at a time."""

    def __init__(self, motion: Motion, body: BodyFrame) -> None:
        self._body, self._sign = body, 1.0 if motion.source.facing == "right" else -1.0
        self._motion = motion
        self._marks = {mark: motion.middle(mark) for mark, _, _ in STATIONS.values()}
        self._lines = Lines.all()
        frames = len(body.hip)
        self.line = np.full((frames, 2), np.nan)
        self.seen = np.zeros((frames, SIZE[1]), dtype=bool)
        self._colour: FloatArray | None = None
        self._usual: FloatArray | None = None
        self._widths: list[FloatArray] = []
        self._gaps: dict[ContactName, FloatArray] = {name: np.full(frames, np.nan) for name in CONTACTS}
        self._waiting: list[tuple[int, NDArray[np.uint8], Pixels]] = []

    def add(self, image: NDArray[np.uint8], frame: int, corner: FloatArray) -> None:
        """Add the part of one frame whose top left corner is `corner`, pixels, shape (2,)."""
        if not np.isfinite(self._body.hip[frame]).all() or not np.isfinite(self._body.along[frame]).all():
            return
        picture = turned(image, self._body, frame, self._sign, corner)
        self._waiting.append((frame, picture, edge_pairs(picture)))
        if len(self._waiting) == BLOCK_FRAMES:
            self._settle()

    def result(self) -> RodTrack:
        """Return the track, after the last frame was added."""
        self._settle()
        widths = np.concatenate([np.empty(0), *self._widths])
        width = float(np.median(widths)) if widths.size else 0.0
        return RodTrack(self.line, self.seen, width, self._gaps)

    def _settle(self) -> None:
        """Follow the line through the waiting frames."""
        if not self._waiting:
            return
        numbers = np.array([frame for frame, _, _ in self._waiting])
        pictures = np.stack([picture for _, picture, _ in self._waiting])
        pairs = np.stack([pair for _, _, pair in self._waiting])
        self._waiting = []
        rough = self._best(pairs)
        if self._colour is None:
            centred = np.stack([fitted(pair, line) for pair, line in zip(pairs, rough, strict=True)])
            self._colour = rod_colour(pictures, pairs, centred)
        colour = self._colour
        like = np.stack([likeness(picture, colour) for picture in pictures])
        self._usual = self._usual_line(rough, numbers)
        rough = self._best(pairs * (UNLIKE + (1.0 - UNLIKE) * like), self._usual)
        fine = np.stack([fitted(pair * near, line) for pair, near, line in zip(pairs, like, rough, strict=True)])
        self.line[numbers] = fine
        columns = np.clip(np.round(columns_of(fine)), 0, SIZE[0] - 1).astype(np.intp)
        at = (np.arange(len(fine))[:, None], np.arange(SIZE[1]), columns)
        near_colour = np.exp(-0.5 / 0.25)
        self.seen[numbers] = (pairs[at] > ROW_FROM) & (like[at] > near_colour)
        self._widths.append(widths_of(pictures, fine, self.seen[numbers]))
        width = float(np.median(np.concatenate(self._widths))) if np.concatenate(self._widths).size else WIDTHS_PX[2]
        inside = np.stack([self._inside(frame) for frame in numbers])
        centres = {mark: self._row(place, numbers) for mark, place in self._marks.items()}
        scene = Scene(pictures, columns_of(fine), self.seen[numbers], inside, centres, width, TRUNK_PX)
        for name, gap in gaps_px(scene).items():
            self._gaps[name][numbers] = gap

    def _usual_line(self, lines: FloatArray, numbers: NDArray[np.intp]) -> FloatArray | None:
        """Return the median line while the trunk leans, (2,), of these or earlier frames; None before any lean."""
        lean = self._body.lean_deg()
        bent = lean[numbers] > float(np.nanpercentile(lean, 10)) + BENT_DEG
        return np.asarray(np.median(lines[bent], axis=0)) if bent.sum() >= MIN_BENT else self._usual

    def _best(self, pairs: Pixels, usual: FloatArray | None = None) -> FloatArray:
        """Return the best line through edge pairs (frames, rows, columns), columns at reference rows, (frames, 2)."""
        places = follow_line(np.stack([self._lines.scores(pair, usual) for pair in pairs]))
        low = self._lines.low[places[:, 0]]
        return np.column_stack([low, low + self._lines.skew[places[:, 1]]])

    def _row(self, place: FloatArray, numbers: NDArray[np.intp]) -> FloatArray:
        """Return the row of a landmark (frames, 2) in the rotated pictures of some frames."""
        share = ((place - self._body.hip) * self._body.along).sum(axis=1)[numbers] / self._body.unit
        return np.asarray((ROWS[1] - share) * TRUNK_PX, dtype=np.float64)

    def _inside(self, frame: int) -> NDArray[np.bool_]:
        """Return which pixels of a rotated picture lie in the outline, (rows, columns); none without an outline."""
        mask = np.zeros((SIZE[1], SIZE[0]), dtype=np.uint8)
        outline = self._motion.outline
        if outline is None:
            return mask.astype(bool)
        line = sagittal_outline(outline[frame : frame + 1], OUTLINE_SCALE, self._sign)[0] - self._body.hip[frame]
        if np.isfinite(line).all():
            behind, up = line @ self._body.back[frame], line @ self._body.along[frame]
            corners = np.column_stack([behind, up]) / self._body.unit
            places = np.column_stack(
                [column_of(0.0) + corners[:, 0] * TRUNK_PX, rows_of(0.0) - corners[:, 1] * TRUNK_PX]
            )
            cv2.fillPoly(mask, [np.round(places).astype(np.int32)], 1)
        return mask.astype(bool)


def widths_of(pictures: NDArray[np.uint8], lines: FloatArray, seen: NDArray[np.bool_]) -> FloatArray:
    """Return the thickness, pixels, with the strongest edges along the line, in every tenth frame if visible there."""
    candidates = np.arange(3.0, 8.6, 0.5)
    widths = []
    for picture, columns, rows in list(zip(pictures, columns_of(lines), seen, strict=True))[::10]:
        here = np.flatnonzero(rows)
        if len(here) < 12:
            continue
        best = [
            edge_pairs(picture, (width,))[here, np.clip(np.round(columns[here]), 0, SIZE[0] - 1).astype(np.intp)]
            for width in candidates
        ]
        widths.append(candidates[int(np.argmax(np.mean(best, axis=1)))])
    return np.array(widths)


def find_rod(motion: Motion, *, on_frame: Progress | None = None) -> Rod:
    """Return the rod that the lifter holds along the back.

    Parameters
    ----------
    motion
        The lifter's landmarks, raw or smoothed, in pixels of the analysed picture, with the observer's pictures of the
        trunk.
    on_frame
        Called after every frame with the number of frames processed.

    Returns
    -------
    Rod
        In the sagittal frame of the motion; absent with a reason where none was found.
    """
    frames = len(motion)
    sight = motion.observations.get(ROD)
    if motion.unit != "px" or not isinstance(sight, RodSight):
        return Rod.absent(frames, NO_PICTURES)
    body = BodyFrame.of(motion)
    if not np.isfinite(body.along).all(axis=1).any():
        return Rod.absent(frames, NOBODY)
    follower = Follower(motion, body)
    places = np.searchsorted(motion.time_s, sight.time_s - 1e-6)
    for index, corner, picture in zip(places, sight.corner, sight.pictures, strict=True):
        follower.add(picture, int(index), corner)
        if on_frame is not None:
            on_frame(int(index) + 1)
    return rod_of_track(follower.result(), body)


MIN_COVER: Final = 0.45
"""Smallest share of the rod's length that must look like a rod in a frame."""

MIN_COVER_STILL: Final = 0.25
"""The same for a standing lifter, where a rod may be in front of a wall of its colour and behind a thigh."""

MIN_END: Final = 0.5
"""Smallest share of the first 10 cm above the head, or of the first 12 cm below the buttocks, that must look like a
rod."""

END_ROWS: Final = ((1.66, 1.86), (-0.36, -0.12))
"""Those two stretches, trunk lengths from the hip."""

MIN_SHARE: Final = 0.6
"""Smallest share of upright frames, and of bent frames, in which there must be a rod."""

NO_PICTURES: Final = "the recording has no moving pictures"
NOBODY: Final = "nobody was found in the recording"
NOT_BENT: Final = "the trunk hardly moved, so a rod cannot be distinguished from a line in the room"
NO_ROD: Final = "no straight rod moves with the back"


def rod_of_track(track: RodTrack, body: BodyFrame) -> Rod:
    """Return the rod of a track in the sagittal frame, absent with a reason where the track is not a rod."""
    frames = len(track.line)
    lean = body.lean_deg()
    known = np.isfinite(track.line).all(axis=1)
    if not known.any():
        return Rod.absent(frames, NOBODY)
    upright = float(np.percentile(lean[known], 10))
    bent = known & (lean > upright + BENT_DEG)
    if bent.sum() < MIN_BENT:
        return Rod.absent(frames, NOT_BENT)
    cover, covered = rod_cover(track.seen)
    still = known & (lean < upright + 0.5 * BENT_DEG)
    if float(covered[bent].mean()) < MIN_SHARE or float((cover[still] >= MIN_COVER_STILL).mean()) < MIN_SHARE:
        return Rod.absent(frames, NO_ROD)
    confidence = np.where(known & (covered | (still & (cover >= MIN_COVER_STILL))), cover, 0.0)
    all_frames = slice(0, frames)
    ends = [
        body.point(all_frames, np.full(frames, at), track.line[:, column] / TRUNK_PX + COLUMNS[0])
        for column, at in ((0, LOW_AT), (1, HIGH_AT))
    ]
    for end in ends:
        end[~(confidence > 0)] = np.nan
    scale = body.unit / TRUNK_PX
    gaps = {name: np.where(confidence > 0, gap * scale, np.nan) for name, gap in track.gaps_px.items()}
    return Rod(ends[0], ends[1], track.width_px * scale, confidence, gaps)


def rod_cover(seen: NDArray[np.bool_]) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return the visible share of the rod's length and whether it suffices for a rod, each of shape (frames,)."""
    share = ROWS[1] - (np.arange(SIZE[1]) + 0.5) / TRUNK_PX
    cover = seen[:, (share > BUTTOCKS_BOTTOM) & (share < END_ROWS[0][1])].mean(axis=1)
    ends = np.max([seen[:, (share > low) & (share < high)].mean(axis=1) for low, high in END_ROWS], axis=0)
    return cover, np.asarray((cover >= MIN_COVER) & (ends >= MIN_END))
