"""Upright standing: the one definition of when a body stands, from which everything takes its zero.

A body stands in the frames in which it is about as upright as it ever is in the recording, and upright at all. What
"about" and "at all" mean depends on what the zero is for, and is a `StandingRule` beside its use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import runs


@dataclass(frozen=True, slots=True)
class StandingRule:
    """When a body counts as standing.

    Attributes
    ----------
    band_deg
        Standing frames are folded no more than this beyond the most upright posture.
    percentile
        Which percentile of how far the body is folded stands for its most upright posture.
    max_lean_deg, max_hip_deg, max_knee_deg
        A trunk that leans further to either side, hips or knees that are bent further do not stand.
    min_s
        Standing for a shorter time is passing through, seconds.
    """

    band_deg: float
    percentile: float
    max_lean_deg: float = math.inf
    max_hip_deg: float = math.inf
    max_knee_deg: float = math.inf
    min_s: float = 0.0

    def fits(
        self, lean_deg: FloatArray, hip_deg: FloatArray | None = None, knee_deg: FloatArray | None = None
    ) -> NDArray[np.bool_]:
        """Frames in which the posture is upright at all, shape (frames,); an angle that is not known never fits."""
        upright = np.abs(lean_deg) < self.max_lean_deg
        if hip_deg is not None:
            upright &= np.abs(hip_deg) < self.max_hip_deg
        if knee_deg is not None:
            upright &= knee_deg < self.max_knee_deg
        return np.asarray(upright)

    def level_deg(self, folded_deg: FloatArray) -> float:
        """How far the body is folded in its most upright posture, degrees; NaN where it is known nowhere."""
        known = folded_deg[np.isfinite(folded_deg)]
        return float(np.percentile(known, self.percentile)) if known.size else math.nan

    def frames(
        self,
        folded_deg: FloatArray,
        among: NDArray[np.bool_],
        *,
        level_deg: float | None = None,
        time_s: FloatArray | None = None,
    ) -> NDArray[np.bool_]:
        """Frames in which the body stands, shape (frames,).

        Parameters
        ----------
        folded_deg
            How far the body is folded, degrees, shape (frames,).
        among
            Frames that may be standing at all, shape (frames,).
        level_deg
            How far it is folded in its most upright posture; None takes that of the frames `among`.
        time_s
            Times in seconds, shape (frames,), for a rule that asks for some time.
        """
        level = self.level_deg(folded_deg[among]) if level_deg is None else level_deg
        near: NDArray[np.bool_] = np.asarray(among & (folded_deg < level + self.band_deg))
        if time_s is not None and self.min_s > 0:
            for start, stop in runs(near):
                if time_s[stop - 1] - time_s[start] < self.min_s:
                    near[start:stop] = False
        return near
