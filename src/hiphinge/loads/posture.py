"""Bring sagittal curves into the model's coordinates, with velocities and accelerations, keeping the feet in place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import derivative, smooth_columns
from hiphinge.loads.model import LUMBAR, SHEATH, Model, Size

if TYPE_CHECKING:
    from mujoco import MjData

HIP_RANGE_DEG: Final = (-30.0, 140.0)
"""Range of hip flexion in which the model is used; deep squats reach 130 degrees."""

KNEE_RANGE_DEG: Final = (-10.0, 130.0)
"""The same of knee flexion. The model's polynomials of the knee are for 0 to 120 degrees and continue smoothly on both
sides; forces on L5/S1 and net moments do not depend on them, levers of muscles are extrapolated."""

LUMBAR_RANGE_DEG: Final = (-40.0, 80.0)
"""The same of lumbar flexion: more than any lumbar spine moves from standing (the model's own range is -43 to 77
degrees, flexion positive here)."""

SHANK_RANGE_DEG: Final = (-50.0, 45.0)
"""The same of the shank's inclination."""

SHOULDER_RANGE_DEG: Final = (0.0, 180.0)
"""The same of the shoulder's flexion."""

ELBOW_RANGE_DEG: Final = (0.0, 130.0)
"""The same of the elbow's flexion."""


@dataclass(frozen=True, slots=True)
class Posture:
    """Curves of the sagittal plane over frames, degrees, each of shape (frames,).

    Pelvic tilt and lumbar flexion are measured from upright standing, forward and flexion positive; the shank's
    inclination and the knee's flexion are as everywhere. Hip flexion follows: pelvic tilt less the thigh's inclination.
    The shoulder's angle is the upper arm's to the thorax (0 hanging beside it, forward positive), the elbow's its
    flexion.
    """

    pelvic_tilt_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    knee_flexion_deg: FloatArray
    shank_deg: FloatArray
    shoulder_deg: FloatArray
    elbow_deg: FloatArray

    def __len__(self) -> int:
        return int(self.pelvic_tilt_deg.size)

    @property
    def hip_flexion_deg(self) -> FloatArray:
        """Hip flexion, shape (frames,): pelvic tilt less the thigh's inclination (shank less knee flexion)."""
        return self.pelvic_tilt_deg - self.shank_deg + self.knee_flexion_deg

    @classmethod
    def of(cls, frames: int = 1, **degrees: float | FloatArray) -> Posture:
        """Return a posture from curves or single angles, named without `_deg`; angles not named are 0."""
        names = [field.name for field in fields(cls)]
        given = {f"{name}_deg": value for name, value in degrees.items()}
        unknown = set(given) - set(names)
        if unknown:
            msg = f"expected angles among {names}, found {sorted(unknown)}"
            raise ValueError(msg)
        columns = [np.broadcast_to(np.asarray(given.get(name, 0.0), dtype=np.float64), (frames,)) for name in names]
        return cls(*(column.copy() for column in columns))

    def columns(self) -> FloatArray:
        """Return all curves side by side, degrees, shape (frames, 6)."""
        return np.stack([getattr(self, field.name) for field in fields(self)], axis=1)

    @classmethod
    def from_columns(cls, columns: FloatArray) -> Posture:
        """Return the posture of which `columns` are given, the inverse of `columns()`."""
        return cls(*columns.T.copy())

    def smoothed(self, time_s: FloatArray, frame_rate_hz: float) -> Posture:
        """Return the posture low-passed without lag for differentiating twice (6 Hz or a fifth of the frame rate)."""
        return Posture.from_columns(smooth_columns(time_s, self.columns(), frame_rate_hz))

    def at(self, frames: slice | NDArray[np.intp]) -> Posture:
        """Return some of the frames."""
        return Posture.from_columns(self.columns()[frames])


@dataclass(frozen=True, slots=True)
class States:
    """Positions, velocities and accelerations of the model: (frames, nq), (frames, nv), (frames, nv).

    `knee_extension` is the rate of every coordinate per knee extension: (frames, nv).
    """

    qpos: FloatArray
    qvel: FloatArray
    qacc: FloatArray
    knee_extension: FloatArray

    def at(self, frames: slice | NDArray[np.intp]) -> States:
        """Return some of the frames."""
        return States(self.qpos[frames], self.qvel[frames], self.qacc[frames], self.knee_extension[frames])


