"""Removal of implausible landmarks: those that contradict anatomy become missing before anything is computed.

Pose models hallucinate a leg behind a barbell's plate with full confidence. In a side view bones keep their length,
knees do not flex past 150°, and shanks do not lie flat while the foot is planted.
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
from hiphinge.movement.hallucinated import MIN_PLAUSIBLE_S, without_lost

LENGTH_RANGE: Final = (0.76, 1.28)
"""Plausible length of a bone in a side view, as a share of its usual length."""

OBLIQUE_LENGTH_RANGE: Final = (0.35, 2.2)
"""The same in an oblique view, in which a bone that turns towards the camera looks shorter."""

SEEN_LENGTH_TRUNKS: Final = MappingProxyType({"thigh": 0.75, "shank": 0.77})
"""Length of each bone between its landmarks in a side view, trunk lengths: medians of pose models over rendered bodies
whose legs are not hidden. Between joint centres it is 0.82 and 0.85 (de Leva 1996, J Biomech 29:1223); the shoulder
landmark lies higher than the joint."""

LENGTH_SPREAD: Final = (0.87, 1.20)
"""Range of these lengths over people, as shares of the usual one."""

KNEE_RANGE_DEG: Final = (-20.0, 150.0)
"""Plausible knee flexion: from hyperextension to the end of passive range (about 150°, kneeling on the heels)."""

SHANK_LIMIT_DEG: Final = 75.0
"""A shank further from vertical than this is implausible while its foot is on the floor."""

KNEE_SPEED_LIMIT_DEG_S: Final = 900.0
"""Knee flexion faster than this is a jump of the landmark; sprinting reaches about that, lifting a third of it."""


PLANTED_TRUNKS: Final = 0.10
"""Spread of a planted ankle about its place, trunk lengths."""

PLANTED_SHARE: Final = 0.35
"""A foot is planted if its ankle is at one place for at least this share of the recording."""

Point = tuple[float, float]

STRAYED_TRUNKS: Final = 0.17
"""An ankle this far from its planted place, trunk lengths, while the leg still reaches there, is hallucinated."""

STEP_TRUNKS: Final = 0.25
UPRIGHT_DEG: Final = 30.0
"""A lifter who stands upright (trunk within `UPRIGHT_DEG`) with the hips this far ahead of or behind a foot, trunk
lengths, walks towards it or away."""

RECONSTRUCTED_TRUST: Final = 0.25
"""Confidence of a joint that was not seen but is determined by bones of known length and a planted foot."""


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
    """The known geometry of one leg in a recording, in the unit of its positions.

    Attributes
    ----------
    bones
        Usual lengths of trunk, thigh and shank in the picture (`usual_lengths`).
    place
        Place of the planted ankle, (x, y), or None where the foot is not planted or the view is oblique.
    heel, toe
        Places of heel and toe of the planted foot, (x, y), or None where they were not needed or not seen.
    joints
        Lengths of thigh and shank between joint centres in the sagittal plane, or None where the source does not say
        how far off each joint may be (`movement.bones`).
    """

    bones: Mapping[str, float]
    place: Point | None
    heel: Point | None = None
    toe: Point | None = None
    joints: Point | None = None


Legs = Mapping[Side, LegCalibration]


def plausible_motion(motion: Motion, *, side_view: bool = True, legs: Legs | None = None) -> tuple[Motion, Legs]:
    """Return the motion without implausible landmarks, and the geometry of the legs that was used.

    An implausible landmark becomes missing, unless the rest of the leg determines it: hip seen, foot planted, bones of
    known length. Then it is reconstructed with little confidence, which makes its intervals wide. In an oblique view
    (`side_view` false) only lengths that no view explains are implausible, since angles in the picture mean little
    there. Each leg is checked by itself, on unfiltered positions. The neighbours of an implausible frame are removed
    too, since a landmark that jumps away has already begun to move there.

    Parameters
    ----------
    motion
        Unfiltered motion.
    side_view
        Whether bones keep their length in the picture.
    legs
        Geometry of the legs where it is known already; None estimates it from the whole motion.

    Returns
    -------
    tuple of Motion and Legs
        Implausible landmarks NaN with zero confidence, or reconstructed with `RECONSTRUCTED_TRUST`; the geometry of the
        legs, given or estimated.
    """
    # In an oblique view the trunk of a bridge seems to hang further below the hips than it does.
    motion = without_lost(motion) if side_view else motion
    position, confidence = motion.position.copy(order="F"), motion.confidence.copy(order="F")
    known: dict[Side, LegCalibration] = {}
    for side in SIDES:
        shoulder, hip, knee, ankle = (motion.point(f"{side}_{name}") for name in ("shoulder", "hip", "knee", "ankle"))
        trust = np.minimum(motion.trust(f"{side}_knee"), motion.trust(f"{side}_ankle"))
        leg = Leg(shoulder, hip, knee, ankle, trust)
        bones = usual_lengths(leg) if legs is None else legs[side].bones
        bad_knee, bad_ankle = _implausible_joints(motion.time_s, leg, bones, side_view=side_view)
        if legs is None:
            place = planted(leg, ~(bad_knee | bad_ankle), bones) if side_view else None
            known[side] = LegCalibration(bones, _point(place))
        else:
            known[side] = legs[side]
            place = _array(legs[side].place)
        if place is not None:
            bad_ankle = _widen(bad_ankle | _strayed_ankle(leg, place, bones))
        bad_knee, bad_ankle = (_fill_pauses(motion.time_s, _widen(bad)) for bad in (bad_knee, bad_ankle))
        for name, bad in (("knee", bad_knee), ("ankle", bad_ankle), ("heel", bad_ankle), ("toe", bad_ankle)):
            i = INDEX[f"{side}_{name}"]
            position[bad, i] = np.nan
            confidence[bad, i] = 0.0
        if place is not None:
            implausible = bad_knee | bad_ankle
            if legs is None:
                known[side] = _with_foot(known[side], position, side, leg, implausible)
            _reconstruct(position, confidence, side, leg, known[side], implausible)
    return motion.with_position(position, confidence), known


def _point(place: FloatArray | None) -> Point | None:
    return None if place is None or not np.isfinite(place).all() else (float(place[0]), float(place[1]))


def _array(point: Point | None) -> FloatArray | None:
    return None if point is None else np.array(point)


def _with_foot(
    known: LegCalibration, position: NDArray[np.float32], side: Side, leg: Leg, implausible: NDArray[np.bool_]
) -> LegCalibration:
    """Return `known` with heel and toe of the planted foot, medians over the frames in which it is plausible."""
    if known.place is None or not implausible.any():
        return known
    standing = distance(leg.ankle, np.array(known.place)) < PLANTED_TRUNKS * known.bones["trunk"]
    heel, toe = (
        _point(medians(position[standing & ~implausible, INDEX[f"{side}_{name}"]].astype(np.float64)))
        for name in ("heel", "toe")
    )
    return replace(known, heel=heel, toe=toe)


def _implausible_joints(
    time_s: FloatArray, leg: Leg, bones: Mapping[str, float], *, side_view: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the frames in which the knee, and those in which the ankle, is implausible, each of shape (frames,)."""
    low, high = LENGTH_RANGE if side_view else OBLIQUE_LENGTH_RANGE
    lengths = {"thigh": distance(leg.knee, leg.hip), "shank": distance(leg.ankle, leg.knee)}
    wrong = {bone: ~((length > low * bones[bone]) & (length < high * bones[bone])) for bone, length in lengths.items()}
    if not side_view:
        return wrong["thigh"], wrong["shank"]
    shank = inclination_deg(leg.ankle, leg.knee)
    flexion = wrapped_deg(shank - inclination_deg(leg.knee, leg.hip))
    out_of_range = ~((flexion > KNEE_RANGE_DEG[0]) & (flexion < KNEE_RANGE_DEG[1]))
    lying = np.abs(shank) > SHANK_LIMIT_DEG
    jump = _jumps(time_s, flexion)
    return wrong["thigh"] | out_of_range | jump, wrong["shank"] | lying | out_of_range | jump


