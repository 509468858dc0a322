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
from numpy.typing import NDArray

from hiphinge.exercises.doubt import STATED_FROM, chance_beyond
from hiphinge.exercises.drills.scale import Scale, body_scale, sagittal_outlines, upright_frames
from hiphinge.exercises.drills.wall_clues import HEEL_SIGMA_CM, Stand, edge_clues, given_clue, heel_clue
from hiphinge.exercises.drills.wall_place import STOP_SIGMA_CM, Clue, Edge, Placed, place_wall
from hiphinge.kinematics import Kinematics
from hiphinge.measure import Z90, Curve, FloatArray, Measure
from hiphinge.motion import Motion, usual_trunk_length
from hiphinge.result import (
    Athlete,
    DrillScale,
    WallBack,
    WallDrill,
    WallPlace,
    WallRepetition,
    WallVerdict,
)
from hiphinge.signal import bridge, smooth_columns
from hiphinge.spine import Spine
from hiphinge.view import CameraView

DISTANCE: Final = "wall_distance_cm"
"""Column of the table of frames, with `_low` and `_high` beside it."""

SEAT_TRUNKS: Final = (-0.35, 0.40)
"""Heights about the hips, in trunk lengths, between which the buttocks' rearmost point lies in standing and hinging."""

STOP_BAND_CM: Final = 0.8
"""Frames this near to a repetition's rearmost one belong to its stop."""

CONTACT_BAND_CM: Final = 0.6
"""Contact lasts while the outline is this near to where it comes to rest: half a centimetre of cloth and a pixel's
rest."""

SEAT_CUTOFF_HZ: Final = 5.0
"""Hips move back and forth slower than this; outlines tremble by a pixel."""

REACH_CUTOFF_HZ: Final = 3.0
"""Repetitions are slower than this."""

LEAST_REACH_CM: Final = 3.5
"""Hips that go back by less than this have not set out for the wall."""

LEAVING: Final = 0.08
"""A repetition starts and ends where this share of the way back is done."""

WALKED_CM: Final = 8.0
"""Heels that move further than this have taken a step."""

LEAST_FRAMES: Final = 10

HEEL_BEHIND_CM: Final = 3.0
"""The shoes reach this far behind the middle of the two heels' landmarks (rendered sets of this drill)."""

EDGE_ROLL_SIGMA_DEG: Final = 0.6
"""How well an upright edge in the picture tells the picture's vertical."""

KNEE_LIMIT_CM: Final = 5.0
KNEE_SOURCE: Final = "proposal from coaching practice: knees that travel further forward than 5 cm make it a squat"

KNEE_SIGMA_CM: Final = 1.0
"""Error of the knees' way in the picture (rendered sets of this drill)."""

TOLD_FROM: Final = 0.7
"""Touched or not is told when its chance is at least this: less than a fault asks for, since it accuses nobody."""

BACK_SOURCE: Final = "the low back's limit of the lumbar_rounding rule"

STEP_OUT_CM: Final = (2.0, 3.0, 5.0)
STEP_SOURCE: Final = "the drill's practice: stand 2 to 5 cm further out once the wall is touched with quiet knees"

NO_OUTLINE: Final = "the outline of the person, which shows the buttocks, was not found"
NO_STANDING: Final = "upright standing, which gives the scale, was never seen"
NO_REPETITION: Final = "no repetition was seen"
MEND: Final = (
    "say where the wall is, with --heel-cm (heels to wall in centimetres) or --wall-x (its column in the picture), or "
    "film from the side at hip height, with the wall's edge in the picture and a second of upright standing first"
)

NO_WALL: Final = "the wall was not found with enough certainty, in the picture or by hips that stop at it"