def outside(posture: Posture) -> NDArray[np.bool_]:
    """Return the frames in which a joint is unknown or beyond the model's range, shape (frames,)."""
    ranges = (
        (posture.hip_flexion_deg, HIP_RANGE_DEG),
        (posture.knee_flexion_deg, KNEE_RANGE_DEG),
        (posture.lumbar_flexion_deg, LUMBAR_RANGE_DEG),
        (posture.shank_deg, SHANK_RANGE_DEG),
        (posture.shoulder_deg, SHOULDER_RANGE_DEG),
        (posture.elbow_deg, ELBOW_RANGE_DEG),
    )
    inside = [np.isfinite(curve) & (curve >= low) & (curve <= high) for curve, (low, high) in ranges]
    known: NDArray[np.bool_] = np.all(inside, axis=0) & np.isfinite(posture.pelvic_tilt_deg)
    return np.logical_not(known)


def states(model: Model, posture: Posture, time_s: FloatArray | None = None) -> States:
    """Return the model's coordinates for each frame, with the ankles where they are in standing.

    Parameters
    ----------
    model
        The model.
    posture
        Known angles; low-passed, if `time_s` is given.
    time_s
        Times in seconds, shape (frames,); without them each posture is held still.
    """
    frames = len(posture)
    moving = time_s is not None and frames > 2
    angles = np.radians(np.column_stack([posture.columns(), posture.hip_flexion_deg]))
    rates = np.zeros_like(angles)
    accelerations = np.zeros_like(angles)
    if moving and time_s is not None:
        rates = _rates(time_s, angles)
        accelerations = _rates(time_s, rates)
    filled = _Filled.empty(model, frames)
    tilt, lumbar, knee, shank, shoulder, elbow, hip = range(7)

    def drive(name: str, column: int, share: float = 1.0) -> None:
        filled.drive(name, share * angles[:, column], share * rates[:, column], share * accelerations[:, column])

    filled.tilt(angles[:, tilt], rates[:, tilt], accelerations[:, tilt])
    for name, share in LUMBAR.items():
        drive(name, lumbar, -share)
    drive(SHEATH[0], lumbar, -SHEATH[1])
    for side in ("_r", "_l"):
        filled.hold(f"elv_angle{side}", np.pi / 2)
        for name, column in (("hip_flexion", hip), ("ankle_angle", shank), ("knee_angle", knee)):
            drive(f"{name}{side}", column)
        drive(f"shoulder_elv{side}", shoulder)
        drive(f"elbow_flexion{side}", elbow)
    result = filled.states(angles[:, knee])
    _plant(model, result, time_s if moving else None)
    return result


def _rates(time_s: FloatArray, columns: FloatArray) -> FloatArray:
    """Return the derivatives of all columns."""
    return np.stack([derivative(time_s, column) for column in columns.T], axis=1)


def held(posture: Posture, known: NDArray[np.bool_]) -> Posture:
    """Return the posture with unknown frames filled from the nearest known one, so that neighbours have derivatives."""
    places = np.flatnonzero(known)
    frames = np.arange(known.size)
    after = np.searchsorted(places, frames).clip(0, places.size - 1)
    before = (after - 1).clip(0)
    nearer = np.abs(places[before] - frames) <= np.abs(places[after] - frames)
    return posture.at(np.where(nearer, places[before], places[after]))


@dataclass(slots=True)
class _Filled:
    """Coordinates while they are being filled in."""

    model: Model
    qpos: FloatArray
    qvel: FloatArray
    qacc: FloatArray

    @classmethod
    def empty(cls, model: Model, frames: int) -> _Filled:
        """Return the reference posture at rest for all frames."""
        rest = np.tile(np.asarray(model.compiled.qpos0, dtype=np.float64), (frames, 1))
        return cls(model, rest, np.zeros((frames, model.compiled.nv)), np.zeros((frames, model.compiled.nv)))

    def tilt(self, angle: FloatArray, rate: FloatArray, acceleration: FloatArray) -> None:
        """Turn the root about the axis from side to side; forward is positive since the model faces -y."""
        self.qpos[:, 3] = np.cos(angle / 2)
        self.qpos[:, 4] = np.sin(angle / 2)
        self.qvel[:, 3], self.qacc[:, 3] = rate, acceleration

    def drive(self, name: str, angle: FloatArray, rate: FloatArray, acceleration: FloatArray) -> None:
        """Set a joint and all joints that follow it."""
        self.qpos[:, self.model.qpos[name]] = angle
        self.qvel[:, self.model.dof[name]] = rate
        self.qacc[:, self.model.dof[name]] = acceleration
        for coupling in self.model.couplings.get(name, ()):
            value, slope, bend = _polynomial(coupling.coefficients, angle)
            self.qpos[:, coupling.qpos] = coupling.rest + value
            self.qvel[:, coupling.dof] = slope * rate
            self.qacc[:, coupling.dof] = bend * rate**2 + slope * acceleration

    def hold(self, name: str, angle: float) -> None:
        """Set a joint that never moves."""
        frames = len(self.qpos)
        self.drive(name, np.full(frames, angle), np.zeros(frames), np.zeros(frames))

    def states(self, knee: FloatArray) -> States:
        """Return the finished coordinates."""
        extension = np.zeros_like(self.qvel)
        for name in ("knee_angle_r", "knee_angle_l"):
            extension[:, self.model.dof[name]] = -1.0
            for coupling in self.model.couplings[name]:
                extension[:, coupling.dof] = -_polynomial(coupling.coefficients, knee)[1]
        return States(self.qpos, self.qvel, self.qacc, extension)


