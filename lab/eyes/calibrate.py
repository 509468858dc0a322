"""Make the net's spreads honest: scale each so that nine of ten held-out errors lie within its 90 % interval."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from hiphinge.core.measure import Z90
from lab.eyes.labels import OUTSIDE, Labels
from lab.eyes.net import ANGLE_UNIT_DEG, Eyes
from lab.eyes.score import answered, apart

COVERED = 0.9


def calibrate(eyes: Eyes, crops: Path, labels: Labels, rows: npt.NDArray[np.int64], front: Path) -> str:
    """Scale the spreads of points and angles by what some held-out rows show, in place, and return the factors."""
    said, true = answered(eyes, crops, labels, rows, front)
    ratio = np.abs(said["points"] - true["points"]) / (Z90 * np.exp(said["log_spread"]))
    inside = true["state"] != OUTSIDE
    points = np.array([np.quantile(ratio[inside[:, i], i], COVERED) for i in range(ratio.shape[1])])
    off = apart(said["angles"], true["angles"])
    angles = np.quantile(off / (Z90 * ANGLE_UNIT_DEG * np.exp(said["angle_log_spread"])), COVERED, axis=0)
    with torch.no_grad():
        eyes.head.about_bias[:, :2] += torch.from_numpy(np.log(points)).float()[:, None]
        last = eyes.head.whole[-1]
        last.bias[-len(angles) :] += torch.from_numpy(np.log(angles)).float()
    return f"spreads of points times {points.min():.2f} to {points.max():.2f}, of angles {np.round(angles, 2).tolist()}"
