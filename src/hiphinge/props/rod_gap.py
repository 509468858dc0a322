"""The gap between a rod and the body: the position where, from behind, the body's colours begin.

Behind the rod is the background, in front of it the body. The colours of both are learnt from the same rows of the
recording: background and rod from each frame, the body over many frames. The border between them is where the colours
change, by the likelihood of the whole row instead of a single edge. The pose model's outline is used only away from the
rod, since it sometimes includes the rod.
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
"""Where each contact is measured: a landmark, and the stretch beside it in trunk lengths: ear to above the crown, T10
to T2, and gluteal cleft to sacrum, by the heights of bones (de Leva 1996; `lab/README.md`)."""

OCCIPUT: Final = (0.035, 0.115)
"""The stretch below the crown where the back of the head is measured, trunk lengths: 2 to 6 cm. The rearmost point is
lower, but the hand behind the neck hides it as soon as the head drops; a skull is round, so the part above moves with
it. The stretch is measured from the visible crown, since the pose model's ear is inaccurate when the head drops."""

NO_BODY_ROWS: Final = 3
"""The head ends where this many successive rows show no body."""

BEHIND_PX, AHEAD_PX = 26, 44
"""How far behind and ahead of the rod's axis the rows are read, pixels of the rotated picture (0.54 cm each)."""

LEARN_FROM_PX: Final = 8
"""Smallest distance from the rod's axis at which colours of body and background are learnt, pixels."""

SURELY_PX: Final = 4
"""Smallest distance inside or outside the pose model's outline at which colours are learnt, pixels."""

ABOVE_SHARE: Final = 0.15
"""Share of the rotated picture, from its top, in which only the room is behind a rod."""

MIN_ROD_PIXELS: Final = 100
"""Number of pixels of the rod that must be visible there to learn its colours from them alone."""

BORDER_PX: Final = (-20, 34)
"""Range of the border, pixels ahead of the rod's axis."""

COVERING: Final = ("tailbone",)
"""Contacts where the body itself, a buttock, may be behind the rod; at the others an arm or a hand is there."""

ARM_PX: Final = (-14, -5)
"""Where an arm behind the rod is searched for, pixels ahead of the rod's axis."""

ARM_EVIDENCE: Final = 0.2
"""Mean evidence of the body there, per pixel, from which it counts as an arm; the row is then not used."""

BINS: Final = 12
"""Number of bins of each of the three colour channels."""

MAX_EVIDENCE: Final = 2.5
"""Largest evidence of one pixel, a log-likelihood ratio of body to background."""

ROD_PX: Final = 2
"""A visible rod has no body in front of it within this distance of its axis, pixels, except between the buttocks."""

OUTLINE_EVIDENCE: Final = 0.5
"""Evidence that the pose model's outline adds away from the rod."""

OUTLINE_OFF_PX: Final = 7.0
"""Within this distance of the rod's axis, pixels, the outline is not used."""

MAX_ALIKE: Final = 0.92
"""Body and background whose colours overlap more than this (Bhattacharyya coefficient) cannot be separated."""

BODY_GAIN: Final = 6.0
"""Smallest summed evidence beyond the border for a body to be there: about three clear pixels."""

BESIDE_PX: Final = 5
"""Number of pixels on either side of a border that must confirm it."""

LOCAL: Final = 0.4
"""Mean evidence, per pixel, that these pixels must give for the body ahead and for the background behind."""

PERCENTILE: Final = MappingProxyType({"head": 60.0, "upper_back": 25.0, "tailbone": 25.0})
"""Percentile of the gaps of a contact's rows: the nearest part touches, but single rows are noisy, so the nearest
quarter is used. When the head drops, its lower rows show the arm behind the neck, so more than half must agree."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Rotated frames with the rod, the outline and the landmarks in them.

    Attributes
    ----------
    pictures
        Shape (frames, rows, columns, 3).
    axis
        Column of the rod's axis in every row, shape (frames, rows).
    seen
        Rows in which the rod is visible, shape (frames, rows).
    inside
        Whether a pixel lies within the athlete's outline, shape (frames, rows, columns).
    centres
        Row of each landmark of `STATIONS`, shape (frames,); NaN where missing.
    width_px
        Thickness of the rod, pixels.
    trunk_px
        Length of the trunk, pixels.
    """

    pictures: NDArray[np.uint8]
    axis: FloatArray
    seen: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    centres: dict[str, FloatArray]
    width_px: float
    trunk_px: float


