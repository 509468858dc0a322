"""Measurement error of a source: standard errors of its landmarks, its angles and the quantities computed from them.

Each source carries one error model in its `SourceInfo`, and every later interval starts from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Curve, FloatArray

LengthUnit = Literal["trunk", "m"]

MIN_SEEN_TRUNKS: Final = 0.3
"""Shortest segment length used for the error of its direction, trunk lengths; shorter segments count as this long."""

_NOTHING: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Standard errors of a source.

    Attributes
    ----------
    name
        Name of the source, shown with a result.
    landmark
        Standard error of each fully trusted landmark against the joint centre, in `unit`, by the landmark's name
        without its side.
    unit
        Unit of the lengths: trunk lengths where errors scale with the body's size in the picture, else metres.
    distrust
        Standard error added, in `unit`, for a landmark with trust 0; it falls linearly to zero at trust 1.
    off_plane_deg
        Standard error of a limb's angle in a view 90° off, degrees; grows with the sine of the yaw.
    angle_deg
        Standard error of each angle that the source measures directly, degrees, by the angle's name.
    correlated
        Correlation of the errors of one angle in two postures of the same recording: that part cancels in their
        difference.
    joint_share
        Share of a joint's error that turns both segments meeting there, in opposite directions: 1 where joint errors
        are independent; 0 where the landmarks' errors were fitted to whole angles.
    reading_scale
        Standard errors of the readings of faults, over those measured with the video's estimator.

    Raises
    ------
    ValueError
        If a standard error is negative or not finite, or a share is not within 0..1.
    """

    name: str
    landmark: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    unit: LengthUnit = "trunk"
    distrust: float = 0.0
    off_plane_deg: float = 0.0
    angle_deg: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    correlated: float = 0.0
    joint_share: float = 0.0
    reading_scale: float = 1.0

    def __post_init__(self) -> None:
        lengths = {f"landmark {name}": value for name, value in self.landmark.items()}
        angles = {f"angle {name}": value for name, value in self.angle_deg.items()}
        others = {"distrust": self.distrust, "off_plane_deg": self.off_plane_deg, "reading_scale": self.reading_scale}
        wrong = [
            f"{name} of {value}" for name, value in (lengths | angles | others).items() if not 0 <= value < math.inf
        ]
        shares = {"correlated": self.correlated, "joint_share": self.joint_share}
        wrong += [f"{name} of {value}" for name, value in shares.items() if not 0 <= value <= 1]
        if wrong:
            msg = f"expected finite standard errors from 0 on and shares within 0..1, found {', '.join(wrong)}"
            raise ValueError(msg)

    @property
    def change_share(self) -> float:
        """Standard error of a change between two postures, divided by that of a single angle."""
        return math.sqrt(2.0 * (1.0 - self.correlated))

    def in_trunks(self, trunk_m: float) -> ErrorModel:
        """Return the same errors with lengths in trunk lengths, for a trunk of `trunk_m` metres."""
        if self.unit == "trunk":
            return self
        landmark = MappingProxyType({name: sigma / trunk_m for name, sigma in self.landmark.items()})
        return replace(self, landmark=landmark, distrust=self.distrust / trunk_m, unit="trunk")

    def landmark_sigma(self, name: str, trust: FloatArray) -> FloatArray:
        """Return the standard error of a landmark, in `unit`, from the trust in it, 0..1, both of shape (frames,)."""
        return self.landmark[name] + self.distrust_sigma(trust)

    def distrust_sigma(self, trust: FloatArray) -> FloatArray:
        """Return the standard error that a trust below 1 adds to a landmark, in `unit`, same shape as `trust`."""
        return np.asarray(self.distrust * (1.0 - np.clip(trust, 0.0, 1.0)), dtype=np.float64)

    def segment_sigma_deg(
        self, sigmas: tuple[FloatArray, FloatArray], length: FloatArray, yaw_deg: float
    ) -> FloatArray:
        """Return the standard error of the inclination of the line between two landmarks, degrees, shape (frames,).

        Parameters
        ----------
        sigmas
            Standard errors of its two ends, trunk lengths, each of shape (frames,).
        length
            Its length, trunk lengths, shape (frames,).
        yaw_deg
            The camera's yaw off the side view, degrees.
        """
        ends = both_sigmas(*sigmas) / np.maximum(length, MIN_SEEN_TRUNKS)
        return both_sigmas(np.degrees(ends), self.off_plane_deg * abs(float(np.sin(np.radians(yaw_deg)))))

    def joint_sigma_deg(
        self, segments: tuple[FloatArray, FloatArray], joint: FloatArray, lengths: FloatArray, angle_deg: FloatArray
    ) -> FloatArray:
        """Return the standard error of the angle between two segments that meet in a joint, degrees, shape (frames,).

        Parameters
        ----------
        segments
            Standard errors of the two segments' inclinations, degrees, each of shape (frames,).
        joint
            Standard error of the joint's position, trunk lengths, shape (frames,).
        lengths
            Product of the segments' lengths, square trunk lengths, shape (frames,).
        angle_deg
            The angle, degrees, shape (frames,).
        """
        if self.joint_share == 0.0:
            return both_sigmas(*segments)
        turned = np.degrees(joint) ** 2 / np.maximum(lengths, MIN_SEEN_TRUNKS**2) * np.cos(np.radians(angle_deg))
        squared = segments[0] ** 2 + segments[1] ** 2 + 2.0 * self.joint_share * turned
        return np.asarray(np.sqrt(np.maximum(squared, 0.0)), dtype=np.float64)

    def curves(self, angles: Mapping[str, Curve | FloatArray]) -> dict[str, Curve]:
        """Return the angles with their intervals, degrees; angles that are curves already keep theirs.

        Raises
        ------
        ArgumentError
            If the model has no standard error for an angle that comes without an interval.
        """
        unknown = sorted(
            name for name, angle in angles.items() if not isinstance(angle, Curve) and name not in self.angle_deg
        )
        if unknown:
            raise ArgumentError(
                f"angles among {', '.join(self.angle_deg) or 'none'}, whose errors '{self.name}' knows",
                ", ".join(unknown),
                "give them as curves with intervals, or an error model that knows them",
            )
        return {
            name: angle if isinstance(angle, Curve) else Curve.around(angle, np.full(angle.shape, self.angle_deg[name]))
            for name, angle in angles.items()
        }

    def reading(self, sigma: float) -> float:
        """Return this source's standard error of a reading that has `sigma` with the video's estimator."""
        return sigma * self.reading_scale


