"""A planar lifter by forward kinematics: motions whose angles are known exactly at every time.

A `Posture` says how the body stands: trunk lean, knee flexion and shank inclination (`CONVENTIONS.md`), and where the
foot is. A `Script` moves from posture to posture; `Script.truth` gives the angles and `film` the motion of a camera
that looks at it. Lengths are in trunk lengths until the camera turns them into pixels; proportions are de Leva's
(1996), so the trunk is 0.2958 of the height.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS, PAIRED, SIDES, Side, other
from hiphinge.core.error_model import ErrorModel
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import JointBias, Motion, SourceInfo
from hiphinge.movement.kinematics import ANGLES
from hiphinge.pose.estimator import OUTLINE_VERTICES, Pose

THIGH: Final = 0.820  # of the trunk; de Leva 1996, men
SHANK: Final = 0.855
UPPER_ARM: Final = 0.547
FOREARM: Final = 0.522
HEAD: Final = 0.36
HEEL: Final = np.array([-0.11, -0.14])
TOE: Final = np.array([0.40, -0.14])
HIP_HALF_WIDTH: Final = 0.20
SHOULDER_HALF_WIDTH: Final = 0.36
TRUNK_M: Final = 0.2958 * 1.75


@dataclass(frozen=True)
class Posture:
    """How the body stands.

    Angles of trunk and near leg in degrees; places (forward, up) in trunk lengths: `foot` of the near ankle, `far` of
    the far ankle against it, `hands` of the wrists against hanging ones.
    """

    trunk: float
    knee: float
    shank: float
    foot: tuple[float, float] = (0.0, 0.0)
    hands: tuple[float, float] = (0.0, 0.0)
    far: tuple[float, float] = (0.0, 0.0)

    @property
    def hip(self) -> float:
        return self.trunk + self.knee - self.shank

    def row(self) -> list[float]:
        return [self.trunk, self.knee, self.shank, *self.foot, *self.hands, *self.far]


STANDING: Final = Posture(2, 4, 2)
HINGED: Final = Posture(75, 20, -4)
SQUATTED: Final = Posture(36, 108, 32)
FLOOR: Final = Posture(82, 80, 15)
BRIDGE_DOWN: Final = Posture(-90, 112, -20)
BRIDGE_UP: Final = Posture(-114, 104, -6)
CROUCHED: Final = Posture(55, 125, 30, foot=(0.9, 0.0))


@dataclass(frozen=True)
class Script:
    """Postures at times, with an eased way between them: the speed is zero at each."""

    times_s: tuple[float, ...]
    postures: tuple[Posture, ...]

    @classmethod
    def start(cls, posture: Posture, hold_s: float = 0.0) -> Self:
        script = cls((0.0,), (posture,))
        return script.hold(hold_s)

    def to(self, posture: Posture, seconds: float) -> Self:
        return replace(self, times_s=(*self.times_s, self.times_s[-1] + seconds), postures=(*self.postures, posture))

    def hold(self, seconds: float) -> Self:
        return self.to(self.postures[-1], seconds) if seconds > 0 else self

    @property
    def duration_s(self) -> float:
        return self.times_s[-1]

    def at(self, time_s: FloatArray) -> FloatArray:
        """The rows of the postures at times, shape (frames, 9)."""
        knots = np.array(self.times_s)
        rows = np.array([posture.row() for posture in self.postures])
        i = np.clip(np.searchsorted(knots, time_s, side="right") - 1, 0, len(knots) - 2)
        share = np.clip((time_s - knots[i]) / (knots[i + 1] - knots[i]), 0.0, 1.0)
        eased = ((1 - np.cos(np.pi * share)) / 2)[:, None]
        return np.asarray(rows[i] * (1 - eased) + rows[i + 1] * eased, dtype=np.float64)

    def truth(self, time_s: FloatArray) -> dict[str, FloatArray]:
        """The angles of the result file at times, each of shape (frames,), degrees."""
        trunk, knee, shank = self.at(time_s)[:, :3].T
        values = (trunk, trunk + knee - shank, knee, shank)
        return {str(name): value for name, value in zip(ANGLES, values, strict=True)}


def from_the_top(
    n: int,
    bottom: Posture = HINGED,
    *,
    top: Posture = STANDING,
    down_s: float = 1.1,
    up_s: float = 1.0,
    pause_s: float = 0.2,
    rest_s: float = 0.5,
    around_s: float = 0.8,
) -> Script:
    """Standing, `n` times down and up, standing."""
    script = Script.start(top, around_s)
    for i in range(n):
        script = script.to(bottom, down_s).hold(pause_s).to(top, up_s)
        script = script.hold(rest_s if i < n - 1 else around_s)
    return script


def from_the_floor(
    n: int,
    bottom: Posture = FLOOR,
    *,
    top: Posture = STANDING,
    up_s: float = 1.0,
    down_s: float = 1.1,
    pause_s: float = 0.2,
    rest_s: float = 0.5,
    around_s: float = 0.8,
) -> Script:
    """At the bottom, `n` times up and down, at the bottom. Without pauses the load is touched and goes."""
    script = Script.start(bottom, around_s)
    for i in range(n):
        script = script.to(top, up_s).hold(rest_s).to(bottom, down_s)
        script = script.hold(pause_s if i < n - 1 else around_s)
    return script


def bridges(n: int, *, up_s: float = 0.9, down_s: float = 1.0, pause_s: float = 0.2, rest_s: float = 0.4) -> Script:
    return from_the_floor(n, BRIDGE_DOWN, top=BRIDGE_UP, up_s=up_s, down_s=down_s, pause_s=pause_s, rest_s=rest_s)


STRIDE: Final = 1.78
STRIDE_POSTURES: Final = (
    (Posture(4, 60, 40, foot=(0.58, 0.17), far=(0.37, -0.17)), 0.22),
    (Posture(4, 5, -18, foot=(STRIDE, 0.0), far=(-0.83, 0.0)), 0.22),
    (Posture(4, 8, 3, foot=(STRIDE, 0.0), far=(0.06, 0.2)), 0.30),
    (Posture(4, 15, 25, foot=(STRIDE, 0.0), far=(0.95, 0.0)), 0.30),
)
"""A stride of the near leg from behind: swing, strike, stance, and the far foot on the floor in front again."""


def walked(script: Script, strides: int, *, back: bool = False) -> Script:
    """The script with strides towards its place before it, or away from it after it if `back`."""
    behind = -0.95 - strides * STRIDE
    gait = Script.start(_ahead(STRIDE_POSTURES[-1][0], behind - STRIDE))
    for i in range(strides):
        for posture, seconds in STRIDE_POSTURES:
            gait = gait.to(_ahead(posture, behind + i * STRIDE), seconds)
    gait = gait.to(STANDING, 0.4)
    return _after(script, _reversed(gait)) if back else _after(gait, script)


def _ahead(posture: Posture, trunks: float) -> Posture:
    return replace(posture, foot=(posture.foot[0] + trunks, posture.foot[1]))


def _after(first: Script, second: Script) -> Script:
    joint = first.to(second.postures[0], 0.3)
    shift = joint.times_s[-1]
    times = tuple(shift + t for t in second.times_s[1:])
    return Script((*joint.times_s, *times), (*joint.postures, *second.postures[1:]))


def _reversed(script: Script) -> Script:
    last = script.times_s[-1]
    return Script(tuple(last - t for t in reversed(script.times_s)), tuple(reversed(script.postures)))


def even_times(duration_s: float, rate_hz: float = 30.0, start_s: float = 0.0) -> FloatArray:
    return start_s + np.arange(max(1, round((duration_s - start_s) * rate_hz))) / rate_hz


def phone_times(duration_s: float, rate_hz: float = 30.0) -> FloatArray:
    """Times as a phone in poor light makes them: every fifth frame late, every eleventh missing."""
    count = round(duration_s * rate_hz)
    steps = np.array([(2 if i % 11 == 10 else 1) + (0.2 if i % 5 == 4 else 0.0) for i in range(count)]) / rate_hz
    times = np.concatenate(([0.0], np.cumsum(steps)))
    return np.asarray(times[times < duration_s], dtype=np.float64)


def points(script: Script, time_s: FloatArray) -> dict[str, FloatArray]:
    """Places (forward, up) of the joints at times, trunk lengths, each of shape (frames, 2)."""
    state = script.at(time_s)
    trunk, knee_flexion, shank = np.radians(state[:, :3]).T
    thigh = shank - knee_flexion
    ankle = state[:, 3:5]
    knee = ankle + SHANK * _towards(shank)
    hip = knee + THIGH * _towards(thigh)
    shoulder = hip + _towards(trunk)
    head = shoulder + HEAD * _towards(trunk)
    elbow = shoulder + np.array([0.0, -UPPER_ARM]) + 0.5 * state[:, 5:7]
    wrist = shoulder + np.array([0.0, -UPPER_ARM - FOREARM]) + state[:, 5:7]
    across = np.column_stack([np.cos(trunk), -np.sin(trunk)])
    far_ankle = ankle + state[:, 7:9]
    far_knee = _bent(hip, far_ankle) if np.any(state[:, 7:9]) else knee
    return {
        "far_ankle": far_ankle,
        "far_knee": far_knee,
        "far_heel": far_ankle + HEEL,
        "far_toe": far_ankle + TOE,
        "ankle": ankle,
        "knee": knee,
        "hip": hip,
        "shoulder": shoulder,
        "ear": head,
        "nose": head + 0.18 * across,
        "elbow": elbow,
        "wrist": wrist,
        "heel": ankle + HEEL,
        "toe": ankle + TOE,
    }


def _bent(hip: FloatArray, ankle: FloatArray) -> FloatArray:
    """The knee, bent forward, of a leg from hip to ankle, each of shape (frames, 2); straight if they are too far."""
    across = hip - ankle
    distance = np.linalg.norm(across, axis=1)
    along = np.minimum((distance**2 + SHANK**2 - THIGH**2) / (2 * distance), SHANK)
    aside = np.sqrt(np.maximum(SHANK**2 - along**2, 0.0))
    unit = across / distance[:, None]
    forward = np.column_stack([unit[:, 1], -unit[:, 0]])
    return np.asarray(ankle + along[:, None] * unit + aside[:, None] * forward)


def _towards(angle_rad: FloatArray) -> FloatArray:
    return np.column_stack([np.sin(angle_rad), np.cos(angle_rad)])


@dataclass(frozen=True)
class Plate:
    """Hides legs for a time: the pose model invents shanks of half the length at knees of 170°, and is sure of them."""

    start_s: float
    stop_s: float
    sides: tuple[Side, ...] = SIDES


@dataclass(frozen=True)
class Camera:
    """What looks at the lifter, and how well.

    `trunk_px` is the length of the trunk in the picture; `yaw_deg` the camera's turn off the side view (+ = in front);
    `noise` the standard deviation of every landmark in trunk lengths; `breadth`
    the width of the body against a usual one; `missing` maps a landmark to times [start, stop)
    in which it is not found.
    """

    trunk_px: float = 110.0
    rate_hz: float = 30.0
    yaw_deg: float = 0.0
    noise: float = 0.0
    seed: int = 1
    facing: Side = "right"
    missing: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    plate: Plate | None = None
    world: bool = True
    unseen_s: tuple[float, float] | None = None
    near_trust: float = 0.95
    far_trust: float = 0.8
    breadth: float = 1.0


def film(script: Script, camera: Camera | None = None, time_s: FloatArray | None = None) -> Motion:
    """The motion that a source makes of the script, in the sagittal frame; times are those given or even ones."""
    camera = camera or Camera()
    time_s = even_times(script.duration_s, camera.rate_hz) if time_s is None else time_s
    body = _landmarks(script, time_s, camera)
    turn = np.radians(camera.yaw_deg)
    turned = np.stack(
        [
            body[..., 0] * np.cos(turn) + body[..., 2] * np.sin(turn),
            body[..., 1],
            body[..., 2] * np.cos(turn) - body[..., 0] * np.sin(turn),
        ],
        axis=2,
    )
    generator = np.random.default_rng(camera.seed)
    picture = turned[..., :2] + camera.noise * generator.standard_normal(turned[..., :2].shape)
    hips = (turned[:, [INDEX["left_hip"]]] + turned[:, [INDEX["right_hip"]]]) / 2
    world = (turned - hips + 0.5 * camera.noise * generator.standard_normal(turned.shape)) * TRUNK_M
    near = camera.facing
    confidence = np.full(picture.shape[:2], camera.near_trust)
    for name in PAIRED:
        confidence[:, INDEX[f"{other(near)}_{name}"]] = camera.far_trust
    for name, (start_s, stop_s) in camera.missing.items():
        gone = (time_s >= start_s) & (time_s < stop_s)
        picture[gone, INDEX[name]] = np.nan
        confidence[gone, INDEX[name]] = 0.0
    if camera.unseen_s is not None:
        gone = (time_s >= camera.unseen_s[0]) & (time_s < camera.unseen_s[1])
        picture[gone], world[gone], confidence[gone] = np.nan, np.nan, 0.0
    # The picture's origin stands at its upper left corner: up is positive, so the lifter is at negative heights.
    place = np.array([2.5 if near == "right" else -2.5, -3.9])
    return Motion.build(
        time_s=time_s,
        position=(picture + place) * camera.trunk_px,
        confidence=confidence,
        world=world if camera.world else None,
        source=SourceInfo(
            path="lifter.mp4",
            kind="video",
            duration_s=float(time_s[-1] - time_s[0] + 1 / camera.rate_hz),
            frame_rate_hz=float((len(time_s) - 1) / (time_s[-1] - time_s[0])) if len(time_s) > 1 else 0.0,
            width_px=round(5 * camera.trunk_px),
            height_px=round(4.2 * camera.trunk_px),
            facing=near,
            near_side=near,
            pose_model="none: made by arithmetic",
        ),
    )


def _landmarks(script: Script, time_s: FloatArray, camera: Camera) -> NDArray[np.float64]:
    """Forward, up and to the subject's right, trunk lengths, shape (frames, landmarks, 3)."""
    joints = points(script, time_s)
    body = np.empty((time_s.size, len(LANDMARKS), 3))
    for side in SIDES:
        sign = 1.0 if side == "right" else -1.0
        for name in PAIRED:
            upper = name in {"shoulder", "elbow", "wrist"}
            width = SHOULDER_HALF_WIDTH if upper else 0.15 if name == "ear" else HIP_HALF_WIDTH
            far = "far_" if side != camera.facing and f"far_{name}" in joints else ""
            body[:, INDEX[f"{side}_{name}"], :2] = joints[far + name]
            body[:, INDEX[f"{side}_{name}"], 2] = sign * width * camera.breadth
    body[:, INDEX["nose"], :2] = joints["nose"]
    body[:, INDEX["nose"], 2] = 0.0
    if camera.plate is not None:
        _invent(body, time_s, camera.plate)
    return body


