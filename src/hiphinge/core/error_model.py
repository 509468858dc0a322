"""How far a source may be from the truth: standard errors of its landmarks, its angles and what rests on them.

Each source has one, carried by its `SourceInfo`; every interval that follows starts from it.
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
"""A segment seen shorter than this, in trunk lengths, tells its direction no worse than one of this length."""

_NOTHING: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Standard errors of a source.

    Attributes
    ----------
    name
        What it is the error of, for the reader of a result.
    landmark
        Standard error of each wholly trusted landmark against the joint centre, in `unit`, by the landmark's name
        without its side.
    unit
        Unit of the lengths: trunk lengths where errors grow with the picture of the body, metres where they do not.
    distrust
        What is added, in `unit`, for a landmark that is not trusted at all; less in proportion to the trust.
    off_plane_deg
        Standard error of a limb's angle in a view 90° off, degrees; grows with the sine of the yaw.
    angle_deg
        Standard error of each angle that the source gives as such, degrees, by the angle's name.
    correlated
        Correlation of the errors of one angle in two postures of the same recording: that part cancels in their
        difference.
    joint_share
        How much of a joint's error turns both segments that meet there, against each other: 1 where joints err by
        themselves; 0 where the landmarks' errors were fitted to whole angles.
    reading_scale
        Standard errors of the readings of faults were measured with the video's estimator; this source's are so many
        times as large.

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
        """Standard error of a change between two postures, over that of a single angle."""
        return math.sqrt(2.0 * (1.0 - self.correlated))

    def in_trunks(self, trunk_m: float) -> ErrorModel:
        """The same errors with lengths in trunk lengths, for a trunk of `trunk_m` metres."""
        if self.unit == "trunk":
            return self
        landmark = MappingProxyType({name: sigma / trunk_m for name, sigma in self.landmark.items()})
        return replace(self, landmark=landmark, distrust=self.distrust / trunk_m, unit="trunk")

    def landmark_sigma(self, name: str, trust: FloatArray) -> FloatArray:
        """Standard error of a landmark in `unit`, shape (frames,), by the trust in it, 0..1, of the same shape."""
        return self.landmark[name] + self.distrust_sigma(trust)

    def distrust_sigma(self, trust: FloatArray) -> FloatArray:
        """What missing trust, 0..1, adds to a landmark's standard error, in `unit`, same shape."""
        return np.asarray(self.distrust * (1.0 - np.clip(trust, 0.0, 1.0)), dtype=np.float64)

    def segment_sigma_deg(
        self, sigmas: tuple[FloatArray, FloatArray], length: FloatArray, yaw_deg: float
    ) -> FloatArray:
        """Standard error of the inclination of the line between two landmarks, degrees, shape (frames,).

        Parameters
        ----------
        sigmas
            Standard errors of its two ends, trunk lengths, each of shape (frames,).
        length
            Its length, trunk lengths, shape (frames,).
        yaw_deg
            The camera's yaw off the side view.
        """
        ends = both_sigmas(*sigmas) / np.maximum(length, MIN_SEEN_TRUNKS)
        return both_sigmas(np.degrees(ends), self.off_plane_deg * abs(float(np.sin(np.radians(yaw_deg)))))

    def joint_sigma_deg(
        self, segments: tuple[FloatArray, FloatArray], joint: FloatArray, lengths: FloatArray, angle_deg: FloatArray
    ) -> FloatArray:
        """Standard error of the angle between two segments that meet in a joint, degrees, shape (frames,).

        Parameters
        ----------
        segments
            Standard errors of the two segments' inclinations, degrees, each of shape (frames,).
        joint
            Standard error of the joint's place, trunk lengths, shape (frames,).
        lengths
            Product of the segments' lengths, square trunk lengths, shape (frames,).
        angle_deg
            The angle, shape (frames,).
        """
        if self.joint_share == 0.0:
            return both_sigmas(*segments)
        turned = np.degrees(joint) ** 2 / np.maximum(lengths, MIN_SEEN_TRUNKS**2) * np.cos(np.radians(angle_deg))
        squared = segments[0] ** 2 + segments[1] ** 2 + 2.0 * self.joint_share * turned
        return np.asarray(np.sqrt(np.maximum(squared, 0.0)), dtype=np.float64)

    def curves(self, angles: Mapping[str, Curve | FloatArray]) -> dict[str, Curve]:
        """The angles with their intervals, degrees; those that are curves already keep theirs.

        Raises
        ------
        ArgumentError
            If an angle without an interval is one whose standard error the model does not know.
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
        """Standard error, with this source, of a reading that the video's estimator gives with `sigma`."""
        return sigma * self.reading_scale


def both_sigmas(sigma: FloatArray, other: FloatArray | float) -> FloatArray:
    """Standard error of the sum of two independent errors, in their unit, shape (frames,)."""
    return np.asarray(np.sqrt(sigma * sigma + other * other), dtype=np.float64)


VIDEO: Final = ErrorModel(
    name="pose model in a picture",
    landmark=MappingProxyType({"shoulder": 0.055, "hip": 0.037, "knee": 0.032, "ankle": 0.020}),
    distrust=0.12,
    off_plane_deg=9.0,
    correlated=0.875,
)
"""Pose models in pictures: so that nine tenths of the angles of rendered people lie inside their intervals, and half of
a single angle's error is left in an excursion (`validation/pipeline`)."""


def points_model(name: str, sigma_m: float, *, distrust_m: float = 0.05, correlated: float = 0.875) -> ErrorModel:
    """The error model of a source of joint centres in metres, whose error is the same for all of them.

    Parameters
    ----------
    name
        What it is the error of.
    sigma_m
        Standard error of each joint centre, metres.
    distrust_m
        What is added for a point that is not trusted at all, metres.
    correlated
        As of `ErrorModel`.
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
    """The error model of a source of angles.

    Parameters
    ----------
    name
        What it is the error of.
    sigma_deg
        Standard error of all angles, or of each by its name, degrees.
    correlated
        As of `ErrorModel`.
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
"""Standard error of an angle in a video seen from the side, about, to which that of a source of angles is compared."""

ANGLE_NAMES: Final = (
    "trunk_lean_deg",
    "hip_flexion_deg",
    "knee_flexion_deg",
    "shank_deg",
    "pelvic_tilt_deg",
    "lumbar_flexion_deg",
    "neck_extension_deg",
)
"""Angles that a source may give as such: the columns of the table of frames (`CONVENTIONS.md`)."""

MARKERS: Final = points_model("markers", 0.0025)
"""Markers on joint centres: 2.5 mm (proposal: several times what a motion-capture system errs by; skin that slides and
joint centres that are guessed add more, which the reader of such a recording says with a model of its own)."""

ANGLES: Final = angles_model("angles of an unknown instrument", 2.0)
"""Angles whose instrument did not say how well it measures (proposal)."""

INERTIAL: Final = angles_model("inertial sensors", 3.0)
"""Inertial sensors that did not say how well they measure (proposal)."""

EXACT: Final = ErrorModel(
    name="exact",
    landmark=MappingProxyType(dict.fromkeys(VIDEO.landmark, 1e-4)),
    angle_deg=MappingProxyType(dict.fromkeys(ANGLE_NAMES, 0.01)),
    correlated=0.0,
    reading_scale=0.0,
)
"""Synthetic data that hold the truth: what is left is rounding."""
