"""Centimetres per pixel: the athlete's height over the height of the standing lifter in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Z90, FloatArray, Measure, medians
from hiphinge.core.motion import OUTLINE_SCALE, Motion
from hiphinge.core.outline import sagittal_outline
from hiphinge.movement.spine.estimate import standing_frames
from hiphinge.movement.spine.features import landmark_angles
from hiphinge.result import Athlete, ScaleSource

OUTLINE_HEIGHTS: Final = 1.041
"""Height of a standing outline, with hair and soles, in body heights: median of 47 rendered sets."""

EAR_TO_HEEL: Final = 0.91
"""Height of the ear landmarks over the heel landmarks in standing, in body heights: middle of the medians of 42
rendered people before a wall (0.915), of 209 with a load (0.904) and of 41 with a rod (0.900)."""

EAR_TO_HEEL_SIGMA: Final = 0.015
"""Its standard deviation: 0.012 between people in the first of these groups, and half of the range of the medians."""

OUTLINE_DISAGREES: Final = 0.08
"""An outline whose height differs from that by the landmarks by more than this share is not used."""

SCALE_SIGMA: Final = 0.03
"""Standard deviation of the scale where the height is given, as a share: that of the landmarks in the same sets."""

POPULATION_M: Final = MappingProxyType({"m": (1.753, 0.076), "f": (1.613, 0.071), None: (1.683, 0.101)})
"""Mean and standard deviation of adults' height by sex, metres: means of Fryar et al. 2021 (NHANES 2015-2018, adults of
the United States), the usual spread of 7 cm within each sex, and the even mixture of both."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Centimetres of the body's plane in one pixel of the analysed picture, with its standard deviation as a share."""

    cm_per_px: float
    share_sigma: float
    source: ScaleSource

    def measure(self) -> Measure:
        """Return the scale with its 90 % interval."""
        half = Z90 * self.share_sigma * self.cm_per_px
        return Measure(
            value=self.cm_per_px,
            low=self.cm_per_px - half,
            high=self.cm_per_px + half,
        )


def sagittal_outlines(motion: Motion, frames: NDArray[np.bool_] | None = None) -> FloatArray:
    """Return the outline of every frame, or of those marked, (frames, vertices, 2), x forward, y up, px; NaN = none.

    Outlines are unpacked to four times their size, so a long recording needs `frames`.
    """
    wanted = slice(None) if frames is None else frames
    if motion.outline is None:
        return np.full((len(motion), 1, 2), np.nan)[wanted]
    sign = 1.0 if motion.source.facing == "right" else -1.0
    return sagittal_outline(motion.outline[wanted], OUTLINE_SCALE, sign)


def upright_frames(motion: Motion) -> NDArray[np.bool_]:
    """Return the frames in which the lifter stands upright, shape (frames,), by the unfiltered landmarks."""
    position = motion.position.astype(np.float64)
    base = landmark_angles(position, motion.source.near_side)
    return standing_frames(motion.time_s, base, np.asarray(np.isfinite(base).all(axis=1)))


def body_scale(motion: Motion, upright: NDArray[np.bool_], athlete: Athlete) -> Scale | None:
    """Return the scale of the picture at the body's depth, from the height of the standing lifter in it.

    Parameters
    ----------
    motion
        Unfiltered landmarks, and the outline where there is one; pixels.
    upright
        Frames of upright standing, shape (frames,).
    athlete
        The height if it is known, and the sex for the population's height if it is not.

    Returns
    -------
    Scale or None
        None where the lifter never stands upright.
    """
    if motion.unit != "px" or not upright.any():
        return None
    heel = (motion.point("left_heel") + motion.point("right_heel"))[upright] / 2
    ear = (motion.point("left_ear") + motion.point("right_ear"))[upright] / 2
    by_landmarks = float(medians(np.hypot(*(ear - heel).T)[:, None])[0]) / EAR_TO_HEEL
    heights = sagittal_outlines(motion, upright)[:, :, 1]
    seen = heights[np.isfinite(heights).all(axis=1)]
    tall_px = by_landmarks
    if len(seen):
        by_outline = float(np.median(seen.max(axis=1) - seen.min(axis=1))) / OUTLINE_HEIGHTS
        if abs(by_outline / by_landmarks - 1.0) < OUTLINE_DISAGREES:
            tall_px = (by_landmarks + by_outline) / 2
    if not np.isfinite(tall_px) or tall_px <= 0:
        return None
    if athlete.height_m is not None:
        return Scale(100.0 * athlete.height_m / tall_px, SCALE_SIGMA, "height")
    mean, spread = POPULATION_M[athlete.sex]
    return Scale(100.0 * mean / tall_px, float(np.hypot(SCALE_SIGMA, spread / mean)), "population")
