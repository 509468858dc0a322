"""What a body cannot do is not data: landmarks that break anatomy are taken out before anything is computed.

Pose models invent a leg behind a barbell's plate with full confidence. Bones keep their length in a side view, knees
do not fold past 150°, shanks do not lie down while the foot stands. A landmark that breaks this becomes missing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.body import INDEX, LENGTH_OF_STATURE, SIDES, Side
from hiphinge.measure import FloatArray
from hiphinge.motion import Motion

LENGTH_RANGE: Final = (0.70, 1.35)
"""Seen length of a bone over its usual length in a side view."""

OBLIQUE_LENGTH_RANGE: Final = (0.35, 2.2)
"""The same from an oblique view, in which a bone that turns towards the camera is seen shorter."""

KNEE_RANGE_DEG: Final = (-20.0, 150.0)
"""Knee flexion beyond passive range (about 150°, kneeling on the heels) or below hyperextension is refused."""

SHANK_LIMIT_DEG: Final = 75.0
"""A shank further from vertical than this is refused while its foot is on the floor."""

KNEE_SPEED_LIMIT_DEG_S: Final = 900.0
"""Knee flexion faster than this is a jump of the landmark; sprinting reaches about that, lifting a third of it."""


def refuse_impossible(motion: Motion, *, side_view: bool = True) -> Motion:
    """The motion without the landmarks that break anatomy: they become NaN with zero confidence.

    From an oblique view (`side_view` false) only lengths that no view explains are refused, since angles in the
    picture say little there. Judged for each leg by itself, on unfiltered positions. The neighbours of a refused frame go too, since a landmark
    that jumps away was already on its way.
    """
    position = motion.position.astype(np.float64)
    confidence = motion.confidence.copy()
    for side in SIDES:
        hip, knee, ankle = (position[:, INDEX[f"{side}_{name}"]] for name in ("hip", "knee", "ankle"))
        shoulder = position[:, INDEX[f"{side}_shoulder"]]
        bad_knee, bad_ankle = _refused(motion, side, [shoulder, hip, knee, ankle], side_view=side_view)
        for name, bad in (("knee", bad_knee), ("ankle", bad_ankle), ("heel", bad_ankle), ("toe", bad_ankle)):
            i = INDEX[f"{side}_{name}"]
            position[bad, i] = np.nan
            confidence[bad, i] = 0.0
    return motion.with_position(position, confidence)


def _refused(
    motion: Motion, side: Side, chain: list[FloatArray], *, side_view: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    shoulder, hip, knee, ankle = chain
    trust = np.minimum(motion.trust(f"{side}_knee"), motion.trust(f"{side}_ankle"))
    lengths = {"trunk": _length(hip, shoulder), "thigh": _length(knee, hip), "shank": _length(ankle, knee)}
    usual = usual_lengths(lengths, trust)
    low, high = LENGTH_RANGE if side_view else OBLIQUE_LENGTH_RANGE
    wrong = {
        bone: ~((lengths[bone] > low * usual[bone]) & (lengths[bone] < high * usual[bone]))
        for bone in ("thigh", "shank")
    }
    if not side_view:
        return wrong["thigh"], wrong["shank"]
    shank = _inclination_deg(ankle, knee)
    flexion = (shank - _inclination_deg(knee, hip) + 180.0) % 360.0 - 180.0
    folded = ~((flexion > KNEE_RANGE_DEG[0]) & (flexion < KNEE_RANGE_DEG[1]))
    lying = np.abs(shank) > SHANK_LIMIT_DEG
    jump = _jumps(motion.time_s, flexion)
    bad_knee = _widen(wrong["thigh"] | folded | jump)
    bad_ankle = _widen(wrong["shank"] | lying | folded | jump)
    return bad_knee, bad_ankle


def usual_lengths(lengths: dict[str, FloatArray], trust: FloatArray) -> dict[str, float]:
    """The usual seen length of each bone: median of the best-trusted half, kept near human proportions.

    Parameters
    ----------
    lengths
        Seen lengths per bone, each of shape (frames,), any unit.
    trust
        Confidence in the leg, shape (frames,).

    Returns
    -------
    dict of float
        One length a bone, same unit. Where the leg was hidden for most of the recording its median is of invented
        landmarks, so it may leave the proportion to the trunk (de Leva 1996) by no more than a third.
    """
    seen = np.isfinite(lengths["trunk"]) & np.isfinite(trust)
    if not seen.any():
        return dict.fromkeys(lengths, np.nan)
    best = seen & (trust >= np.median(trust[seen]))
    trunk = float(np.nanpercentile(lengths["trunk"][seen], 75))
    usual = {"trunk": trunk}
    for bone in ("thigh", "shank"):
        expected = trunk * LENGTH_OF_STATURE[bone] / LENGTH_OF_STATURE["trunk"]
        usual[bone] = float(np.clip(np.nanmedian(lengths[bone][best]), expected * 0.67, expected * 1.5))
    return usual


def _length(distal: FloatArray, proximal: FloatArray) -> FloatArray:
    return np.asarray(np.hypot(*(proximal - distal).T), dtype=np.float64)


def _inclination_deg(distal: FloatArray, proximal: FloatArray) -> FloatArray:
    dx, dy = (proximal - distal).T
    return np.asarray(np.degrees(np.arctan2(dx, dy)), dtype=np.float64)


def _jumps(time_s: FloatArray, flexion_deg: FloatArray) -> NDArray[np.bool_]:
    jump = np.zeros(time_s.size, dtype=bool)
    if time_s.size > 1:
        fast = np.abs(np.diff(flexion_deg)) > KNEE_SPEED_LIMIT_DEG_S * np.diff(time_s)
        jump[1:] |= fast
        jump[:-1] |= fast
    return jump


def _widen(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wide = flags.copy()
    wide[1:] |= flags[:-1]
    wide[:-1] |= flags[1:]
    return wide
