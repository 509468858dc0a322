"""The wall in the picture: upright straight edges behind the person, in what stays still of the frames kept."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import OUTLINE_SCALE, Motion
from hiphinge.core.props import Edge
from hiphinge.props.wall_observer import LOOKED_AT, WALL, WallSight, still_picture

TILTS_DEG: Final = np.arange(-7.0, 7.01, 0.5)
"""Tilts of an edge against the picture's vertical, degrees: a phone held as crookedly as `view` takes it to be."""

MIN_STEP: Final = 2.5
"""A step of fewer grey levels across an edge than this is not told from what compression leaves."""

MIN_SHARE: Final = 0.6
"""Share of the rows between head and floor in which an edge must be seen where the body does not hide it."""

MIN_OPEN: Final = 0.4
"""An edge is seen in a share of the rows that are open to view, or of this share of all rows if fewer are."""

SAME_WAY: Final = 0.3
"""Share of the rows by which one way of stepping, darker or lighter, has to outweigh the other: before the floor the
same edge may step the other way than before the room's wall."""

MAX_STEP: Final = 10.0
"""Larger steps (grey levels) make an edge no clearer."""

APART_PX: Final = 4
"""Edges nearer to each other than this are one."""

FINER_PX: Final = np.arange(-2.5, 2.51, 0.25)
FINER_DEG: Final = np.arange(-0.6, 0.61, 0.1)
"""Shifts and turns by which an edge that was found is moved to where it steps most."""

FINER_ROUNDS: Final = 3
"""It is moved again, so often at most, where it turned by more than half of what is tried."""

CLEAR_STEP: Final = 30.0
"""Steps count up to here, or to the usual one of a stronger edge, when it is moved (grey levels): a few strong rows do
not draw it to themselves."""

NEAR_FLOOR: Final = 0.2
"""It is moved by its rows down to this share of all rows below the one from which it is followed: just above the
soles, so that its foot is met."""

ALIKE: Final = 0.998
"""Places that step as much as this share of the most are as good; the edge is put in their middle."""

PIXEL_CENTRE: Final = 0.5
"""A pixel's own place lies in its middle, half a pixel from where it begins."""

BASE_SLOPES: Final = np.arange(0.1, 3.01, 0.05)
"""Slopes of the wall's foot in the picture, columns towards the person for each row up, that are tried: a face that is
seen recedes on the person's side of its near edge."""

CLEAR_OF_EDGE_PX: Final = 4.0
"""The wall's foot is looked at where it has parted from the upright edge by this much, so that the edge's own step is
not taken for it."""

MIN_UP_PX: Final = 5
MIN_BASE_PX: Final = 8
"""The wall's foot is looked at from this many rows above its corner, and over this many pixels at least."""

FACE_STEP: Final = 15.0
"""A face is seen where what is beside the edge differs from the floor below it by this many grey levels: 20 of 24
rendered walls seen from before them do, of 18 seen along or from behind one does."""

BESIDE_PX: Final = np.arange(2, 6)
FACE_ROWS: Final = np.arange(12, 45)
FLOOR_ROWS: Final = np.arange(-11, -3)
"""Where those two are looked at: pixels from the edge towards the person, and rows above the edge's foot."""

BODY_RIM_PX: Final = 9
"""The person is widened by half of this, so that the standing body's own outline is not taken for an edge."""

FOOT_LATE_PX: Final = 3.0
"""The foot of an edge is found this far too low (rendered sets of this drill): steps are averaged over seven rows."""

FOOT_BODIES: Final = 0.3
"""An edge is followed to the floor from this far above the soles, in heights of the standing body."""

BACK_BODIES: Final = 0.45
AHEAD_BODIES: Final = 0.10
"""How far behind and ahead of the rearmost reach edges are looked for, in heights of the standing body."""


def wall_edges(motion: Motion, rear_px: float, body_px: tuple[float, float]) -> tuple[Edge, ...]:
    """Upright edges near the place that the hips reach back to.

    Parameters
    ----------
    motion
        The motion as read, with its outline and the pictures that were kept for the wall.
    rear_px
        Rearmost reach of the hips, x forward, pixels of the analysed picture.
    body_px
        Heights (y up) of the standing person's soles and head, pixels.

    Returns
    -------
    tuple of Edge
        In the sagittal frame, the clearest first; empty where none is seen, or no pictures were kept.
    """
    sight = motion.observations.get(WALL)
    if not isinstance(sight, WallSight) or not sight.pictures:
        return ()
    picture = still_picture(sight)
    hidden = covered(motion, picture.shape[:2])
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
            if face_seen(picture, hidden, corner, upright, sign):
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