def _polynomial(coefficients: tuple[float, ...], x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return value, first and second derivative, by Horner's scheme."""
    value, slope, bend = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for coefficient in reversed(coefficients):
        bend = bend * x + 2 * slope
        slope = slope * x + value
        value = value * x + coefficient
    return value, slope, bend


def _plant(model: Model, planted: States, time_s: FloatArray | None) -> None:
    """Move the root so that the ankles stay where they are in standing, with the corresponding velocities."""
    import mujoco

    data = mujoco.MjData(model.compiled)
    ankles = [model.body("talus_r"), model.body("talus_l")]
    rest = _ankle(model, data, ankles, np.asarray(model.compiled.qpos0))
    shift = np.zeros((len(planted.qpos), 3))
    for frame, qpos in enumerate(planted.qpos):
        shift[frame] = rest - _ankle(model, data, ankles, qpos)
    planted.qpos[:, :3] += shift
    if time_s is not None:
        planted.qvel[:, :3] = _rates(time_s, shift)
        planted.qacc[:, :3] = _rates(time_s, planted.qvel[:, :3])


def following(model: Model, posture: Posture, slow: Posture, hips: FloatArray, time_s: FloatArray) -> States:
    """Return coordinates as in `states`, with derivatives from slower curves and from the path of the hips.

    With planted feet, errors of shank and knee are carried up into the trunk: that does little harm to a posture, and
    much to its second derivative. The hips are observed directly, and the trunk moves with them.

    Parameters
    ----------
    model
        The model.
    posture
        The postures.
    slow
        The same curves, low-passed for differentiating twice.
    hips
        Path of the hips, forward and up, in statures, low-passed like `slow`, shape (frames, 2); only its derivatives
        are used.
    time_s
        Times in seconds, shape (frames,).
    """
    import mujoco

    still = states(model, posture)
    moving = states(model, slow, time_s)
    data = mujoco.MjData(model.compiled)
    femurs = [model.body("femur_r"), model.body("femur_l")]
    root = np.empty((len(slow), 3))
    for frame, qpos in enumerate(moving.qpos):
        data.qpos[:] = qpos
        mujoco.mj_kinematics(model.compiled, data)
        target = model.stature_m * np.array([0.0, -hips[frame, 0], hips[frame, 1]])
        root[frame] = qpos[:3] + target - data.xpos[femurs].mean(axis=0)
    moving.qvel[:, :3] = _rates(time_s, root)
    moving.qacc[:, :3] = _rates(time_s, moving.qvel[:, :3])
    return States(still.qpos, moving.qvel, moving.qacc, still.knee_extension)


def _ankle(model: Model, data: MjData, ankles: list[int], qpos: FloatArray) -> FloatArray:
    """Return the midpoint of the ankles at some coordinates, shape (3,)."""
    import mujoco

    data.qpos[:] = qpos
    mujoco.mj_kinematics(model.compiled, data)
    return np.asarray(data.xpos[ankles].mean(axis=0), dtype=np.float64)


def places(model: Model, size: Size, posture: Posture) -> dict[str, FloatArray]:
    """Return hands, shoulders, elbows, hips, knees and L5/S1 as (forward, up) of the ankles, m, (frames, 2) each."""
    import mujoco

    data = mujoco.MjData(model.compiled)
    bodies = {
        "hand": "thirdmc",
        "elbow": "ulna",
        "shoulder": "humerus",
        "hip": "femur",
        "knee": "tibia",
    }
    coordinates = states(model, posture).qpos
    result = {name: np.empty((len(posture), 2)) for name in (*bodies, "l5s1")}
    ankles = [model.body("talus_r"), model.body("talus_l")]
    for frame, qpos in enumerate(coordinates):
        ankle = _ankle(model, data, ankles, qpos)
        for name, body in bodies.items():
            middle = (data.body(f"{body}_r").xpos + data.body(f"{body}_l").xpos) / 2 - ankle
            result[name][frame] = -middle[1] * size.length, middle[2] * size.length
        joint = data.body("lumbar5").xpos - ankle
        result["l5s1"][frame] = -joint[1] * size.length, joint[2] * size.length
    return result
