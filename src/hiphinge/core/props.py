"""Objects in the picture besides the athlete: a barbell, a rod along the back, the edges of a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import inclination_deg

ContactName = Literal["head", "upper_back", "tailbone"]

DrillName = Literal["wall", "dowel"]

DRILLS: Final[tuple[DrillName, ...]] = get_args(DrillName)
"""Names of the drills on the command line and in the result file; each drill has its prop."""

CONTACTS: Final[tuple[ContactName, ...]] = ("head", "upper_back", "tailbone")
"""The three places where a rod along the back touches the body, from the top down."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Movement of a barbell in the sagittal frame, trunk lengths, forward and up.

    The plate is nearer to the camera than the body, or further away, so its movement is scaled to the body's size in
    the picture. This gives displacements only: whoever needs positions must fix one of them.

    Attributes
    ----------
    path
        Shape (frames, 2); NaN where the plate was not seen.
    reason
        Why no barbell was found, or None.
    """

    path: FloatArray
    reason: str | None = None

    @classmethod
    def absent(cls, frames: int, reason: str) -> Bar:
        """Return a barbell that is absent in all of `frames` frames, with the reason."""
        return cls(np.full((frames, 2), np.nan), reason)

    @property
    def found(self) -> bool:
        """Whether a barbell's plate was followed in this recording."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Rod:
    """A straight rod beside the trunk, frame by frame, in the motion's sagittal frame and unit.

    Attributes
    ----------
    low, high
        Two points on its axis, beside the hips and beside the ears, shape (frames, 2); NaN where it was not found.
    width
        Its thickness, in the unit of the motion.
    confidence
        Share of its length that looks like a rod, 0..1, shape (frames,).
    gaps
        Distance from its near edge to the body at each contact, (frames,); negative where the body covers it, NaN
        where body and background cannot be separated.
    reason
        Why no rod was found, or None.
    """

    low: FloatArray
    high: FloatArray
    width: float
    confidence: FloatArray
    gaps: Mapping[ContactName, FloatArray] = field(default_factory=dict)
    reason: str | None = None

    @classmethod
    def absent(cls, frames: int, reason: str) -> Rod:
        """Return a rod that is absent in all of `frames` frames, with the reason."""
        nothing = np.full((frames, 2), np.nan)
        unknown = {name: np.full(frames, np.nan) for name in CONTACTS}
        return cls(nothing, nothing, 0.0, np.zeros(frames), unknown, reason)

    @property
    def found(self) -> bool:
        """Whether a rod was found in this recording."""
        return self.reason is None

    def known(self) -> NDArray[np.bool_]:
        """Return in which frames the rod was found, shape (frames,)."""
        return np.asarray(np.isfinite(self.low).all(axis=1) & np.isfinite(self.high).all(axis=1))

    def lean_deg(self) -> FloatArray:
        """Return the inclination from vertical, degrees, positive leaning forward, shape (frames,)."""
        return inclination_deg(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Edge:
    """An upright edge in the picture, in the sagittal frame (x forward, y up, pixels of the analysed picture).

    Attributes
    ----------
    x_px
        Its x at the height of the hips.
    tilt_deg
        Its tilt, positive when the upper end lies further forward.
    share
        Share of the rows between head and floor in which it is visible.
    step
        Difference in grey level between its two sides.
    foot_px
        Height at which it meets the floor, None where that is hidden.
    base_slope
        Slope of the line where the wall's face meets the floor, pixels forward per pixel up; None where not seen.
    """

    x_px: float
    tilt_deg: float
    share: float
    step: float
    foot_px: float | None
    base_slope: float | None = None