def covered(motion: Motion, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Pixels that the person covers in most frames, widened a little, shape (height, width)."""
    import cv2

    counts = np.zeros(shape, dtype=np.float32)
    outlines = motion.outline if motion.outline is not None else np.empty((0, 1, 2), np.int16)
    chosen = outlines[:: max(1, len(outlines) // LOOKED_AT)]
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
    """Straight, nearly upright steps of brightness or colour in a part of a picture.

    Parameters
    ----------
    picture
        Shape (height, width, 3), 0 to 255.
    hidden
        Pixels that are not looked at, shape (height, width).
    columns, rows
        The part looked at, first and last.
    level
        The row at which an edge's column is told.
    low
        The row from which an edge is followed to the floor.

    Returns
    -------
    list
        Of column at `level` (px), tilt (degrees, positive when the upper end lies further right), share of the rows in
        which it is seen, step (grey levels), and the row at which it meets the floor, None where that is hidden.
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
    found: list[tuple[float, float, float, float, float | None]] = []
    taken = np.zeros(x.size, dtype=bool)
    for place in np.argsort(score)[::-1]:
        i = int(tilts[place])
        if best[i, place] < MIN_SHARE:
            continue
        if taken[place]:
            continue
        taken |= np.abs(x - x[place]) <= APART_PX
        column, tilt = _finer(
            step, hidden, (float(x[place]), float(TILTS_DEG[i])), y[y < low + NEAR_FLOOR * y.size], level
        )
        if any(abs(column - known[0]) < 0.5 * APART_PX for known in found):
            continue
        bottom = _bottom(step, hidden, column, y, level, tilt, low)
        found.append((column, tilt, float(best[i, place]), float(sizes[i, place]), bottom))
        if len(found) == 8:
            break
    return found


def _steps(picture: FloatArray) -> FloatArray:
    """Step from left to right at every pixel, over a few rows and in the colour that steps most, (height, width)."""
    import cv2

    soft = cv2.blur(picture, (1, 7))
    across = np.zeros_like(soft)
    # Two widths together peak where the edge is, which one alone does not.
    across[:, 2:-2] = 0.5 * (soft[:, 4:] - soft[:, :-4] + soft[:, 3:-1] - soft[:, 1:-3])
    most = np.argmax(np.abs(across), axis=2)
    return np.asarray(np.take_along_axis(across, most[..., None], axis=2)[..., 0])


def _along(
    step: FloatArray,
    hidden: NDArray[np.bool_],
    x: NDArray[np.int64] | FloatArray,
    y: NDArray[np.int64],
    level: float,
    tilt: float,
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Steps along tilted lines through the columns x, and where they are open to view, each (rows, columns)."""
    shift = np.tan(np.radians(tilt)) * (level - y)
    at = np.round(x[None] + shift[:, None]).astype(int)
    inside = (at >= 2) & (at < step.shape[1] - 2)
    at = np.clip(at, 0, step.shape[1] - 1)
    return step[y[:, None], at], inside & ~hidden[y[:, None], at]


def _finer(
    step: FloatArray, hidden: NDArray[np.bool_], edge: tuple[float, float], y: NDArray[np.int64], level: float
) -> tuple[float, float]:
    """Column and tilt of an edge, moved by parts of a pixel and of a degree to where it steps most."""
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
    """The lowest row to which an edge reaches without a break from `low` on; None where it is hidden or not there."""
    column, open_ = _along(step, hidden, np.array([x]), y, level, tilt)
    held = np.convolve(np.abs(column[:, 0]) > MIN_STEP, np.ones(5) / 5, mode="same") > 0.5
    start = int(np.searchsorted(y, low))
    for row in range(start, y.size):
        if not open_[row, 0] or not held[start]:
            return None
        if not held[row]:
            return float(y[row] - 1 - FOOT_LATE_PX)
    return None


def face_seen(
    picture: FloatArray, hidden: NDArray[np.bool_], corner: tuple[float, float], upright: float, way: int
) -> bool:
    """Whether the wall's face is seen beside its edge: what is there is not the floor that lies below it.

    Parameters
    ----------
    picture, hidden
        As for `upright_edges`.
    corner
        Column and row of the edge's foot.
    upright
        Columns to the right for each row up of the edge.
    way
        1 where the person stands to the right of the edge, -1 to the left.
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
    """Slope of the line in which the wall's face meets the floor, from the foot of its near edge into the depth.

    Parameters
    ----------
    picture, hidden, corner, upright, way
        As for `face_seen`.
    length
        Rows over which the line is followed, up from the corner.

    Returns
    -------
    float or None
        Columns towards the person for each row up; None where no line is clear.
    """
    import cv2

    soft = cv2.GaussianBlur(picture, (3, 3), 0.8)
    best = (0.0, 0.0)
    for slope in BASE_SLOPES:
        parting = slope - way * upright
        if parting <= 0:
            continue
        up = np.arange(max(MIN_UP_PX, round(CLEAR_OF_EDGE_PX / parting)), max(length, MIN_UP_PX + 6))
        aside = np.array([1.0, way * slope]) / np.hypot(1.0, slope)
        x, y = corner[0] + way * slope * up, corner[1] - up
        here = [np.round(place).astype(int) for place in (x, y)]
        inside = (here[0] >= 3) & (here[0] < picture.shape[1] - 3) & (here[1] >= 3) & (here[1] < picture.shape[0] - 3)
        inside[inside] &= ~hidden[here[1][inside], here[0][inside]]
        if inside.sum() < MIN_BASE_PX:
            continue
        sides = [_at(soft, x[inside] + by * aside[0], y[inside] + by * aside[1]) for by in (-2.0, 2.0)]
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
