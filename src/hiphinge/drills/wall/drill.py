"""The wall drill: hips pushed back to a wall while the knees stay and the spine keeps its shape.

The outline gives the rearmost point of the buttocks in every frame, the person's height the centimetres, and what is
known of the wall its place (`wall_place`). From these follow the distance over time, when the wall was touched, how far
the knees travelled, the verdict, and how far from the wall to stand next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, Curve, FloatArray, Measure
from hiphinge.core.motion import Motion
from hiphinge.core.props import Edge
from hiphinge.core.signal import smooth_columns
from hiphinge.core.uncertainty import STATED_FROM, chance_beyond
from hiphinge.drills.wall.clues import HEEL_SIGMA_CM, edge_clues, given_clue, heel_clue
from hiphinge.drills.wall.hip_travel import HipTravel, Reach
from hiphinge.drills.wall.next_step import STEP_OUT_CM, STEP_SOURCE, next_step
from hiphinge.drills.wall.place import STOP_SIGMA_CM, Clue, WallPosterior, place_wall
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.spine import Spine
from hiphinge.result import (
    DrillScale,
    Limit,
    WallBack,
    WallDrill,
    WallPlace,
    WallRepetition,
    WallVerdict,
)

DISTANCE: Final = "wall_distance_cm"
"""Column of the table of frames, with `_low` and `_high` beside it."""

TOGETHER_S: Final = 0.25
"""The hip joint is asked only where it stops this soon after the outline: hips sink into flesh and cushions."""

REST_BAND_CM: Final = 0.6
"""Hips rest while the outline is this near to where it comes to rest."""

CONTACT_BAND_CM: Final = 0.5
"""Contact lasts while outline and hip joint are this near to where they come to rest: half a centimetre of cloth."""

WELL_INSIDE_S: Final = 0.1
"""Where the hip joint comes to rest is read this far inside the outline's rest."""

HIP_TRAVEL_CUTOFF_HZ: Final = 5.0
"""Hips move back and forth slower than this; outlines tremble by a pixel."""

EDGE_ROLL_SIGMA_DEG: Final = 0.6
"""How well an upright edge in the picture tells the picture's vertical."""

KNEE_LIMIT_CM: Final = 5.0
KNEE_SOURCE: Final = "proposal from coaching practice: knees that travel further forward than 5 cm make it a squat"

MIN_KNOWN: Final = 0.8
"""Share of a repetition in which the knees must be seen: hidden, they may have travelled."""

KNEE_SIGMA_CM: Final = 1.0
"""Error of the knees' way in the picture (rendered sets of this drill)."""

TOLD_FROM: Final = 0.7
"""Touched or not is told when its chance is at least this: less than a fault asks for, since it accuses nobody."""

BACK_SOURCE: Final = "the low back's limit of the lumbar_rounding rule"


REMEDY: Final = (
    "say where the wall is, by the distance from heels to wall or by its column in the picture, or "
    "film from the side at hip height, with the wall's edge in the picture and a second of upright standing first"
)

NO_WALL: Final = "the wall was not found with enough certainty, in the picture or by hips that stop at it"


@dataclass(frozen=True, slots=True)
class WallPosition:
    """What the user told of the wall: a column of the picture as shown, or heels to wall in centimetres."""

    x_px: float | None = None
    heel_cm: float | None = None


@dataclass(frozen=True, slots=True)
class WallMovement:
    """How the body moved: the smoothed motion, the angles of legs and low back."""

    motion: Motion
    kinematics: Kinematics
    spine: Spine


@dataclass(frozen=True, slots=True)
class WallReading:
    """What was measured: the result, the distance over time, and what could not be told and why."""

    result: WallDrill
    distance: Curve
    missing: str | None