@dataclass(frozen=True, slots=True)
class Given:
    """What the user told of the wall: a column of the picture as shown, or heels to wall in centimetres."""

    x_px: float | None = None
    heel_cm: float | None = None


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
class Seat:
    """The buttocks over time, and how the person stands.

    Attributes
    ----------
    rear_px
        Rearmost point of the buttocks, x forward, pixels, shape (frames,); NaN where there is no outline.
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
    upright: NDArray[np.bool_]
    scale: Scale
    stand: Stand
    body_px: tuple[float, float]
    reaches: tuple[Reach, ...]
    stops_px: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Moved:
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


def take_seat(motion: Motion, view: CameraView, athlete: Athlete) -> tuple[Seat | None, str | None]:
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
    for one in found:
        inside = rear[one.frames]
        inside = inside[np.isfinite(inside)]
        resting = inside[inside <= inside.min() + STOP_BAND_CM / scale.cm_per_px]
        stops.append(float(np.median(resting)))
    heel = np.nanmedian(motion.middle("heel")[upright], axis=0)
    outline = sagittal_outlines(motion)[upright, :, 1]
    outline = outline[np.isfinite(outline).all(axis=1)]
    soles, head = (float(np.median(outline.min(axis=1))), float(np.median(outline.max(axis=1))))
    source = motion.source
    sign = 1.0 if source.facing == "right" else -1.0
    yaw = view.yaw_deg if np.isfinite(view.yaw_deg) else 0.0
    along = scale.cm_per_px / max(float(np.cos(np.radians(yaw))), 0.7)
    stand = Stand(
        reach_px=min(stops),
        hip_px=float(np.nanmedian(motion.middle("hip")[:, 1])),
        heel_px=(float(heel[0]) - HEEL_BEHIND_CM / along, float(heel[1])),
        middle_px=sign * 0.5 * source.width_px * source.scale,
        long_px=max(source.width_px, source.height_px) * source.scale,
        yaw_deg=-sign * yaw,
        cm_per_px=along,
    )
    return Seat(rear, upright, scale, stand, (soles, head), found, tuple(stops)), None


def reaches(motion: Motion, rear_px: FloatArray, cm_per_px: float) -> tuple[Reach, ...]:
    """The repetitions, told by the buttocks' way back and forth while the feet stay.

    A hinge to a near wall folds the hips less than a repetition of a lift does, so they are counted here.
    """
    from scipy.signal import find_peaks

    known = np.isfinite(rear_px)
    if known.sum() < LEAST_FRAMES:
        return ()
    time_s = motion.time_s
    path = np.interp(time_s, time_s[known], rear_px[known])
    back = -smooth_columns(time_s, path[:, None], motion.source.frame_rate_hz, ceiling_hz=REACH_CUTOFF_HZ)[:, 0]
    least = LEAST_REACH_CM / cm_per_px
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
    within = (above > SEAT_TRUNKS[0] * unit) & (above < SEAT_TRUNKS[1] * unit)
    rear = np.asarray(np.where(within, outline[:, :, 0], np.inf).min(axis=1), dtype=np.float64)
    rear[~np.isfinite(rear)] = np.nan
    known = np.isfinite(rear)
    if known.sum() >= 3:
        rear[known] = medfilt(rear[known], 3)
    return rear


def measure_wall_drill(
    seat: Seat, moved: Moved, given: Given, edges: Sequence[Edge] = (), *, back_limit_deg: float
) -> WallReading:
    """Distance, contacts, knees, back and verdict.

    Parameters
    ----------
    seat
        What `take_seat` gave.
    moved
        How the body moved.
    given
        What the user told of the wall.
    edges
        Upright edges that the picture shows.
    back_limit_deg
        Lumbar flexion from which the low back is called rounded.
    """
    seat = _plumbed(seat, edges)
    stand, source = seat.stand, moved.motion.source
    sign = 1.0 if source.facing == "right" else -1.0
    short = [(stop - min(seat.stops_px)) * stand.cm_per_px for stop in seat.stops_px]
    clues: list[Clue] = []
    if given.heel_cm is not None:
        clues.append(heel_clue(given.heel_cm, stand, seat.scale.share_sigma))
    if given.x_px is not None:
        clues.append(given_clue(sign * given.x_px * source.scale, stand))
    else:
        clues += edge_clues(edges, stand)
    rests = [
        _rest_share(seat, *pair, moved.kinematics.time_s) for pair in zip(seat.reaches, seat.stops_px, strict=True)
    ]
    placed: Placed | None = place_wall(short, rests, stand.heel_cm, clues)
    if placed is not None and not placed.certain:
        placed = None
    reps = [_repetition(number, one, seat, placed, moved, back_limit_deg) for number, one in enumerate(seat.reaches, 1)]
    place, heel, distance = None, None, Curve.absent(len(moved.motion))
    if placed is not None:
        column = sign * (stand.reach_px - placed.place.value / stand.cm_per_px) / source.scale
        place = WallPlace(x_px=round(column, 1), behind_reach_cm=_rounded(placed.place), sources=list(placed.sources))
        heel = _heel(placed, seat, given)
        distance = _distance(seat, placed, moved.kinematics)
    verdict, step, following = _next(reps, heel)
    drill = WallDrill(
        scale=DrillScale(cm_per_px=seat.scale.measure(), source=seat.scale.source),
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


def _plumbed(seat: Seat, edges: Sequence[Edge]) -> Seat:
    """The seat with its heels carried up to the hips along the picture's vertical, as the clearest edge tells it."""
    clear = max(edges, key=lambda edge: edge.share * min(edge.step, 20.0), default=None)
    if clear is None:
        return seat
    x, y = seat.stand.heel_px
    carried = x + float(np.tan(np.radians(clear.tilt_deg))) * (seat.stand.hip_px - y)
    return replace(seat, stand=replace(seat.stand, heel_px=(carried, y)))


