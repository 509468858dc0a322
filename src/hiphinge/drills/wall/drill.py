"""Measure the wall drill: hips pushed back to a wall while the knees stay and the spine keeps its shape.

The outline gives the rearmost point of the buttocks in every frame, the athlete's height the scale, and `place` the
wall's place. From these follow the distance over time, when the wall was touched, how far the knees travelled, the
verdict, and how far from the wall to stand next.
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
from hiphinge.drills.wall.clues import HEEL_SIGMA_CM, column_clue, edge_clues, heel_clue
from hiphinge.drills.wall.hip_travel import HipTravel, Reach
from hiphinge.drills.wall.next_step import STEP_OUT_CM, STEP_SOURCE, next_step
from hiphinge.drills.wall.place import STOP_SIGMA_CM, Clue, WallPosterior, place_wall
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.movement import Movement
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
"""Time between the stops of outline and hip joint up to which both date the contact; beyond it the outline alone does,
since hips sink into flesh and cushions."""

REST_BAND_CM: Final = 0.6
"""Distance of the outline from its resting place within which the hips rest."""

CONTACT_BAND_CM: Final = 0.5
"""Distance of outline and hip joint from their resting places while contact lasts: half a centimetre of cloth."""

WELL_INSIDE_S: Final = 0.1
"""Time left out at either end of the outline's rest when the hip joint's resting place is read."""

HIP_TRAVEL_CUTOFF_HZ: Final = 5.0
"""Low-pass cut-off of the hip travel: hips move slower than this, and outlines tremble by a pixel."""

EDGE_ROLL_SIGMA_DEG: Final = 0.6
"""Standard deviation of the picture's vertical as an upright edge shows it."""

KNEE_LIMIT_CM: Final = 5.0
"""Forward travel of the knees beyond which a repetition is a squat."""

KNEE_SOURCE: Final = "proposal from coaching practice: knees that travel further forward than 5 cm make it a squat"
"""Where `KNEE_LIMIT_CM` comes from."""

MIN_KNOWN: Final = 0.8
"""Share of a repetition in which the knees must be seen: while hidden, they may have travelled."""

KNEE_SIGMA_CM: Final = 1.0
"""Standard deviation of the knees' travel in the picture (rendered sets of this drill)."""

TOUCH_STATED_FROM: Final = 0.7
"""Chance from which touched, or not touched, is stated: less than a fault requires, since it accuses nobody."""

BACK_SOURCE: Final = "the low back's limit of the lumbar_rounding rule"
"""Where the limit of lumbar flexion comes from."""

REMEDY: Final = (
    "say where the wall is, by the distance from heels to wall or by its column in the picture, or "
    "film from the side at hip height, with the wall's edge in the picture and a second of upright standing first"
)

NO_WALL: Final = "the wall was not found with enough certainty, in the picture or by hips that stop at it"


@dataclass(frozen=True, slots=True)
class WallPosition:
    """The wall's position as given by the user: a column of the picture as shown, or heels to wall in centimetres."""

    x_px: float | None = None
    heel_cm: float | None = None


@dataclass(frozen=True, slots=True)
class WallReading:
    """The drill's result, the distance over time, and why the distance is missing, if it is."""

    result: WallDrill
    distance: Curve
    missing: str | None