def measure_wall_drill(
    hips: HipTravel, moved: WallMovement, given: WallPosition, edges: Sequence[Edge] = (), *, back_limit_deg: float
) -> WallReading:
    """Distance, contacts, knees, back and verdict.

    Parameters
    ----------
    seat
        What `measure_hip_travel` gave.
    moved
        How the body moved.
    given
        What the user told of the wall.
    edges
        Upright edges that the picture shows.
    back_limit_deg
        Lumbar flexion from which the low back is called rounded.
    """
    hips = _plumbed(hips, edges)
    stand, source = hips.stand, moved.motion.source
    sign = 1.0 if source.facing == "right" else -1.0
    short = [(stop - min(hips.stops_px)) * stand.cm_per_px for stop in hips.stops_px]
    clues: list[Clue] = []
    if given.heel_cm is not None:
        clues.append(heel_clue(given.heel_cm, stand, hips.scale.share_sigma))
    if given.x_px is not None:
        clues.append(given_clue(sign * given.x_px * source.scale, stand))
    else:
        clues += edge_clues(edges, stand)
    rests = [
        _rest_share(hips, *pair, moved.kinematics.time_s) for pair in zip(hips.reaches, hips.stops_px, strict=True)
    ]
    placed: WallPosterior | None = place_wall(short, rests, stand.heel_cm, clues)
    if placed is not None and not placed.certain:
        placed = None
    reps = [
        _repetition(number, reach, hips, placed, moved, back_limit_deg) for number, reach in enumerate(hips.reaches, 1)
    ]
    place, heel, distance = None, None, Curve.absent(len(moved.motion))
    if placed is not None:
        column = sign * (stand.reach_px - placed.place.value / stand.cm_per_px) / source.scale
        place = WallPlace(x_px=column, behind_reach_cm=placed.place, sources=list(placed.sources))
        heel = _heel(placed, hips, given)
        distance = _distance(hips, placed, moved.kinematics)
    verdict, step, following = next_step(reps, heel)
    drill = WallDrill(
        scale=DrillScale(cm_per_px=hips.scale.measure(), source=hips.scale.source),
        wall=place,
        heel_to_wall_cm=heel,
        repetitions=reps,
        verdict=verdict,
        next_heel_to_wall_cm=following,
        next_step=step,
        limits={
            f"knee travel {KNEE_LIMIT_CM:g} cm": KNEE_SOURCE,
            f"lumbar flexion {back_limit_deg:g}°": BACK_SOURCE,
            f"next step {STEP_OUT_CM[0]:g} to {STEP_OUT_CM[2]:g} cm": STEP_SOURCE,
        },
    )
    return WallReading(drill, distance, None if placed is not None else NO_WALL)


def limits_of(back_limit_deg: float) -> list[Limit]:
    """The limits that the drill is judged by; `back_limit_deg` is the lumbar flexion from which it is rounded."""
    chance = "proposal: less than a fault asks for, since it accuses nobody"
    return [
        Limit(code=code, what=what, value=value, unit=unit, source=source)
        for code, what, value, unit, source in (
            ("wall_touched", "chance of contact from which it is called touched", TOLD_FROM, "1", chance),
            ("wall_knee_travel", "knee travel beyond which it is a squat", KNEE_LIMIT_CM, "cm", KNEE_SOURCE),
            ("wall_back", "lumbar flexion from which the low back is rounded", back_limit_deg, "deg", BACK_SOURCE),
            ("wall_step_least", "the least step out", STEP_OUT_CM[0], "cm", STEP_SOURCE),
            ("wall_step_most", "the largest step out", STEP_OUT_CM[2], "cm", STEP_SOURCE),
        )
    ]


def nothing_read(frames: int, reason: str) -> WallReading:
    """The reading of a recording in which the drill could not be measured at all."""
    drill = WallDrill(
        scale=None,
        wall=None,
        heel_to_wall_cm=None,
        repetitions=[],
        verdict="unclear",
        next_heel_to_wall_cm=None,
        next_step="",
        limits={},
    )
    return WallReading(drill, Curve.absent(frames), reason)


def _plumbed(hips: HipTravel, edges: Sequence[Edge]) -> HipTravel:
    """The seat with its heels carried up to the hips along the picture's vertical, as the clearest edge tells it."""
    clear = max(edges, key=lambda edge: edge.share * min(edge.step, 20.0), default=None)
    if clear is None:
        return hips
    x, y = hips.stand.heel_px
    carried = x + float(np.tan(np.radians(clear.tilt_deg))) * (hips.stand.hip_px - y)
    return replace(hips, stand=replace(hips.stand, heel_px=(carried, y)))