def _distance(seat: Seat, placed: Placed, kinematics: Kinematics) -> Curve:
    """Hips to wall over time, centimetres; never below zero."""
    smoothed = smooth_columns(
        kinematics.time_s, seat.rear_px[:, None], kinematics.frame_rate_hz, ceiling_hz=SEAT_CUTOFF_HZ
    )[:, 0]
    place = placed.place
    away = (smoothed - min(seat.stops_px)) * seat.stand.cm_per_px
    value = np.maximum(away + place.value, 0.0)
    noise = Z90 * np.hypot(STOP_SIGMA_CM, seat.scale.share_sigma * np.abs(away))
    low = np.maximum(value - np.hypot(place.value - place.low, noise), 0.0)
    return Curve(value, np.minimum(low, value), value + np.hypot(place.high - place.value, noise))


def _repetition(
    number: int, one: Reach, seat: Seat, placed: Placed | None, moved: Moved, back_limit_deg: float
) -> WallRepetition:
    """What one repetition did at the wall."""
    kinematics, spine = moved.kinematics, moved.spine
    stop = seat.stops_px[number - 1]
    short = (stop - min(seat.stops_px)) * seat.stand.cm_per_px
    smallest = chance = None
    contact: tuple[float, float] | None = None
    if placed is not None:
        smallest = _smallest(placed, short)
        chance = placed.touch_chance(short)
        if chance >= 0.5:
            contact = _contact(seat, one, stop, kinematics.time_s)
    travel = knee_travel(moved.motion, seat, one)
    lumbar = _peak(spine.curves["lumbar_flexion_deg"], one) if spine.tells("lumbar_flexion_deg") else None
    verdict, why = _verdict(chance, smallest, travel)
    time_s = kinematics.time_s
    return WallRepetition(
        index=number,
        start_s=round(float(time_s[one.start]), 3),
        end_s=round(float(time_s[min(one.stop, time_s.size - 1)]), 3),
        smallest_distance_cm=smallest,
        touch_chance=None if chance is None else round(chance, 3),
        contact_start_s=None if contact is None else round(contact[0], 3),
        contact_end_s=None if contact is None else round(contact[1], 3),
        knee_travel_cm=travel,
        shank_deg=_peak(kinematics.curves["shank_deg"], one),
        peak_lumbar_flexion_deg=lumbar,
        back=_back(lumbar, back_limit_deg),
        verdict=verdict,
        why=why,
    )


def _smallest(placed: Placed, short_cm: float) -> Measure:
    """Smallest distance of a repetition that stopped `short_cm` before the rearmost one."""
    place, noise = placed.place, Z90 * STOP_SIGMA_CM
    value = max(place.value + short_cm, 0.0)
    low = max(value - float(np.hypot(place.value - place.low, noise)), 0.0)
    high = value + float(np.hypot(place.high - place.value, noise))
    return _rounded(Measure(value=value, low=min(low, value), high=high))


def _contact(seat: Seat, one: Reach, stop_px: float, time_s: FloatArray) -> tuple[float, float] | None:
    """Times between which the outline stays where it came to rest, between frames where it passes the band's edge."""
    away = (seat.rear_px[one.frames] - stop_px) * seat.stand.cm_per_px
    times = time_s[one.frames]
    known = np.isfinite(away)
    away, times = away[known], times[known]
    near = np.flatnonzero(away <= CONTACT_BAND_CM)
    if not near.size:
        return None
    first, last = int(near[0]), int(near[-1])

    def crossing(inside: int, outside: int) -> float:
        if not 0 <= outside < away.size:
            return float(times[inside])
        share = (CONTACT_BAND_CM - away[inside]) / max(away[outside] - away[inside], 1e-9)
        return float(times[inside] + share * (times[outside] - times[inside]))

    return crossing(first, first - 1), crossing(last, last + 1)


