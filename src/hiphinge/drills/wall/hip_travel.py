"""The buttocks over time: where the outline is furthest back, and the repetitions that this tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import other
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, usual_trunk_length
from hiphinge.core.signal import bridge, smooth_columns
from hiphinge.drills.wall.clues import Stand
from hiphinge.measures.scale import Scale, body_scale, sagittal_outlines, upright_frames
from hiphinge.movement.view import CameraView
from hiphinge.result import Athlete

REAR_TRUNKS: Final = (-0.35, 0.40)
"""Heights about the hips, in trunk lengths, between which the buttocks' rearmost point lies in standing and hinging."""

STOP_BAND_CM: Final = 0.8
"""Frames this near to a repetition's rearmost one belong to its stop."""

REACH_CUTOFF_HZ: Final = 3.0
"""Repetitions are slower than this."""

MIN_REACH_CM: Final = 3.5
"""Hips that go back by less than this have not set out for the wall."""

LEAVING: Final = 0.08
"""A repetition starts and ends where this share of the way back is done."""

WALKED_CM: Final = 8.0
"""Heels that move further than this have taken a step."""

MIN_FRAMES: Final = 10

PIXEL: Final = 1.0
"""An outline runs through the pixels at its rim, told by their left sides: whoever faces left ends a pixel later."""

HEEL_BEHIND_CM: Final = 3.0
"""The shoes reach this far behind the middle of the two heels' landmarks (rendered sets of this drill)."""

HEELS_APART_CM: Final = 9.0
"""The far heel stands no higher in the picture than this: feet 30 cm apart, seen from 1.2 m above the floor and 4 m
away. A far foot hidden by the near one is often guessed higher."""

NO_OUTLINE: Final = "the outline of the person, which shows the buttocks, was not found"
NO_STANDING: Final = "upright standing, which gives the scale, was never seen"
NO_REPETITION: Final = "no repetition was seen"


