"""Three simpler estimators on the same frames, so that a figure can be judged by what it beats.

The trunk's line only; landmarks only; and the first trial of this project: the profile of the back in 31 points and the
angles of four segments, off-the-shelf trees. All are trained on the stills of our own estimator, with its weights, told
relative to standing, and smoothed as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from lab.spine.examples import Examples
from lab.spine.prior import training_weights
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.linear_model import LinearRegression

from hiphinge.measure import FloatArray
from hiphinge.motion import Motion, wrapped_deg
from hiphinge.signal import smooth_columns
from hiphinge.spine.estimate import SPINE_CUTOFF_HZ, ZEROED, motion_features, standing_frames
from hiphinge.spine.features import RAYS, TRUNK_STATIONS, landmark_angles
from hiphinge.spine.model import QUANTITIES

PROFILE_POINTS: Final = 31
SEGMENTS: Final = 4
TREES, LEAST_IN_LEAF = 120, 6


def trunk_line(features: FloatArray, base: FloatArray) -> FloatArray:
    """The lean of the line from hip to shoulder, shape (frames, 1)."""
    return base[:, :1] + 0.0 * features[:, :1]


def landmarks_only(features: FloatArray, base: FloatArray) -> FloatArray:
    """All that landmarks say, shape (frames, columns)."""
    return np.column_stack([features[:, :-RAYS], base])


def first_trial(features: FloatArray, base: FloatArray) -> FloatArray:
    """The back's profile in 31 points from below the hip to the neck, and four segments' angles, (frames, 35)."""
    back = features[:, -RAYS:][:, : len(TRUNK_STATIONS)]
    return np.column_stack([back[:, :PROFILE_POINTS], base[:, [0, 2, 3, 4]]])


INPUTS: Final[dict[str, Callable[[FloatArray, FloatArray], FloatArray]]] = {
    "trunk line only": trunk_line,
    "landmarks only": landmarks_only,
    "first trial": first_trial,
}


@dataclass(frozen=True)
class Baseline:
    """A trained estimator; `model` maps its inputs to what is to be added to the landmarks' angles, degrees."""

    name: str
    model: Any

    def curves(self, motion: Motion) -> FloatArray | None:
        """The five quantities over time, degrees, shape (frames, 5); None where it has nothing to go by."""
        if "outline" not in motion.data:
            return None
        position = motion.position.astype(np.float64)
        features = motion_features(motion, position)
        known: NDArray[np.bool_] = np.asarray(np.isfinite(features).all(axis=1))
        base = landmark_angles(position, motion.source.near_side)
        value = np.full_like(base, np.nan)
        value[known] = wrapped_deg(
            base[known] + self.model.predict(INPUTS[self.name](features[known].astype(np.float64), base[known]))
        )
        smoothed = smooth_columns(motion.time_s, value, motion.source.frame_rate_hz, ceiling_hz=SPINE_CUTOFF_HZ)
        upright = standing_frames(motion.time_s, base, known)
        if upright.any():
            zeroed = [name in ZEROED for name in QUANTITIES]
            smoothed[:, zeroed] -= np.nanmedian(value[upright], axis=0)[zeroed]
        return smoothed


def train_baselines(examples: Examples, seed: int = 0) -> list[Baseline]:
    """All three, trained on stills."""
    weight = training_weights(examples)
    out = []
    for name, inputs in INPUTS.items():
        model = (
            LinearRegression()
            if name == "trunk line only"
            else ExtraTreesRegressor(TREES, min_samples_leaf=LEAST_IN_LEAF, max_features=0.4, random_state=seed)
        )
        model.fit(inputs(examples.features, examples.base), examples.residual, sample_weight=weight)
        out.append(Baseline(name, model))
    return out
