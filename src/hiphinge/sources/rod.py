"""A rod held along the back, found in the frames once the landmarks are known.

Every frame is turned and sized so that the line from hip to shoulder stands upright and is always equally long. In that
picture a rod that moves with the trunk stays nearly where it is, and what belongs to the room does not. Two parallel
edges of a straight rod's distance are looked for along every line behind the trunk (a Hough transform of pairs of
edges), the best line is followed over time (Viterbi), and then fitted to a fraction of a pixel. It is a rod only if it
keeps one colour, sticks out beyond head or seat, and stays with the trunk while that leans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.exercises.drills.rod_line import Rod
from hiphinge.measure import FloatArray
from hiphinge.motion import OUTLINE_SCALE, Motion, usual_trunk_length
from hiphinge.result import CONTACTS, ContactName
from hiphinge.signal import smooth
from hiphinge.sources.rod_gap import STATIONS, Scene, gaps_px
from hiphinge.spine.features import sagittal_outline

Pixels = NDArray[np.float32]

TRUNK_PX: Final = 96
"""Length of the trunk in the turned picture: a rod of 30 mm is then about 5.5 px wide, as in a small recording."""

ROWS: Final = (-0.75, 2.15)
COLUMNS: Final = (-0.45, 0.85)
"""What the turned picture shows, in trunk lengths: from below the seat to above the head, from in front of the spine
to behind the back."""

LOW_AT, HIGH_AT = 0.0, 1.5
"""Where along the trunk a line is named by its distance behind it: at the hip and about the ear, trunk lengths."""

LOW_BEHIND: Final = (-0.02, 0.62)
SKEW: Final = 0.72
"""Distances behind the hip that are tried, and how much more or less it may be at the ear, trunk lengths."""

WIDTHS_PX: Final = (3.5, 4.5, 5.5, 6.5, 7.5)
"""Thicknesses that are tried, pixels of the turned picture: 1.9 to 4.1 cm on a trunk of 0.52 m (de Leva 1996)."""

EDGE_HALF: Final = 26.0
"""Colour step, grey levels over two pixels, that counts as half an edge (twice that as two thirds, and so on); the
noise of phone pictures is below 6."""

STEP_COST: Final = 0.012
"""What a move of the line by up to 1 px (twice that: up to 3 px) from frame to frame costs of its score."""

BLOCK_FRAMES: Final = 300
"""Frames that are followed together, so that memory does not grow with the recording."""

COLOUR_WITHIN: Final = 45.0
"""Distance in RGB within which a place on the line has the rod's colour: shade along a round rod stays within it."""

HEAD_TOP, SEAT = 1.66, -0.12
"""Above and below these shares of the trunk the body ends at the back: crown of the head, and the cleft."""

UNLIKE: Final = 0.3
"""What a pair of edges of another colour than the rod's still counts."""

ROW_FROM: Final = 0.26
"""How much of an edge both sides of a row need to count as seen: a step of 9 grey levels."""

CLEAR_FROM: Final = 0.38
"""The same for a row that the rod's colour is learnt from: 16 grey levels."""

COLOUR_STEP: Final = 24
"""Width of the cells, grey levels, in which the most frequent colour along the line is sought."""

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Block:
    """Turned frames and what was found in them, for `BLOCK_FRAMES` at most.

    `pictures` (frames, rows, columns, 3), `pairs` (frames, rows, columns) 0..1, `line` (frames, 2) columns at the two
    named rows.
    """

    pictures: NDArray[np.uint8]
    pairs: NDArray[np.uint8]
    line: FloatArray


def rows_of(share: float) -> float:
    """Row of the turned picture at a share of the trunk."""
    return (ROWS[1] - share) * TRUNK_PX


def column_of(behind: float) -> float:
    """Column of the turned picture at a distance behind the trunk's line, trunk lengths."""
    return (behind - COLUMNS[0]) * TRUNK_PX


