"""`Motion`, the data structure made by every source: landmarks over time, in the sagittal frame.

A `Motion` is frozen and validated when made, and its arrays are read-only:

======================  ==========================  ==============================================================
array                   shape                       meaning
======================  ==========================  ==============================================================
``time_s``              frames                      timestamps of the recording itself, seconds, increasing
``position``            frames, landmarks, 2        sagittal (x, y) in `unit`; x forward, y up; NaN = missing
``confidence``          frames, landmarks           0..1, the source's confidence in the landmark
``world``               frames, landmarks, 3        optional, metres about the hips; x, y, z to the subject's right
``outline``             frames, vertices, 2         optional, the person's outline, int16 in 1/16 px of the image
``hidden``              frames, landmarks           optional, whether the source says that it could not see the landmark
``spine``               frames, spine points, 2     optional, points of the midline, like ``position``
``direct``              frames, 2, angles           optional, angles seen directly, and standard deviations, degrees
======================  ==========================  ==============================================================

Landmarks are in the order of `hiphinge.core.body.LANDMARKS`, spine points and direct angles in that of `SPINE_POINTS`
and `DIRECT_ANGLES` there. Arrays are in Fortran order, so that one coordinate of one
landmark over time, which is what most functions read, is contiguous.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, Side
from hiphinge.core.error_model import ANGLES, INERTIAL, MARKERS, VIDEO, ErrorModel
from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve, FloatArray
from hiphinge.core.motion_faults import arrays_of, faults_of

Scalar = TypeVar("Scalar", bound=np.generic)

SourceKind = Literal["video", "image", "markers", "keypoints", "angles", "imu"]

Evidence = Literal["points", "outline", "pictures"]
"""What a source may have besides angles: the body's points, the athlete's outline, and pictures."""

USUAL_EVIDENCE: Final[Mapping[SourceKind, frozenset[Evidence]]] = MappingProxyType(
    {
        "video": frozenset({"points", "outline", "pictures"}),
        "image": frozenset({"points", "outline", "pictures"}),
        "markers": frozenset({"points"}),
        "keypoints": frozenset({"points"}),
        "angles": frozenset(),
        "imu": frozenset(),
    }
)
"""Evidence of each kind of source, unless the source states its own."""

LANDMARK_ARRAYS: Final = ("world", "outline", "hidden", "spine", "direct")
"""Names of the arrays of the athlete that a motion may lack."""

OPTIONAL_ARRAYS: Final = (*LANDMARK_ARRAYS, "camera")
"""Names of all arrays that a motion may lack."""

USUAL_ERRORS: Final[Mapping[SourceKind, ErrorModel]] = MappingProxyType(
    {"video": VIDEO, "image": VIDEO, "markers": MARKERS, "keypoints": VIDEO, "angles": ANGLES, "imu": INERTIAL}
)
"""Error model of each kind of source, unless the source states its own."""

OUTLINE_SCALE = 16.0
"""Steps of the stored outline in one pixel."""


@dataclass(frozen=True, slots=True)
class JointBias:
    """Offset of a source's landmark from the joint centre, trunk lengths, at right angles to the trunk.

    Positive is ventral to the joint. The offset is `upright` at 0° of trunk lean and `level` at 90°, and follows the
    sine of the lean in between.
    """

    upright: float
    level: float


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """The origin of a motion.

    Parameters
    ----------
    path
        The recording, as the user named it.
    kind
        The kind of recording.
    duration_s
        Length of the analysed part, from the recording's beginning to the end of its last frame, seconds.
    frame_rate_hz
        Mean rate of the frames kept, hertz.
    width_px, height_px
        Size of the picture as shown (after rotation), zero where there is no picture.
    scale
        Pixels of the analysed picture in one pixel of the picture as shown.
    facing
        The side of the picture that the lifter faces; a left-facing lifter was mirrored once.
    near_side
        The anatomical side towards the camera.
    pose_model
        The pose model that estimated the landmarks, or None.
    people
        Largest number of people in the picture at once.
    quarters
        Quarter turns counterclockwise by which the pictures were turned upright, against the file as it is.
    warnings
        Warnings of the recording's reader.
    joint_bias
        Known offsets of the source's landmarks from joint centres; empty for markers.
    recorded_utc
        When the recording was made, or None if unknown.
    recorded_utc_from
        Where that time comes from: the container's metadata, the file's modification time, or the user.
    content_hash
        SHA-256 of the recording's bytes, hexadecimal, or None where there is no file.
    errors
        The source's error model; None means that of its kind.
    evidence
        What the source has besides angles; None means the evidence of its kind.
    """

    path: str
    kind: SourceKind
    duration_s: float
    frame_rate_hz: float
    width_px: int = 0
    height_px: int = 0
    scale: float = 1.0
    facing: Side = "right"
    near_side: Side = "right"
    pose_model: str | None = None
    people: int = 1
    quarters: int = 0
    warnings: tuple[str, ...] = field(default=())
    joint_bias: Mapping[str, JointBias] = field(default_factory=dict)
    recorded_utc: datetime | None = None
    recorded_utc_from: Literal["container", "file", "given"] | None = None
    content_hash: str | None = None
    errors: ErrorModel | None = None
    evidence: frozenset[Evidence] | None = None

    @property
    def error_model(self) -> ErrorModel:
        """The error model of the source."""
        return USUAL_ERRORS[self.kind] if self.errors is None else self.errors

    def has(self, evidence: Evidence) -> bool:
        """Return whether the source has the body's points, the athlete's outline, or pictures."""
        return evidence in (USUAL_EVIDENCE[self.kind] if self.evidence is None else self.evidence)


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Landmarks of one athlete over time, in the sagittal frame (`CONVENTIONS.md`).

    Make one with `Motion.build`, which reports all faults of the arrays at once. A source that measures angles directly
    passes them as `angles`; its points may then all be missing.

    Parameters
    ----------
    time_s
        Timestamps in seconds, strictly increasing, shape (frames,).
    position
        Sagittal positions in `unit`, shape (frames, landmarks, 2), NaN where missing.
    confidence
        Trust in each landmark, 0..1, shape (frames, landmarks).
    source
        Origin of the motion.
    unit
        Unit of `position`.
    world
        Positions in metres about the hips, shape (frames, landmarks, 3), or None where the source has none.
    outline
        Outline in 1/16 px, shape (frames, vertices, 2), or None where the source has none.
    hidden
        Whether the source could not see a landmark, so that its place is an estimate, shape (frames, landmarks), or
        None where the source does not say.
    spine
        Points of the midline in `unit`, shape (frames, spine points, 2), or None where the source has none.
    direct
        Angles that the pose model saw directly and their standard deviations, degrees, shape (frames, 2, angles), or
        None.
    camera
        How far the background had moved in the picture, in `unit`, shape (frames, 2), which was taken out of all
        positions; None where the camera stood still.
    angles
        Angles that the source measured directly, degrees, by the names of `core.error_model.ANGLE_NAMES`, each of shape
        (frames,).
    observations
        Evidence of objects besides the athlete, by the observer's name (`hiphinge.props`).
    """

    time_s: FloatArray
    position: NDArray[np.float32]
    confidence: NDArray[np.float32]
    source: SourceInfo
    unit: Literal["px", "m"]
    world: NDArray[np.float32] | None = None
    outline: NDArray[np.int16] | None = None
    hidden: NDArray[np.bool_] | None = None
    spine: NDArray[np.float32] | None = None
    direct: NDArray[np.float32] | None = None
    camera: NDArray[np.float32] | None = None
    angles: Mapping[str, Curve] = field(default_factory=dict)
    observations: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def build(  # noqa: PLR0913  (one argument per array)
        cls,
        *,
        time_s: FloatArray,
        position: NDArray[np.floating],
        confidence: NDArray[np.floating],
        source: SourceInfo,
        unit: Literal["px", "m"] = "px",
        world: NDArray[np.floating] | None = None,
        outline: NDArray[np.int16] | None = None,
        hidden: NDArray[np.bool_] | None = None,
        spine: NDArray[np.floating] | None = None,
        direct: NDArray[np.floating] | None = None,
        camera: NDArray[np.floating] | None = None,
        angles: Mapping[str, Curve] | None = None,
    ) -> Motion:
        """Check the arrays and return a motion of read-only copies.

        Parameters
        ----------
        time_s
            Timestamps in seconds, strictly increasing, shape (frames,).
        position
            Sagittal positions, shape (frames, landmarks, 2), NaN where missing.
        confidence
            Trust in each landmark, 0..1, shape (frames, landmarks).
        source
            Origin of the motion.
        unit
            Unit of `position`.
        world
            Positions in metres about the hips, shape (frames, landmarks, 3), or None.
        outline
            Outline in 1/16 px, shape (frames, vertices, 2), or None.
        hidden
            Whether a landmark could not be seen, shape (frames, landmarks), or None.
        spine
            Points of the midline, shape (frames, spine points, 2), or None.
        direct
            Angles seen directly and their standard deviations, degrees, shape (frames, 2, angles), or None.
        camera
            Movement of the background that was taken out of the positions, shape (frames, 2), or None.
        angles
            Angles that the source measured directly, degrees, by the names of `core.error_model.ANGLE_NAMES`, each of
            shape (frames,), or None.

        Raises
        ------
        RecordingError
            If shapes, times, confidences, unit or names are not as described; the message lists all faults.
        """
        given: dict[str, object] = {"time_s": time_s, "position": position, "confidence": confidence, "world": world}
        given |= {"outline": outline, "hidden": hidden, "spine": spine, "direct": direct, "camera": camera}
        arrays, faults = arrays_of(given)
        faults += faults_of(arrays, angles or {}, unit)
        origin: object = source
        if not isinstance(origin, SourceInfo):
            faults.append("a source that is no SourceInfo")
        if faults:
            raise RecordingError("a motion of one person", "; ".join(faults), "check the source that made it")
        time_s, position, confidence, world, outline, hidden, spine, direct, camera = (arrays[name] for name in given)
        return cls(
            time_s=_frozen(np.array(time_s, dtype=np.float64)),
            position=_stored(position),
            confidence=_stored(confidence),
            source=source,
            unit=unit,
            world=None if world is None else _stored(world),
            outline=None if outline is None else _frozen(outline.view()),
            hidden=None if hidden is None else _frozen(hidden.copy()),
            spine=None if spine is None else _stored(spine),
            direct=None if direct is None else _stored(direct),
            camera=None if camera is None else _stored(camera),
            angles=dict(angles or {}),
        )

    def __len__(self) -> int:
        return len(self.time_s)

    def point(self, name: str) -> FloatArray:
        """Return the sagittal position of one landmark, shape (frames, 2)."""
        return self.position[:, INDEX[name]].astype(np.float64)

    def middle(self, name: str) -> FloatArray:
        """Return the midpoint of the left and the right landmark `name`, or the known one, shape (frames, 2)."""
        return midpoint(self.point(f"left_{name}"), self.point(f"right_{name}"))

    def in_picture(self, point: FloatArray) -> FloatArray:
        """Return a sagittal point where the analysed pictures show it, pixels right and down, both (frames, 2)."""
        seen = point if self.camera is None else point + self.camera
        return np.asarray(seen * np.array([1.0 if self.source.facing == "right" else -1.0, -1.0]))

    def trust(self, name: str) -> FloatArray:
        """Return the confidence of one landmark, 0..1, shape (frames,)."""
        return self.confidence[:, INDEX[name]].astype(np.float64)

    def visibility(self, name: str) -> FloatArray:
        """Return how surely one landmark was seen and not only inferred, 0..1, shape (frames,).

        It is the confidence, and 0 where the source says that the landmark was hidden.
        """
        trust = self.trust(name)
        return trust if self.hidden is None else np.where(self.hidden[:, INDEX[name]], 0.0, trust)

    def with_position(self, position: NDArray[np.floating], confidence: NDArray[np.floating]) -> Motion:
        """Return the motion with other positions (frames, landmarks, 2) and confidences (frames, landmarks)."""
        return replace(self, position=_stored(position), confidence=_stored(confidence))

    def without_outline(self) -> Motion:
        """Return the motion without its outline, which takes most of its memory and is not drawn."""
        return replace(self, outline=None)

    def with_observations(self, observations: Mapping[str, object]) -> Motion:
        """Return the motion with other observations; an empty mapping releases the pictures."""
        return replace(self, observations=observations)

    def with_world(self, world: NDArray[np.floating]) -> Motion:
        """Return the motion with other world landmarks, shape (frames, landmarks, 3)."""
        return replace(self, world=_stored(world))