def _invent(body: NDArray[np.float64], time_s: FloatArray, plate: Plate) -> None:
    hidden = (time_s >= plate.start_s) & (time_s < plate.stop_s)
    for side in plate.sides:
        hip, knee, ankle, heel, toe = (INDEX[f"{side}_{n}"] for n in ("hip", "knee", "ankle", "heel", "toe"))
        thigh = body[hidden, hip, :2] - body[hidden, knee, :2]
        shank = np.arctan2(thigh[:, 0], thigh[:, 1]) + np.radians(170.0)
        hallucinated = body[hidden, knee, :2] - 0.5 * SHANK * _towards(shank)
        for i, away in ((ankle, np.zeros(2)), (heel, HEEL), (toe, TOE)):
            body[hidden, i, :2] = hallucinated + away


def hidden_frames(motion: Motion, plate: Plate) -> NDArray[np.bool_]:
    return (motion.time_s >= plate.start_s) & (motion.time_s < plate.stop_s)


def seen_as(motion: Motion, facing: Side) -> list[Pose | None]:
    """What a pose estimator gives of a motion (made right-facing) frame by frame: pixels, y down, camera axes.

    Facing left the picture is the mirror image of the other: so the body's left side is the one towards the camera.
    """
    position = motion.position.astype(np.float64).copy()
    confidence = motion.confidence.astype(np.float32)
    world = None if motion.world is None else motion.world.astype(np.float64).copy()
    position[..., 1] *= -1.0
    if world is not None:
        world *= [1.0, -1.0, -1.0]
    if facing == "left":
        order = [INDEX[_twin(name)] for name in LANDMARKS]
        position = position[:, order]
        position[..., 0] = motion.source.width_px - position[..., 0]
        confidence = confidence[:, order]
        if world is not None:
            world = world[:, order] * [-1.0, 1.0, 1.0]
    poses: list[Pose | None] = []
    for i in range(len(motion)):
        if not np.isfinite(position[i]).any():
            poses.append(None)
            continue
        poses.append(
            Pose(
                position=position[i].astype(np.float32),
                confidence=confidence[i],
                world=None if world is None else world[i].astype(np.float32),
                outline=np.zeros((OUTLINE_VERTICES, 2), dtype=np.int16),
            )
        )
    return poses


