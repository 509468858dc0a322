"""How far the body is from a rod that was found: where, going in from behind, its colours begin.

Beside the rod lie the background behind the person and the person in front. Both are learnt from the same rows of the
recording, the background and the rod of every frame, the body over many frames; in each row the border between them is
where the colours change over, told by the likelihood of the whole row and not by a single edge. The outline of the pose
model has a say only away from the rod, which it sometimes takes for part of the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.result import CONTACTS, ContactName

Pixels = NDArray[np.float32]

STATIONS: Final = MappingProxyType(
    {"head": ("ear", -0.08, 0.45), "upper_back": ("shoulder", -0.45, 0.0), "tailbone": ("hip", -0.04, 0.24)}
)
"""Where each contact is sought: a landmark, and from where to where beside it in trunk lengths: ear to above the crown,
T10 to T2, and cleft to sacrum, by the heights of bones (de Leva 1996; `lab/README.md`)."""

OCCIPUT: Final = (0.035, 0.115)
"""How far below the crown the back of the head is read, trunk lengths: 2 to 6 cm. Its nearest point is lower,
where the hand behind the neck hides it as soon as the head drops; a skull is round, and what is read above it moves
with it. It is sought from the crown, which is seen, since the pose model's ear slips on a head that drops."""

NO_BODY_ROWS: Final = 3
"""So many rows without a body end the head."""

BEHIND_PX, AHEAD_PX = 26, 44
"""How far behind and ahead of the rod's axis the rows are read, pixels of the turned picture (0.54 cm each)."""

LEARN_FROM_PX: Final = 8
SURELY_PX: Final = 4
"""Colours are learnt this far from the rod's axis, and this far inside and outside the outline of the pose model."""

ABOVE_SHARE: Final = 0.15
"""Share of the turned picture, from its top, in which nothing but the room is behind a rod."""

MAX_COLOURS_FROM: Final = 100
"""So many pixels there tell the rod's colours."""

BORDER_PX: Final = (-20, 34)
"""Where the border may lie."""

COVERING: Final = ("tailbone",)
"""Contacts whose body may stand behind the rod, beside it: a buttock. Behind the others there is an arm or a hand."""

ARM_PX: Final = (-14, -5)
ARM_SAYS: Final = 0.2
"""Where an arm behind the rod is looked for, and how much a usual pixel there must speak for one; the row is then not
read."""

BINS: Final = 12
"""Steps of each of three colours."""

CLEAREST: Final = 2.5
"""The most that one pixel may say, as a logarithm of a ratio of likelihoods."""

ROD_PX: Final = 2
"""So far from its axis a rod that is seen has no body before it; a buttock may stand on both sides of one."""

OUTLINE_SAYS: Final = 0.5
"""What the pose model's outline adds to it, away from the rod."""

OUTLINE_OFF_PX: Final = 7.0
"""Within this of the rod's axis the outline is not asked."""

MAX_ALIKE: Final = 0.92
"""Body and background whose colours overlap more than this (Bhattacharyya's coefficient) are not told apart."""

BODY_GAIN: Final = 6.0
"""What the pixels beyond the border must say together for a body to be there: three clear pixels."""

BESIDE_PX: Final = 5
LOCAL: Final = 0.4
"""So many pixels on either side of a border must speak for body and for background by so much each, or it is none."""

PERCENTILE: Final = MappingProxyType({"head": 60.0, "upper_back": 25.0, "tailbone": 25.0})
"""The nearest part of a contact touches; a single row is noise, so the nearest quarter is taken. Of a head that drops
the lower rows show the arm behind the neck, so more than half have to agree."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Turned frames with all that is known of them.

    Attributes
    ----------
    pictures
        Shape (frames, rows, columns, 3).
    axis
        Column of the rod's axis in every row, shape (frames, rows).
    seen
        Rows in which the rod is seen, shape (frames, rows).
    inside
        Whether a pixel lies within the person's outline, shape (frames, rows, columns).
    centres
        Row of each landmark of `STATIONS`, shape (frames,); NaN where missing.
    width_px
        Thickness of the rod.
    trunk_px
        Length of the trunk.
    """

    pictures: NDArray[np.uint8]
    axis: FloatArray
    seen: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    centres: dict[str, FloatArray]
    width_px: float
    trunk_px: float