SIZE: Final = (round((COLUMNS[1] - COLUMNS[0]) * TRUNK_PX), round((ROWS[1] - ROWS[0]) * TRUNK_PX))
"""Width and height of the turned picture, pixels."""


@dataclass(frozen=True, slots=True)
class BodyFrame:
    """Hip and direction of the trunk in every frame, in the motion's sagittal frame, and the trunk's usual length."""

    hip: FloatArray
    along: FloatArray
    unit: float

    @classmethod
    def of(cls, motion: Motion) -> BodyFrame:
        """The body's frame of a recording, from smoothed landmarks."""
        steady = smooth(motion)
        hip, shoulder = steady.middle("hip"), steady.middle("shoulder")
        line = shoulder - hip
        along = line / np.maximum(np.hypot(*line.T), 1e-9)[:, None]
        return cls(hip, along, usual_trunk_length(hip, shoulder))

    @property
    def back(self) -> FloatArray:
        """Unit vectors out of the back, shape (frames, 2)."""
        return np.column_stack([-self.along[:, 1], self.along[:, 0]])

    def point(self, frames: slice, share: FloatArray | float, behind: FloatArray | float) -> FloatArray:
        """Sagittal point at a share of the trunk and a distance behind it, both in trunk lengths, shape (frames, 2)."""
        up = np.asarray(share).reshape(-1, 1) * self.along[frames]
        out = np.asarray(behind).reshape(-1, 1) * self.back[frames]
        return np.asarray(self.hip[frames] + self.unit * (up + out))


