"""The one structure that everything after a source works on: landmarks over time, in the sagittal frame.

A `Motion` is frozen and validated when made, and its arrays cannot be written to:

======================  ==========================  ==============================================================
array                   shape                       meaning
======================  ==========================  ==============================================================
``time_s``              frames                      timestamps of the recording itself, seconds, increasing
``position``            frames, landmarks, 2        sagittal (x, y) in `unit`; x forward, y up; NaN = missing
``confidence``          frames, landmarks           0..1, the source's own trust in the landmark
``world``               frames, landmarks, 3        optional, metres about the hips; x, y, z to the subject's right
``outline``             frames, vertices, 2         optional, the person's outline, int16 in 1/16 px of the image
======================  ==========================  ==============================================================

Landmarks stand in the order of `hiphinge.core.body.LANDMARKS`. In memory the frames come first (Fortran order): one
coordinate of one landmark over time, which is what nearly everything after this reads, is one piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS, Side
from hiphinge.core.error_model import ANGLE_NAMES, ANGLES, INERTIAL, MARKERS, VIDEO, ErrorModel
from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve, FloatArray

Scalar = TypeVar("Scalar", bound=np.generic)

SourceKind = Literal["video", "image", "markers", "keypoints", "angles", "imu"]

Evidence = Literal["points", "outline", "pictures"]
"""What a source may have beside angles: the body's points, the person's outline, and pictures to look at again."""

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
USUAL_ERRORS: Final[Mapping[SourceKind, ErrorModel]] = MappingProxyType(
    {"video": VIDEO, "image": VIDEO, "markers": MARKERS, "keypoints": VIDEO, "angles": ANGLES, "imu": INERTIAL}
)
"""What the sources of a kind have, and how well they measure, where a source does not say so itself."""

OUTLINE_SCALE = 16.0
"""Steps of the stored outline in one pixel."""


@dataclass(frozen=True, slots=True)
class JointBias:
    """Where a source puts a landmark against the joint centre, in trunk lengths along the front of the trunk.

    Positive = in front of (ventral to) the joint. It depends on how far the trunk leans: `upright` at 0°, `level` at
    90°, by the sine of the lean in between.
    """

    upright: float
    level: float


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where a motion came from.

    Parameters
    ----------
    path
        The recording, as the user gave it.
    kind
        The kind of recording.
    duration_s
        How much of the recording was looked at, from its beginning to the end of the last frame, seconds.
    frame_rate_hz
        Mean rate of the frames kept, hertz.
    width_px, height_px
        Size of the picture as shown (after rotation), zero where there is no picture.
    scale
        Pixels of the analysed picture in one pixel of the picture as shown.
    facing
        The side of the picture that the subject faces; a left-facing subject was mirrored once.
    near_side
        The anatomical side towards the camera.
    pose_model
        What found the landmarks, or None.
    people
        How many people were seen in the picture at once, at most.
    warnings
        What the reader of the recording had to say.
    joint_bias
        Known offsets of the source's landmarks from joint centres; none for markers.
    recorded_utc
        When the recording was made, or None where nothing says so.
    recorded_utc_from
        What said so: the container's metadata, the file's time of change, or the user.
    content_hash
        SHA-256 of the recording's bytes, hexadecimal, or None where there is no file.
    errors
        How well the source measures; None takes what is usual of its kind.
    evidence
        What the source has beside angles; None takes what is usual of its kind.
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
    warnings: tuple[str, ...] = field(default=())
    joint_bias: Mapping[str, JointBias] = field(default_factory=dict)
    recorded_utc: datetime | None = None
    recorded_utc_from: Literal["container", "file", "given"] | None = None
    content_hash: str | None = None
    errors: ErrorModel | None = None
    evidence: frozenset[Evidence] | None = None

    @property
    def error_model(self) -> ErrorModel:
        """How well the source measures."""
        return USUAL_ERRORS[self.kind] if self.errors is None else self.errors

    def has(self, evidence: Evidence) -> bool:
        """Whether the source has the body's points, the person's outline, or pictures to look at again."""
        return evidence in (USUAL_EVIDENCE[self.kind] if self.evidence is None else self.evidence)


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Landmarks of one person over time, in the sagittal frame (`CONVENTIONS.md`).

    Make one with `Motion.build`, which says all that is wrong with the arrays at once. A source that measures angles
    itself gives them as `angles`; its points may then all be missing.

    Parameters
    ----------
    time_s
        Timestamps in seconds, strictly increasing, shape (frames,).
    position
        Sagittal positions in `unit`, shape (frames, landmarks, 2), NaN where missing.
    confidence
        Trust in each landmark, 0..1, shape (frames, landmarks).
    source
        Where the motion came from.
    unit
        Unit of `position`.
    world
        Positions in metres about the hips, shape (frames, landmarks, 3), or None where the source has none.
    outline
        Outline in 1/16 px, shape (frames, vertices, 2), or None where the source has none.
    angles
        Angles that the source measured itself, degrees, by the names of `core.error_model.ANGLE_NAMES`, each of shape
        (frames,).
    observations
        What was seen in the pictures beside the person, by the observer's name (`hiphinge.props`).
    """

    time_s: FloatArray
    position: NDArray[np.float32]
    confidence: NDArray[np.float32]
    source: SourceInfo
    unit: Literal["px", "m"]
    world: NDArray[np.float32] | None = None
    outline: NDArray[np.int16] | None = None
    angles: Mapping[str, Curve] = field(default_factory=dict)
    observations: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def build(  # noqa: PLR0913  (each is one array of the motion)
        cls,
        *,
        time_s: FloatArray,
        position: NDArray[np.floating],
        confidence: NDArray[np.floating],
        source: SourceInfo,
        unit: Literal["px", "m"] = "px",
        world: NDArray[np.floating] | None = None,
        outline: NDArray[np.int16] | None = None,
        angles: Mapping[str, Curve] | None = None,
    ) -> Motion:
        """A motion of these arrays, after checking them.

        Parameters
        ----------
        time_s
            Timestamps in seconds, strictly increasing, shape (frames,).
        position
            Sagittal positions, shape (frames, landmarks, 2), NaN where missing.
        confidence
            Trust in each landmark, 0..1, shape (frames, landmarks).
        source
            Where the motion came from.
        unit
            Unit of `position`.
        world
            Positions in metres about the hips, shape (frames, landmarks, 3), or None.
        outline
            Outline in 1/16 px, shape (frames, vertices, 2), or None.
        angles
            Angles that the source measured itself, degrees, by the names of `core.error_model.ANGLE_NAMES`, each of
            shape (frames,), or None.

        Raises
        ------
        RecordingError
            If shapes, times or values are not as described; all the faults are named.
        """
        frames, landmarks = len(time_s), len(LANDMARKS)
        faults = [
            f"{name} of shape {array.shape} where {shape} was expected"
            for name, array, shape in (
                ("position", position, (frames, landmarks, 2)),
                ("confidence", confidence, (frames, landmarks)),
                ("world", world, (frames, landmarks, 3)),
            )
            if array is not None and array.shape != shape
        ]
        faults += [
            f"{name} of {len(curve)} frames where {frames} were expected"
            for name, curve in (angles or {}).items()
            if len(curve) != frames
        ]
        faults += [f"an angle called {name}" for name in sorted(set(angles or {}) - set(ANGLE_NAMES))]
        if frames < 1:
            faults.append("no frames")
        if frames > 1 and not bool((np.diff(time_s) > 0).all()):
            faults.append("timestamps that do not increase")
        if faults:
            raise RecordingError("a motion of one person", "; ".join(faults), "check the source that made it")
        return cls(
            time_s=_frozen(np.array(time_s, dtype=np.float64)),
            position=_stored(position),
            confidence=_stored(confidence),
            source=source,
            unit=unit,
            world=None if world is None else _stored(world),
            outline=None if outline is None else _frozen(outline.view()),
            angles=dict(angles or {}),
        )

    def __len__(self) -> int:
        return len(self.time_s)

    def point(self, name: str) -> FloatArray:
        """Sagittal position of one landmark, shape (frames, 2)."""
        return self.position[:, INDEX[name]].astype(np.float64)

    def middle(self, name: str) -> FloatArray:
        """Midpoint of the left and the right landmark called `name`, or the one that is known, shape (frames, 2)."""
        return midpoint(self.point(f"left_{name}"), self.point(f"right_{name}"))

    def trust(self, name: str) -> FloatArray:
        """Confidence of one landmark, shape (frames,)."""
        return self.confidence[:, INDEX[name]].astype(np.float64)

    def with_position(self, position: NDArray[np.floating], confidence: NDArray[np.floating]) -> Motion:
        """The same motion with other positions (frames, landmarks, 2) and confidences (frames, landmarks)."""
        return replace(self, position=_stored(position), confidence=_stored(confidence))

    def without_outline(self) -> Motion:
        """The same motion without its outline, which is most of what it weighs and is not drawn."""
        return replace(self, outline=None)

    def with_observations(self, observations: Mapping[str, object]) -> Motion:
        """The same motion with other observations; with none it holds no pictures any more."""
        return replace(self, observations=observations)

    def with_world(self, world: NDArray[np.floating]) -> Motion:
        """The same motion with other world landmarks, shape (frames, landmarks, 3)."""
        return replace(self, world=_stored(world))


