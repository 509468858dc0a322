"""Joints by our own head on MoveNet's backbone, beside BlazePose's outline.

The head was trained on rendered people with exact truth (`lab.eyes`), behind plates, on benches and in loose clothes.
It says of every point how far off it may be, and whether it is seen, hidden or outside the picture; of the sides it
says which is the near one. BlazePose gives the outline, world landmarks for the camera's view, and where to look first.
MoveNet's own key points are a second opinion on ears, arms and ankles. Both begin with the same layers, the stem, which
run once a picture. The joints are looked for in one thread, and outline or key points in another at the same time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS, PAIRED, SIDES, SPINE_POINTS, Side, other, pair
from hiphinge.core.error_model import JOINTS, ErrorModel
from hiphinge.core.motion import JointBias
from hiphinge.pose.blazepose import BlazePose, Reading
from hiphinge.pose.estimator import Pose
from hiphinge.pose.joints import MIDDLE, POINTS, SIDE_PX, STATES, Square, square_about
from hiphinge.pose.keypoints import Keypoints, KeypointsNet, with_keypoints
from hiphinge.pose.models import pose_nets
from hiphinge.pose.nets import Net
from hiphinge.pose.stem import Features, Stem

NAMES: Final = ("stem", "joints", "keypoints")
"""The nets, in the order of the arguments of `JointsNet`."""

AT: Final = MappingProxyType({name: row for row, name in enumerate(POINTS)})

LOST_TRUNKS: Final = 0.35
"""A body whose trunk's points may be further off than this, trunk lengths, is not followed: it is looked for anew."""

OUTLINE_RATE_HZ: Final = 8.0
"""Usual rate of the outline: pelvis and spine are smoothed at 3 Hz, and the outline costs as much as the joints."""

KEYPOINTS_RATE_HZ: Final = 16.0
"""Highest rate of MoveNet's own key points: wrists and ankles of a swing move on between them with the joints' net."""

APART_SIDES: Final = 0.5
"""The square follows BlazePose again where their middles lie further apart than this share of its side."""

TRUNK: Final = ("c7", "t12", "l5s1", "pelvis", "near_shoulder", "near_hip")

TURN_SHARE: Final = 0.3
"""Weight of each new picture in the running chance that the lifter faces right: one alone turns nobody round."""


@dataclass(frozen=True, slots=True)
class Joints:
    """What the net says of one picture.

    Attributes
    ----------
    points
        Points of `joints.POINTS`, pixels of the picture, (points, 2).
    spread
        Standard deviation of each in x and y, pixels, (points, 2).
    state
        Chances that each is visible, hidden or outside, (points, 3).
    right
        Chance that the lifter faces the right of the picture.
    angles, angle_spread
        Angles of `joints.ANGLES` and their standard deviations, degrees, (angles,).
    """

    points: NDArray[np.float32]
    spread: NDArray[np.float32]
    state: NDArray[np.float32]
    right: float
    angles: NDArray[np.float32]
    angle_spread: NDArray[np.float32]

    def seconded(self, keypoints: Keypoints) -> Joints:
        """Return these joints with what MoveNet's own key points add."""
        points, spread = with_keypoints(self.points, self.spread, self.state, keypoints, max(self.trunk_px, 1.0))
        return replace(self, points=points, spread=spread)

    @property
    def trunk_px(self) -> float:
        """Length of the trunk in the picture, pixels."""
        return float(np.hypot(*(self.points[AT["c7"]] - self.points[AT["pelvis"]])))

    @property
    def lost(self) -> bool:
        """Whether the trunk is too uncertain to be that of a person who is seen."""
        off = float(np.median(np.hypot(*self.spread[[AT[name] for name in TRUNK]].T)))
        return not off < LOST_TRUNKS * max(self.trunk_px, 1.0)


@dataclass(frozen=True, slots=True)
class Correction:
    """What the key points last added: shifts in pixels, (points, 2), and shares of the spreads that remained.

    It holds until they are looked at again, two pictures later at thirty a second.
    """

    shift: NDArray[np.float32]
    share: NDArray[np.float32]

    @classmethod
    def none(cls) -> Correction:
        """Return a correction that changes nothing."""
        shape = (len(POINTS), 2)
        return cls(np.zeros(shape, dtype=np.float32), np.ones(shape, dtype=np.float32))

    @classmethod
    def between(cls, joints: Joints, seconded: Joints) -> Correction:
        """Return the correction that leads from the net's joints to those with the key points."""
        return cls(seconded.points - joints.points, seconded.spread / joints.spread)

    def of(self, joints: Joints) -> Joints:
        """Return joints corrected."""
        return replace(joints, points=joints.points + self.shift, spread=joints.spread * self.share)