def measure_wall_drill(
    hip_travel: HipTravel,
    movement: Movement,
    position: WallPosition,
    edges: Sequence[Edge] = (),
    *,
    back_limit_deg: float,
) -> WallReading:
    """Measure distance, contacts, knees and low back, and judge the drill.

    Parameters
    ----------
    hip_travel
        The hips over time (`measure_hip_travel`).
    movement
        The movement of the same motion (`measure_movement`).
    position
        The wall's position as given by the user.
    edges
        Upright edges found in the picture.
    back_limit_deg
        Lumbar flexion from which the low back is called rounded.
    """
    hip_travel = _correct_tilt(hip_travel, edges)
    stance, source = hip_travel.stance, movement.motion.source
    sign = 1.0 if source.facing == "right" else -1.0
    short = [(stop - min(hip_travel.stops_px)) * stance.cm_per_px for stop in hip_travel.stops_px]
    clues: list[Clue] = []
    if position.heel_cm is not None:
        clues.append(heel_clue(position.heel_cm, stance, hip_travel.scale.share_sigma))
    if position.x_px is not None:
        clues.append(column_clue(sign * position.x_px * source.scale, stance))
    else:
        clues += edge_clues(edges, stance)
    rests = [
        _rest_share(hip_travel, *pair, movement.kinematics.time_s)
        for pair in zip(hip_travel.reaches, hip_travel.stops_px, strict=True)
    ]
    wall: WallPosterior | None = place_wall(short, rests, stance.heel_cm, clues)
    if wall is not None and not wall.certain:
        wall = None
    reps = [
        _repetition(number, reach, hip_travel, wall, movement, back_limit_deg)
        for number, reach in enumerate(hip_travel.reaches, 1)
    ]
    place, heel, distance = None, None, Curve.absent(len(movement.motion))
    if wall is not None:
        column = sign * (stance.reach_px - wall.place.value / stance.cm_per_px) / source.scale
        place = WallPlace(x_px=column, behind_reach_cm=wall.place, sources=list(wall.sources))
        heel = _heel(wall, hip_travel, position)
        distance = _distance(hip_travel, wall, movement.kinematics)
    verdict, step, next_heel = next_step(reps, heel)
    drill = WallDrill(
        scale=DrillScale(cm_per_px=hip_travel.scale.measure(), source=hip_travel.scale.source),
        wall=place,
        heel_to_wall_cm=heel,
        repetitions=reps,
        verdict=verdict,
        next_heel_to_wall_cm=next_heel,
        next_step=step,
        limits={
            f"knee travel {KNEE_LIMIT_CM:g} cm": KNEE_SOURCE,
            f"lumbar flexion {back_limit_deg:g}°": BACK_SOURCE,
            f"next step {STEP_OUT_CM[0]:g} to {STEP_OUT_CM[2]:g} cm": STEP_SOURCE,
        },
    )
    return WallReading(drill, distance, None if wall is not None else NO_WALL)


def limits_of(back_limit_deg: float) -> list[Limit]:
    """Return the limits that the drill is judged by; from `back_limit_deg` of lumbar flexion the back is rounded."""
    chance = "proposal: less than a fault requires, since it accuses nobody"
    return [
        Limit(code=code, what=what, value=value, unit=unit, source=source)
        for code, what, value, unit, source in (
            ("wall_touched", "chance of contact from which it is called touched", TOUCH_STATED_FROM, "1", chance),
            ("wall_knee_travel", "knee travel beyond which it is a squat", KNEE_LIMIT_CM, "cm", KNEE_SOURCE),
            ("wall_back", "lumbar flexion from which the low back is rounded", back_limit_deg, "deg", BACK_SOURCE),
            ("wall_step_least", "the least step out", STEP_OUT_CM[0], "cm", STEP_SOURCE),
            ("wall_step_most", "the largest step out", STEP_OUT_CM[2], "cm", STEP_SOURCE),
        )
    ]


def nothing_read(frames: int, reason: str) -> WallReading:
    """Return the reading of a recording in which the drill could not be measured at all, with the reason."""
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


def _correct_tilt(hip_travel: HipTravel, edges: Sequence[Edge]) -> HipTravel:
    """Return the hip travel with the heels' place carried up to the hips along the clearest upright edge."""
    clearest = max(edges, key=lambda edge: edge.share * min(edge.step, 20.0), default=None)
    if clearest is None:
        return hip_travel
    stance = hip_travel.stance
    x, y = stance.heel_px
    carried = x + float(np.tan(np.radians(clearest.tilt_deg))) * (stance.hip_px - y)
    return replace(hip_travel, stance=replace(stance, heel_px=(carried, y)))


def _distance(hip_travel: HipTravel, wall: WallPosterior, kinematics: Kinematics) -> Curve:
    """Return the distance from hips to wall over time, centimetres, at least zero."""
    smoothed = smooth_columns(
        kinematics.time_s, hip_travel.rear_px[:, None], kinematics.frame_rate_hz, ceiling_hz=HIP_TRAVEL_CUTOFF_HZ
    )[:, 0]
    place = wall.place
    away = (smoothed - min(hip_travel.stops_px)) * hip_travel.stance.cm_per_px
    value = np.maximum(away + place.value, 0.0)
    noise = Z90 * np.hypot(STOP_SIGMA_CM, hip_travel.scale.share_sigma * np.abs(away))
    low = np.maximum(value - np.hypot(place.value - place.low, noise), 0.0)
    return Curve(value, np.minimum(low, value), value + np.hypot(place.high - place.value, noise))