def _stored(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """A copy of values of any shape (frames, ...) in the precision and order of memory in which a motion keeps them."""
    return _frozen(values.astype(np.float32, order="F"))


def _frozen(values: NDArray[Scalar]) -> NDArray[Scalar]:
    """The same array, which cannot be written to any more."""
    values.flags.writeable = False
    return values


def midpoint(left: FloatArray, right: FloatArray) -> FloatArray:
    """Midpoint of two points over time, each (frames, 2); where one is missing the other stands for it."""
    middle = np.asarray((left + right) / 2, dtype=np.float64)
    known = np.isfinite(middle)
    return middle if known.all() else np.where(known, middle, np.where(np.isfinite(left), left, right))


def distance(one: FloatArray, other: FloatArray) -> FloatArray:
    """Distance between two points over time, each of shape (frames, 2) or (2,), in their unit, shape (frames,)."""
    dx, dy = (other - one).T
    return np.asarray(np.sqrt(dx * dx + dy * dy), dtype=np.float64)


def usual_trunk_length(hip: FloatArray, shoulder: FloatArray) -> float:
    """The body's unit: 75th percentile of the distance from mid-hip to mid-shoulder, each (frames, 2); 1 if unknown."""
    length = distance(hip, shoulder)
    known = length[np.isfinite(length)]
    usual = float(np.percentile(known, 75)) if known.size else 0.0
    return usual if usual > 0 else 1.0


def inclination_deg(distal: FloatArray, proximal: FloatArray) -> FloatArray:
    """Inclination of a segment from vertical, positive leaning forward, degrees, shape (frames,).

    From the points at its ends, each of shape (frames, 2), forward and up (`CONVENTIONS.md`).
    """
    dx, dy = (proximal - distal).T
    return np.asarray(np.degrees(np.arctan2(dx, dy)), dtype=np.float64)


def wrapped_deg(angle_deg: FloatArray) -> FloatArray:
    """Angles brought into [-180, 180), degrees, any shape."""
    return (angle_deg + 180.0) % 360.0 - 180.0