def _stored(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return a read-only copy of values, shape (frames, ...), as float32 in Fortran order."""
    return _frozen(values.astype(np.float32, order="F"))


def _frozen(values: NDArray[Scalar]) -> NDArray[Scalar]:
    """Make the array read-only and return it."""
    values.flags.writeable = False
    return values


def midpoint(left: FloatArray, right: FloatArray) -> FloatArray:
    """Return the midpoint of two points over time, each (frames, 2), or the known one where the other is missing."""
    middle = np.asarray((left + right) / 2, dtype=np.float64)
    known = np.isfinite(middle)
    return middle if known.all() else np.where(known, middle, np.where(np.isfinite(left), left, right))


def distance(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the distance between two points, each of shape (frames, 2) or (2,), in their unit, shape (frames,)."""
    dx, dy = (other - one).T
    return np.asarray(np.sqrt(dx * dx + dy * dy), dtype=np.float64)


def usual_trunk_length(hip: FloatArray, shoulder: FloatArray) -> float:
    """Return the body unit: 75th percentile of the distance of mid-hip and mid-shoulder, (frames, 2); 1 if unknown."""
    length = distance(hip, shoulder)
    known = length[np.isfinite(length)]
    usual = float(np.percentile(known, 75)) if known.size else 0.0
    return usual if usual > 0 else 1.0


def inclination_deg(distal: FloatArray, proximal: FloatArray) -> FloatArray:
    """Return the inclination of a segment from vertical, degrees, positive leaning forward, shape (frames,).

    Its end points, each of shape (frames, 2), are in the sagittal frame: x forward, y up (`CONVENTIONS.md`).
    """
    dx, dy = (proximal - distal).T
    return np.asarray(np.degrees(np.arctan2(dx, dy)), dtype=np.float64)


def wrapped_deg(angle_deg: FloatArray) -> FloatArray:
    """Return the angles wrapped into [-180, 180), degrees, any shape."""
    return (angle_deg + 180.0) % 360.0 - 180.0