@dataclass(frozen=True, slots=True)
class Reach:
    """One repetition in frames, [start, stop): the hips leave where they stand, go back and return."""

    start: int
    stop: int

    @property
    def frames(self) -> slice:
        """All frames of it."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class HipTravel:
    """The buttocks over time, and how the person stands.

    Attributes
    ----------
    rear_px
        Rearmost point of the buttocks, x forward, pixels, shape (frames,); NaN where there is no outline.
    hip_px
        Middle of the hip joints, x forward, pixels, shape (frames,); NaN where they were not seen.
    upright
        Frames of upright standing, shape (frames,).
    scale
        Centimetres in a pixel, upright.
    stand
        How the person stands in the picture.
    body_px
        Heights of soles and head in standing, y up, pixels.
    reaches
        The repetitions: the hips on their way back and forth.
    stops_px
        Where each repetition came to rest furthest back, pixels.
    """

    rear_px: FloatArray
    hip_px: FloatArray
    upright: NDArray[np.bool_]
    scale: Scale
    stand: Stand
    body_px: tuple[float, float]
    reaches: tuple[Reach, ...]
    stops_px: tuple[float, ...]


def measure_hip_travel(motion: Motion, view: CameraView, athlete: Athlete) -> tuple[HipTravel | None, str | None]:
    """The buttocks over time; or None and the reason.

    Parameters
    ----------
    motion
        The motion as read, with its outline.
    view
        The camera's view of it.
    athlete
        Height or sex, for the scale.
    """
    rear = rearmost(motion)
    if not np.isfinite(rear).any():
        return None, NO_OUTLINE
    upright = upright_frames(motion)
    scale = body_scale(motion, upright, athlete)
    if scale is None:
        return None, NO_STANDING
    found = reaches(motion, rear, scale.cm_per_px)
    if not found:
        return None, NO_REPETITION
    stops = []
    for reach in found:
        inside = rear[reach.frames]
        inside = inside[np.isfinite(inside)]
        resting = inside[inside <= inside.min() + STOP_BAND_CM / scale.cm_per_px]
        stops.append(float(np.median(resting)))
    heel = _between_heels(motion, upright, scale.cm_per_px)
    outline = sagittal_outlines(motion, upright)[:, :, 1]
    outline = outline[np.isfinite(outline).all(axis=1)]
    soles, head = (float(np.median(outline.min(axis=1))), float(np.median(outline.max(axis=1))))
    source = motion.source
    sign = 1.0 if source.facing == "right" else -1.0
    yaw = view.yaw_deg if np.isfinite(view.yaw_deg) else 0.0
    along = scale.cm_per_px / max(float(np.cos(np.radians(yaw))), 0.7)
    stand = Stand(
        reach_px=min(stops),
        hip_px=float(np.nanmedian(motion.middle("hip")[:, 1])),
        heel_px=(heel[0] - HEEL_BEHIND_CM / along, heel[1]),
        middle_px=sign * 0.5 * source.width_px * source.scale,
        long_px=max(source.width_px, source.height_px) * source.scale,
        yaw_deg=-sign * yaw,
        cm_per_px=along,
    )
    hip = motion.middle("hip")[:, 0]
    return HipTravel(rear, hip, upright, scale, stand, (soles, head), found, tuple(stops)), None


def _between_heels(motion: Motion, upright: NDArray[np.bool_], cm_per_px: float) -> tuple[float, float]:
    """Place and height between the heels in standing, pixels; a far heel seen impossibly high is brought down."""
    near = motion.source.near_side
    here, there = (
        np.nanmedian(motion.point(f"{side}_heel")[upright].astype(np.float64), axis=0) for side in (near, other(near))
    )
    higher = min(float(there[1] - here[1]), HEELS_APART_CM / cm_per_px)
    return float(here[0] + there[0]) / 2, float(here[1]) + higher / 2


def reaches(motion: Motion, rear_px: FloatArray, cm_per_px: float) -> tuple[Reach, ...]:
    """The repetitions, told by the buttocks' way back and forth while the feet stay.

    A hinge to a near wall folds the hips less than a repetition of a lift does, so they are counted here.
    """
    from scipy.signal import find_peaks

    known = np.isfinite(rear_px)
    if known.sum() < MIN_FRAMES:
        return ()
    time_s = motion.time_s
    path = np.interp(time_s, time_s[known], rear_px[known])
    back = -smooth_columns(time_s, path[:, None], motion.source.frame_rate_hz, ceiling_hz=REACH_CUTOFF_HZ)[:, 0]
    least = MIN_REACH_CM / cm_per_px
    peaks, told = find_peaks(back, prominence=least)
    heel = bridge(time_s, motion.middle("heel")[:, 0])
    found: list[Reach] = []
    for peak, *bases in zip(peaks, told["left_bases"], told["right_bases"], strict=True):
        left, right = _apart(peaks, int(peak), int(bases[0]), int(bases[1]), back)
        away = back[peak] - max(back[left], back[right])
        out = np.flatnonzero(back[left : peak + 1] <= back[left] + LEAVING * (back[peak] - back[left]))
        home = np.flatnonzero(back[peak : right + 1] <= back[right] + LEAVING * (back[peak] - back[right]))
        start, stop = left + int(out[-1]), int(peak) + int(home[0]) + 1
        walked = float(np.ptp(np.percentile(heel[start:stop], (10, 90)))) * cm_per_px
        if away >= least and walked < WALKED_CM:
            found.append(Reach(start, stop))
    return tuple(found)


def _apart(peaks: NDArray[np.intp], peak: int, left: int, right: int, back: FloatArray) -> tuple[int, int]:
    """Ends of the stretch about one peak: where the hips are furthest forward between it and its neighbours."""
    before, after = peaks[peaks < peak], peaks[peaks > peak]
    low = int(before[-1]) if before.size else 0
    high = int(after[0]) if after.size else back.size - 1
    left = low + int(np.argmin(back[low : peak + 1])) if before.size else left
    right = peak + int(np.argmin(back[peak : high + 1])) if after.size else right
    return left, right


def rearmost(motion: Motion) -> FloatArray:
    """Rearmost point of the outline at the height of the buttocks, x forward, pixels, shape (frames,)."""
    from scipy.signal import medfilt

    outline = sagittal_outlines(motion)
    hip = motion.middle("hip")
    unit = usual_trunk_length(hip, motion.middle("shoulder"))
    above = outline[:, :, 1] - hip[:, None, 1]
    within = (above > REAR_TRUNKS[0] * unit) & (above < REAR_TRUNKS[1] * unit)
    rear = np.asarray(np.where(within, outline[:, :, 0], np.inf).min(axis=1), dtype=np.float64)
    rear[~np.isfinite(rear)] = np.nan
    if motion.source.facing == "left":
        rear -= PIXEL
    known = np.isfinite(rear)
    if known.sum() >= 3:
        rear[known] = medfilt(rear[known], 3)
    return rear