def _distance(hips: HipTravel, placed: WallPosterior, kinematics: Kinematics) -> Curve:
    """Hips to wall over time, centimetres; never below zero."""
    smoothed = smooth_columns(
        kinematics.time_s, hips.rear_px[:, None], kinematics.frame_rate_hz, ceiling_hz=HIP_TRAVEL_CUTOFF_HZ
    )[:, 0]
    place = placed.place
    away = (smoothed - min(hips.stops_px)) * hips.stand.cm_per_px
    value = np.maximum(away + place.value, 0.0)
    noise = Z90 * np.hypot(STOP_SIGMA_CM, hips.scale.share_sigma * np.abs(away))
    low = np.maximum(value - np.hypot(place.value - place.low, noise), 0.0)
    return Curve(value, np.minimum(low, value), value + np.hypot(place.high - place.value, noise))


def _repetition(
    number: int, reach: Reach, hips: HipTravel, placed: WallPosterior | None, moved: WallMovement, back_limit_deg: float
) -> WallRepetition:
    """What one repetition did at the wall."""
    kinematics, spine = moved.kinematics, moved.spine
    stop = hips.stops_px[number - 1]
    short = (stop - min(hips.stops_px)) * hips.stand.cm_per_px
    smallest = chance = None
    contact: tuple[float, float] | None = None
    if placed is not None:
        smallest = _smallest(placed, short)
        chance = placed.touch_chance(short)
        if chance >= 0.5:
            contact = _contact(hips, reach, stop, kinematics.time_s)
    travel = knee_travel(moved.motion, hips, reach)
    lumbar = _peak(spine.curves["lumbar_flexion_deg"], reach) if spine.has("lumbar_flexion_deg") else None
    verdict, why = verdict_of(chance, smallest, travel)
    time_s = kinematics.time_s
    return WallRepetition(
        index=number,
        start_s=float(time_s[reach.start]),
        end_s=float(time_s[min(reach.stop, time_s.size - 1)]),
        smallest_distance_cm=smallest,
        touch_chance=chance,
        contact_start_s=None if contact is None else contact[0],
        contact_end_s=None if contact is None else contact[1],
        knee_travel_cm=travel,
        shank_deg=_peak(kinematics.curves["shank_deg"], reach),
        peak_lumbar_flexion_deg=lumbar,
        back=_back(lumbar, back_limit_deg),
        verdict=verdict,
        why=why,
    )


def _smallest(placed: WallPosterior, short_cm: float) -> Measure:
    """Smallest distance of a repetition that stopped `short_cm` before the rearmost one."""
    place, noise = placed.place, Z90 * STOP_SIGMA_CM
    value = max(place.value + short_cm, 0.0)
    low = max(value - float(np.hypot(place.value - place.low, noise)), 0.0)
    high = value + float(np.hypot(place.high - place.value, noise))
    return Measure(value=value, low=min(low, value), high=high)