def gaps_px(scene: Scene) -> dict[ContactName, FloatArray]:
    """Distance from the rod's near edge to the body at each contact, pixels across the rod, each of shape (frames,)."""
    offsets = np.arange(-BEHIND_PX, AHEAD_PX + 1)
    slope = np.gradient(scene.axis, axis=1)[:, 0]
    across = 1.0 / np.sqrt(1.0 + slope**2)
    found: dict[ContactName, FloatArray] = {}
    rod = _rod_colours(scene)
    for name in CONTACTS:
        mark, low, high = STATIONS[name]
        count = round((high - low) * scene.trunk_px / 1.5)
        rows = scene.centres[mark][:, None] - np.linspace(low, high, count) * scene.trunk_px
        borders, there = _borders(*_strips(scene, rows, offsets), offsets, rod, covers=name in COVERING)
        if name == "head":
            chosen = _occiput(there, (high - low) * scene.trunk_px / (count - 1) / scene.trunk_px)
            borders = np.where(chosen, borders, np.nan)
        gap = (_nearest(borders, PERCENTILE[name]) - 0.5 * scene.width_px) * across
        gap[~np.isfinite(rows).all(axis=1)] = np.nan
        found[name] = gap
    return found


def _strips(
    scene: Scene, rows: FloatArray, offsets: NDArray[np.intp]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_]]:
    """Colours (frames, stations, offsets, 3), outline (frames, stations, offsets) and rod seen (frames, stations)."""
    height, wide = scene.pictures.shape[1:3]
    at = np.clip(np.round(np.nan_to_num(rows)), 0, height - 1).astype(np.intp)
    frames = np.arange(len(at))[:, None]
    middle = scene.axis[frames, at]
    columns = np.clip(np.round(middle[:, :, None] - offsets), 0, wide - 1).astype(np.intp)
    where = (frames[:, :, None], at[:, :, None], columns)
    return scene.pictures[where], scene.inside[where], scene.seen[frames, at]