def gaps_px(scene: Scene) -> dict[ContactName, FloatArray]:
    """Return the distance from the rod's near edge to the body at each contact, pixels across the rod, (frames,)."""
    offsets = np.arange(-BEHIND_PX, AHEAD_PX + 1)
    slope = np.gradient(scene.axis, axis=1)[:, 0]
    across = 1.0 / np.sqrt(1.0 + slope**2)
    gaps: dict[ContactName, FloatArray] = {}
    rod = _rod_colours(scene)
    for name in CONTACTS:
        mark, low, high = STATIONS[name]
        count = round((high - low) * scene.trunk_px / 1.5)
        rows = scene.centres[mark][:, None] - np.linspace(low, high, count) * scene.trunk_px
        borders, has_body = _borders(*_strips(scene, rows, offsets), offsets, rod, covers=name in COVERING)
        if name == "head":
            chosen = _occiput(has_body, (high - low) * scene.trunk_px / (count - 1) / scene.trunk_px)
            borders = np.where(chosen, borders, np.nan)
        gap = (_nearest(borders, PERCENTILE[name]) - 0.5 * scene.width_px) * across
        gap[~np.isfinite(rows).all(axis=1)] = np.nan
        gaps[name] = gap
    return gaps


def _strips(
    scene: Scene, rows: FloatArray, offsets: NDArray[np.intp]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return colours (frames, rows, offsets, 3), outline (frames, rows, offsets) and visible rod (frames, rows)."""
    height, wide = scene.pictures.shape[1:3]
    at = np.clip(np.round(np.nan_to_num(rows)), 0, height - 1).astype(np.intp)
    frames = np.arange(len(at))[:, None]
    middle = scene.axis[frames, at]
    columns = np.clip(np.round(middle[:, :, None] - offsets), 0, wide - 1).astype(np.intp)
    where = (frames[:, :, None], at[:, :, None], columns)
    return scene.pictures[where], scene.inside[where], scene.seen[frames, at]


def colour_code(colours: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return the flat index of each colour (..., 3) in a cube of `BINS` cubed, shape (...)."""
    cells = (colours // (256 // BINS + 1)).astype(np.intp)
    return np.asarray((cells[..., 0] * BINS + cells[..., 1]) * BINS + cells[..., 2])


def _rod_colours(scene: Scene) -> FloatArray:
    """Return the histogram of the rod's colours above the head, or of the whole rod if it is hardly visible there."""
    free = scene.seen.copy()
    free[:, round(ABOVE_SHARE * free.shape[1]) :] = False
    frame, row = np.nonzero(free if free.sum() > MIN_ROD_PIXELS else scene.seen)
    columns = np.clip(np.round(scene.axis[frame, row]), 0, scene.pictures.shape[2] - 1).astype(np.intp)
    return histogram(colour_code(scene.pictures[frame, row, columns]))


def _eroded(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return flags (frames, rows, offsets) that hold at least `SURELY_PX` to either side along a row."""
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
    """Return where the body begins in every row, pixels ahead of the rod's axis, and whether there is a body at all.

    Each has shape (frames, rows); the border is NaN where the colours do not determine it. `rod` is the histogram of
    the rod's colours; with `covers` the body itself may be behind the rod.
    """
    code = colour_code(strips)
    free = np.abs(offsets) >= LEARN_FROM_PX
    surely_in, surely_out = _eroded(inside) & free & (offsets > 0), _eroded(~inside) & free
    shared = histogram(code[surely_in])
    away = np.where(np.abs(offsets) > OUTLINE_OFF_PX, OUTLINE_EVIDENCE, 0.0)
    border = np.full(code.shape[:2], np.nan)
    has_body = np.zeros(code.shape[:2], dtype=bool)
    for frame, own in enumerate(code):
        body = 0.5 * shared + 0.5 * histogram(own[surely_in[frame]])
        background = histogram(own[surely_out[frame]])
        if float(np.sqrt(body * background).sum()) > MAX_ALIKE:
            continue
        other = 0.6 * background + 0.4 * rod
        ratio = np.clip(np.log((body + 1e-4) / (other + 1e-4)), -MAX_EVIDENCE, MAX_EVIDENCE)
        evidence = ratio[own] + np.where(inside[frame], away, -away)
        if not covers:
            evidence[np.ix_(on_rod[frame], np.abs(offsets) <= ROD_PX)] = -MAX_EVIDENCE
        border[frame], has_body[frame] = _changes(evidence, offsets, covers=covers)
    return border, has_body


def _occiput(has_body: NDArray[np.bool_], step: float) -> NDArray[np.bool_]:
    """Return which rows are at the back of the head, (frames, rows), in upward order, `step` trunk lengths apart."""
    count = has_body.shape[1]
    following = np.minimum(np.arange(count)[:, None] + np.arange(NO_BODY_ROWS), count - 1)
    ends: NDArray[np.bool_] = np.asarray((~has_body[:, following]).all(axis=2))
    crown = np.where(ends.any(axis=1), np.argmax(ends, axis=1), count)
    below = (crown[:, None] - np.arange(count)) * step
    return np.asarray((below >= OCCIPUT[0]) & (below <= OCCIPUT[1]))


def _nearest(borders: FloatArray, percentile: float) -> FloatArray:
    """Return a percentile of the rows' borders (frames, rows), shape (frames,); NaN where few rows are known."""
    known = np.isfinite(borders)
    enough = known.sum(axis=1) >= 4
    out = np.full(len(borders), np.nan)
    if enough.any():
        out[enough] = np.nanpercentile(borders[enough], percentile, axis=1)
    return out


def histogram(code: NDArray[np.intp]) -> FloatArray:
    """Return the shares of the colour codes as a blurred, flat cube, shape (`BINS` cubed,)."""
    counts = np.bincount(code.ravel(), minlength=BINS**3).astype(np.float32).reshape(BINS, BINS * BINS)
    counts = cv2.GaussianBlur(counts, (1, 3), 0.6, borderType=cv2.BORDER_CONSTANT)
    cube = counts.reshape(BINS * BINS, BINS)
    cube = cv2.GaussianBlur(cube, (3, 1), 0.6, borderType=cv2.BORDER_CONSTANT).reshape(BINS, BINS, BINS)
    turned = np.ascontiguousarray(cube.transpose(1, 0, 2)).reshape(BINS, BINS * BINS)
    turned = cv2.GaussianBlur(turned, (1, 3), 0.6, borderType=cv2.BORDER_CONSTANT)
    flat = turned.reshape(BINS, BINS, BINS).transpose(1, 0, 2).ravel().astype(np.float64)
    return np.asarray(flat / max(float(flat.sum()), 1e-9), dtype=np.float64)


def _changes(evidence: FloatArray, offsets: NDArray[np.intp], *, covers: bool) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return the most likely border of every row, pixels ahead of the axis, and whether it has a body; each (rows,)."""
    smooth = cv2.blur(evidence.astype(np.float32), (1, 3))
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
    clear = (ahead > LOCAL * BESIDE_PX) & (behind < -LOCAL * BESIDE_PX)
    if not covers:
        behind_rod = (offsets >= ARM_PX[0]) & (offsets <= ARM_PX[1])
        clear &= smooth[:, behind_rod].mean(axis=1) < ARM_EVIDENCE
    border = np.where(clear, offsets[best] - 0.5, np.nan)
    return np.asarray(border, dtype=np.float64), np.asarray(gained > BODY_GAIN)