class JointsNet:
    """The nets by themselves: a square of a picture in, `Joints` out."""

    def __init__(self, stem: Path, joints: Path, keypoints: Path) -> None:
        self.stem, self._net, self.keypoints = Stem(stem), Net(joints), KeypointsNet(keypoints)

    def look(self, seen: Features) -> Joints:
        """Return the joints in a square of a picture."""
        said = self._net(**seen.maps)
        square = seen.square
        scale = np.float32(square.side / SIDE_PX)
        return Joints(
            points=square.to_picture(said["points"][0]),
            spread=said["spread"][0] * scale,
            state=said["state"][0],
            right=float(said["right"][0, 0]),
            angles=said["angles"][0],
            angle_spread=said["angle_spread"][0],
        )

    def find(self, image: NDArray[np.uint8], reading: Reading) -> Joints:
        """Return what is seen of the person whom BlazePose read, looked at again where the first look saw him."""
        first = self.look(self.stem.look(image, square_about(reading.body)))
        seen = self.stem.look(image, square_about(first.points))
        return self.look(seen).seconded(self.keypoints.look(seen))


class MoveNetPose:
    """The joints' net and BlazePose behind the `PoseEstimator` protocol.

    Parameters
    ----------
    model
        A folder with the nets named by the user, or None for those of this package.
    """

    def __init__(self, model: Path | None = None) -> None:
        files = pose_nets(model, NAMES)
        self._files = files
        self._net = JointsNet(*(files[name].path for name in NAMES))
        self._outlines = BlazePose(model)
        self._square: Square | None = None
        self._right: float | None = None
        self._correction = Correction.none()
        self._before_s = self._outlined_s = self._seconded_s = -math.inf
        self._side = ThreadPoolExecutor(1, thread_name_prefix="outline")

    @property
    def name(self) -> str:
        """Names and checksums of the nets."""
        stem, joints, keypoints = (self._files[name].sha256[:8] for name in NAMES)
        return f"joints {joints} and key points {keypoints} on movenet thunder {stem}, outline by {self._outlines.name}"

    @property
    def joint_bias(self) -> Mapping[str, JointBias]:
        """Empty: the points are joint centres."""
        return MappingProxyType({})

    @property
    def errors(self) -> ErrorModel | None:
        """The error model in which the trust carries each point's own error."""
        return JOINTS

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        """Return the person followed in an RGB picture of shape (height, width, 3), or None.

        The outline comes about `OUTLINE_RATE_HZ` times a second, and whenever the person was lost; the key points up to
        `KEYPOINTS_RATE_HZ` times, where the rate of the pictures allows it beside other pictures than the outline.
        """
        square = self._square
        soonest = 1.0 / OUTLINE_RATE_HZ - 0.5 * (time_s - self._before_s)
        due = square is None or time_s - self._outlined_s >= soonest
        self._before_s = time_s
        outline = self._side.submit(self._outlines.read, image) if due else None
        joints = None if square is None else self._joints(image, square, time_s, beside_outline=due)
        reading = None if outline is None else outline.result()
        if outline is None and joints is not None and joints.lost:
            reading = self._outlines.read(image)  # to look for the person anew
        joints = self._settled(image, joints, reading)
        if joints is None:
            self._square, self._correction = None, Correction.none()
            return None
        if reading is not None:
            self._outlined_s = time_s
        self._square = steadied(square_about(joints.points), square)
        before = joints.right if self._right is None else self._right
        self._right = before + TURN_SHARE * (joints.right - before)
        return pose_of(joints, reading, right=self._right >= 0.5)

    def _joints(self, image: NDArray[np.uint8], square: Square, time_s: float, *, beside_outline: bool) -> Joints:
        """Return the joints in a square, with what the key points add now, or last added."""
        seen = self._net.stem.look(image, square)
        waited = (time_s - self._seconded_s) * KEYPOINTS_RATE_HZ
        asked = self._side.submit(self._net.keypoints.look, seen) if waited >= (2 if beside_outline else 1) else None
        joints = self._net.look(seen)
        if asked is None:
            return self._correction.of(joints)
        self._seconded_s = time_s
        seconded = joints.seconded(asked.result())
        self._correction = Correction.between(joints, seconded)
        return seconded

    def _settled(self, image: NDArray[np.uint8], joints: Joints | None, reading: Reading | None) -> Joints | None:
        """Return the joints of the person followed, looked for where BlazePose sees somebody if they were lost."""
        if joints is not None and not joints.lost and not self._strayed(joints, reading):
            return joints
        if reading is None:
            return None
        found = self._net.find(image, reading)
        return None if found.lost else found

    def _strayed(self, joints: Joints, reading: Reading | None) -> bool:
        """Whether the points have come away from the body that BlazePose follows."""
        if reading is None:
            return False
        mine, its = square_about(joints.points), square_about(reading.body)
        middles = np.array([[s.left + 0.5 * s.side, s.top + 0.5 * s.side] for s in (mine, its)])
        return bool(np.hypot(*(middles[0] - middles[1])) > APART_SIDES * max(mine.side, its.side))

    def look_once(self, image: NDArray[np.uint8]) -> Pose | None:
        """Return the person who is seen best in one RGB picture, without outline, independent of other calls; or None.

        The confidence is that of an upright look: of people who are not upright in the picture it is small.
        """
        found = self._outlines.detect(image)
        reading = self._outlines.look(image, found[0]) if found else None
        if reading is None:
            return None
        joints = self._net.find(image, reading)
        return pose_of(joints, None, right=joints.right >= 0.5)

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        """Return the boxes (left, top, right, bottom), pixels, of all people found in one RGB picture."""
        return self._outlines.people(image)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._side.shutdown()


