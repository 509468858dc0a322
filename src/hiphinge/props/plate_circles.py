"""Circles in a picture: every edge votes for the centres that lie across from it at the radius of a plate."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray

TRUNK_PX: Final = 48
"""Pixels of a trunk length in the pictures that are searched: a plate of 0.22 m has a radius of about 21."""

REACH_TRUNKS: Final = 1.1
"""How far from the hands a plate's centre is looked for: seen 20° off the side it stands half a trunk from them."""

RADII: Final = np.arange(0.19, 0.68, 0.03)
"""Radii that are tried, trunk lengths: plates of 0.10 to 0.23 m, up to 1.4 times as large when near to the camera."""

HALF: Final = round((REACH_TRUNKS + 0.6) * TRUNK_PX)
SIZE: Final = 2 * HALF + 1
"""Side of the searched picture, pixels; the hands are in its middle."""

RIM: Final = round(0.68 * TRUNK_PX) + 1
WIDE: Final = SIZE + 2 * RIM
"""The picture with a rim as wide as the largest radius."""

EDGE_FROM: Final = 4.0
FULL_EDGE: Final = 12.0
"""Steps of grey a pixel, from which an edge votes and from which its vote is whole."""

MIN_EDGES: Final = 30
MAX_CIRCLES: Final = 8
MIN_SCORE: Final = 0.1
APART_PX: Final = 3
"""Circles kept of a picture: so many at most, of at least this score, centres so far apart."""


def circles(picture: NDArray[np.uint8]) -> FloatArray:
    """The best circles of a grey picture of shape (SIZE, SIZE).

    Returns
    -------
    Array of shape (circles, 4): centre against the middle of the picture, right and down, radius (all in trunk
    lengths) and score, about the share of the circle that has an edge across it.
    """
    votes = _votes(picture)
    if votes is None:
        return np.empty((0, 4))
    best = votes.max(axis=0)
    inner = HALF - round(REACH_TRUNKS * TRUNK_PX)
    left = np.zeros_like(best)
    left[inner:-inner, inner:-inner] = best[inner:-inner, inner:-inner]
    found = []
    for _ in range(MAX_CIRCLES):
        y, x = divmod(int(left.argmax()), SIZE)
        score = float(left[y, x])
        if score < MIN_SCORE:
            break
        across = x + _top(best[y, x - 1 : x + 2]) - HALF
        down = y + _top(best[y - 1 : y + 2, x]) - HALF
        found.append((across / TRUNK_PX, down / TRUNK_PX, float(RADII[votes[:, y, x].argmax()]), score))
        left[max(0, y - APART_PX) : y + APART_PX + 1, max(0, x - APART_PX) : x + APART_PX + 1] = 0.0
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _votes(picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Score of every place as the centre of a circle of every radius, shape (radii, SIZE, SIZE)."""
    smooth = cv2.GaussianBlur(picture, (0, 0), 0.8)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.125)
    step = cv2.magnitude(across, down)
    y, x = np.nonzero(step > EDGE_FROM)
    if x.size < MIN_EDGES:
        return None
    strength = step[y, x]
    normal = np.stack([across[y, x], down[y, x]]) / strength
    weight = np.tile(np.minimum(strength / FULL_EDGE, 1.0), 2)
    votes = np.empty((RADII.size, SIZE, SIZE), dtype=np.float32)
    for i, radius in enumerate(RADII * TRUNK_PX):
        # A plate may be darker or brighter than what is behind it: the centre lies on either side of the edge.
        to_x, to_y = (
            np.rint(np.concatenate([place + radius * n, place - radius * n])).astype(np.intp)
            for place, n in zip((x, y), normal, strict=True)
        )
        # Votes that leave the picture fall into a rim about it, which is cut off: quicker than leaving them out.
        cast = np.bincount((to_y + RIM) * WIDE + (to_x + RIM), weights=weight, minlength=WIDE * WIDE)
        within = cast.reshape(WIDE, WIDE)[RIM:-RIM, RIM:-RIM]
        spread = 1.0 + 0.03 * radius
        gathered = cv2.GaussianBlur(within.astype(np.float32), (0, 0), spread)
        votes[i] = gathered * (spread**2 / radius)
    return votes


def _top(three: NDArray[np.float32]) -> float:
    """Where the parabola through three neighbouring scores has its top, pixels from the middle one."""
    before, here, after = (float(share) for share in three)
    bend = before - 2.0 * here + after
    return 0.0 if bend >= 0 else min(max(0.5 * (before - after) / bend, -1.0), 1.0)
