"""Run three simpler estimators on the same frames, for comparison with our own.

The trunk's line only; landmarks only; and the first trial of this project: the profile of the back in 31 points and the
angles of four segments, with off-the-shelf trees. All are trained on the stills of our own estimator, with its weights,
zeroed in standing, and smoothed in the same way.
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

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, wrapped_deg
from hiphinge.core.signal import smooth_columns
from hiphinge.movement.spine.estimate import SPINE_CUTOFF_HZ, ZEROED, motion_features, standing_frames
from hiphinge.movement.spine.features import RAYS, TRUNK_STATIONS, landmark_angles
from hiphinge.movement.spine.model import QUANTITIES

PROFILE_POINTS: Final = 31
TREES, MIN_IN_LEAF = 120, 6


def trunk_line(_: FloatArray, base: FloatArray) -> FloatArray:
    """Return the lean of the line from hip to shoulder, shape (frames, 1)."""
    return base[:, :1]


def landmarks_only(features: FloatArray, base: FloatArray) -> FloatArray:
    """Return all inputs from landmarks, shape (frames, columns)."""
    return np.column_stack([features[:, :-RAYS], base])


def first_trial(features: FloatArray, base: FloatArray) -> FloatArray:
    """Return the back's profile in 31 points from below the hip to the neck, and four angles, shape (frames, 35)."""
    back = features[:, -RAYS:][:, : len(TRUNK_STATIONS)]
    return np.column_stack([back[:, :PROFILE_POINTS], base[:, [0, 2, 3, 4]]])


@dataclass(frozen=True)
class BaselineInputs:
    """The estimators' inputs from a recording with an outline.

    `features` and `base` (the landmarks' angles) are those of our own estimator, (frames, columns); `known` and
    `upright` frames, (frames,).
    """

    motion: Motion
    features: FloatArray
    base: FloatArray
    known: NDArray[np.bool_]
    upright: NDArray[np.bool_]


def read_for_baselines(motion: Motion) -> BaselineInputs:
    """Return the inputs of all estimators from a recording with an outline."""
    position = motion.position.astype(np.float64)
    features = motion_features(motion, position)
    known: NDArray[np.bool_] = np.asarray(np.isfinite(features).all(axis=1))
    base = landmark_angles(position, motion.source.near_side)
    return BaselineInputs(motion, features.astype(np.float64), base, known, standing_frames(motion.time_s, base, known))


@dataclass(frozen=True)
class Baseline:
    """A trained estimator; `model` maps its `inputs` to degrees that are added to the landmarks' angles."""

    name: str
    inputs: Callable[[FloatArray, FloatArray], FloatArray]
    model: Any

    def curves(self, read: BaselineInputs) -> FloatArray:
        """Return the five quantities over time, degrees, shape (frames, 5)."""
        motion, known, base = read.motion, read.known, read.base
        value = np.full_like(base, np.nan)
        added = self.model.predict(self.inputs(read.features[known], base[known]))
        value[known] = wrapped_deg(base[known] + added)
        smoothed = smooth_columns(motion.time_s, value, motion.source.frame_rate_hz, ceiling_hz=SPINE_CUTOFF_HZ)
        if read.upright.any():
            zeroed = [name in ZEROED for name in QUANTITIES]
            smoothed[:, zeroed] -= np.nanmedian(value[read.upright], axis=0)[zeroed]
        return smoothed


def train_baselines(examples: Examples, seed: int = 0) -> list[Baseline]:
    """Return all three, trained on stills."""

    def trees() -> ExtraTreesRegressor:
        return ExtraTreesRegressor(TREES, min_samples_leaf=MIN_IN_LEAF, max_features=0.4, random_state=seed)

    untrained = [
        Baseline("trunk line only", trunk_line, LinearRegression()),
        Baseline("landmarks only", landmarks_only, trees()),
        Baseline("first trial", first_trial, trees()),
    ]
    weight = training_weights(examples)
    for estimator in untrained:
        estimator.model.fit(estimator.inputs(examples.features, examples.base), examples.residual, sample_weight=weight)
    return untrained