SHRINK: Final = 0.995
"""Smallest side of the next square over that of the last one: a lifter does not shrink from picture to picture, but
points collapse where a plate hides most of the body, and a square that followed them would show less and less of it."""

BEHIND_M: Final = 0.05
"""BlazePose took one side for the other where the near side's hip and shoulder lie further behind than this, metres."""

TRUST_TRUNKS: Final = JOINTS.distrust
"""Standard deviation of a point, trunk lengths, at which the trust in it is zero; it falls linearly from one, so that
the error model gives the deviation back."""


def pose_of(joints: Joints, reading: Reading | None, *, right: bool) -> Pose:
    """Return the joints as the landmarks of a `Pose`; right: whether the lifter faces the right of the picture."""
    rows = [AT[_point(name, right=right)] for name in LANDMARKS]
    off = np.hypot(*joints.spread[rows].T) / np.sqrt(2.0)
    trust = np.clip(1.0 - off / (TRUST_TRUNKS * max(joints.trunk_px, 1.0)), 0.0, 1.0)
    return Pose(
        position=joints.points[rows],
        confidence=trust.astype(np.float32),
        world=None if reading is None else world_of(reading.landmarks_world(), right=right),
        outline=None if reading is None else reading.outline(),
        hidden=joints.state[rows].argmax(axis=1) != STATES.index("visible"),
        spine=joints.points[[AT[name] for name in SPINE_POINTS]],
        direct=np.stack([joints.angles, joints.angle_spread]),
    )


def steadied(square: Square, before: Square | None) -> Square:
    """Return a square about the same middle whose side is not much smaller than that of the square before."""
    if before is None or square.side >= SHRINK * before.side:
        return square
    side = math.floor(SHRINK * before.side)
    shift = (side - square.side) // 2
    return Square(square.left - shift, square.top - shift, side)


def world_of(world: NDArray[np.float32], *, right: bool) -> NDArray[np.float32]:
    """Return world landmarks (landmarks, 3) with their sides exchanged where the near side would lie clearly behind."""
    near: Side = "right" if right else "left"
    far = other(near)
    depth = {
        side: float(np.mean([world[INDEX[f"{side}_{name}"], 2] for name in ("hip", "shoulder")])) for side in SIDES
    }
    if depth[near] - depth[far] < BEHIND_M:
        return world
    exchanged = world.copy()
    for name in PAIRED:
        left, right_row = pair(name)
        exchanged[[left, right_row]] = world[[right_row, left]]
    return exchanged


def _point(landmark: str, *, right: bool) -> str:
    """Return the net's name of a landmark: the side towards the camera is the near one."""
    if landmark in MIDDLE:
        return landmark
    side, _, name = landmark.partition("_")
    return f"near_{name}" if (side == "right") == right else f"far_{name}"
