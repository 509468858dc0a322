"""What may be in the picture beside the person: a barbell, a rod along the back, the edges of a wall."""

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
"""The drills by the name that the command line and the result file know them by: each has its prop."""

CONTACTS: Final[tuple[ContactName, ...]] = ("head", "upper_back", "tailbone")
"""The three places that a rod along the back touches, from the top down."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How a barbell moved, in the sagittal points' frame and unit (trunk lengths, forward and up).

    The plate stands nearer to the camera than the body, or further off: its movement is brought to the size that the
    body is seen in. Its place is not known so, only its movement: whoever uses it says where it was at one time.

    Attributes
    ----------
    path
        Shape (frames, 2); NaN where it was not seen.
    reason
        Why there is none, or None.
    """

    path: FloatArray
    reason: str | None = None

    @classmethod
    def absent(cls, frames: int, reason: str) -> Bar:
        """No barbell in any of `frames` frames, and why."""
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
        Its thickness in the unit of the motion.
    confidence
        Share of its length that looks like a rod, 0..1, shape (frames,).
    gaps
        Distance from its near edge to the body at each contact, (frames,); negative where the body covers it, NaN
        where body and background cannot be told apart.
    reason
        Why there is no rod, or None.
    """

    low: FloatArray
    high: FloatArray
    width: float
    confidence: FloatArray
    gaps: Mapping[ContactName, FloatArray] = field(default_factory=dict)
    reason: str | None = None

    @classmethod
    def absent(cls, frames: int, reason: str) -> Rod:
        """No rod in any of `frames` frames, and why."""
        nothing = np.full((frames, 2), np.nan)
        unknown = {name: np.full(frames, np.nan) for name in CONTACTS}
        return cls(nothing, nothing, 0.0, np.zeros(frames), unknown, reason)

    @property
    def found(self) -> bool:
        """Whether there is a rod in this recording."""
        return self.reason is None

    def known(self) -> NDArray[np.bool_]:
        """Frames in which it was found, shape (frames,)."""
        return np.asarray(np.isfinite(self.low).all(axis=1) & np.isfinite(self.high).all(axis=1))

    def lean_deg(self) -> FloatArray:
        """Inclination from vertical, positive leaning forward, degrees, shape (frames,)."""
        return inclination_deg(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Edge:
    """An upright edge in the picture, in the sagittal frame (x forward, y up, pixels of the analysed picture).

    Attributes
    ----------
    x_px
        Where it is at the height of the hips.
    tilt_deg
        Its tilt, positive when the upper end lies further forward.
    share
        Share of the rows between head and floor in which it is seen.
    step
        Grey levels from one side to the other.
    foot_px
        Height at which it meets the floor, None where that is hidden.
    base_slope
        Pixels forward for each pixel up of the line in which the wall's face meets the floor; None where not seen.
    """

    x_px: float
    tilt_deg: float
    share: float
    step: float
    foot_px: float | None
    base_slope: float | None = None
