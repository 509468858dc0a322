"""The wall in the picture: straight, nearly vertical edges behind the lifter, in the static picture."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import OUTLINE_SCALE, Motion
from hiphinge.core.props import Edge
from hiphinge.props.wall_observer import MIN_PICTURES, WALL, WallSight, still_picture

TILTS_DEG: Final = np.arange(-7.0, 7.01, 0.5)
"""Candidate tilts of an edge against the picture's vertical, degrees: the range of camera roll that `view` assumes."""

MIN_STEP: Final = 2.5
"""Smallest step across an edge, grey levels; smaller ones cannot be distinguished from compression artefacts."""

MIN_SHARE: Final = 0.6
"""Smallest share of the visible rows between head and floor in which an edge must be found."""

MIN_OPEN: Final = 0.4
"""The share is taken of the rows that the body does not hide, and at least of this share of all rows."""

SAME_WAY: Final = 0.3
"""Share of the rows by which one direction of the step, darker or lighter, must outweigh the other; in front of the
floor an edge may step in the opposite direction to that in front of the room's wall."""

MAX_STEP: Final = 10.0
"""Step, grey levels, beyond which an edge does not count as any clearer."""

APART_PX: Final = 4
"""Edges within this distance of each other, pixels, count as one."""

FINER_PX: Final = np.arange(-2.5, 2.51, 0.25)
"""Shifts, pixels, among which the refinement of an edge searches the largest step."""

FINER_DEG: Final = np.arange(-0.6, 0.61, 0.1)
"""Changes of tilt, degrees, among which it searches."""

FINER_ROUNDS: Final = 3
"""Largest number of refinements; they stop when the tilt changes by less than half of the searched range."""

CLEAR_STEP: Final = 30.0
"""Cap on the steps during refinement, grey levels, or the edge's usual step if larger, so that a few strong rows do not
attract the edge."""

NEAR_FLOOR: Final = 0.2
"""Refinement uses the rows down to this share of all rows below the one from which the edge is followed to the floor:
just above the soles, so that the foot is accurate."""

ALIKE: Final = 0.998
"""Positions with at least this share of the largest step are equally good; the edge is put in their middle."""

PIXEL_CENTRE: Final = 0.5
"""Offset of a pixel's centre from its beginning, pixels."""

BASE_SLOPES: Final = np.arange(0.1, 3.01, 0.05)
"""Candidate slopes of the wall's foot in the picture, columns towards the lifter per row up: a visible face recedes on
the lifter's side of its near edge."""

CLEAR_OF_EDGE_PX: Final = 4.0
"""The wall's foot is evaluated from this distance to the vertical edge on, pixels, so that the edge's own step is not
mistaken for it."""

MIN_UP_PX: Final = 5
"""The wall's foot is evaluated from this many rows above its corner on."""

MIN_BASE_PX: Final = 8
"""Smallest number of visible pixels for the wall's foot, and for the face and the floor beside the edge."""

FACE_STEP: Final = 15.0
"""A face is visible where the surface beside the edge differs from the floor below it by more than this, grey levels:
true for 20 of 24 rendered walls seen from the front, and for one of 18 seen along their face or from behind."""

BESIDE_PX: Final = np.arange(2, 6)
"""Where face and floor are compared: pixels from the edge towards the lifter."""

FACE_ROWS: Final = np.arange(12, 45)
"""Rows of the face, above the edge's foot."""

FLOOR_ROWS: Final = np.arange(-11, -3)
"""Rows of the floor, likewise (negative is below the foot)."""

BODY_RIM_PX: Final = 9
"""The body is dilated by half of this, pixels, so that the outline of the standing body is not taken for an edge."""

FOOT_LATE_PX: Final = 3.0
"""The foot of an edge is found this far too low, pixels (rendered sets of this drill): steps are averaged over seven
rows."""

FOOT_BODIES: Final = 0.3
"""An edge is followed to the floor from this height above the soles, heights of the standing body."""

BACK_BODIES: Final = 0.45
"""Edges are searched up to this distance behind the hips' rearmost position, heights of the standing body."""

AHEAD_BODIES: Final = 0.10
"""Edges are searched up to this distance ahead of it, heights of the standing body."""


