"""The leg that carries: where the near one is off the floor, hip and knee are those of the far one.

One-legged deadlifts and bridges are measured on the leg that works, whichever side the camera sees.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, other
from hiphinge.core.measure import Z90, Curve, FloatArray
from hiphinge.core.motion import Motion, usual_trunk_length
from hiphinge.core.signal import runs
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.spine import Spine

Flags = NDArray[np.bool_]

LEG: Final = ("hip", "knee", "ankle", "heel", "toe")

RAISED_TRUNKS: Final = 0.25
"""A near ankle this much higher than the far one, trunk lengths, is off the floor. Perspective cannot do it: in a
picture taken from above the floor the far foot is the higher one."""

TOGETHER_TRUNKS: Final = 0.06
"""The near leg counts as free from and until its ankle is this little higher: both legs then have much the same angles,
so that changing from one to the other is no leap."""

SEEN_TRUST: Final = 0.3
"""Least trust in the far ankle and knee with which they may stand for the leg that carries."""

MIN_RAISED_FRAMES: Final = 3
"""Fewest frames in which it is raised."""

MIN_PAUSE_S: Final = 0.2
"""A pause shorter than this, seconds, does not end the time in which it is free."""


def near_leg_free(motion: Motion) -> Flags:
    """Return the frames in which the near leg is off the floor and the far one is seen to carry, shape (frames,).

    None of a source that does not say which joints were hidden: its far leg may be a copy of the near one.
    """
    if motion.hidden is None:
        return np.zeros(len(motion), dtype=bool)
    near = motion.source.near_side
    far = other(near)
    unit = usual_trunk_length(motion.middle("hip"), motion.middle("shoulder"))
    higher = motion.point(f"{near}_ankle")[:, 1] - motion.point(f"{far}_ankle")[:, 1]
    trust = np.minimum(motion.trust(f"{far}_ankle"), motion.trust(f"{far}_knee"))
    seen = trust > SEEN_TRUST
    apart = _without_pauses(motion.time_s, (np.nan_to_num(higher) > TOGETHER_TRUNKS * unit) & seen)
    raised = (np.nan_to_num(higher) > RAISED_TRUNKS * unit) & seen
    free = np.zeros(len(motion), dtype=bool)
    for start, stop in runs(apart):
        free[start:stop] = np.count_nonzero(raised[start:stop]) >= MIN_RAISED_FRAMES
    return free


def _without_pauses(time_s: FloatArray, flags: Flags) -> Flags:
    """Return the flags with short pauses between them filled."""
    steady = flags.copy()
    for start, stop in runs(~flags):
        if start > 0 and stop < flags.size and time_s[stop] - time_s[start] < MIN_PAUSE_S:
            steady[start:stop] = True
    return steady


def on_carrying_leg(motion: Motion, free: Flags) -> Motion:
    """Return the motion with the joints of both legs exchanged in the frames in which the near leg is `free`."""
    if not free.any():
        return motion
    near = motion.source.near_side
    mine, its = ([INDEX[f"{side}_{name}"] for name in LEG] for side in (near, other(near)))
    order = np.arange(motion.position.shape[1])
    order[[*mine, *its]] = [*its, *mine]
    position, confidence = (
        np.where(free.reshape(-1, *[1] * (array.ndim - 1)), array[:, order], array)
        for array in (motion.position, motion.confidence)
    )
    moved = motion.with_position(position, confidence)
    if motion.world is None:
        return moved
    return moved.with_world(np.where(free[:, None, None], motion.world[:, order], motion.world))


def with_carrying_leg(spine: Spine, kinematics: Kinematics, free: Flags) -> Spine:
    """Return the spine's hip and knee of the leg that carries, in the frames in which the near leg is `free`.

    The estimator sees the near leg. Hip flexion of the other is its pelvis less the change of the other's thigh,
    counted from the same zero as where the near leg carries.
    """
    if spine.measured or not free.any() or not (spine.has("hip_flexion_deg") and spine.has("pelvic_tilt_deg")):
        return spine
    curves = dict(spine.curves)
    pelvis, hip = curves["pelvic_tilt_deg"], curves["hip_flexion_deg"]
    rigid = kinematics.curves["hip_flexion_deg"]
    thigh = kinematics.angle("trunk_lean_deg") - rigid.value
    zero = (hip.value - pelvis.value + thigh)[~free]
    if not np.isfinite(zero).any():
        return replace(spine, curves=curves | {"hip_flexion_deg": hip.masked(free)})
    sigma = np.hypot(*((curve.high - curve.low) / (2 * Z90) for curve in (pelvis, rigid)))
    carrying = Curve.around(pelvis.value - thigh + float(np.nanmedian(zero)), sigma)
    curves["hip_flexion_deg"] = hip.replaced(free, carrying)
    curves["knee_flexion_deg"] = curves["knee_flexion_deg"].replaced(free, kinematics.curves["knee_flexion_deg"])
    return replace(spine, curves=curves)
