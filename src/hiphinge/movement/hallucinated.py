"""Bodies that a pose model hallucinated: upside down, between two leaps, or behind plates that hide the head."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, distance, inclination_deg

MIN_PLAUSIBLE_S: Final = 0.5
"""A leg or a body that is plausible for less than this between implausible stretches is taken as implausible there as
well."""

EAR_TRUST: Final = 0.93
"""A median trust in the near ear below this is low; plates that hide the head cause it."""

MIN_TRUNK_TRUST: Final = 0.35
"""Smallest median trust in near shoulder and hip of a pose model that says itself how far off its points may be."""

TREMBLE_TRUNKS: Final = 0.007
"""Limit of the median change of the shoulders' step from frame to frame, trunk lengths: it is up to 0.004 where they
are seen, 0.010 and more where a plate hides them (rendered sets, `validation/pipeline`)."""

MIN_FRAMES_TO_TREMBLE: Final = 15
"""Frames with a trunk that this median needs."""

UPSIDE_DOWN_DEG: Final = 125.0
"""A trunk further from upright than this hangs below the hips; the deepest hinge and a high bridge reach 110°."""

TRUNK_SPEED_LIMIT_DEG_S: Final = 900.0
"""A trunk does not turn faster than this; a kettlebell swing at its fastest reaches a third of it."""

TRUNK_STEP_DEG: Final = 30.0
"""A step of the trunk up to this is noise at any frame rate."""

MOSTLY_UPSIDE_DOWN_SHARE: Final = 0.3
"""Nobody lifts upside down for this share of a recording: the upper body is then hallucinated, whatever its trust."""


def without_lost(motion: Motion) -> Motion:
    """Return a motion seen from the side without the frames in which the pose model hallucinated another body."""
    lean = inclination_deg(motion.middle("hip"), motion.middle("shoulder"))
    lost = _lost_frames(motion.time_s, lean)
    if motion.hidden is not None:  # its trust says when a leap is an error: films with few pictures a second leap too
        lost &= (np.abs(lean) > UPSIDE_DOWN_DEG) | (_trunk_trust(motion) < MIN_TRUNK_TRUST)
    if not lost.any():
        return motion
    position, confidence = motion.position.copy(order="F"), motion.confidence.copy(order="F")
    position[lost], confidence[lost] = np.nan, 0.0
    return motion.with_position(position, confidence)


def _lost_frames(time_s: FloatArray, lean_deg: FloatArray) -> NDArray[np.bool_]:
    """Return the frames with a hallucinated body, shape (frames,): upside down, or between two leaps of the trunk.

    A body found for less than `MIN_PLAUSIBLE_S` between leaps is hallucinated, like one that is upside down.
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
        if time_s[part[-1]] - time_s[part[0]] < MIN_PLAUSIBLE_S:
            lost[part] = True
    return lost


def _trunk_trust(motion: Motion) -> FloatArray:
    """Return the smaller trust in near shoulder and hip, shape (frames,)."""
    near = motion.source.near_side
    return np.asarray(np.minimum(motion.trust(f"{near}_shoulder"), motion.trust(f"{near}_hip")), dtype=np.float64)


def trunk_hallucinated(motion: Motion) -> bool:
    """Return whether the upper body is hallucinated for most of the recording, since a plate hides head and shoulders.

    The pose model's confidence in the ears is then low and the shoulders tremble, or the body is upside down. Bodies
    measured by markers (unit m) are never taken as hallucinated.
    """
    hip, shoulder = motion.middle("hip"), motion.middle("shoulder")
    trunk = distance(hip, shoulder)
    seen = np.isfinite(trunk)
    if motion.unit == "m" or seen.sum() < MIN_FRAMES_TO_TREMBLE:
        return False
    if motion.hidden is not None:
        return float(np.median(_trunk_trust(motion)[seen])) < MIN_TRUNK_TRUST
    if (np.abs(inclination_deg(hip, shoulder)[seen]) > UPSIDE_DOWN_DEG).mean() > MOSTLY_UPSIDE_DOWN_SHARE:
        return True
    ear_trust = float(np.median(motion.trust(f"{motion.source.near_side}_ear")[seen]))
    length = float(np.percentile(trunk[seen], 75))
    tremble = float(np.median(np.abs(np.diff(shoulder.T[:, seen], 2)))) / max(length, 1e-9)
    return ear_trust < EAR_TRUST and tremble > TREMBLE_TRUNKS
