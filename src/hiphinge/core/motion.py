"""The one structure that everything after a source works on: landmarks over time, in the sagittal frame.

A `Motion` is frozen and validated when made. Its data are an `xarray.Dataset`:

======================  ==============================  ==========================================================
variable                dimensions                      meaning
======================  ==============================  ==========================================================
``position``            time, landmark, plane (x, y)    sagittal position in `unit`; x forward, y up; NaN = missing
``confidence``          time, landmark                  0..1, the source's own trust in the landmark
``world``               time, landmark, space (x, y, z) optional, metres about the hips, z to the subject's right
``outline``             time, vertex, plane (x, y)      optional, the person's outline, int16 in 1/16 px of the image
======================  ==============================  ==========================================================

with the coordinate ``time`` in seconds from the recording's own timestamps. In memory the frames come first (Fortran
order): one coordinate of one landmark over time, which is what nearly everything after this reads, is one piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS, Side
from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import FloatArray

SourceKind = Literal["video", "image", "markers", "keypoints", "angles", "imu"]

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


@dataclass(frozen=True, slots=True)
class Motion:
    """Landmarks of one person over time, in the sagittal frame (`CONVENTIONS.md`).

    Make one with `Motion.build`, which says all that is wrong with the arrays at once.
    """

    data: xr.Dataset
    source: SourceInfo
    unit: Literal["px", "m"]
    observations: Mapping[str, object] = field(default_factory=dict)
    """What was seen in the pictures beside the person, by the observer's name (`hiphinge.props`)."""

    @classmethod
    def build(
        cls,
        *,
        time_s: FloatArray,
        position: NDArray[np.floating],
        confidence: NDArray[np.floating],
        source: SourceInfo,
        unit: Literal["px", "m"] = "px",
        world: NDArray[np.floating] | None = None,
        outline: NDArray[np.int16] | None = None,
    ) -> Motion:
        """Validate the arrays and label them.

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
        if frames < 1:
            faults.append("no frames")
        if frames > 1 and not bool((np.diff(time_s) > 0).all()):
            faults.append("timestamps that do not increase")
        if faults:
            raise RecordingError("a motion of one person", "; ".join(faults), "check the source that made it")
        variables: dict[str, tuple[tuple[str, ...], NDArray[np.generic]]] = {
            "position": (("time", "landmark", "plane"), _stored(position)),
            "confidence": (("time", "landmark"), _stored(confidence)),
        }
        if world is not None:
            variables["world"] = (("time", "landmark", "space"), _stored(world))
        if outline is not None:
            variables["outline"] = (("time", "vertex", "plane"), outline)
        coordinates = {
            "time": time_s,
            "landmark": list(LANDMARKS),
            "plane": ["x", "y"],
            **({"space": ["x", "y", "z"]} if world is not None else {}),
        }
        return cls(xr.Dataset(variables, coords=coordinates), source, unit)

    @property
    def time_s(self) -> FloatArray:
        """Timestamps in seconds, shape (frames,)."""
        return np.asarray(self.data.variables["time"].values, dtype=np.float64)

    @property
    def position(self) -> NDArray[np.float32]:
        """Sagittal positions, shape (frames, landmarks, 2)."""
        return np.asarray(self.data.variables["position"].values)

    @property
    def confidence(self) -> NDArray[np.float32]:
        """Trust in each landmark, shape (frames, landmarks)."""
        return np.asarray(self.data.variables["confidence"].values)

    @property
    def world(self) -> NDArray[np.float32] | None:
        """Positions in metres about the hips, shape (frames, landmarks, 3), or None where the source has none."""
        return np.asarray(self.data.variables["world"].values) if "world" in self.data.variables else None

    def __len__(self) -> int:
        return int(self.data.sizes["time"])

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
        values = {str(name): self.data.variables[name].values for name in self.data.data_vars}
        values |= {"position": _stored(position), "confidence": _stored(confidence)}
        return replace(self, data=self.data.copy(data=values))

    def without_outline(self) -> Motion:
        """The same motion without its outline, which is most of what it weighs and is not drawn."""
        return replace(self, data=self.data.drop_vars("outline", errors="ignore"))

    def with_observations(self, observations: Mapping[str, object]) -> Motion:
        """The same motion with other observations; with none it holds no pictures any more."""
        return replace(self, observations=observations)

    def with_world(self, world: NDArray[np.floating]) -> Motion:
        """The same motion with other world landmarks, shape (frames, landmarks, 3)."""
        return replace(self, data=self.data.assign(world=(("time", "landmark", "space"), _stored(world))))


def _stored(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Values of any shape (frames, ...) in the precision and the order of memory in which a motion keeps them."""
    return values.astype(np.float32, order="F")


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
