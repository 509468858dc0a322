"""Measure the hip travel: the rearmost point of the outline over time, and the repetitions found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import other
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, usual_trunk_length
from hiphinge.core.signal import bridge, peaks, smooth_columns
from hiphinge.drills.wall.clues import WallStance
from hiphinge.measures.scale import Scale, body_scale, sagittal_outlines, upright_frames
from hiphinge.movement.view import CameraView
from hiphinge.result import Athlete

REAR_TRUNKS: Final = (-0.35, 0.40)
"""Heights relative to the hips, in trunk lengths, between which the buttocks' rearmost point lies, standing or
hinged."""

STOP_BAND_CM: Final = 0.8
"""Distance from a repetition's rearmost place within which frames belong to its stop."""

REACH_CUTOFF_HZ: Final = 3.0
"""Low-pass cut-off: repetitions are slower than this."""

MIN_REACH_CM: Final = 3.5
"""Least travel back that counts as a repetition."""

LEAVING: Final = 0.08
"""Share of the travel back at which a repetition starts and ends."""

WALKED_CM: Final = 8.0
"""Movement of the heels from which the athlete has taken a step."""

MIN_FRAMES: Final = 10
"""Least number of frames with an outline in which repetitions are looked for."""

PIXEL: Final = 1.0
"""Correction for an athlete who faces left: an outline's vertices name the left sides of the pixels at its rim, so the
rear of the buttocks lies one pixel further."""

HEEL_BEHIND_CM: Final = 3.0
"""Distance that the shoes reach behind the midpoint of the heels' landmarks (rendered sets of this drill)."""

MAX_HEEL_RISE_CM: Final = 9.0
"""Largest height of the far heel above the near one in the picture: feet 30 cm apart, seen from 1.2 m above the floor
and 4 m away. A far foot hidden by the near one is often guessed higher."""

NO_OUTLINE: Final = "the outline of the person, which shows the buttocks, was not found"
NO_STANDING: Final = "upright standing, which gives the scale, was never seen"
NO_REPETITION: Final = "no repetition was seen"


@dataclass(frozen=True, slots=True)
class Reach:
    """One repetition in frames, [start, stop): the hips leave standing, go back and return."""

    start: int
    stop: int

    @property
    def frames(self) -> slice:
        """All its frames."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class HipTravel:
    """The hips over time, and how the athlete stands.

    Attributes
    ----------
    rear_px
        Rearmost point of the buttocks, x forward, pixels, shape (frames,); NaN where there is no outline.
    hip_px
        Midpoint of the hip joints, x forward, pixels, shape (frames,); NaN where they were not seen.
    upright
        Frames of upright standing, shape (frames,).
    scale
        Centimetres per pixel in upright standing.
    stance
        How the athlete stands in the picture.
    body_px
        Heights of soles and head in standing, y up, pixels.
    reaches
        The repetitions.
    stops_px
        The place furthest back at which each repetition came to rest, pixels.
    """

    rear_px: FloatArray
    hip_px: FloatArray
    upright: NDArray[np.bool_]
    scale: Scale
    stance: WallStance
    body_px: tuple[float, float]
    reaches: tuple[Reach, ...]
    stops_px: tuple[float, ...]


def measure_hip_travel(motion: Motion, view: CameraView, athlete: Athlete) -> tuple[HipTravel | None, str | None]:
    """Return the hip travel of a motion and None, or None and the reason why it could not be measured.

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
    reaches = find_reaches(motion, rear, scale.cm_per_px)
    if not reaches:
        return None, NO_REPETITION
    stops = []
    for reach in reaches:
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
    stance = WallStance(
        reach_px=min(stops),
        hip_px=float(np.nanmedian(motion.middle("hip")[:, 1])),
        heel_px=(heel[0] - HEEL_BEHIND_CM / along, heel[1]),
        middle_px=sign * 0.5 * source.width_px * source.scale,
        long_px=max(source.width_px, source.height_px) * source.scale,
        yaw_deg=-sign * yaw,
        cm_per_px=along,
    )
    hip = motion.middle("hip")[:, 0]
    return HipTravel(rear, hip, upright, scale, stance, (soles, head), reaches, tuple(stops)), None


def _between_heels(motion: Motion, upright: NDArray[np.bool_], cm_per_px: float) -> tuple[float, float]:
    """Return place and height of the midpoint of the heels in standing, pixels.

    A far heel that is implausibly high is lowered to `MAX_HEEL_RISE_CM` above the near one.
    """
    near_side = motion.source.near_side
    near, far = (
        np.nanmedian(motion.point(f"{side}_heel")[upright].astype(np.float64), axis=0)
        for side in (near_side, other(near_side))
    )
    rise = min(float(far[1] - near[1]), MAX_HEEL_RISE_CM / cm_per_px)
    return float(near[0] + far[0]) / 2, float(near[1]) + rise / 2


def find_reaches(motion: Motion, rear_px: FloatArray, cm_per_px: float) -> tuple[Reach, ...]:
    """Return the repetitions: travels of the buttocks back and forth while the feet stay.

    They are counted here because a hinge to a near wall bends the hips less than a repetition of a lift.
    """
    known = np.isfinite(rear_px)
    if known.sum() < MIN_FRAMES:
        return ()
    time_s = motion.time_s
    path = np.interp(time_s, time_s[known], rear_px[known])
    back = -smooth_columns(time_s, path[:, None], motion.source.frame_rate_hz, ceiling_hz=REACH_CUTOFF_HZ)[:, 0]
    min_reach = MIN_REACH_CM / cm_per_px
    found = peaks(back, min_reach)
    tops = np.array([top for top, _, _ in found], dtype=np.intp)
    heel = bridge(time_s, motion.middle("heel")[:, 0])
    reaches: list[Reach] = []
    for peak, lower, higher in found:
        left, right = _bases(tops, peak, lower, higher, back)
        travel = back[peak] - max(back[left], back[right])
        out = np.flatnonzero(back[left : peak + 1] <= back[left] + LEAVING * (back[peak] - back[left]))
        home = np.flatnonzero(back[peak : right + 1] <= back[right] + LEAVING * (back[peak] - back[right]))
        start, stop = left + int(out[-1]), peak + int(home[0]) + 1
        walked = float(np.ptp(np.percentile(heel[start:stop], (10, 90)))) * cm_per_px
        if travel >= min_reach and walked < WALKED_CM:
            reaches.append(Reach(start, stop))
    return tuple(reaches)


def _bases(tops: NDArray[np.intp], peak: int, left: int, right: int, back: FloatArray) -> tuple[int, int]:
    """Return the frames on either side of a peak where the hips are furthest forward before the neighbouring peaks."""
    before, after = tops[tops < peak], tops[tops > peak]
    low = int(before[-1]) if before.size else 0
    high = int(after[0]) if after.size else back.size - 1
    left = low + int(np.argmin(back[low : peak + 1])) if before.size else left
    right = peak + int(np.argmin(back[peak : high + 1])) if after.size else right
    return left, right


def rearmost(motion: Motion) -> FloatArray:
    """Return the rearmost point of the outline at the height of the buttocks, x forward, pixels, shape (frames,)."""
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
        seen = np.pad(rear[known], 1, mode="edge")
        rear[known] = np.median(np.lib.stride_tricks.sliding_window_view(seen, 3), axis=1)
    return rear
