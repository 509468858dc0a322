"""Segment and joint angles with their intervals, from a smoothed motion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, Side, other, pair
from hiphinge.core.error_model import VIDEO, ErrorModel, both_sigmas
from hiphinge.core.measure import Z90, Curve, FloatArray
from hiphinge.core.motion import JointBias, Motion, distance, inclination_deg, midpoint, usual_trunk_length, wrapped_deg
from hiphinge.core.signal import bridge
from hiphinge.movement.plausibility import KNEE_RANGE_DEG
from hiphinge.movement.standing import StandingRule

AngleName = Literal["trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg", "shank_deg"]
ANGLES: Final[tuple[AngleName, ...]] = ("trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg", "shank_deg")

INCLINATIONS: Final[tuple[AngleName, ...]] = ("trunk_lean_deg", "shank_deg")
"""The angles against the vertical, which a tilted camera turns; those of joints do not depend on it."""

OPEN_HIPS: Final = StandingRule(band_deg=0.0, percentile=2.0)
"""Rule for the most extended posture of the hips, in standing and lying."""

POINTS: Final = ("shoulder", "hip", "knee", "ankle", "heel", "toe", "wrist")

Basis = Literal["image", "world", "angles"]


@dataclass(frozen=True, slots=True)
class Pose2D:
    """The points that define the sagittal angles, each of shape (frames, 2), with the trust in each, (frames,)."""

    shoulder: FloatArray
    hip: FloatArray
    knee: FloatArray
    ankle: FloatArray
    heel: FloatArray
    toe: FloatArray
    wrist: FloatArray
    trust: dict[str, FloatArray]


@dataclass(frozen=True, slots=True)
class Kinematics:
    """Sagittal angles over time, and the path of the hips.

    Attributes
    ----------
    time_s
        Times in seconds, shape (frames,).
    curves
        The angles, degrees.
    points
        Sagittal points in trunk lengths (forward, up), each of shape (frames, 2).
    confidence
        Trust in the frame, 0..1, shape (frames,).
    frame_rate_hz
        Mean frame rate.
    standing_hip_deg
        Most extended hip posture of the recording: 2nd percentile of hip flexion, degrees.
    head_drop_deg
        Angle of the line from shoulder to ear forward of the trunk's line, degrees, shape (frames,).
    feet
        Paths of the near and the far ankle over the ground in trunk lengths, each of shape (frames, 2).
    basis
        Origin of the angles: the picture, in an oblique view the source's world landmarks, or angles measured as such.
    errors
        Error model of the source, lengths in trunk lengths.
    trunk
        Trunk length in the sagittal plane, in the unit of the points that the angles come from.
    picture_trunk
        Trunk length in the picture, in the unit of the motion.
    roll_sigma_deg
        Standard error of the camera's roll, degrees, the same in every inclination of the recording.
    """

    time_s: FloatArray
    curves: dict[AngleName, Curve]
    points: Pose2D
    confidence: FloatArray
    frame_rate_hz: float
    standing_hip_deg: float
    head_drop_deg: FloatArray
    feet: tuple[FloatArray, FloatArray]
    basis: Basis
    errors: ErrorModel = VIDEO
    trunk: float = 1.0
    picture_trunk: float = 1.0
    roll_sigma_deg: float = 0.0

    @classmethod
    def from_angles(
        cls, time_s: FloatArray, angles: Mapping[str, Curve | FloatArray], errors: ErrorModel, frame_rate_hz: float
    ) -> Kinematics:
        """Return kinematics from angles that a source measured itself; there are no points.

        Parameters
        ----------
        time_s
            Times in seconds, shape (frames,).
        angles
            Curves or values in degrees, each of shape (frames,), by name; names outside `ANGLES` are ignored. A single
            missing angle follows from the other three: trunk lean = hip - knee flexion + shank.
        errors
            Error model of the source, which gives values their intervals.
        frame_rate_hz
            Mean frame rate.

        Raises
        ------
        ArgumentError
            If `errors` has no error for an angle.
        """
        given = errors.curves({name: angle for name, angle in angles.items() if name in ANGLES})
        curves = _completed({name: given[name] for name in ANGLES if name in given}, len(time_s))
        known = {name: np.isfinite(curve.value).astype(np.float64) for name, curve in curves.items()}
        seen = {
            "shoulder": known["trunk_lean_deg"],
            "hip": known["hip_flexion_deg"],
            "knee": known["knee_flexion_deg"],
            "ankle": known["shank_deg"],
        }
        nothing = np.full((len(time_s), 2), np.nan)
        trust = dict.fromkeys(POINTS, np.zeros(len(time_s))) | seen
        return cls(
            time_s=time_s,
            curves=curves,
            points=Pose2D(**dict.fromkeys(POINTS, nothing), trust=trust),
            confidence=known["trunk_lean_deg"],
            frame_rate_hz=frame_rate_hz,
            standing_hip_deg=OPEN_HIPS.level_deg(curves["hip_flexion_deg"].value),
            head_drop_deg=nothing[:, 0],
            feet=(nothing, nothing),
            basis="angles",
            errors=errors,
        )

    def with_angles(self, angles: Mapping[str, Curve]) -> Kinematics:
        """Return a copy with the angles that the source measured itself in place of those of its points."""
        own = {name: angles[name] for name in ANGLES if name in angles}
        hips = own.get("hip_flexion_deg")
        level = self.standing_hip_deg if hips is None else OPEN_HIPS.level_deg(hips.value)
        return replace(self, curves=self.curves | own, standing_hip_deg=level)

    def __len__(self) -> int:
        return int(self.time_s.size)

    def angle(self, name: AngleName) -> FloatArray:
        """Return the values of one angle in degrees, shape (frames,)."""
        return self.curves[name].value


@dataclass(frozen=True, slots=True)
class BodyCalibration:
    """The measures of the body that are known before a recording is measured.

    Attributes
    ----------
    picture_trunk
        Usual distance from mid-hip to mid-shoulder in the picture, in the unit of the motion.
    sagittal_trunk
        The same in the sagittal plane.
    open_hip_deg
        Hip flexion of the most extended posture, degrees.
    """

    picture_trunk: float
    sagittal_trunk: float
    open_hip_deg: float


def _completed(curves: dict[AngleName, Curve], frames: int) -> dict[AngleName, Curve]:
    """Return the four angles; a single missing one is computed from the other three, several are absent."""
    missing = [name for name in ANGLES if name not in curves]
    if len(missing) == 1:
        (name,) = missing
        signs = dict(zip(ANGLES, (1.0, -1.0, 1.0, -1.0), strict=True))
        parts = [(-signs[name] * signs[known], curve) for known, curve in curves.items()]
        value = np.sum([sign * curve.value for sign, curve in parts], axis=0)
        sigmas = [(curve.high - curve.low) / (2 * Z90) for _, curve in parts]
        return curves | {name: Curve.around(value, np.sqrt(np.sum(np.square(sigmas), axis=0)))}
    return curves | {name: Curve.absent(frames) for name in missing}


def measure_angles(
    motion: Motion,
    *,
    yaw_deg: float = 0.0,
    roll_sigma_deg: float = 0.0,
    basis: Basis = "image",
    calibration: BodyCalibration | None = None,
) -> Kinematics:
    """Return trunk lean, hip flexion (rigid trunk), knee flexion and shank inclination for every frame.

    Parameters
    ----------
    motion
        A smoothed motion, turned level (`movement.roll.levelled`).
    yaw_deg
        The camera's yaw off the side view; forward extents of the picture are divided by its cosine.
    roll_sigma_deg
        Standard error of the camera's roll, which turns every inclination.
    basis
        ``image`` measures in the picture; ``world`` turns the source's world landmarks into the sagittal plane.
    calibration
        Measures of the body that are known already; None takes them from the motion.

    Returns
    -------
    Kinematics
        Angles with 90 % intervals from the landmarks' confidence and the view; definitions in `CONVENTIONS.md`.
    """
    points, errors, unit = _sagittal_points(
        motion, yaw_deg, basis, None if calibration is None else calibration.sagittal_trunk
    )
    trunk = inclination_deg(points.hip, points.shoulder)
    thigh = inclination_deg(points.knee, points.hip)
    shank = inclination_deg(points.ankle, points.knee)
    hip, knee = wrapped_deg(trunk - thigh), wrapped_deg(shank - thigh)
    sigma = _sigmas(points, errors, yaw_deg, hip, knee)
    values: dict[AngleName, FloatArray] = {
        "trunk_lean_deg": trunk,
        "hip_flexion_deg": hip,
        "knee_flexion_deg": knee,
        "shank_deg": shank,
    }
    low, high = KNEE_RANGE_DEG
    implausible = (knee < low) | (knee > high)
    sigma |= {name: both_sigmas(sigma[name], roll_sigma_deg) for name in INCLINATIONS}
    curves = {name: Curve.around(value, sigma[name]) for name, value in values.items()}
    # Smoothing and the correction for the view can bring a knee back beyond its plausible range.
    curves |= {name: curves[name].masked(implausible) for name in ANGLES if name != "trunk_lean_deg"}
    feet, picture_trunk = _feet(motion, None if calibration is None else calibration.picture_trunk)
    trust = np.min([points.trust[name] for name in ("shoulder", "hip", "knee", "ankle")], axis=0)
    return Kinematics(
        time_s=motion.time_s,
        curves=curves,
        points=points,
        confidence=np.where(np.isfinite(trunk), trust, 0.0),
        frame_rate_hz=motion.source.frame_rate_hz,
        standing_hip_deg=OPEN_HIPS.level_deg(hip) if calibration is None else calibration.open_hip_deg,
        head_drop_deg=_head_drop_deg(motion),
        feet=feet,
        basis=basis,
        errors=errors,
        trunk=unit,
        picture_trunk=picture_trunk,
        roll_sigma_deg=roll_sigma_deg,
    )


def _sagittal_points(
    motion: Motion, yaw_deg: float, basis: Basis, trunk: float | None
) -> tuple[Pose2D, ErrorModel, float]:
    """Return the points of the angles and the error model, both in trunk lengths, and the trunk length."""
    turn = np.radians(yaw_deg)
    if basis == "world" and motion.world is not None:
        world = motion.world.astype(np.float64)
        missing = ~np.isfinite(motion.position).all(axis=2)
        flat = np.stack([world[:, :, 0] * np.cos(turn) - world[:, :, 2] * np.sin(turn), world[:, :, 1]], axis=2)
        flat += _hip_path(motion, flat, turn)[:, None]
        flat[missing] = np.nan
    else:
        flat = motion.position.astype(np.float64)
        flat[:, :, 0] /= np.cos(turn)
    confidence = motion.confidence.astype(np.float64)
    near = motion.source.near_side
    hip, hip_trust = _middle(flat, confidence, "hip")
    shoulder, shoulder_trust = _middle(flat, confidence, "shoulder")
    unit = usual_trunk_length(hip, shoulder) if trunk is None else trunk
    leg = _leg(flat, confidence, near)
    # The thigh starts at the hip of its own leg; shifting that leg to the mid-hip keeps its angles and makes one chain.
    shift = hip - leg["hip"][0]
    hip, shoulder = _joint_centres(hip, shoulder, unit, motion.source.joint_bias)
    points = {name: (value if name == "wrist" else value + shift) / unit for name, (value, _) in leg.items()}
    points["hip"] = hip / unit
    trust = {name: trusted for name, (_, trusted) in leg.items()}
    trust |= {"hip": np.minimum(hip_trust, trust["hip"]), "shoulder": shoulder_trust}
    return Pose2D(shoulder=shoulder / unit, trust=trust, **points), motion.source.error_model.in_trunks(unit), unit


MIN_FORESHORTENING: Final = 0.5
"""Least share of a forward way that is seen, that at 60° of yaw; from further to the front noise would be enlarged."""


def _hip_path(motion: Motion, flat: FloatArray, turn: float) -> FloatArray:
    """Return the path of the hips over the floor in the unit of world landmarks, which are relative to them.

    It is that of the picture, whose heights do not depend on the view, with gaps bridged; (frames, 2).
    """
    confidence = motion.confidence.astype(np.float64)
    in_world = usual_trunk_length(*(_middle(flat, confidence, name)[0] for name in ("hip", "shoulder")))
    path = motion.middle("hip")
    if not np.isfinite(path).any():
        return np.zeros_like(path)
    in_picture = usual_trunk_length(path, motion.middle("shoulder"))
    across, up = (bridge(motion.time_s, axis) * (in_world / in_picture) for axis in path.T)
    return np.column_stack([across / max(float(np.cos(turn)), MIN_FORESHORTENING), up])


def _head_drop_deg(motion: Motion) -> FloatArray:
    """Return the angle between the shoulder–ear line and the trunk's line, from their cross and inner products."""
    ear, shoulder, hip = (motion.middle(name) for name in ("ear", "shoulder", "hip"))
    (head_x, head_y), (trunk_x, trunk_y) = (ear - shoulder).T, (shoulder - hip).T
    turned = np.arctan2(head_x * trunk_y - head_y * trunk_x, head_x * trunk_x + head_y * trunk_y)
    return np.asarray(np.degrees(turned), dtype=np.float64)