def turned(image: NDArray[np.uint8], body: BodyFrame, frame: int, sign: float) -> NDArray[np.uint8]:
    """The frame with the trunk upright, the back to the right, shape (rows, columns, 3)."""
    scale = body.unit / TRUNK_PX
    flip = np.array([sign, -1.0])  # sagittal to picture
    hip, along, back = (part * flip for part in (body.hip[frame], body.along[frame], body.back[frame]))
    origin = hip + body.unit * (COLUMNS[0] * back + ROWS[1] * along)
    matrix = np.column_stack([scale * back, -scale * along, origin])
    return np.asarray(
        cv2.warpAffine(
            image, matrix, SIZE, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )


def edge_pairs(picture: NDArray[np.uint8], widths: Iterable[float] = WIDTHS_PX) -> Pixels:
    """How much every pixel looks like the middle of a thin upright thing, 0..1, shape (rows, columns).

    That is the weaker of the edges at half a width to both sides, for the best of the widths.
    """
    colour = cv2.GaussianBlur(picture.astype(np.float32), (3, 5), 0.6)
    step = cv2.filter2D(colour, -1, np.array([[-1.0, 0.0, 1.0]], dtype=np.float32))
    size = np.sqrt((step**2).sum(axis=2))
    edge = size / (size + EDGE_HALF)
    best = np.zeros(edge.shape, dtype=np.float32)
    for width in widths:
        left, right = _shifted(edge, 0.5 * width), _shifted(edge, -0.5 * width)
        np.maximum(best, np.minimum(left, right), out=best)
    return best


def _shifted(edge: Pixels, by: float) -> Pixels:
    """The picture moved `by` pixels to the right, without a value from outside."""
    matrix = np.array([[1.0, 0.0, by], [0.0, 1.0, 0.0]])
    moved = cv2.warpAffine(edge, matrix, (edge.shape[1], edge.shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(moved, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines that are tried: columns at the hip (low,) and at the ear against it (skew,), and where each passes.

    `index` (rows, low, skew) is the flat place of each line's pixel in each row that is looked at.
    """

    low: FloatArray
    skew: FloatArray
    index: NDArray[np.intp]

    @classmethod
    def all(cls) -> Lines:
        """The lines of the turned picture, one pixel apart."""
        low = np.arange(round(column_of(LOW_BEHIND[0])), round(column_of(LOW_BEHIND[1])) + 1).astype(np.float64)
        most = round(SKEW * TRUNK_PX)
        skew = np.arange(-most, most + 1).astype(np.float64)
        rows = np.arange(0, SIZE[1], 2)
        share = (rows_of(LOW_AT) - rows) / ((HIGH_AT - LOW_AT) * TRUNK_PX)
        columns = low[None, :, None] + share[:, None, None] * skew[None, None, :]
        inside = np.clip(np.round(columns), 0, SIZE[0] - 1).astype(np.intp)
        return cls(low, skew, rows[:, None, None] * SIZE[0] + inside)

    def scores(self, pairs: Pixels) -> Pixels:
        """Mean of the pairs along every line, shape (low, skew)."""
        widened = cv2.dilate(pairs, np.ones((1, 3), np.uint8))
        return np.asarray(widened.ravel()[self.index].mean(axis=0), dtype=np.float32)


def follow_line(scores: Pixels) -> NDArray[np.intp]:
    """The line of each frame that scores most and moves little: places (frames, 2) in scores (frames, low, skew)."""
    kernels = (np.ones((3, 3), np.uint8), np.ones((7, 7), np.uint8))
    total = np.empty_like(scores)
    total[0] = scores[0]
    for frame in range(1, len(scores)):
        before = total[frame - 1]
        near, far = (cv2.dilate(before, kernel) for kernel in kernels)
        total[frame] = scores[frame] + np.maximum(before, np.maximum(near - STEP_COST, far - 2 * STEP_COST))
    path = np.empty((len(scores), 2), dtype=np.intp)
    path[-1] = np.unravel_index(int(np.argmax(total[-1])), total[-1].shape)
    for frame in range(len(scores) - 2, -1, -1):
        path[frame] = _before(total[frame], path[frame + 1])
    return path


def _before(total: Pixels, after: NDArray[np.intp]) -> tuple[int, int]:
    """The place within 3 px of `after` from which it was reached."""
    top, left = (max(0, int(at) - 3) for at in after)
    window = total[top : int(after[0]) + 4, left : int(after[1]) + 4]
    rows, columns = np.ogrid[: window.shape[0], : window.shape[1]]
    away = np.maximum(np.abs(rows + top - after[0]), np.abs(columns + left - after[1]))
    best = int(np.argmax(window - STEP_COST * np.where(away == 0, 0.0, np.where(away <= 1, 1.0, 2.0))))
    row, column = np.unravel_index(best, window.shape)
    return int(row) + top, int(column) + left


def fitted(pairs: Pixels, line: FloatArray) -> FloatArray:
    """The line (columns at the two named rows) moved to where the pairs are, to a fraction of a pixel.

    In every row the pairs within 2.5 px of the line are weighed; rows far off the others are left out.
    """
    rows = np.arange(SIZE[1], dtype=np.float64)
    share = (rows_of(LOW_AT) - rows) / ((HIGH_AT - LOW_AT) * TRUNK_PX)
    offsets = np.arange(-3, 4)
    for reach in (3.0, 2.0, 1.5):
        middle = line[0] + share * (line[1] - line[0])
        columns = np.clip(np.round(middle)[:, None] + offsets, 0, SIZE[0] - 1).astype(np.intp)
        weight = pairs[rows.astype(np.intp)[:, None], columns].astype(np.float64) ** 2
        weight[np.abs(columns - middle[:, None]) > reach] = 0.0
        mass = weight.sum(axis=1)
        there = (weight * columns).sum(axis=1) / np.maximum(mass, 1e-9)
        used = mass > 0.02
        if used.sum() < 12:
            return line
        design = np.column_stack([1.0 - share[used], share[used]]) * mass[used, None]
        line = np.asarray(np.linalg.lstsq(design, there[used] * mass[used], rcond=None)[0], dtype=np.float64)
    return line


def rod_colour(pictures: NDArray[np.uint8], pairs: Pixels, lines: FloatArray) -> FloatArray:
    """Usual colour, RGB (3,), of the places on lines (frames, 2) that have an edge on both sides.

    Above the head and below the seat no hand covers a rod: where enough of it is seen there, nothing else is asked.
    """
    rows = np.arange(SIZE[1])
    columns = np.clip(np.round(_columns(lines)), 0, SIZE[0] - 1).astype(np.intp)
    frames = np.arange(len(pictures))[:, None]
    seen = pairs[frames, rows, columns] > CLEAR_FROM
    free = seen & ((rows < rows_of(HEAD_TOP)) | (rows > rows_of(SEAT)))
    chosen = free if free.sum() > 5 * len(pictures) else seen
    colours = pictures[frames, rows, columns][chosen].astype(np.float64)
    if not len(colours):
        return np.full(3, np.nan)
    cells, number = np.unique(np.round(colours / COLOUR_STEP), axis=0, return_inverse=True)
    most = cells[np.argmax(np.bincount(number.ravel()))] * COLOUR_STEP
    near = np.linalg.norm(colours - most, axis=1) < 1.5 * COLOUR_STEP
    return np.asarray(np.median(colours[near], axis=0), dtype=np.float64)


def _columns(lines: FloatArray) -> FloatArray:
    """Column in every row of lines (frames, 2), shape (frames, rows)."""
    share = (rows_of(LOW_AT) - np.arange(SIZE[1])) / ((HIGH_AT - LOW_AT) * TRUNK_PX)
    return np.asarray(lines[:, :1] + share * (lines[:, 1:] - lines[:, :1]), dtype=np.float64)


def likeness(picture: NDArray[np.uint8], colour: FloatArray) -> Pixels:
    """How near every pixel is to a colour, 1 to 0, shape (rows, columns)."""
    away = picture.astype(np.float32) - colour.astype(np.float32)
    return np.asarray(np.exp(-0.5 * (away**2).sum(axis=2) / (0.5 * COLOUR_WITHIN) ** 2), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Followed:
    """The best line of each frame, whether there is a rod or not.

    Attributes
    ----------
    line
        Columns at the two named rows, shape (frames, 2); NaN where nobody was seen.
    seen
        Rows in which the line has two edges and the rod's colour, shape (frames, rows).
    width_px
        Thickness of the rod in pixels of the turned picture.
    gaps_px
        From its near edge to the body at each contact, in the same pixels, shape (frames,).
    """

    line: FloatArray
    seen: NDArray[np.bool_]
    width_px: float
    gaps_px: dict[ContactName, FloatArray]


class Follower:
    """Follows the best line through the frames, a block at a time."""

    def __init__(self, motion: Motion, body: BodyFrame) -> None:
        """Prepare for the frames of one recording."""
        self._body, self._sign = body, 1.0 if motion.source.facing == "right" else -1.0
        self._motion = motion
        self._marks = {mark: motion.middle(mark) for mark, _, _ in STATIONS.values()}
        self._lines = Lines.all()
        frames = len(body.hip)
        self.line = np.full((frames, 2), np.nan)
        self.seen = np.zeros((frames, SIZE[1]), dtype=bool)
        self._colour: FloatArray | None = None
        self._widths: list[FloatArray] = []
        self._gaps: dict[ContactName, FloatArray] = {name: np.full(frames, np.nan) for name in CONTACTS}
        self._waiting: list[tuple[int, NDArray[np.uint8], Pixels]] = []

    def add(self, image: NDArray[np.uint8], frame: int) -> None:
        """Look at one frame."""
        if not np.isfinite(self._body.hip[frame]).all() or not np.isfinite(self._body.along[frame]).all():
            return
        picture = turned(image, self._body, frame, self._sign)
        self._waiting.append((frame, picture, edge_pairs(picture)))
        if len(self._waiting) == BLOCK_FRAMES:
            self._settle()

    def result(self) -> Followed:
        """What was followed, when all frames have been added."""
        self._settle()
        width = float(np.median(np.concatenate(self._widths))) if self._widths else 0.0
        return Followed(self.line, self.seen, width, self._gaps)

    def _settle(self) -> None:
        """Follow the line through the frames that wait."""
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
        rough = self._best(pairs * (UNLIKE + (1.0 - UNLIKE) * like))
        fine = np.stack([fitted(pair * near, line) for pair, near, line in zip(pairs, like, rough, strict=True)])
        self.line[numbers] = fine
        columns = np.clip(np.round(_columns(fine)), 0, SIZE[0] - 1).astype(np.intp)
        at = (np.arange(len(fine))[:, None], np.arange(SIZE[1]), columns)
        near_colour = np.exp(-0.5 / 0.25)
        self.seen[numbers] = (pairs[at] > ROW_FROM) & (like[at] > near_colour)
        self._widths.append(widths_of(pictures, fine, self.seen[numbers]))
        width = float(np.median(np.concatenate(self._widths))) if np.concatenate(self._widths).size else WIDTHS_PX[2]
        inside = np.stack([self._inside(frame) for frame in numbers])
        centres = {mark: self._row(place, numbers) for mark, place in self._marks.items()}
        scene = Scene(pictures, _columns(fine), self.seen[numbers], inside, centres, width, TRUNK_PX)
        for name, gap in gaps_px(scene).items():
            self._gaps[name][numbers] = gap

    def _best(self, pairs: Pixels) -> FloatArray:
        """The line followed through pairs (frames, rows, columns): columns at the two named rows, (frames, 2)."""
        places = follow_line(np.stack([self._lines.scores(pair) for pair in pairs]))
        low = self._lines.low[places[:, 0]]
        return np.column_stack([low, low + self._lines.skew[places[:, 1]]])

    def _row(self, place: FloatArray, numbers: NDArray[np.intp]) -> FloatArray:
        """Row of a landmark (frames, 2) in the turned pictures of some frames."""
        away = ((place - self._body.hip) * self._body.along).sum(axis=1)[numbers] / self._body.unit
        return np.asarray((ROWS[1] - away) * TRUNK_PX, dtype=np.float64)

    def _inside(self, frame: int) -> NDArray[np.bool_]:
        """Which pixels of a turned picture lie in the person's outline, shape (rows, columns); none without one."""
        mask = np.zeros((SIZE[1], SIZE[0]), dtype=np.uint8)
        if "outline" not in self._motion.data:
            return mask.astype(bool)
        stored = self._motion.data["outline"].values[frame : frame + 1]
        line = sagittal_outline(stored, OUTLINE_SCALE, self._sign)[0] - self._body.hip[frame]
        if np.isfinite(line).all():
            behind, up = line @ self._body.back[frame], line @ self._body.along[frame]
            corners = np.column_stack([behind, up]) / self._body.unit
            places = np.column_stack(
                [column_of(0.0) + corners[:, 0] * TRUNK_PX, rows_of(0.0) - corners[:, 1] * TRUNK_PX]
            )
            cv2.fillPoly(mask, [np.round(places).astype(np.int32)], 1)
        return mask.astype(bool)


def widths_of(pictures: NDArray[np.uint8], lines: FloatArray, seen: NDArray[np.bool_]) -> FloatArray:
    """The thickness, pixels, whose edges are strongest along each line, shape (frames,), of every tenth frame."""
    tried = np.arange(3.0, 8.6, 0.5)
    found = []
    for picture, columns, rows in list(zip(pictures, _columns(lines), seen, strict=True))[::10]:
        here = np.flatnonzero(rows)
        if len(here) < 12:
            continue
        best = [
            edge_pairs(picture, (width,))[here, np.clip(np.round(columns[here]), 0, SIZE[0] - 1).astype(np.intp)]
            for width in tried
        ]
        found.append(tried[int(np.argmax(np.mean(best, axis=1)))])
    return np.array(found)


def find_rod(motion: Motion, *, recording: str | Path | None = None, on_frame: Told | None = None) -> Rod:
    """The rod that a person holds along the back.

    Parameters
    ----------
    motion
        The person's landmarks, as read from the recording or smoothed, in pixels of the analysed picture.
    recording
        The recording, where it is not at `motion.source.path`.
    on_frame
        Told the number of frames looked at so far, after each.

    Returns
    -------
    Rod
        In the sagittal frame of the motion; absent with a reason where there is none.

    Raises
    ------
    RecordingError
        If the recording cannot be read a second time.
    """
    from hiphinge.sources.video import open_frames

    frames = len(motion)
    if motion.unit != "px" or motion.source.kind != "video":
        return Rod.absent(frames, NO_PICTURES)
    body = BodyFrame.of(motion)
    if not np.isfinite(body.along).all(axis=1).any():
        return Rod.absent(frames, NOBODY)
    follower = Follower(motion, body)
    with open_frames(recording or motion.source.path) as stream:
        for frame in stream:
            if frame.index >= frames:
                break
            follower.add(frame.image, frame.index)
            if on_frame is not None:
                on_frame(frame.index + 1)
    return judged(follower.result(), body)


LEAST_COVER: Final = 0.45
"""Share of the rod's length that has to look like a rod, in a usual frame."""

LEAST_COVER_STILL: Final = 0.25
"""The same of standing, where a rod may lie before a wall of its colour and behind a thigh."""

LEAST_END: Final = 0.5
"""Share of the first 10 cm above the head, or of the first 12 cm below the seat, that has to look like one."""

END_ROWS: Final = ((1.66, 1.86), (-0.36, -0.12))
"""Those two stretches, in trunk lengths."""

BENT_DEG: Final = 25.0
"""A trunk that leans so much further than it did has moved away from anything upright in the room."""

LEAST_SHARE: Final = 0.6
"""Share of upright and of bent frames in which there must be a rod, for one to be believed in the recording."""

NO_PICTURES: Final = "the recording has no moving pictures"
NOBODY: Final = "nobody was found in the recording"
NOT_BENT: Final = "the trunk hardly moved, so a rod cannot be told from a line in the room"
NO_ROD: Final = "no straight rod moves with the back"


def judged(followed: Followed, body: BodyFrame) -> Rod:
    """Say whether what was followed is a rod, and where it is in the sagittal frame."""
    frames = len(followed.line)
    lean = np.degrees(np.arctan2(body.along[:, 0], body.along[:, 1]))
    known = np.isfinite(followed.line).all(axis=1)
    if not known.any():
        return Rod.absent(frames, NOBODY)
    upright = float(np.percentile(lean[known], 10))
    bent = known & (lean > upright + BENT_DEG)
    if bent.sum() < 3:
        return Rod.absent(frames, NOT_BENT)
    cover, looks = rod_like(followed.seen)
    still = known & (lean < upright + 0.5 * BENT_DEG)
    if float(looks[bent].mean()) < LEAST_SHARE or float((cover[still] >= LEAST_COVER_STILL).mean()) < LEAST_SHARE:
        return Rod.absent(frames, NO_ROD)
    confidence = np.where(known & (looks | (still & (cover >= LEAST_COVER_STILL))), cover, 0.0)
    everything = slice(0, frames)
    ends = [
        body.point(everything, np.full(frames, at), followed.line[:, column] / TRUNK_PX + COLUMNS[0])
        for column, at in ((0, LOW_AT), (1, HIGH_AT))
    ]
    for end in ends:
        end[~(confidence > 0)] = np.nan
    scale = body.unit / TRUNK_PX
    gaps = {name: np.where(confidence > 0, gap * scale, np.nan) for name, gap in followed.gaps_px.items()}
    return Rod(ends[0], ends[1], followed.width_px * scale, confidence, gaps)


def rod_like(seen: NDArray[np.bool_]) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Share of the rod's length that is seen in each frame, and whether that is enough, each of shape (frames,)."""
    share = ROWS[1] - (np.arange(SIZE[1]) + 0.5) / TRUNK_PX
    cover = seen[:, (share > SEAT) & (share < END_ROWS[0][1])].mean(axis=1)
    ends = np.max([seen[:, (share > low) & (share < high)].mean(axis=1) for low, high in END_ROWS], axis=0)
    return cover, np.asarray((cover >= LEAST_COVER) & (ends >= LEAST_END))