def _repetition(
    number: int,
    reach: Reach,
    hip_travel: HipTravel,
    wall: WallPosterior | None,
    movement: Movement,
    back_limit_deg: float,
) -> WallRepetition:
    """Measure and judge one repetition."""
    kinematics, spine = movement.kinematics, movement.spine
    stop = hip_travel.stops_px[number - 1]
    short = (stop - min(hip_travel.stops_px)) * hip_travel.stance.cm_per_px
    smallest = chance = None
    contact: tuple[float, float] | None = None
    if wall is not None:
        smallest = _smallest(wall, short)
        chance = wall.touch_chance(short)
        if chance >= 0.5:
            contact = _contact(hip_travel, reach, stop, kinematics.time_s)
    knees = knee_travel(movement.motion, hip_travel, reach)
    lumbar = _peak(spine.curves["lumbar_flexion_deg"], reach) if spine.has("lumbar_flexion_deg") else None
    verdict, why = verdict_of(chance, smallest, knees)
    time_s = kinematics.time_s
    return WallRepetition(
        index=number,
        start_s=float(time_s[reach.start]),
        end_s=float(time_s[min(reach.stop, time_s.size - 1)]),
        smallest_distance_cm=smallest,
        touch_chance=chance,
        contact_start_s=None if contact is None else contact[0],
        contact_end_s=None if contact is None else contact[1],
        knee_travel_cm=knees,
        shank_deg=_peak(kinematics.curves["shank_deg"], reach),
        peak_lumbar_flexion_deg=lumbar,
        back=_back(lumbar, back_limit_deg),
        verdict=verdict,
        why=why,
    )


def _smallest(wall: WallPosterior, short_cm: float) -> Measure:
    """Return the smallest distance of a repetition that stopped `short_cm` before the rearmost one, centimetres."""
    place, noise = wall.place, Z90 * STOP_SIGMA_CM
    value = max(place.value + short_cm, 0.0)
    low = max(value - float(np.hypot(place.value - place.low, noise)), 0.0)
    high = value + float(np.hypot(place.high - place.value, noise))
    return Measure(value=value, low=min(low, value), high=high)