def _twin(name: str) -> str:
    side, _, rest = name.partition("_")
    return f"{other(side)}_{rest}" if side in SIDES else name


@dataclass
class FakeEstimator:
    """A `PoseEstimator` that answers from memory, and can fail at one frame.

    `poses` are answered by time, from `times_s`; `error` is raised at the frame of number `error_at`.
    """

    poses: list[Pose | None]
    times_s: FloatArray
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    error: BaseException | None = None
    error_at: int = -1
    calls: int = 0
    closed: bool = False

    @property
    def name(self) -> str:
        return "fake"

    @property
    def joint_bias(self) -> Mapping[str, JointBias]:
        return {}

    @property
    def errors(self) -> ErrorModel | None:
        return None

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:  # noqa: ARG002
        self.calls += 1
        if self.error is not None and self.calls == self.error_at:
            raise self.error
        if not self.poses:
            return None
        nearest = int(np.argmin(np.abs(self.times_s - time_s)))
        return self.poses[nearest]

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:  # noqa: ARG002
        return self.boxes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True


def cut_below(facing: Side, share: float) -> Motion:
    """Return two hinges in a picture that ends at a share of the way from hips to knees in standing."""
    motion = film(from_the_top(2), Camera(facing=facing))
    near = motion.source.near_side
    hip, knee = (-motion.point(f"{near}_{name}")[0, 1] for name in ("hip", "knee"))
    height = round((hip + share * (knee - hip)) / motion.source.scale)
    return replace(motion, source=replace(motion.source, height_px=height))