def wall_edges(motion: Motion, rear_px: float, body_px: tuple[float, float]) -> tuple[Edge, ...]:
    """Return the nearly vertical edges near the rearmost position of the hips.

    Parameters
    ----------
    motion
        The unsmoothed motion, with its outline and the observer's pictures of the wall.
    rear_px
        Rearmost position of the hips' rear, x forward, pixels of the analysed picture.
    body_px
        Heights (y up) of the standing lifter's soles and head, pixels.

    Returns
    -------
    tuple of Edge
        In the sagittal frame, the clearest first; empty where none is visible, or no pictures were kept.
    """
    sight = motion.observations.get(WALL)
    if not isinstance(sight, WallSight) or not sight.pictures:
        return ()
    picture = still_picture(sight)
    hidden = body_mask(motion, picture.shape[:2])
    sign = 1 if motion.source.facing == "right" else -1
    foot, head = -body_px[0], -body_px[1]
    hip = -float(np.nanmedian(motion.middle("hip")[:, 1]))
    tall = foot - head
    behind, ahead = rear_px - BACK_BODIES * tall, rear_px + AHEAD_BODIES * tall
    columns = sorted((sign * behind, sign * ahead))
    rows = (max(0, round(head - 0.1 * tall)), min(picture.shape[0] - 1, round(foot + 0.12 * tall)))
    part = (round(columns[0]), round(columns[1]))
    edges = []
    for x, tilt, share, step, bottom in upright_edges(picture, hidden, part, rows, hip, foot - FOOT_BODIES * tall):
        slope = None
        if bottom is not None:
            upright = float(np.tan(np.radians(tilt)))
            corner = (x + upright * (hip - bottom), bottom)
            if face_visible(picture, hidden, corner, upright, sign):
                slope = base_slope(picture, hidden, corner, upright, sign, round(0.14 * tall))
        edges.append(
            Edge(
                x_px=sign * (x + PIXEL_CENTRE),
                tilt_deg=sign * tilt,
                share=share,
                step=step,
                foot_px=None if bottom is None else -(bottom + PIXEL_CENTRE),
                base_slope=slope,
            )
        )
    return tuple(edges)