def _feet(motion: Motion, trunk: float | None) -> tuple[tuple[FloatArray, FloatArray], float]:
    """Return the paths of the near and the far ankle in the picture, in trunk lengths, and that length.

    World landmarks are relative to the hips and so do not show movement over the floor.
    """
    unit = usual_trunk_length(motion.middle("hip"), motion.middle("shoulder")) if trunk is None else trunk
    near = motion.source.near_side
    return (motion.point(f"{near}_ankle") / unit, motion.point(f"{other(near)}_ankle") / unit), unit


def _joint_centres(
    hip: FloatArray, shoulder: FloatArray, unit: float, bias: Mapping[str, JointBias]
) -> tuple[FloatArray, FloatArray]:
    """Return hip and shoulder, each (frames, 2), corrected for the source's known offsets from the joint centres."""
    along = shoulder - hip
    along /= np.maximum(distance(hip, shoulder), 1e-9)[:, None]
    front = np.column_stack([along[:, 1], -along[:, 0]])
    lean = np.clip(along[:, 0], 0.0, 1.0)[:, None]
    moved = []
    for name, point in (("hip", hip), ("shoulder", shoulder)):
        known = bias.get(name)
        moved.append(
            point if known is None else point - unit * (known.upright + (known.level - known.upright) * lean) * front
        )
    return moved[0], moved[1]


