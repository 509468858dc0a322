"""The path of a barbell, told by one of its plates: what the finder hands to the faults."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hiphinge.measure import FloatArray


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