def _contact(hip_travel: HipTravel, reach: Reach, stop_px: float, time_s: FloatArray) -> tuple[float, float] | None:
    """Return the times between which the hips touch: the mean of those of the outline and of the hip joint.

    The outline comes to rest early, because of the pixel and the shadow between hips and wall; the hip's landmark late,
    because a tracker follows it. Each is read where it crosses the edge of the band.
    """
    times, scale = time_s[reach.frames], hip_travel.stance.cm_per_px
    outline = _within((hip_travel.rear_px[reach.frames] - stop_px) * scale, times, CONTACT_BAND_CM)
    if outline is None:
        return None
    hip = hip_travel.hip_px[reach.frames]
    resting = (times >= outline[0] + WELL_INSIDE_S) & (times <= outline[1] - WELL_INSIDE_S) & np.isfinite(hip)
    if not resting.any():
        return outline
    away = (hip - float(np.median(hip[resting]))) * scale
    middle = int(np.flatnonzero(resting)[int(resting.sum()) // 2])
    joint = _within(away, times, CONTACT_BAND_CM, around=middle)
    if joint is None:
        return outline
    start, stop = ((a + b) / 2 if abs(a - b) <= TOGETHER_S else a for a, b in zip(outline, joint, strict=True))
    return start, stop


def _within(
    away_cm: FloatArray, times: FloatArray, band_cm: float, around: int | None = None
) -> tuple[float, float] | None:
    """Return the first and last time within a band, interpolated where its edge is crossed; None if never within.

    `around` selects the unbroken stretch about that frame.
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
        """Return the time at which the edge is crossed between two frames."""
        if not 0 <= outer < away.size:
            return float(at[inner])
        share = (band_cm - away[inner]) / max(away[outer] - away[inner], 1e-9)
        return float(at[inner] + share * (at[outer] - at[inner]))

    first, last = int(near[0]), int(near[-1])
    return crossing(first, first - 1), crossing(last, last + 1)


def _rest_share(hip_travel: HipTravel, reach: Reach, stop_px: float, time_s: FloatArray) -> float:
    """Return the share of a repetition's time for which the buttocks stay where they came to rest."""
    away = (hip_travel.rear_px[reach.frames] - stop_px) * hip_travel.stance.cm_per_px
    rest = _within(away, time_s[reach.frames], REST_BAND_CM)
    duration = float(time_s[min(reach.stop, time_s.size) - 1] - time_s[reach.start])
    return 0.0 if rest is None or duration <= 0 else (rest[1] - rest[0]) / duration


def knee_travel(motion: Motion, hip_travel: HipTravel, reach: Reach) -> Measure | None:
    """Return how far forward of upright standing the knees came in a repetition, centimetres; None where hidden."""
    knee = motion.middle("knee")[:, 0]
    standing = knee[hip_travel.upright & np.isfinite(knee)]
    inside = knee[reach.frames]
    if not standing.size or np.isfinite(inside).mean() < MIN_KNOWN:
        return None
    value = (float(np.nanmax(inside)) - float(np.median(standing))) * hip_travel.stance.cm_per_px
    sigma = float(np.hypot(KNEE_SIGMA_CM, hip_travel.scale.share_sigma * value))
    return Measure(value=value, low=value - Z90 * sigma, high=value + Z90 * sigma)


def _peak(curve: Curve, reach: Reach) -> Measure | None:
    """Return the largest value of a curve in a repetition; None where it is not known."""
    inside = curve.value[reach.frames]
    return None if not np.isfinite(inside).any() else curve.at(reach.start + int(np.nanargmax(inside)))


def _back(lumbar: Measure | None, limit_deg: float) -> WallBack:
    """Return whether the low back kept its shape, given its peak flexion."""
    if lumbar is None:
        return "unknown"
    beyond = chance_beyond(lumbar, limit_deg, above=True)
    return "rounded" if beyond >= STATED_FROM else "kept" if beyond <= 1 - STATED_FROM else "unclear"


def verdict_of(chance: float | None, smallest: Measure | None, knees: Measure | None) -> tuple[WallVerdict, str]:
    """Return a repetition's verdict and the reason.

    Parameters
    ----------
    chance
        Chance that the hips touched, 0..1; None where the wall's place is not known.
    smallest
        Smallest distance from hips to wall, centimetres.
    knees
        Forward travel of the knees, centimetres; None where they were hidden.
    """
    if chance is None or smallest is None:
        return "unclear", "where the wall stands is not known well enough"
    if chance <= 1 - TOUCH_STATED_FROM:
        return "not_reached", f"the hips stopped {smallest.value:.0f} cm before the wall"
    if chance < TOUCH_STATED_FROM:
        return "unclear", f"the hips came within {smallest.high:.0f} cm; whether they touched cannot be determined"
    if knees is None:
        return "unclear", "the hips touched, and the knees were not seen"
    if chance_beyond(knees, KNEE_LIMIT_CM, above=True) >= 0.5:
        return "knees_travelled", f"the hips touched, and the knees travelled {knees.value:.0f} cm forward"
    return "touched", "the hips touched, and the knees stayed"


def _heel(wall: WallPosterior, hip_travel: HipTravel, position: WallPosition) -> Measure:
    """Return the distance from heels to wall, centimetres."""
    stance = hip_travel.stance
    if position.heel_cm is not None:
        half = Z90 * HEEL_SIGMA_CM
        return Measure(value=position.heel_cm, low=max(position.heel_cm - half, 0.0), high=position.heel_cm + half)
    place = wall.place
    value = stance.heel_cm + place.value
    roll = (stance.hip_px - stance.heel_px[1]) * stance.cm_per_px * np.radians(EDGE_ROLL_SIGMA_DEG)
    half = Z90 * float(np.sqrt(HEEL_SIGMA_CM**2 + roll**2 + (hip_travel.scale.share_sigma * value) ** 2))
    low = value - float(np.hypot(half, place.value - place.low))
    return Measure(value=value, low=low, high=value + float(np.hypot(half, place.high - place.value)))
