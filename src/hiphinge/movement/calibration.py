"""The reference that all numbers of a recording are relative to: facing, body unit, view, standing, planted feet.

A file's calibration is estimated from the whole file (`movement.estimate_calibration`); live it comes from the
placement phase. Both are passed to the same functions, so that both give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import SIDES, Side
from hiphinge.core.error_model import ErrorModel
from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Z90, Measure, medians
from hiphinge.core.motion import Motion
from hiphinge.movement.kinematics import ANGLES, AngleName, BodyCalibration, Kinematics
from hiphinge.movement.plausibility import Legs
from hiphinge.movement.spine.estimate import STANDING, Spine, SpineCalibration, Standing
from hiphinge.movement.view import CameraView
from hiphinge.result import CalibrationRecord, PlantedFoot, StandingAngles, StandingPosture

StandingSource = Literal["recording", "other recording"]


@dataclass(frozen=True, slots=True)
class Upright:
    """The upright standing posture that is the zero of the spine and of the measures.

    Attributes
    ----------
    source
        The recording itself, or another one of the same athlete.
    posture
        Angles with their intervals, degrees.
    lean_deg
        Lean of the trunk by the unfiltered landmarks, degrees; NaN where only another recording shows standing.
    seconds
        First and last time of standing in the recording, or None.
    spine
        Zero of pelvis and low back, or None where they are not estimated.
    """

    source: StandingSource
    posture: Mapping[AngleName, Measure]
    lean_deg: float
    seconds: tuple[float, float] | None = None
    spine: Standing | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The reference of a recording: all numbers are relative to it.

    Attributes
    ----------
    facing
        Side of the picture that the lifter faces.
    near_side
        Side of the body towards the camera.
    unit
        Unit of the lengths below.
    trunk
        Usual distance from mid-hip to mid-shoulder of the unfiltered landmarks, the body's unit in the picture.
    picture_trunk
        The same of the smoothed landmarks.
    sagittal_trunk
        The same in the sagittal plane, corrected for the view's foreshortening.
    view
        Yaw and roll of the camera with their standard errors.
    legs
        Lengths of the bones of each leg in the picture, and the place where its foot is planted.
    open_hip_deg
        Hip flexion of the most extended posture, degrees.
    standing
        Upright standing, or None where the recording does not show it.
    """

    facing: Side
    near_side: Side
    unit: Literal["px", "m"]
    trunk: float
    picture_trunk: float
    sagittal_trunk: float
    view: CameraView
    legs: Legs
    open_hip_deg: float
    standing: Upright | None

    @property
    def body(self) -> BodyCalibration:
        """The part of the calibration that the angles need."""
        return BodyCalibration(self.picture_trunk, self.sagittal_trunk, self.open_hip_deg)

    @property
    def spine(self) -> SpineCalibration:
        """The part of the calibration that the spine needs."""
        standing = self.standing
        if standing is None:
            return SpineCalibration(self.trunk, None, math.nan)
        return SpineCalibration(self.trunk, standing.spine, standing.lean_deg)

    def check(self, motion: Motion) -> None:
        """Raise RecordingError unless the motion has the calibration's unit, facing and near side."""
        facing, near_side, unit = motion.source.facing, motion.source.near_side, motion.unit
        if (facing, near_side, unit) != (self.facing, self.near_side, self.unit):
            raise RecordingError(
                f"a lifter who faces {self.facing} with the {self.near_side} side near, in {self.unit}",
                f"one who faces {facing} with the {near_side} side near, in {unit}",
                "calibrate again",
            )

    def result(self, errors: ErrorModel) -> CalibrationRecord:
        """Return the calibration as a record of the result file; lengths of `errors` are in trunk lengths."""
        view = self.view.result()
        trunk = errors.landmark.get("hip", 0.0) ** 2 + errors.landmark.get("shoulder", 0.0) ** 2
        known = self.trunk if errors.landmark else None
        ankle = errors.landmark.get("ankle", 0.0) * self.trunk
        standing = None
        if self.standing is not None:
            seconds = self.standing.seconds
            standing = StandingPosture(
                source=self.standing.source,
                start_s=None if seconds is None else seconds[0],
                end_s=None if seconds is None else seconds[1],
                posture=StandingAngles(**{str(name): angle for name, angle in self.standing.posture.items()}),
            )
        return CalibrationRecord(
            facing=self.facing,
            near_side=self.near_side,
            unit=self.unit,
            trunk_length=None if known is None else _around(known, known * float(np.sqrt(trunk))),
            yaw_deg=view.yaw_deg,
            roll_deg=view.roll_deg,
            standing=standing,
            feet=[
                PlantedFoot(side=side, x=_around(place[0], ankle), y=_around(place[1], ankle))
                for side in SIDES
                if (place := self.legs[side].place if side in self.legs else None) is not None
            ],
        )


def _around(value: float, sigma: float) -> Measure:
    half = Z90 * sigma
    return Measure(value, value - half, value + half)


def calibration_of(motion: Motion, view: CameraView, legs: Legs, kinematics: Kinematics, spine: Spine) -> Calibration:
    """Return the calibration that these measurements of a whole motion are based on."""
    trunk = kinematics.picture_trunk if spine.trunk is None else spine.trunk
    return Calibration(
        facing=motion.source.facing,
        near_side=motion.source.near_side,
        unit=motion.unit,
        trunk=trunk,
        picture_trunk=kinematics.picture_trunk,
        sagittal_trunk=kinematics.trunk,
        view=view,
        legs=legs,
        open_hip_deg=kinematics.standing_hip_deg,
        standing=_upright(kinematics, spine),
    )


def _upright(kinematics: Kinematics, spine: Spine) -> Upright | None:
    """Return upright standing as found for the spine, else by the angles; None where neither shows it."""
    frames = spine.upright
    if frames is None or not frames.any():
        if spine.standing is not None:
            return Upright("other recording", {}, float("nan"), None, spine.standing)
        frames = standing_by_angles(kinematics)
    if not frames.any():
        return None
    posture = posture_over(kinematics, frames)
    times = kinematics.time_s[frames]
    source: StandingSource = "other recording" if spine.standing is not None and not spine.own_standing else "recording"
    return Upright(source, posture, spine.upright_lean_deg, (float(times[0]), float(times[-1])), spine.standing)


def standing_by_angles(kinematics: Kinematics) -> NDArray[np.bool_]:
    """Return the frames of upright standing by the measured angles alone, shape (frames,)."""
    lean, hip, knee = (kinematics.angle(name) for name in ("trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg"))
    return STANDING.frames(np.abs(hip) + np.abs(knee), STANDING.fits(lean, hip, knee), time_s=kinematics.time_s)


def posture_over(kinematics: Kinematics, frames: NDArray[np.bool_]) -> dict[AngleName, Measure]:
    """Return medians of the angles over some frames, with the interval of a single frame; without absent angles."""
    curves = [kinematics.curves[name] for name in ANGLES]
    parts = [part[frames] for curve in curves for part in (curve.value, curve.high - curve.value)]
    middle: list[float] = medians(np.column_stack(parts)).tolist()
    return {
        name: _around(value, half / Z90)
        for name, value, half in zip(ANGLES, middle[::2], middle[1::2], strict=True)
        if np.isfinite(value) and np.isfinite(half)
    }