def planted(leg: Leg, plausible: NDArray[np.bool_], bones: Mapping[str, float]) -> FloatArray | None:
    """Return the place (x, y) where the ankle is planted for much of the recording, or None if it is not planted.

    It is the densest spot of the plausible ankles, refined by their median about it.
    """
    reach = PLANTED_TRUNKS * bones["trunk"]
    seen = plausible & np.isfinite(leg.ankle).all(axis=1) & (leg.trust > 0.5)
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


def _strayed_ankle(leg: Leg, place: FloatArray, bones: Mapping[str, float]) -> NDArray[np.bool_]:
    off = distance(leg.ankle, place)
    away = off > STRAYED_TRUNKS * bones["trunk"]
    reaches = distance(leg.hip, place) < 1.03 * (bones["thigh"] + bones["shank"])
    return np.asarray(away & reaches & ~_walking(leg, place, off < PLANTED_TRUNKS * bones["trunk"], bones["trunk"]))


def _walking(leg: Leg, place: FloatArray, here: NDArray[np.bool_], trunk: float) -> NDArray[np.bool_]:
    """Return the frames in which an upright lifter walks to the place of a foot, or away from it, shape (frames,)."""
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
    implausible: NDArray[np.bool_],
) -> None:
    """Place the joints of implausible frames where hip, planted foot and bone lengths put them; knees bend forward."""
    frames = np.flatnonzero(implausible & np.isfinite(leg.hip).all(axis=1))
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
    off_line = np.sqrt(np.maximum(shank**2 - along**2, 0.0))
    unit = across / length[:, None]
    forward = np.column_stack([unit[:, 1], -unit[:, 0]])
    knee = place + along[:, None] * unit + off_line[:, None] * forward
    for name, joint in (("knee", knee), ("ankle", np.broadcast_to(place, knee.shape))):
        i = INDEX[f"{side}_{name}"]
        position[frames, i] = joint
        confidence[frames, i] = RECONSTRUCTED_TRUST
    for name, spot in (("heel", known.heel), ("toe", known.toe)):
        i = INDEX[f"{side}_{name}"]
        position[frames, i] = np.nan if spot is None else spot
        confidence[frames, i] = RECONSTRUCTED_TRUST


def usual_lengths(leg: Leg) -> dict[str, float]:
    """Return the usual lengths of trunk, thigh and shank in the picture, in the unit of the positions.

    Thigh and shank are medians over the best-trusted half. Where the leg was hidden for most of the recording, these
    are of hallucinated landmarks, so they are clipped to the proportions of people (`LENGTH_SPREAD`).
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


def _fill_pauses(time_s: FloatArray, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the flags with short pauses between them filled: a leg that is plausible for a moment is so by chance."""
    closed = flags.copy()
    for start, stop in runs(~flags):
        if start > 0 and stop < flags.size and time_s[stop] - time_s[start - 1] < MIN_PLAUSIBLE_S:
            closed[start:stop] = True
    return closed


def _widen(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wide = flags.copy()
    wide[1:] |= flags[:-1]
    wide[:-1] |= flags[1:]
    return wide
