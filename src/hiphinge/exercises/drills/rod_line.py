"""A rod along the back over time, and how far the body is from it: what the finder hands to the drill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hiphinge.measure import FloatArray
from hiphinge.motion import inclination_deg
from hiphinge.result import CONTACTS, ContactName


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
