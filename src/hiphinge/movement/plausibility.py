"""What a body cannot do is not data: landmarks that break anatomy are taken out before anything is computed.

Pose models invent a leg behind a barbell's plate with full confidence. Bones keep their length in a side view, knees
do not fold past 150°, shanks do not lie down while the foot stands. A landmark that breaks this becomes missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, SIDES, Side
from hiphinge.core.measure import FloatArray, medians
from hiphinge.core.motion import Motion, distance, inclination_deg, wrapped_deg
from hiphinge.core.signal import runs

LENGTH_RANGE: Final = (0.76, 1.28)
"""Seen length of a bone over its usual length in a side view."""

OBLIQUE_LENGTH_RANGE: Final = (0.35, 2.2)
"""The same from an oblique view, in which a bone that turns towards the camera is seen shorter."""

SEEN_LENGTH_TRUNKS: Final = MappingProxyType({"thigh": 0.75, "shank": 0.77})
"""Length of each bone between its landmarks in trunk lengths, as pose models see people from the side: medians over
rendered bodies whose legs nothing hides. Joint centres have 0.82 and 0.85 (de Leva 1996, J Biomech 29:1223), the
shoulder landmark lies higher than the joint."""

LENGTH_SPREAD: Final = (0.87, 1.20)
"""Range of these lengths over people, as shares of the usual one."""

KNEE_RANGE_DEG: Final = (-20.0, 150.0)
"""Knee flexion beyond passive range (about 150°, kneeling on the heels) or below hyperextension is refused."""

SHANK_LIMIT_DEG: Final = 75.0
"""A shank further from vertical than this is refused while its foot is on the floor."""

KNEE_SPEED_LIMIT_DEG_S: Final = 900.0
"""Knee flexion faster than this is a jump of the landmark; sprinting reaches about that, lifting a third of it."""


PLANTED_TRUNKS: Final = 0.10
"""Spread of a planted ankle about its place, trunk lengths."""

PLANTED_SHARE: Final = 0.35
"""A foot is planted if its ankle is at one place for at least this share of the recording."""

Point = tuple[float, float]

SHORTEST_BELIEVED_S: Final = 0.5
"""A leg that is believable for less than this between refused stretches is refused as well."""

EAR_TRUST: Final = 0.93
TREMBLE_TRUNKS: Final = 0.007
"""Median change of the shoulders' step from frame to frame, trunk lengths: up to 0.004 where they are seen, 0.010 and
more where a plate hides them (rendered sets, `validation/pipeline`)."""

MIN_FRAMES_TO_TREMBLE: Final = 15

UPSIDE_DOWN_DEG: Final = 125.0
"""A trunk further from upright than this hangs below the hips; the deepest hinge and a high bridge reach 110°."""

TRUNK_SPEED_LIMIT_DEG_S: Final = 900.0
"""A trunk does not turn faster than this; a kettlebell swing at its fastest reaches a third of it."""

TRUNK_STEP_DEG: Final = 30.0
"""... and a step up to this much is noise."""

MOSTLY_UPSIDE_DOWN_SHARE: Final = 0.3
"""Nobody lifts upside down for this share of a recording: the upper body was invented, whatever trust it is given."""

STRAYED_TRUNKS: Final = 0.17
"""An ankle this far from where it is planted, while the leg still reaches there, was invented."""

STEP_TRUNKS: Final = 0.25
UPRIGHT_DEG: Final = 30.0
"""Who stands upright with the hips this far from over a foot is on the way there, or on the way off."""

RECONSTRUCTED_TRUST: Final = 0.25
"""Confidence of a joint that was not seen but follows from bones of known length and a planted foot."""


@dataclass(frozen=True, slots=True)
class Leg:
    """Joints of one leg and its shoulder, each of shape (frames, 2), with the trust in knee and ankle, (frames,)."""

    shoulder: FloatArray
    hip: FloatArray
    knee: FloatArray
    ankle: FloatArray
    trust: FloatArray


@dataclass(frozen=True, slots=True)
class LegCalibration:
    """What is known of one leg in a recording, in the unit of its positions.

    Attributes
    ----------
    bones
        Usual seen lengths of trunk, thigh and shank (`usual_lengths`).
    place
        Where the ankle stands, (x, y), or None where the foot is not planted or the view does not tell.
    heel, toe
        Where heel and toe of the planted foot stand, (x, y), or None where that was not needed or not seen.
    """

    bones: Mapping[str, float]
    place: Point | None
    heel: Point | None = None
    toe: Point | None = None


Legs = Mapping[Side, LegCalibration]


def plausible_motion(motion: Motion, *, side_view: bool = True, legs: Legs | None = None) -> tuple[Motion, Legs]:
    """The motion without the landmarks that break anatomy, and what was taken for known of the legs.

    A refused landmark becomes missing, unless the rest of the leg says where it must be: hip seen, foot planted, bones
    of known length. Then it is placed there with little confidence, which makes its intervals wide. From an oblique
    view (`side_view` false) only lengths that no view explains are refused, since angles in the picture say little
    there. Judged for each leg by itself, on unfiltered positions. The neighbours of a refused frame go too, since a
    landmark that jumps away was already on its way.

    Parameters
    ----------
    motion
        Unfiltered motion.
    side_view
        Whether bones keep their length in the picture.
    legs
        What is known of the legs already; None estimates it from the whole motion.

    Returns
    -------
    tuple of Motion and Legs
        Refused landmarks NaN with zero confidence, or reconstructed with `RECONSTRUCTED_TRUST`; what was known of the
        legs, given or estimated.
    """
    # Seen obliquely a bridge hangs further below its hips than it does.
    motion = without_lost(motion) if side_view else motion
    position, confidence = motion.position.copy(order="F"), motion.confidence.copy(order="F")
    known: dict[Side, LegCalibration] = {}
    for side in SIDES:
        shoulder, hip, knee, ankle = (motion.point(f"{side}_{name}") for name in ("shoulder", "hip", "knee", "ankle"))
        trust = np.minimum(motion.trust(f"{side}_knee"), motion.trust(f"{side}_ankle"))
        leg = Leg(shoulder, hip, knee, ankle, trust)
        bones = usual_lengths(leg) if legs is None else legs[side].bones
        bad_knee, bad_ankle = _broken(motion.time_s, leg, bones, side_view=side_view)
        if legs is None:
            place = planted(leg, ~(bad_knee | bad_ankle), bones) if side_view else None
            known[side] = LegCalibration(bones, _point(place))
        else:
            known[side] = legs[side]
            place = _array(legs[side].place)
        if place is not None:
            bad_ankle = _widen(bad_ankle | _strayed(leg, place, bones))
        bad_knee, bad_ankle = (_closed(motion.time_s, _widen(bad)) for bad in (bad_knee, bad_ankle))
        for name, bad in (("knee", bad_knee), ("ankle", bad_ankle), ("heel", bad_ankle), ("toe", bad_ankle)):
            i = INDEX[f"{side}_{name}"]
            position[bad, i] = np.nan
            confidence[bad, i] = 0.0
        if place is not None:
            refused = bad_knee | bad_ankle
            if legs is None:
                known[side] = _with_foot(known[side], position, side, leg, refused)
            _reconstruct(position, confidence, side, leg, known[side], refused)
    return motion.with_position(position, confidence), known


def _point(place: FloatArray | None) -> Point | None:
    return None if place is None or not np.isfinite(place).all() else (float(place[0]), float(place[1]))


def _array(point: Point | None) -> FloatArray | None:
    return None if point is None else np.array(point)


def _with_foot(
    known: LegCalibration, position: NDArray[np.float32], side: Side, leg: Leg, refused: NDArray[np.bool_]
) -> LegCalibration:
    """The same with heel and toe of the planted foot, medians over the frames in which it stands and is believed."""
    if known.place is None or not refused.any():
        return known
    standing = distance(leg.ankle, np.array(known.place)) < PLANTED_TRUNKS * known.bones["trunk"]
    heel, toe = (
        _point(medians(position[standing & ~refused, INDEX[f"{side}_{name}"]].astype(np.float64)))
        for name in ("heel", "toe")
    )
    return replace(known, heel=heel, toe=toe)


def without_lost(motion: Motion) -> Motion:
    """The motion, seen from the side, without the frames in which the body was lost and another one invented."""
    lost = _lost(motion.time_s, inclination_deg(motion.middle("hip"), motion.middle("shoulder")))
    if not lost.any():
        return motion
    position, confidence = motion.position.copy(order="F"), motion.confidence.copy(order="F")
    position[lost], confidence[lost] = np.nan, 0.0
    return motion.with_position(position, confidence)


def _lost(time_s: FloatArray, lean_deg: FloatArray) -> NDArray[np.bool_]:
    """Frames in which another body was invented: upside down, or between two leaps of the trunk; (frames,).

    What is found for less than `SHORTEST_BELIEVED_S` between leaps is as invented as what is found upside down.
    """
    upright = np.abs(lean_deg) <= UPSIDE_DOWN_DEG
    lost = np.isfinite(lean_deg) & ~upright
    frames = np.flatnonzero(upright)
    if frames.size < 2:
        return lost
    step, lasted = np.abs(np.diff(lean_deg[frames])), np.diff(time_s[frames])
    fallen = np.diff(np.cumsum(lost)[frames]) > 0
    leaps = np.flatnonzero(fallen | (step > np.maximum(TRUNK_STEP_DEG, TRUNK_SPEED_LIMIT_DEG_S * lasted))) + 1
    for part in np.split(frames, leaps) if leaps.size else ():
        if time_s[part[-1]] - time_s[part[0]] < SHORTEST_BELIEVED_S:
            lost[part] = True
    return lost


def trunk_hallucinated(motion: Motion) -> bool:
    """Whether the pose model invents the upper body for most of the recording: a plate hides head and shoulders.

    It then doubts the ears and the shoulders tremble, or the body stands on its head. A body seen by markers is not
    doubted.
    """
    hip, shoulder = motion.middle("hip"), motion.middle("shoulder")
    trunk = distance(hip, shoulder)
    seen = np.isfinite(trunk)
    if motion.unit == "m" or seen.sum() < MIN_FRAMES_TO_TREMBLE:
        return False
    if (np.abs(inclination_deg(hip, shoulder)[seen]) > UPSIDE_DOWN_DEG).mean() > MOSTLY_UPSIDE_DOWN_SHARE:
        return True
    doubt = float(np.median(motion.trust(f"{motion.source.near_side}_ear")[seen]))
    length = float(np.percentile(trunk[seen], 75))
    tremble = float(np.median(np.abs(np.diff(shoulder.T[:, seen], 2)))) / max(length, 1e-9)
    return doubt < EAR_TRUST and tremble > TREMBLE_TRUNKS


def _broken(
    time_s: FloatArray, leg: Leg, bones: Mapping[str, float], *, side_view: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Frames in which the knee and in which the ankle cannot be where they were found, each of shape (frames,)."""
    low, high = LENGTH_RANGE if side_view else OBLIQUE_LENGTH_RANGE
    lengths = {"thigh": distance(leg.knee, leg.hip), "shank": distance(leg.ankle, leg.knee)}
    wrong = {bone: ~((length > low * bones[bone]) & (length < high * bones[bone])) for bone, length in lengths.items()}
    if not side_view:
        return wrong["thigh"], wrong["shank"]
    shank = inclination_deg(leg.ankle, leg.knee)
    flexion = wrapped_deg(shank - inclination_deg(leg.knee, leg.hip))
    folded = ~((flexion > KNEE_RANGE_DEG[0]) & (flexion < KNEE_RANGE_DEG[1]))
    lying = np.abs(shank) > SHANK_LIMIT_DEG
    jump = _jumps(time_s, flexion)
    return wrong["thigh"] | folded | jump, wrong["shank"] | lying | folded | jump