def both_sigmas(sigma: FloatArray, other: FloatArray | float) -> FloatArray:
    """Return the standard error of the sum of two independent errors, in their unit, shape (frames,)."""
    return np.asarray(np.sqrt(sigma * sigma + other * other), dtype=np.float64)


VIDEO: Final = ErrorModel(
    name="pose model in a picture",
    landmark=MappingProxyType({"shoulder": 0.055, "hip": 0.037, "knee": 0.032, "ankle": 0.020}),
    distrust=0.12,
    off_plane_deg=9.0,
    correlated=0.875,
)
"""Pose models in pictures, fitted so that nine tenths of the angles of rendered people lie inside their intervals and
that an excursion has half the error of a single angle (`validation/pipeline`)."""


JOINTS: Final = ErrorModel(
    name="joints net in a picture",
    landmark=MappingProxyType(dict.fromkeys(VIDEO.landmark, 0.004)),
    distrust=0.20,
    off_plane_deg=9.0,
    correlated=0.875,
)
"""The pose model that says of every joint how far off it may be (`pose.movenet`): its trust falls from 1 to 0 as that
grows to 0.20 trunk lengths."""


def points_model(name: str, sigma_m: float, *, distrust_m: float = 0.05, correlated: float = 0.875) -> ErrorModel:
    """Return the error model of a source of joint centres in metres, all with the same standard error.

    Parameters
    ----------
    name
        Name of the source.
    sigma_m
        Standard error of each joint centre, metres.
    distrust_m
        Standard error added for a point with trust 0, metres.
    correlated
        As in `ErrorModel`.
    """
    usual = sum(VIDEO.landmark.values()) / len(VIDEO.landmark)
    return ErrorModel(
        name=name,
        landmark=MappingProxyType(dict.fromkeys(VIDEO.landmark, sigma_m)),
        unit="m",
        distrust=distrust_m,
        correlated=correlated,
        joint_share=1.0,
        reading_scale=sigma_m / ADULT_TRUNK_M / usual,
    )


def angles_model(name: str, sigma_deg: float | Mapping[str, float], *, correlated: float = 0.5) -> ErrorModel:
    """Return the error model of a source of angles.

    Parameters
    ----------
    name
        Name of the source.
    sigma_deg
        Standard error of all angles, or of each by its name, degrees.
    correlated
        As in `ErrorModel`.
    """
    angles = dict(sigma_deg) if isinstance(sigma_deg, Mapping) else dict.fromkeys(ANGLE_NAMES, float(sigma_deg))
    usual = sum(angles.values()) / len(angles) if angles else 0.0
    return ErrorModel(
        name=name,
        angle_deg=MappingProxyType(angles),
        correlated=correlated,
        reading_scale=usual / VIDEO_ANGLE_DEG,
    )


ADULT_TRUNK_M: Final = 0.50
"""Length of an adult's trunk from mid-hip to mid-shoulder (0.2958 of 1.69 m; de Leva 1996, J Biomech 29:1223)."""

VIDEO_ANGLE_DEG: Final = 4.0
"""Approximate standard error of an angle in a side-view video, degrees: the reference for sources of angles."""

ANGLE_NAMES: Final = (
    "trunk_lean_deg",
    "hip_flexion_deg",
    "knee_flexion_deg",
    "shank_deg",
    "pelvic_tilt_deg",
    "lumbar_flexion_deg",
    "neck_extension_deg",
)
"""Angles that a source may measure directly: columns of the table of frames (`CONVENTIONS.md`)."""

MARKERS: Final = points_model("markers", 0.0025)
"""Markers on joint centres: 2.5 mm (proposal: several times the error of a motion-capture system; sliding skin and
estimated joint centres add more, which the reader of such a recording states in a model of its own)."""

ANGLES: Final = angles_model("angles of an unknown instrument", 2.0)
"""Angles of an instrument whose error is unknown (proposal)."""

INERTIAL: Final = angles_model("inertial sensors", 3.0)
"""Inertial sensors whose error is unknown (proposal)."""

EXACT: Final = ErrorModel(
    name="exact",
    landmark=MappingProxyType(dict.fromkeys(VIDEO.landmark, 1e-4)),
    angle_deg=MappingProxyType(dict.fromkeys(ANGLE_NAMES, 0.01)),
    correlated=0.0,
    reading_scale=0.0,
)
"""Synthetic data that are true except for rounding."""