def _middle(flat: FloatArray, confidence: FloatArray, name: str) -> tuple[FloatArray, FloatArray]:
    left, right = pair(name)
    return midpoint(flat[:, left], flat[:, right]), np.maximum(confidence[:, left], confidence[:, right])


def _leg(flat: FloatArray, confidence: FloatArray, near: Side) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return the near leg, replaced by the far one in frames in which only the near knee or ankle is missing."""
    names = ("hip", "knee", "ankle", "heel", "toe", "wrist")
    chosen = [INDEX[f"{near}_{name}"] for name in names]
    spare = [INDEX[f"{other(near)}_{name}"] for name in names]
    forward = flat[:, :, 0]
    _, knee, ankle, *_ = chosen
    seen = np.isfinite(forward[:, knee]) & np.isfinite(forward[:, ankle])
    _, knee, ankle, *_ = spare
    gone: NDArray[np.bool_] = ~seen & np.isfinite(forward[:, knee]) & np.isfinite(forward[:, ankle])
    leg = {}
    for name, a, b in zip(names, chosen, spare, strict=True):
        leg[name] = (
            np.where(gone[:, None], flat[:, b], flat[:, a]),
            np.where(gone, 0.5 * confidence[:, b], confidence[:, a]),
        )
    return leg


def _sigmas(
    points: Pose2D, errors: ErrorModel, yaw_deg: float, hip_deg: FloatArray, knee_deg: FloatArray
) -> dict[AngleName, FloatArray]:
    """Return the standard error of each angle, degrees, shape (frames,)."""
    joint = {name: errors.landmark_sigma(name, points.trust[name]) for name in ("shoulder", "hip", "knee", "ankle")}
    length = {
        "trunk": distance(points.hip, points.shoulder),
        "thigh": distance(points.knee, points.hip),
        "shank": distance(points.ankle, points.knee),
    }
    ends = {"trunk": ("hip", "shoulder"), "thigh": ("knee", "hip"), "shank": ("ankle", "knee")}
    segment = {
        name: errors.segment_sigma_deg((joint[distal], joint[proximal]), length[name], yaw_deg)
        for name, (distal, proximal) in ends.items()
    }
    hip = errors.joint_sigma_deg(
        (segment["trunk"], segment["thigh"]), joint["hip"], length["trunk"] * length["thigh"], hip_deg
    )
    knee = errors.joint_sigma_deg(
        (segment["shank"], segment["thigh"]), joint["knee"], length["shank"] * length["thigh"], knee_deg
    )
    return {
        "trunk_lean_deg": segment["trunk"],
        "hip_flexion_deg": hip,
        "knee_flexion_deg": knee,
        "shank_deg": segment["shank"],
    }