def planted(leg: Leg, believable: NDArray[np.bool_], bones: Mapping[str, float]) -> FloatArray | None:
    """The place (x, y) where the ankle stands for much of the recording, or None if it does not stand.

    The densest spot of the believable ankles, refined by their median about it.
    """
    reach = PLANTED_TRUNKS * bones["trunk"]
    seen = believable & np.isfinite(leg.ankle).all(axis=1) & (leg.trust > 0.5)
    places = leg.ankle.T[:, seen].T
    if len(places) < 5 or not np.isfinite(reach):
        return None
    sample = places[:: max(1, len(places) // 200)]
    x, y = sample.T
    neighbours = np.count_nonzero(np.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2) < reach, axis=1)
    centre = np.asarray(sample[int(np.argmax(neighbours))], dtype=np.float64)
    near = np.zeros(len(places), dtype=bool)
    for _ in range(3):
        before, near = near, distance(places, centre) < reach
        if (near == before).all():
            break
        centre = np.median(places.T[:, near], axis=1)
    here = distance(leg.ankle, centre) < reach
    return centre if float(here.mean()) >= PLANTED_SHARE else None


def _strayed(leg: Leg, place: FloatArray, bones: Mapping[str, float]) -> NDArray[np.bool_]:
    off = distance(leg.ankle, place)
    away = off > STRAYED_TRUNKS * bones["trunk"]
    reaches = distance(leg.hip, place) < 1.03 * (bones["thigh"] + bones["shank"])
    return np.asarray(away & reaches & ~_on_the_way(leg, place, off < PLANTED_TRUNKS * bones["trunk"], bones["trunk"]))


def _on_the_way(leg: Leg, place: FloatArray, here: NDArray[np.bool_], trunk: float) -> NDArray[np.bool_]:
    """Frames before a foot comes to its place, or after it left, of a body that walks there or away, upright."""
    stands = np.flatnonzero(here)
    if not stands.size:
        stands = np.array([len(here)])
    upright = np.abs(inclination_deg(leg.hip, leg.shoulder)) < UPRIGHT_DEG
    walks = upright & (np.abs(leg.hip[:, 0] - place[0]) > STEP_TRUNKS * trunk)
    on = np.zeros(len(here), dtype=bool)
    for part in (slice(0, stands[0]), slice(stands[-1] + 1, None)):
        on[part] = upright[part] & walks[part].any()
    return on


def _reconstruct(
    position: NDArray[np.float32],
    confidence: NDArray[np.float32],
    side: Side,
    leg: Leg,
    known: LegCalibration,
    refused: NDArray[np.bool_],
) -> None:
    """Place the joints of refused frames where hip, planted foot and bone lengths put them; knees bend forward."""
    frames = np.flatnonzero(refused & np.isfinite(leg.hip).all(axis=1))
    place = np.array(known.place)
    across = leg.hip[frames] - place
    length = np.linalg.norm(across, axis=1)
    thigh, shank = known.bones["thigh"], known.bones["shank"]
    near = length < 1.03 * (thigh + shank)
    near &= length > abs(thigh - shank) + 1e-6
    frames, across, length = frames[near], across[near], length[near]
    if not frames.size:
        return
    along = np.clip((length**2 + shank**2 - thigh**2) / (2 * length), -shank, shank)
    aside = np.sqrt(np.maximum(shank**2 - along**2, 0.0))
    unit = across / length[:, None]
    forward = np.column_stack([unit[:, 1], -unit[:, 0]])
    knee = place + along[:, None] * unit + aside[:, None] * forward
    for name, joint in (("knee", knee), ("ankle", np.broadcast_to(place, knee.shape))):
        i = INDEX[f"{side}_{name}"]
        position[frames, i] = joint
        confidence[frames, i] = RECONSTRUCTED_TRUST
    for name, spot in (("heel", known.heel), ("toe", known.toe)):
        i = INDEX[f"{side}_{name}"]
        position[frames, i] = np.nan if spot is None else spot
        confidence[frames, i] = RECONSTRUCTED_TRUST


def usual_lengths(leg: Leg) -> dict[str, float]:
    """The usual seen length of trunk, thigh and shank: median of the best-trusted half, kept near human proportions.

    Where the leg was hidden for most of the recording its median is of invented landmarks, so it may not leave the
    proportions of people by more than `LENGTH_SPREAD`. In the unit of the positions.
    """
    trunk_length = distance(leg.hip, leg.shoulder)
    seen = np.isfinite(trunk_length)
    if not seen.any():
        return dict.fromkeys(("trunk", *SEEN_LENGTH_TRUNKS), np.nan)
    best = seen & (leg.trust >= np.median(leg.trust[seen]))
    trunk = float(np.percentile(trunk_length[seen], 75))
    usual = {"trunk": trunk}
    for bone, length in (("thigh", distance(leg.knee, leg.hip)), ("shank", distance(leg.ankle, leg.knee))):
        expected = trunk * SEEN_LENGTH_TRUNKS[bone]
        seen_length = length[best & np.isfinite(length)]
        median = float(np.median(seen_length)) if seen_length.size else expected
        usual[bone] = min(max(median, expected * LENGTH_SPREAD[0]), expected * LENGTH_SPREAD[1])
    return usual


def _jumps(time_s: FloatArray, flexion_deg: FloatArray) -> NDArray[np.bool_]:
    jump = np.zeros(time_s.size, dtype=bool)
    if time_s.size > 1:
        fast = np.abs(np.diff(flexion_deg)) > KNEE_SPEED_LIMIT_DEG_S * np.diff(time_s)
        jump[1:] |= fast
        jump[:-1] |= fast
    return jump


def _closed(time_s: FloatArray, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The flags with short pauses between them filled: what is believable for a moment only is chance."""
    closed = flags.copy()
    for start, stop in runs(~flags):
        if start > 0 and stop < flags.size and time_s[stop] - time_s[start - 1] < SHORTEST_BELIEVED_S:
            closed[start:stop] = True
    return closed


def _widen(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wide = flags.copy()
    wide[1:] |= flags[:-1]
    wide[:-1] |= flags[1:]
    return wide
