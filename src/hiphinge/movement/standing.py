"""Upright standing: the one definition of when the lifter stands, which is the zero of everything.

The lifter stands in the frames in which the posture is upright, and nearly as upright as it ever is in the recording.
The tolerances of both depend on what the zero is for; each is a `StandingRule` beside its use.
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
    """A rule that says when the lifter counts as standing.

    Attributes
    ----------
    band_deg
        Standing frames are flexed by no more than this beyond the most upright posture.
    percentile
        The percentile of flexion that is taken as the most upright posture.
    max_lean_deg, max_hip_deg, max_knee_deg
        Limits of trunk lean to either side, hip flexion to either side, and knee flexion in standing.
    min_s
        Shortest time of standing, seconds; a shorter one is only passed through.
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
        """Return the frames with an upright posture, shape (frames,); frames with an unknown angle are not upright."""
        upright = np.abs(lean_deg) < self.max_lean_deg
        if hip_deg is not None:
            upright &= np.abs(hip_deg) < self.max_hip_deg
        if knee_deg is not None:
            upright &= knee_deg < self.max_knee_deg
        return np.asarray(upright)

    def level_deg(self, flexion_deg: FloatArray) -> float:
        """Return the flexion of the most upright posture, degrees; NaN where it is unknown in all frames."""
        known = flexion_deg[np.isfinite(flexion_deg)]
        return float(np.percentile(known, self.percentile)) if known.size else math.nan

    def frames(
        self,
        flexion_deg: FloatArray,
        among: NDArray[np.bool_],
        *,
        level_deg: float | None = None,
        time_s: FloatArray | None = None,
    ) -> NDArray[np.bool_]:
        """Return the frames in which the lifter stands, shape (frames,).

        Parameters
        ----------
        flexion_deg
            Flexion of the body, degrees, shape (frames,).
        among
            Frames that may be standing, shape (frames,).
        level_deg
            Flexion of the most upright posture; None takes that of the frames `among`.
        time_s
            Times in seconds, shape (frames,), for a rule with `min_s`.
        """
        level = self.level_deg(flexion_deg[among]) if level_deg is None else level_deg
        near: NDArray[np.bool_] = np.asarray(among & (flexion_deg < level + self.band_deg))
        if time_s is not None and self.min_s > 0:
            for start, stop in runs(near):
                if time_s[stop - 1] - time_s[start] < self.min_s:
                    near[start:stop] = False
        return near
