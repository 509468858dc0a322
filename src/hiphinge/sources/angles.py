"""The source for angles (inertial sensors, goniometers, a file of joint angles), which needs no points of the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hiphinge.core.body import LANDMARKS
from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve, FloatArray
from hiphinge.core.motion import Motion, SourceInfo


def motion_of_angles(time_s: FloatArray, angles: Mapping[str, Curve | FloatArray], source: SourceInfo) -> Motion:
    """Return the motion of a recording of angles, for `hiphinge.analyze`.

    Parameters
    ----------
    time_s
        Times, seconds, strictly increasing, shape (frames,).
    angles
        Angles, degrees, by their names (`core.error_model.ANGLE_NAMES`, defined in `CONVENTIONS.md`), each of shape
        (frames,), NaN where missing; arrays get the intervals of the source's error model. Trunk lean is required, or
        hip flexion, knee flexion and shank, from which it follows.
    source
        Origin of the angles; its `errors` is their error model.

    Raises
    ------
    RecordingError
        If times or shapes do not fit, an angle is infinite, a name is unknown, or trunk lean is neither given nor
        determined by the others.
    ArgumentError
        If the error model has no standard error for an angle without an interval.
    """
    curves = source.error_model.curves({name: _array(angle) for name, angle in angles.items()})
    endless = [name for name, curve in curves.items() if np.isinf(curve.value).any()]
    if endless:
        raise RecordingError("finite angles, or NaN where missing", f"infinity in {endless[0]}", "correct the data")
    known = "trunk_lean_deg" in curves or {"hip_flexion_deg", "knee_flexion_deg", "shank_deg"} <= set(curves)
    if not known:
        raise RecordingError(
            "trunk_lean_deg among the angles, or hip_flexion_deg, knee_flexion_deg and shank_deg",
            ", ".join(curves) or "no angles",
            "record how the trunk leans from the vertical",
        )
    frames = len(time_s)
    return Motion.build(
        time_s=time_s,
        position=np.full((frames, len(LANDMARKS), 2), np.nan),
        confidence=np.zeros((frames, len(LANDMARKS))),
        source=replace(source, evidence=source.evidence or frozenset()),
        unit="m",
        angles=curves,
    )


def _array(angle: Curve | FloatArray) -> Curve | FloatArray:
    return angle if isinstance(angle, Curve) else np.asarray(angle, dtype=np.float64)