def colour_code(colours: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Cell of each colour (..., 3) in a cube of `BINS` cubed, shape (...)."""
    cells = (colours // (256 // BINS + 1)).astype(np.intp)
    return np.asarray((cells[..., 0] * BINS + cells[..., 1]) * BINS + cells[..., 2])


def _rod_colours(scene: Scene) -> FloatArray:
    """Shares of the rod's colours, from where it is seen above the head, or anywhere where it is not seen there."""
    free = scene.seen.copy()
    free[:, round(ABOVE_SHARE * free.shape[1]) :] = False
    frame, row = np.nonzero(free if free.sum() > MAX_COLOURS_FROM else scene.seen)
    columns = np.clip(np.round(scene.axis[frame, row]), 0, scene.pictures.shape[2] - 1).astype(np.intp)
    return histogram(colour_code(scene.pictures[frame, row, columns]))


def _eroded(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What stays of flags (frames, stations, offsets) `SURELY_PX` away from where they change along a row."""
    kept = flags.copy()
    kept[..., SURELY_PX:] &= flags[..., :-SURELY_PX]
    kept[..., :-SURELY_PX] &= flags[..., SURELY_PX:]
    return kept


def _borders(
    strips: NDArray[np.uint8],
    inside: NDArray[np.bool_],
    on_rod: NDArray[np.bool_],
    offsets: NDArray[np.intp],
    rod: FloatArray,
    *,
    covers: bool,
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Where the body begins ahead of the rod's axis in every row, pixels, and whether it is there at all.

    Each of shape (frames, stations), the border NaN where its colours do not tell; `rod`: shares of the rod's colours;
    `covers`: the body itself may stand behind the rod.
    """
    code = colour_code(strips)
    free = np.abs(offsets) >= LEARN_FROM_PX
    surely_in, surely_out = _eroded(inside) & free & (offsets > 0), _eroded(~inside) & free
    shared = histogram(code[surely_in])
    away = np.where(np.abs(offsets) > OUTLINE_OFF_PX, OUTLINE_SAYS, 0.0)
    border = np.full(code.shape[:2], np.nan)
    there = np.zeros(code.shape[:2], dtype=bool)
    for frame, own in enumerate(code):
        body = 0.5 * shared + 0.5 * histogram(own[surely_in[frame]])
        background = histogram(own[surely_out[frame]])
        if float(np.sqrt(body * background).sum()) > MAX_ALIKE:
            continue
        other = 0.6 * background + 0.4 * rod
        told = np.clip(np.log((body + 1e-4) / (other + 1e-4)), -CLEAREST, CLEAREST)
        says = told[own] + np.where(inside[frame], away, -away)
        if not covers:
            says[np.ix_(on_rod[frame], np.abs(offsets) <= ROD_PX)] = -CLEAREST
        border[frame], there[frame] = _changes(says, offsets, covers=covers)
    return border, there


def _occiput(there: NDArray[np.bool_], step: float) -> NDArray[np.bool_]:
    """Rows at the back of the head, from (frames, rows) upwards; step: trunk lengths from row to row."""
    count = there.shape[1]
    following = np.minimum(np.arange(count)[:, None] + np.arange(NO_BODY_ROWS), count - 1)
    ends: NDArray[np.bool_] = np.asarray((~there[:, following]).all(axis=2))
    crown = np.where(ends.any(axis=1), np.argmax(ends, axis=1), count)
    below = (crown[:, None] - np.arange(count)) * step
    return np.asarray((below >= OCCIPUT[0]) & (below <= OCCIPUT[1]))


def _nearest(borders: FloatArray, percentile: float) -> FloatArray:
    """A percentile of the rows, shape (frames,), from (frames, rows); NaN where few rows are known."""
    known = np.isfinite(borders)
    enough = known.sum(axis=1) >= 4
    out = np.full(len(borders), np.nan)
    if enough.any():
        out[enough] = np.nanpercentile(borders[enough], percentile, axis=1)
    return out


def histogram(code: NDArray[np.intp]) -> FloatArray:
    """Shares of the colours in a blurred cube of `BINS` cubed, flat."""
    counts = np.bincount(code.ravel(), minlength=BINS**3).astype(np.float32).reshape(BINS, BINS * BINS)
    counts = cv2.GaussianBlur(counts, (1, 3), 0.6, borderType=cv2.BORDER_CONSTANT)
    cube = counts.reshape(BINS * BINS, BINS)
    cube = cv2.GaussianBlur(cube, (3, 1), 0.6, borderType=cv2.BORDER_CONSTANT).reshape(BINS, BINS, BINS)
    turned = np.ascontiguousarray(cube.transpose(1, 0, 2)).reshape(BINS, BINS * BINS)
    turned = cv2.GaussianBlur(turned, (1, 3), 0.6, borderType=cv2.BORDER_CONSTANT)
    flat = turned.reshape(BINS, BINS, BINS).transpose(1, 0, 2).ravel().astype(np.float64)
    return np.asarray(flat / max(float(flat.sum()), 1e-9), dtype=np.float64)


def _changes(says: FloatArray, offsets: NDArray[np.intp], *, covers: bool) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Most likely border of every row, pixels ahead of the axis, and whether there is a body; each (stations,)."""
    smooth = cv2.blur(says.astype(np.float32), (1, 3))
    before = np.cumsum(smooth, axis=1) - smooth
    body_after = smooth.sum(axis=1, keepdims=True) - before
    score = body_after - before
    allowed = (offsets >= (BORDER_PX[0] if covers else 0)) & (offsets <= BORDER_PX[1])
    last = score.shape[1] - 1
    best = last - np.argmax(np.where(allowed, score, -np.inf)[:, ::-1], axis=1)
    rows = np.arange(len(best))
    gained = body_after[rows, best]
    total = np.concatenate([before, before[:, -1:] + smooth[:, -1:]], axis=1)
    here = total[rows, best]
    ahead = total[rows, np.minimum(best + BESIDE_PX, last + 1)] - here
    behind = here - total[rows, np.maximum(best - BESIDE_PX, 0)]
    told = (ahead > LOCAL * BESIDE_PX) & (behind < -LOCAL * BESIDE_PX)
    if not covers:
        behind_rod = (offsets >= ARM_PX[0]) & (offsets <= ARM_PX[1])
        told &= smooth[:, behind_rod].mean(axis=1) < ARM_SAYS
    border = np.where(told, offsets[best] - 0.5, np.nan)
    return np.asarray(border, dtype=np.float64), np.asarray(gained > BODY_GAIN)