def body_mask(motion: Motion, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the pixels that the body hides in more than 30 % of sampled frames, dilated, shape (height, width)."""
    import cv2

    counts = np.zeros(shape, dtype=np.float32)
    outlines = motion.outline if motion.outline is not None else np.empty((0, 1, 2), np.int16)
    chosen = outlines[:: max(1, len(outlines) // MIN_PICTURES)]
    known = chosen[(chosen != np.iinfo(np.int16).min).all(axis=(1, 2))]
    for outline in known:
        body = np.zeros(shape, dtype=np.uint8)
        cv2.fillPoly(body, [np.round(outline / OUTLINE_SCALE).astype(np.int32)], 1)
        counts += body
    body = (counts > 0.3 * max(len(known), 1)).astype(np.uint8)
    return np.asarray(cv2.dilate(body, np.ones((BODY_RIM_PX, BODY_RIM_PX), np.uint8)) > 0)


def upright_edges(
    picture: FloatArray,
    hidden: NDArray[np.bool_],
    columns: tuple[int, int],
    rows: tuple[int, int],
    level: float,
    low: float,
) -> list[tuple[float, float, float, float, float | None]]:
    """Return the straight, nearly vertical steps of brightness or colour in a part of a picture.

    Parameters
    ----------
    picture
        Shape (height, width, 3), 0 to 255.
    hidden
        Pixels that are ignored, shape (height, width).
    columns, rows
        The part that is searched, first and last.
    level
        The row at which the column of an edge is returned.
    low
        The row from which an edge is followed to the floor.

    Returns
    -------
    list
        For each edge its column at `level` (px), tilt (degrees, positive when the upper end lies further right), share
        of the rows in which it is visible, step (grey levels), and the row where it meets the floor, None where hidden.
    """
    step = _steps(picture)
    y = np.arange(rows[0], rows[1] + 1)
    x = np.arange(max(2, columns[0]), min(picture.shape[1] - 3, columns[1]) + 1)
    if not x.size or y.size < 20:
        return []
    best = np.zeros((len(TILTS_DEG), x.size))
    sizes = np.zeros_like(best)
    for i, tilt in enumerate(TILTS_DEG):
        along, open_ = _along(step, hidden, x, y, level, tilt)
        strong = (np.abs(along) > MIN_STEP) & open_
        rows_open = np.maximum(open_.sum(axis=0), MIN_OPEN * y.size)
        same_way = np.abs(np.sign(np.where(strong, along, 0.0)).sum(axis=0)) / rows_open
        best[i] = np.where(same_way > SAME_WAY, strong.sum(axis=0) / rows_open, 0.0)
        sizes[i] = np.where(open_, np.abs(along), 0.0).sum(axis=0) / rows_open
    tilts = np.argmax(best * sizes, axis=0)
    chosen = (tilts, np.arange(x.size))
    score = best[chosen] * np.minimum(sizes[chosen], MAX_STEP)
    edges: list[tuple[float, float, float, float, float | None]] = []
    taken = np.zeros(x.size, dtype=bool)
    for place in np.argsort(score)[::-1]:
        i = int(tilts[place])
        if best[i, place] < MIN_SHARE:
            continue
        if taken[place]:
            continue
        taken |= np.abs(x - x[place]) <= APART_PX
        column, tilt = _refined(
            step, hidden, (float(x[place]), float(TILTS_DEG[i])), y[y < low + NEAR_FLOOR * y.size], level
        )
        if any(abs(column - known[0]) < 0.5 * APART_PX for known in edges):
            continue
        bottom = _bottom(step, hidden, column, y, level, tilt, low)
        edges.append((column, tilt, float(best[i, place]), float(sizes[i, place]), bottom))
        if len(edges) == 8:
            break
    return edges


def _steps(picture: FloatArray) -> FloatArray:
    """Return the step from left to right at every pixel, over a few rows, of the strongest colour, (height, width)."""
    import cv2

    soft = cv2.blur(picture, (1, 7))
    across = np.zeros_like(soft)
    # The sum over two widths has its peak at the edge; a single width has not.
    across[:, 2:-2] = 0.5 * (soft[:, 4:] - soft[:, :-4] + soft[:, 3:-1] - soft[:, 1:-3])
    strongest = np.argmax(np.abs(across), axis=2)
    return np.asarray(np.take_along_axis(across, strongest[..., None], axis=2)[..., 0])


def _along(
    step: FloatArray,
    hidden: NDArray[np.bool_],
    x: NDArray[np.int64] | FloatArray,
    y: NDArray[np.int64],
    level: float,
    tilt: float,
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return the steps along tilted lines through the columns x, and where they are visible, each (rows, columns)."""
    shift = np.tan(np.radians(tilt)) * (level - y)
    at = np.round(x[None] + shift[:, None]).astype(int)
    inside = (at >= 2) & (at < step.shape[1] - 2)
    at = np.clip(at, 0, step.shape[1] - 1)
    return step[y[:, None], at], inside & ~hidden[y[:, None], at]


def _refined(
    step: FloatArray, hidden: NDArray[np.bool_], edge: tuple[float, float], y: NDArray[np.int64], level: float
) -> tuple[float, float]:
    """Return column and tilt of an edge, refined by fractions of a pixel and a degree to the largest step."""
    for _ in range(FINER_ROUNDS if y.size else 0):
        before, columns, tilts = edge, edge[0] + FINER_PX, edge[1] + FINER_DEG
        at = columns[None, :, None] + np.tan(np.radians(tilts))[:, None, None] * (level - y)
        left = np.clip(np.floor(at).astype(int), 0, step.shape[1] - 2)
        part = at - left
        across = step[y, left] * (1.0 - part) + step[y, left + 1] * part
        open_ = (at >= 2) & (at < step.shape[1] - 3) & ~hidden[y, left]
        size = np.where(open_, np.abs(across), 0.0)
        usual = float(np.median(size[size.shape[0] // 2, size.shape[1] // 2]))
        total = np.minimum(size, max(CLEAR_STEP, usual)).sum(axis=2)
        tilt, column = np.nonzero(total >= ALIKE * total.max())
        edge = (float(columns[column].mean()), float(tilts[tilt].mean()))
        if abs(edge[1] - before[1]) < 0.5 * FINER_DEG[-1]:
            break
    return edge


def _bottom(
    step: FloatArray, hidden: NDArray[np.bool_], x: float, y: NDArray[np.int64], level: float, tilt: float, low: float
) -> float | None:
    """Return the lowest row that an edge reaches without a break from `low` on; None where it is hidden or absent."""
    column, open_ = _along(step, hidden, np.array([x]), y, level, tilt)
    held = np.convolve(np.abs(column[:, 0]) > MIN_STEP, np.ones(5) / 5, mode="same") > 0.5
    start = int(np.searchsorted(y, low))
    for row in range(start, y.size):
        if not open_[row, 0] or not held[start]:
            return None
        if not held[row]:
            return float(y[row] - 1 - FOOT_LATE_PX)
    return None


def face_visible(
    picture: FloatArray, hidden: NDArray[np.bool_], corner: tuple[float, float], upright: float, way: int
) -> bool:
    """Return whether the wall's face is visible beside its edge, where it differs in colour from the floor below.

    Parameters
    ----------
    picture, hidden
        As in `upright_edges`.
    corner
        Column and row of the edge's foot.
    upright
        Slope of the edge, columns to the right per row up.
    way
        1 if the lifter stands to the right of the edge, -1 if to the left.
    """
    middles = []
    for up in (FACE_ROWS, FLOOR_ROWS):
        rows = np.repeat(up, BESIDE_PX.size)
        x = np.round(corner[0] + upright * rows + way * np.tile(BESIDE_PX, up.size)).astype(int)
        y = np.round(corner[1] - rows).astype(int)
        inside = (x >= 0) & (x < picture.shape[1]) & (y >= 0) & (y < picture.shape[0])
        inside[inside] &= ~hidden[y[inside], x[inside]]
        if inside.sum() < MIN_BASE_PX:
            return False
        middles.append(np.median(picture[y[inside], x[inside]], axis=0))
    return bool(np.abs(middles[0] - middles[1]).max() > FACE_STEP)


def base_slope(
    picture: FloatArray, hidden: NDArray[np.bool_], corner: tuple[float, float], upright: float, way: int, length: int
) -> float | None:
    """Return the slope of the line where the wall's face meets the floor, from the foot of its near edge away.

    Parameters
    ----------
    picture, hidden, corner, upright, way
        As in `face_visible`.
    length
        Number of rows over which the line is followed, up from the corner.

    Returns
    -------
    float or None
        Columns towards the lifter per row up; None where no line is clear.
    """
    import cv2

    soft = cv2.GaussianBlur(picture, (3, 3), 0.8)
    best = (0.0, 0.0)
    for slope in BASE_SLOPES:
        parting = slope - way * upright
        if parting <= 0:
            continue
        up = np.arange(max(MIN_UP_PX, round(CLEAR_OF_EDGE_PX / parting)), max(length, MIN_UP_PX + 6))
        normal = np.array([1.0, way * slope]) / np.hypot(1.0, slope)
        x, y = corner[0] + way * slope * up, corner[1] - up
        here = [np.round(place).astype(int) for place in (x, y)]
        inside = (here[0] >= 3) & (here[0] < picture.shape[1] - 3) & (here[1] >= 3) & (here[1] < picture.shape[0] - 3)
        inside[inside] &= ~hidden[here[1][inside], here[0][inside]]
        if inside.sum() < MIN_BASE_PX:
            continue
        sides = [_at(soft, x[inside] + by * normal[0], y[inside] + by * normal[1]) for by in (-2.0, 2.0)]
        across = sides[1] - sides[0]
        colour = int(np.argmax(np.abs(across.mean(axis=0))))
        sign = np.sign(across[:, colour].mean())
        held = float((sign * across[:, colour] > MIN_STEP).mean())
        size = float(np.abs(across[:, colour].mean()))
        if held > MIN_SHARE and size > best[0]:
            best = (size, float(slope))
    return best[1] if best[0] > 0 else None


def _at(picture: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    rows, columns = (
        np.clip(np.round(place).astype(int), 0, size - 1) for place, size in zip((y, x), picture.shape[:2], strict=True)
    )
    return np.asarray(picture[rows, columns])