def _rest_share(seat: Seat, one: Reach, stop_px: float, time_s: FloatArray) -> float:
    """Share of a repetition's time for which the buttocks stay where they came to rest."""
    rest = _contact(seat, one, stop_px, time_s)
    lasted = float(time_s[min(one.stop, time_s.size) - 1] - time_s[one.start])
    return 0.0 if rest is None or lasted <= 0 else (rest[1] - rest[0]) / lasted


def knee_travel(motion: Motion, seat: Seat, one: Reach) -> Measure | None:
    """Furthest forward that the knees came in a repetition since upright standing, centimetres."""
    knee = motion.middle("knee")[:, 0]
    standing = knee[seat.upright & np.isfinite(knee)]
    inside = knee[one.frames]
    if not standing.size or not np.isfinite(inside).any():
        return None
    value = (float(np.nanmax(inside)) - float(np.median(standing))) * seat.stand.cm_per_px
    sigma = float(np.hypot(KNEE_SIGMA_CM, seat.scale.share_sigma * value))
    return _rounded(Measure(value=value, low=value - Z90 * sigma, high=value + Z90 * sigma))


def _peak(curve: Curve, one: Reach) -> Measure | None:
    inside = curve.value[one.frames]
    return None if not np.isfinite(inside).any() else curve.at(one.start + int(np.nanargmax(inside)))


def _back(lumbar: Measure | None, limit_deg: float) -> WallBack:
    """Whether the low back kept its shape, if it was told."""
    if lumbar is None:
        return "unknown"
    beyond = chance_beyond(lumbar, limit_deg, above=True)
    return "rounded" if beyond >= STATED_FROM else "kept" if beyond <= 1 - STATED_FROM else "unclear"


def _verdict(chance: float | None, smallest: Measure | None, travel: Measure | None) -> tuple[WallVerdict, str]:
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


def _heel(placed: Placed, seat: Seat, given: Given) -> Measure:
    """Heels to wall, centimetres."""
    stand = seat.stand
    if given.heel_cm is not None:
        half = Z90 * HEEL_SIGMA_CM
        return _rounded(Measure(value=given.heel_cm, low=max(given.heel_cm - half, 0.0), high=given.heel_cm + half))
    place = placed.place
    value = stand.heel_cm + place.value
    plumb = (stand.hip_px - stand.heel_px[1]) * stand.cm_per_px * np.radians(EDGE_ROLL_SIGMA_DEG)
    half = Z90 * float(np.sqrt(HEEL_SIGMA_CM**2 + plumb**2 + (seat.scale.share_sigma * value) ** 2))
    low = value - float(np.hypot(half, place.value - place.low))
    return _rounded(Measure(value=value, low=low, high=value + float(np.hypot(half, place.high - place.value))))


def _next(reps: Sequence[WallRepetition], heel: Measure | None) -> tuple[WallVerdict, str, Measure | None]:
    """The set's verdict, what to do next, and how far from the wall the heels then stand."""
    verdicts = {one.verdict for one in reps}
    if "knees_travelled" in verdicts:
        return "knees_travelled", "Same distance: touch the wall and leave the knees where they are.", heel
    if verdicts == {"not_reached"}:
        gaps = [one.smallest_distance_cm.value for one in reps if one.smallest_distance_cm is not None]
        closer = float(np.clip(np.median(gaps), STEP_OUT_CM[0], STEP_OUT_CM[2]))
        return "not_reached", f"Stand {closer:.0f} cm closer and reach back until you touch.", _moved(heel, -closer)
    if "not_reached" in verdicts:
        return "not_reached", "Same distance, until every repetition touches.", heel
    if verdicts != {"touched"}:
        return "unclear", "Same distance: whether the wall was touched cannot be told.", heel
    if any(one.back == "rounded" for one in reps):
        return "touched", "Same distance: touch the wall without rounding the low back.", heel
    low, step, high = STEP_OUT_CM
    text = f"Step out {step:.0f} cm ({low:.0f} to {high:.0f}) and do it again."
    return "touched", text, _moved(heel, step)


def _moved(heel: Measure | None, by_cm: float) -> Measure | None:
    if heel is None:
        return None
    value, low, high = (max(end + by_cm, 0.0) for end in (heel.value, heel.low, heel.high))
    return _rounded(Measure(value=value, low=low, high=high))


def _rounded(measure: Measure) -> Measure:
    value, low, high = (round(end, 2) for end in (measure.value, measure.low, measure.high))
    return Measure(value=value, low=min(low, value), high=max(high, value))