def _contact(hips: HipTravel, reach: Reach, stop_px: float, time_s: FloatArray) -> tuple[float, float] | None:
    """Times between which the hips touch: the middle of what the outline says and of what the hip joint says.

    The outline comes to rest early, by the pixel and the shadow between hips and wall; the hip's landmark late, since
    a tracker follows it. Each is read where it passes the band's edge.
    """
    times, scale = time_s[reach.frames], hips.stand.cm_per_px
    seen = _within((hips.rear_px[reach.frames] - stop_px) * scale, times, CONTACT_BAND_CM)
    if seen is None:
        return None
    hip = hips.hip_px[reach.frames]
    resting = (times >= seen[0] + WELL_INSIDE_S) & (times <= seen[1] - WELL_INSIDE_S) & np.isfinite(hip)
    if not resting.any():
        return seen
    away = (hip - float(np.median(hip[resting]))) * scale
    middle = int(np.flatnonzero(resting)[int(resting.sum()) // 2])
    joint = _within(away, times, CONTACT_BAND_CM, around=middle)
    if joint is None:
        return seen
    start, stop = ((a + b) / 2 if abs(a - b) <= TOGETHER_S else a for a, b in zip(seen, joint, strict=True))
    return start, stop


def _within(
    away_cm: FloatArray, times: FloatArray, band_cm: float, around: int | None = None
) -> tuple[float, float] | None:
    """First and last time within a band, between frames where its edge is passed.

    `around` asks for the stretch without a break about that frame.
    """
    known = np.isfinite(away_cm)
    inside = known & (away_cm <= band_cm)
    if around is not None:
        outside = np.flatnonzero(known & ~inside)
        before, after = outside[outside < around], outside[outside > around]
        inside[: int(before[-1]) if before.size else 0] = False
        inside[int(after[0]) if after.size else inside.size :] = False
    near = np.flatnonzero(inside[known])
    if not near.size:
        return None
    away, at = away_cm[known], times[known]

    def crossing(inner: int, outer: int) -> float:
        if not 0 <= outer < away.size:
            return float(at[inner])
        share = (band_cm - away[inner]) / max(away[outer] - away[inner], 1e-9)
        return float(at[inner] + share * (at[outer] - at[inner]))

    first, last = int(near[0]), int(near[-1])
    return crossing(first, first - 1), crossing(last, last + 1)


def _rest_share(hips: HipTravel, reach: Reach, stop_px: float, time_s: FloatArray) -> float:
    """Share of a repetition's time for which the buttocks stay where they came to rest."""
    away = (hips.rear_px[reach.frames] - stop_px) * hips.stand.cm_per_px
    rest = _within(away, time_s[reach.frames], REST_BAND_CM)
    lasted = float(time_s[min(reach.stop, time_s.size) - 1] - time_s[reach.start])
    return 0.0 if rest is None or lasted <= 0 else (rest[1] - rest[0]) / lasted


def knee_travel(motion: Motion, hips: HipTravel, reach: Reach) -> Measure | None:
    """Furthest forward that the knees came in a repetition since upright standing, centimetres."""
    knee = motion.middle("knee")[:, 0]
    standing = knee[hips.upright & np.isfinite(knee)]
    inside = knee[reach.frames]
    if not standing.size or np.isfinite(inside).mean() < MIN_KNOWN:
        return None
    value = (float(np.nanmax(inside)) - float(np.median(standing))) * hips.stand.cm_per_px
    sigma = float(np.hypot(KNEE_SIGMA_CM, hips.scale.share_sigma * value))
    return Measure(value=value, low=value - Z90 * sigma, high=value + Z90 * sigma)


def _peak(curve: Curve, reach: Reach) -> Measure | None:
    inside = curve.value[reach.frames]
    return None if not np.isfinite(inside).any() else curve.at(reach.start + int(np.nanargmax(inside)))


def _back(lumbar: Measure | None, limit_deg: float) -> WallBack:
    """Whether the low back kept its shape, if it was told."""
    if lumbar is None:
        return "unknown"
    beyond = chance_beyond(lumbar, limit_deg, above=True)
    return "rounded" if beyond >= STATED_FROM else "kept" if beyond <= 1 - STATED_FROM else "unclear"


def verdict_of(chance: float | None, smallest: Measure | None, travel: Measure | None) -> tuple[WallVerdict, str]:
    """Touched, touched with travelling knees, not reached, or unclear; and why."""
    if chance is None or smallest is None:
        return "unclear", "where the wall stands is not known well enough"
    if chance <= 1 - TOLD_FROM:
        return "not_reached", f"the hips stopped {smallest.value:.0f} cm before the wall"
    if chance < TOLD_FROM:
        return "unclear", f"the hips came within {smallest.high:.0f} cm; whether they touched cannot be told"
    if travel is None:
        return "unclear", "the hips touched, and the knees were not seen"
    if chance_beyond(travel, KNEE_LIMIT_CM, above=True) >= 0.5:
        return "knees_travelled", f"the hips touched, and the knees travelled {travel.value:.0f} cm forward"
    return "touched", "the hips touched, and the knees stayed"


def _heel(placed: WallPosterior, hips: HipTravel, given: WallPosition) -> Measure:
    """Heels to wall, centimetres."""
    stand = hips.stand
    if given.heel_cm is not None:
        half = Z90 * HEEL_SIGMA_CM
        return Measure(value=given.heel_cm, low=max(given.heel_cm - half, 0.0), high=given.heel_cm + half)
    place = placed.place
    value = stand.heel_cm + place.value
    plumb = (stand.hip_px - stand.heel_px[1]) * stand.cm_per_px * np.radians(EDGE_ROLL_SIGMA_DEG)
    half = Z90 * float(np.sqrt(HEEL_SIGMA_CM**2 + plumb**2 + (hips.scale.share_sigma * value) ** 2))
    low = value - float(np.hypot(half, place.value - place.low))
    return Measure(value=value, low=low, high=value + float(np.hypot(half, place.high - place.value)))
